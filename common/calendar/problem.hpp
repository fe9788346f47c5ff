// Why a calendar file is refused as a whole, and what is told about one of its events. The codes
// are stable: words are found by them, and an administrator's answer may rely on them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace relais::calendar {

// The file is refused; nothing of it is used.
enum class Refusal {
    too_large,
    line_too_long,
    nul_byte,
    not_utf8,
    not_a_calendar,  // does not begin with BEGIN:VCALENDAR
    unbalanced,      // an END without its BEGIN, or cut off in the middle
    too_deep,        // components in components
    too_many_components,
    too_many_properties,
    too_many_occurrences,  // in the window asked for
    too_much_work,         // rules that look at more days than anybody's roster does
    unknown_default_zone,  // the roster's own zone is not in the tz database
};

struct Refused {
    Refusal code = Refusal::not_a_calendar;
    std::size_t line = 0;  // of the file as written; 0: the file as a whole
};

enum class Problem {
    // The event is left out.
    unreadable_time,  // a date, a length or a list of dates that says nothing
    no_start,
    unknown_zone,  // neither in the tz database, nor Windows' name, nor in the file
    unreadable_rule,
    rule_too_fine,     // every minute or second
    rule_unsupported,  // another calendar's months, EXRULE, a number out of bounds
    list_too_long,
    text_too_long,
    zero_length,  // nobody is on call for no time
    ends_before_start,
    too_long,
    not_a_date,  // 30 February
    // The event is used.
    unreadable_text,     // a summary or an attendee that libical cannot read
    start_outside_rule,  // its rule does not give its own start; both are used
    rule_of_exception,   // an exception has a rule of its own; the rule is left out
    // Its time is read, and nobody is put on call for it.
    cancelled,
    nobody_named,  // no summary and no attendee
    // A name in it.
    unknown_person,
    ambiguous_person,
    attendee_declined,
};

[[nodiscard]] std::string_view code(Refusal refusal);
[[nodiscard]] std::string_view code(Problem problem);

// What is told, with the event that it belongs to.
struct Note {
    Problem problem = Problem::no_start;
    std::string uid;
    std::string recurrence_id;  // as written; empty for a whole series
    std::string summary;
    std::size_t line = 0;  // where the event begins
    std::string detail;    // the zone, the name, the line; never more than a few words
    std::vector<std::string> candidates;  // the people whom an ambiguous name may mean
    friend bool operator==(const Note&, const Note&) = default;
};

}  // namespace relais::calendar
