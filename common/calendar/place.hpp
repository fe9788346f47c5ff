// Where a written time stands: in which zone, at which instant; and how long an event is.
#pragma once

#include <optional>

#include "common/calendar/read_calendar.hpp"
#include "common/calendar/zone.hpp"

namespace relais::calendar {

struct Placed {
    const Zone* zone = nullptr;
    Local local;
    Instant at;
};

// Everything that all events of a file share while it is read.
struct Frame {
    Zones& zones;
    const Zone& roster;
    const Zone& utc;
    const Zone* floating;  // null: the file names a zone that nobody knows
    const std::string& floating_name;
    Window window;
    const ReadLimits& limits;
    Steps& steps;

    // Wall time without a zone is `own`'s, if given, else the file's. Nothing: an unknown zone.
    [[nodiscard]] std::optional<Placed> place(const When& when, const Zone* own = nullptr) const;
};

// From wall time to wall time where DTEND says so in the start's own zone: a night of 20:00 to
// 08:00 ends at 08:00 on the nights of change too. The RFC would keep its exact length; no calendar
// program does, and a roster would have a gap or an overlap of an hour twice a year.
class Extent {
public:
    static Extent wall(std::chrono::seconds length) { return {std::chrono::days{0}, length, true}; }
    static Extent exact(Length length) { return {length.days, length.seconds, false}; }

    [[nodiscard]] Instant end_of(const Placed& start) const;
    // Never less than it lasts, on whatever night.
    [[nodiscard]] std::chrono::seconds at_most() const;

private:
    Extent(std::chrono::days days, std::chrono::seconds seconds, bool wall)
        : days_(days), seconds_(seconds), wall_(wall) {}

    std::chrono::days days_;
    std::chrono::seconds seconds_;
    bool wall_;
};

// How long the event is, from its DTEND or DURATION; nothing when DTEND's zone is unknown.
[[nodiscard]] std::optional<Extent> extent_of(const Frame& frame, const Placed& start,
                                              const When& written, const std::optional<When>& end,
                                              const std::optional<Length>& length);

}  // namespace relais::calendar
