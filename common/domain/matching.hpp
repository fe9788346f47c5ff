// Whom to page for a need on a rung, and why her and not another. Pure and deterministic: same
// case, same rung, same directory, same instant, same answer.
#pragma once

#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/directory.hpp"
#include "relais/v1/event.pb.h"

namespace relais::domain {

struct CaseState;
struct NeedState;

struct Candidates {
    std::vector<v1::Pick> picks;   // without page ids and messages: the case gives those
    std::vector<v1::Pick> copies;  // trainees of the rosters that were picked from
    std::vector<v1::PassOver> passed_over;
};

[[nodiscard]] Candidates match(const CaseState& state, const NeedState& need, const v1::Rung& rung,
                               const Directory& directory, Instant at);

}  // namespace relais::domain
