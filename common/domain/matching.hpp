// Whom to page for a need on a rung, and why her and not another. Pure and deterministic: the same
// case, rung, directory, instant and load give the same answer, in whatever order they were
// written.
#pragma once

#include <vector>

#include "common/domain/fitness.hpp"
#include "relais/v1/event.pb.h"

namespace relais::domain {

// Everybody who is on call in reach stands in one of the three.
struct Candidates {
    std::vector<v1::Pick> picks;   // without page ids and messages: the case gives those
    std::vector<v1::Pick> copies;  // trainees of the rosters that were picked from
    std::vector<v1::PassOver> passed_over;

    // Somebody fits who was not called, since enough were.
    [[nodiscard]] bool others_left() const;
};

[[nodiscard]] Candidates match(const Choice& choice);

}  // namespace relais::domain
