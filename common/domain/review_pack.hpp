// A case as it is talked about in a case-review meeting: what was asked, what was promised and
// kept, what failed, and when, counted from first contact. Nobody in it: no code, no id, no name,
// no date, no age, no language, no circumstance, nothing sealed, nothing that was typed. What is
// not named here is left out, so that an event that is added later tells nothing until somebody
// adds it.
#pragma once

#include <vector>

#include "common/domain/sight.hpp"
#include "relais/v1/review.pb.h"

namespace relais::domain {

// Cut by Sight::of_review. Without a timeline only sectors and times are told; where it was, only
// when as many cases as figures tell (suppression.hpp) were in that territory that year: otherwise
// where it was is who it was.
[[nodiscard]] v1::ReviewPack review_pack(const CaseState& state,
                                         const std::vector<v1::Event>& events, const Sight& sight,
                                         bool many_near);

}  // namespace relais::domain
