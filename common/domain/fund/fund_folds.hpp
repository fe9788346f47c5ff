// One function for each event of a fund, in two files; and what both say of where a request stands.
// Only fund_fold*.cpp include this.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "common/domain/fund/fund.hpp"

namespace relais::domain {

using FundFold = void (*)(FundState&, const v1::FundEvent&);
using FundFolds = std::unordered_map<int, FundFold>;

[[nodiscard]] const FundFolds& folds_of_papers();   // vouchers, statements, months, flags
[[nodiscard]] const FundFolds& folds_of_notices();  // who was told, and who is told later
// Whoever an event wrote to was told at that moment; right after its own fold.
void note_told(FundState& state, const v1::FundEvent& event);

[[nodiscard]] FundRequestRecord& request_of(FundState& state, const std::string& id);
[[nodiscard]] FundPaymentRecord& payment_of(FundState& state, const std::string& id);
// No instant: it is not due any more.
void due(FundState& state, std::string_view kind, const std::string& of, Instant at);
// What follows from where a request stands: which of its instants are due, and who looks for it.
void stands(FundState& state, FundRequestRecord& request);
// Paid is shown when papers, or the board, say so; an advance when none of it is open.
void show(FundRequestRecord& request);

}  // namespace relais::domain
