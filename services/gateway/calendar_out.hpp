// What a calendar address gives: the shifts of one person or of one roster, in the few words that
// may leave the house. Sector and place, never the roster's id or organization: they may name a
// shelter whose address is secret, and the calendar program belongs to somebody else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/calendar/read_calendar.hpp"
#include "common/calendar/write_calendar.hpp"
#include "common/domain/directory.hpp"
#include "common/words/words.hpp"

namespace relais::gateway {

struct CalendarOf {
    enum class Kind : char { person = 'p', roster = 'r' };
    Kind kind = Kind::person;
    std::string id;
    friend bool operator==(const CalendarOf&, const CalendarOf&) = default;
};

[[nodiscard]] bool known(const domain::Directory& directory, const CalendarOf& of);

struct RosterShift {
    const v1::Roster* roster = nullptr;  // of the directory
    domain::Shift shift;
};

// Every shift with a moment in the window, whole: it begins where it begins, so that its id does
// not move with the window. One that has stood for more than a month may begin at a mark that
// comes every 128 days. Any thread may ask.
[[nodiscard]] std::vector<RosterShift> shifts_of(const domain::Directory& directory,
                                                 const CalendarOf& of, calendar::Window window);

using NameOf = std::function<std::string(const std::string& person)>;

// A person's calendar speaks the first of her languages and names nobody; a roster's speaks French
// and names who is on call.
[[nodiscard]] calendar::WrittenCalendar in_words(const domain::Directory& directory,
                                                 const CalendarOf& of,
                                                 const std::vector<RosterShift>& shifts,
                                                 const words::Words& words, const NameOf& name_of,
                                                 Instant stamp);

}  // namespace relais::gateway
