// What something costs and how much of it there may be: the price list, and the caps per code,
// case, night, funder. Nobody types a total that a list can tell.
#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <map>
#include <string>

#include "common/domain/fund/fund_rules.hpp"
#include "common/domain/fund/money.hpp"
#include "relais/v1/fund.pb.h"

namespace relais::domain {

// Of one request; more is a typing error, and no product of it overflows.
inline constexpr std::uint32_t quantity_most = 10'000;
inline constexpr std::uint32_t household_most = 1'000;
static_assert(amount_cents_max < INT64_MAX / quantity_most);

struct Price {
    std::int64_t cents = 0;       // in all
    std::int64_t unit_cents = 0;  // of the list; 0: it was told
};

// The total of what is asked, from the list where there is a line for it, else as it was told.
// `vendor` may differ from the one that was asked for. A list by household that ends before so many
// people goes on by its last step.
[[nodiscard]] std::expected<Price, v1::Rejection::Code> price_of(const FundRules& rules,
                                                                 const v1::RequestFunds& asked,
                                                                 const std::string& vendor,
                                                                 Instant at);
[[nodiscard]] std::uint32_t quantity_of(const v1::RequestFunds& asked);

// How much was put apart so far, so that a cap is looked up and not added up anew.
class CapUse {
public:
    struct Of {
        v1::FundCap::Per per;  // whole_case, night, month
        std::string which;     // the envelope, the night, the month
        std::string expense;
        std::string source;
        auto operator<=>(const Of&) const = default;
    };
    struct Sum {
        std::int64_t cents = 0;
        std::int64_t quantity = 0;
    };
    void add(const Of& of, Sum sum);
    // Of all expenses and sources that the cap does not tell apart.
    [[nodiscard]] Sum of(v1::FundCap::Per per, const std::string& which, const v1::FundCap& cap,
                         const FundRules& rules) const;
    [[nodiscard]] const std::map<Of, Sum>& sums() const { return sums_; }

private:
    std::map<Of, Sum> sums_;
};

// Where a request stands when a cap is looked at.
struct CapQuestion {
    const v1::RequestFunds& asked;
    std::string envelope;  // whose money it is for the caps of a case
    std::int64_t cents = 0;
    const v1::FundSource* source = nullptr;  // null: none chosen, so only caps of all sources count
    Instant at{};
};
[[nodiscard]] bool within_caps(const FundRules& rules, const CapUse& use,
                               const CapQuestion& question);

}  // namespace relais::domain
