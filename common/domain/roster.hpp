// Who is on call at an instant, in the roster's own wall time: layers with a daily window and a
// rotation in local days, so that the nights the clocks change are right.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::domain {

struct OnCall {
    std::string person;
    std::string layer;
    std::uint32_t level = 0;
    friend bool operator==(const OnCall&, const OnCall&) = default;
};

// In the order in which they are asked: by level, then by layer as written, then by turn as
// written. A person named by two layers stands at her first place only.
[[nodiscard]] std::vector<OnCall> on_call(const v1::Roster& roster, Instant at);

// True when the tz database knows the zone.
[[nodiscard]] bool zone_known(const std::string& zone);

}  // namespace relais::domain
