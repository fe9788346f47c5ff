// Where the generated histories of a case happen, and how they begin.
#pragma once

#include <vector>

#include "tests/unit/world.hpp"

namespace relais::test {

inline const std::vector<v1::Need::Kind> all_needs{
    v1::Need::immediate_care, v1::Need::emergency_shelter, v1::Need::police_protection};

// Crowded: so many learn on call that a ladder may wake too many within the hour.
[[nodiscard]] World town(bool crowded);
// An alert, mostly; somebody who asks what to do; the service itself, which needs a human.
[[nodiscard]] v1::Command opening_of(unsigned kind);
// As years would leave it: the next thing that happens is the last one that there is room for.
void fill(Story& story);

}  // namespace relais::test
