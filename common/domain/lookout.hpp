// The lookout: who must know of a gap in the coming days, and of a calendar that cannot be read,
// is told, once. A gap is told to the owners of the rosters that promise to serve it and to the
// coordinator on duty: at once when it begins within a day, else by day. What was told and is no
// more is forgotten, so that it is told again when it comes back; what is over is history.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/domain/case.hpp"

namespace relais::domain {

inline constexpr Duration lookout_ahead = std::chrono::days(14);
// Of a gap or of a failing calendar: from then on it is worth waking somebody for a gap; a calendar
// may fail that long before anybody hears of it.
inline constexpr Duration gap_is_near = std::chrono::hours(24);
inline constexpr Duration calendar_may_fail = std::chrono::hours(1);
// Local hours in which a notice that can wait leaves.
inline constexpr int notices_from_hour = 8;
inline constexpr int notices_until_hour = 20;

struct LookoutState {
    struct Failing {
        Instant since;
        bool told = false;
        bool operator==(const Failing&) const = default;
    };
    std::string aggregate;  // "lookout"
    std::uint64_t version = 0;
    Instant last_now{};
    std::vector<v1::Gap> told;                                       // as last reported
    std::map<std::pair<std::string, std::string>, Failing> failing;  // roster and calendar
    std::deque<v1::Message> notices;  // the last of them: a way may still fail
};

// Every gap in [from, to), by beginning, of each sector and territory that some roster promises to
// serve: where none does, nobody is missing.
[[nodiscard]] v1::ReportGaps upcoming_gaps(const Directory& directory, Instant from, Instant to);

[[nodiscard]] Decision decide(const LookoutState& state, const v1::Command& command, Instant now,
                              const Directory& directory);
[[nodiscard]] LookoutState evolve(LookoutState state, const v1::Event& event);
[[nodiscard]] std::map<std::string, Instant> deadlines(const LookoutState& state);

}  // namespace relais::domain
