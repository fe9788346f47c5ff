// Shifts as a calendar that every calendar program reads (RFC 5545). Says when, and the few words
// that the caller gives: no telephone, no e-mail, no case. No clock: the same shifts give the same
// bytes.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/keyed_hash.hpp"

namespace relais::calendar {

// What makes a shift the same one when the calendar is made again; it leaves as a keyed hash.
struct ShiftKey {
    std::string roster;
    std::string layer;
    std::string person;
};

struct WrittenShift {
    ShiftKey key;
    Instant from;
    Instant until;
    std::string summary;  // in the language of the address
    std::string label;    // of the person or the roster; empty: none
};

struct WrittenCalendar {
    std::string name;  // X-WR-CALNAME
    Instant stamp;     // DTSTAMP: when the roster last changed, not when somebody asked
    std::vector<WrittenShift> shifts;
};

// Text/calendar in UTF-8, lines of at most 75 octets. check() fails for a shift that ends before it
// begins: the roster promises that there is none.
[[nodiscard]] std::string write_calendar(const WrittenCalendar& calendar, const Secret& secret);

}  // namespace relais::calendar
