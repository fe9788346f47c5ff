// How events are folded into a case, by the number of their body. Only case_fold*.cpp include this.
#pragma once

#include <unordered_map>

#include "common/domain/case.hpp"

namespace relais::domain {

using Fold = void (*)(CaseState&, const v1::Event&);
using Folds = std::unordered_map<int, Fold>;

// Makes these facts what holds of her.
void hold(CaseState& state, const Facts& facts);

// A need that nobody comes for, and that is here because of one other alert alone.
[[nodiscard]] bool comes_only_with(const CaseState& state, const TakenIn& taken,
                                   const NeedState& need);

// Its ladder begins anew; whoever it paged belongs to an earlier round.
void start_ladder_again(NeedState& need);

// Of what ties a case to others, and of its clocks.
[[nodiscard]] const Folds& folds_of_ties();

}  // namespace relais::domain
