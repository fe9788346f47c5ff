// A month of a fund: how its book stood when it was over, and the text that is signed for it.
#pragma once

#include <string>
#include <vector>

#include "common/domain/fund/fund.hpp"

namespace relais::domain {

[[nodiscard]] bool is_month(const std::string& text);  // "2026-11"
// How the book stood at the end of a month that is not closed; of one that is on: as it stands.
[[nodiscard]] MonthEnd month_end(const FundState& state, const std::string& month);
// Months that are over and may be closed, the oldest first: each closes those before it, too.
[[nodiscard]] std::vector<std::string> open_months(const FundState& state, Instant now);
// A line an account, in the order of their names; anybody can write it again from a journal and
// compare its SHA-256.
//
//   relais fund month 1
//   fund coalition
//   month 2026-10
//   version 4711
//   expense:taxi 12.50
[[nodiscard]] std::string month_text(const std::string& fund, const std::string& month,
                                     const MonthEnd& end);

}  // namespace relais::domain
