// Who is on call, found the slow way: a walk through every minute of local time that asks, at each
// one, what begins and what ends there. It shares nothing with the engine: local time is the C
// library's, and nothing is computed that can be counted.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "common/base/clock.hpp"
#include "common/domain/roster.hpp"

namespace relais::test {

// level, person, layer, trainee
using Standing = std::tuple<std::uint32_t, std::string, std::string, bool>;
using Standings = std::set<Standing>;

// The instants within [from, to) at which the zone's distance from UTC changes.
[[nodiscard]] std::vector<Instant> changes_of(const std::string& zone, Instant from, Instant to);

// The walk begins so long before the first instant: no rotation may have started earlier.
inline constexpr int days_before = 800;

// Who stands at each of the instants, which are in order.
[[nodiscard]] std::vector<Standings> model(const v1::Roster& roster,
                                           const domain::Absences& absences,
                                           const std::vector<Instant>& instants);

}  // namespace relais::test
