// What a calendar gives to a roster: the shifts of a layer, or overrides, and everything that the
// roster's owner must be told.
#pragma once

#include <vector>

#include "common/base/keyed_hash.hpp"
#include "common/calendar/people.hpp"

namespace relais::calendar {

struct LayerShifts {
    std::vector<v1::Shift> shifts;  // by start; level 0, so as the layer says
    std::vector<Note> notes;        // of the reading and of the names, by line
};

struct Overrides {
    std::vector<v1::Override> overrides;  // each adds one person; ids are stable and say nothing
    std::vector<Note> notes;
};

// An occurrence that names nobody, or is cancelled, gives no shift and a note; one that names some
// people we know and some we do not gives those we know, and a note.
[[nodiscard]] LayerShifts shifts_of(const Reading& reading, const People& people);

// `source` is the calendar's own id in the directory: two calendars may use one UID.
[[nodiscard]] Overrides overrides_of(const Reading& reading, const People& people,
                                     const Secret& secret, std::string_view source,
                                     std::uint32_t level);

}  // namespace relais::calendar
