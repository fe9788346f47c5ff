// An event as it stands in the file, in our own types: nothing here is resolved yet, neither zones
// nor rules. Passive records; read_event.cpp fills them, series.cpp reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/calendar/rule.hpp"

namespace relais::calendar {

// A time as written: a date, an instant (…Z), or wall time in a zone or in none.
struct When {
    enum class Kind { date, utc, zoned, floating };
    Kind kind = Kind::floating;
    Local at;          // UTC when kind is utc; midnight when it is a date
    std::string zone;  // as written; only when kind is zoned
};

// Days are local days, seconds are exact (RFC 5545, 3.3.6).
struct Length {
    std::chrono::days days{0};
    std::chrono::seconds seconds{0};
};

struct Instance {  // an RDATE: a start, and its own end if it has one
    When start;
    std::optional<When> end;
    std::optional<Length> length;
};

struct Series {  // an RRULE
    Rule rule;
    std::optional<When> until;
};

struct Attendee {
    std::string name;   // CN, or what stands in the place of an address
    std::string email;  // without mailto:
    bool declined = false;
    bool person = true;  // not a room or a thing
    friend bool operator==(const Attendee&, const Attendee&) = default;
};

// What an event says of itself; shared by all its occurrences.
struct EventText {
    std::string uid;
    std::string summary;
    std::vector<Attendee> attendees;
    std::optional<Attendee> organizer;
    std::size_t line = 0;  // of the file
};

struct Event {
    std::shared_ptr<EventText> text = std::make_shared<EventText>();
    std::optional<When> start;
    std::optional<When> end;
    std::optional<Length> length;
    std::optional<When> recurrence_id;
    std::string recurrence_text;  // as written
    bool this_and_future = false;
    std::vector<Series> rules;
    std::vector<Instance> dates;
    std::vector<When> except;
    std::int64_t sequence = 0;
    std::int64_t stamp = 0;  // DTSTAMP or LAST-MODIFIED, the later one, as seconds
    bool cancelled = false;
};

}  // namespace relais::calendar
