// Rosters as RapidCheck makes them: everything that a roster may have, mostly near the changes of
// time, in a few people so that they meet.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/roster.hpp"

namespace relais::test {

struct ThreeYears {
    Instant from, to;
    std::vector<Instant> changes;  // of the zones that matter
};

// Called from within a property.
[[nodiscard]] v1::Roster make_roster(const std::string& id, const std::string& zone,
                                     const ThreeYears& span);
[[nodiscard]] domain::Absences make_absences(const ThreeYears& span);

inline const std::vector<std::string> makings_people{"ana", "bea", "cleo", "dora",
                                                     "eva", "fay", "gil"};

}  // namespace relais::test
