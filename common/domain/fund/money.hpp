// Amounts of money: whole cents of Canadian dollars. What cannot be a sum of ours is refused with
// the reason; nothing is rounded, and nothing is ever a fraction.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "relais/v1/fund_book.pb.h"

namespace relais::domain {

// No single amount is larger: a hundred million dollars is a typing error.
inline constexpr std::int64_t amount_cents_max = 10'000'000'000;
// No account ever stands further from zero, so that no sum of them overflows.
inline constexpr std::int64_t balance_cents_max = 1'000'000'000'000'000;
static_assert(amount_cents_max < balance_cents_max);

using Cents = std::expected<std::int64_t, v1::Rejection::Code>;

[[nodiscard]] Cents cents_of(const v1::Money& money);
// As people type it: "12,50 $", "12.50", "1 200". An empty currency is ours.
[[nodiscard]] Cents parse_amount(std::string_view text, std::string_view currency = {});
// "1234.50", "-0.05": as a ledger is written.
[[nodiscard]] std::string plain_amount(std::int64_t cents);

}  // namespace relais::domain
