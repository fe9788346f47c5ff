// What a replay will do, worked out before anything is sent: each real call becomes one alert, each
// of its units one need and (if the unit ever answered) one answer after its real delay.
// Pure: the same rows and the same directory give the same plan, on any machine, in any year.
// Recording errors are counted and kept as they stand; nothing is repaired.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::cli {

// One row: one unit sent to one call.
struct CallRow {
    std::uint64_t call = 0;
    std::optional<Instant> received;
    std::optional<Instant> dispatched;
    std::optional<Instant> responding;
    std::string neighbourhood;
    bool incomplete = false;    // a stage that every call goes through is empty
    bool out_of_order = false;  // its stages go back in time
};

// Rows in file order. The header must name the columns; a row that cannot be read is a Fault that
// names its line, because a file that is half understood proves nothing.
[[nodiscard]] Result<std::vector<CallRow>> parse_calls(std::string_view csv);

struct PlannedNeed {
    v1::Need::Kind need = v1::Need::unknown;
    v1::Sector::Code sector = v1::Sector::unknown;
    std::optional<Duration> answers_after{};  // real time; absent: never answers
    std::uint32_t first_wait_ms = 0;          // of the first rung of its ladder
    std::uint32_t quota = 1;                  // how many must come
};

struct PlannedAlert {
    std::uint64_t call = 0;
    Instant received;
    std::string territory;
    std::vector<PlannedNeed> needs;
};

struct ReplayPlan {
    std::vector<PlannedAlert> alerts;  // in the order of their real time
    std::size_t rows = 0;
    std::size_t incomplete = 0;
    std::size_t out_of_order = 0;
    std::size_t without_time = 0;        // calls that cannot be placed in time: left out
    std::size_t units_without_need = 0;  // more units than sectors: one need a sector at most
};

struct Span {
    std::optional<Instant> from;
    std::optional<Instant> to;  // not included
};

[[nodiscard]] ReplayPlan plan_replay(const std::vector<CallRow>& rows,
                                     const v1::Directory& directory, const Span& span);

// How time is squeezed.
struct Pace {
    double speed = 1;      // real time ÷ this
    bool at_most = false;  // "max": as fast as alerts are accepted, every rung waits one second
};

[[nodiscard]] std::optional<Pace> parse_pace(std::string_view text);
// A copy whose ladders wait less. The order of waits stays; none is below 50 ms.
[[nodiscard]] v1::Directory squeezed(v1::Directory directory, const Pace& pace);
[[nodiscard]] Duration squeezed(Duration delay, const PlannedNeed& need, const Pace& pace);

}  // namespace relais::cli
