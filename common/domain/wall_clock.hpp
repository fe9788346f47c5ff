// The wall clock of a time zone that never goes back: it shows the highest local time so far. So a
// local time that does not exist is reached at the first instant after the jump, one that comes
// twice is reached the first time, and what ends at a local time ends where what begins then
// begins.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.hpp"

namespace relais::domain {

using WallTime = std::chrono::local_time<std::chrono::minutes>;

class WallClock {
public:
    // Reads the zone from the system's tz database, anew each time: whoever makes another one has
    // the rules of today. It keeps what it read. The zone must be known.
    explicit WallClock(const std::string& zone);

    // The whole minute that the clock shows.
    [[nodiscard]] WallTime at(Instant instant) const;
    // The first instant at which the clock shows `wall` or later.
    [[nodiscard]] Instant reaches(WallTime wall) const;

private:
    using LocalTime = std::chrono::local_time<Duration>;
    struct Stretch {  // of one offset, until the next stretch
        Instant from;
        Duration offset;
        LocalTime behind;  // every local time before this one was passed in earlier stretches
    };
    std::vector<Stretch> stretches_;
};

using WallClockPtr = std::shared_ptr<const WallClock>;

// True when the tz database knows the zone. Names are read once a process, rules are not.
[[nodiscard]] bool zone_known(const std::string& zone);

}  // namespace relais::domain
