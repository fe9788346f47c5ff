// What a calendar file may cost. A file comes from the outside, on the worker pool, with two cores
// for everything: reading one ends within a second and 64 MiB, whatever stands in it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace relais::calendar {

// At a limit of the whole file it is refused (Refusal) and the last good one stays. At a limit of
// one event that event is left out and told (Problem).
struct ReadLimits {
    // The whole file. Five years of three shifts a day are about 2 MiB as Outlook writes them.
    std::size_t bytes_max = 4'194'304;
    std::size_t line_bytes_max = 262'144;  // unfolded; a description in HTML is often 50 KiB
    std::size_t depth_max = 4;             // VCALENDAR, VEVENT, VALARM, and one to spare
    std::size_t components_max = 20'000;   // an alarm counts, and many events have one
    std::size_t properties_max = 120'000;
    // Lines that we hand to libical; each costs about 3 microseconds.
    std::size_t read_lines_max = 60'000;
    std::size_t occurrences_max = 20'000;   // in the window asked for
    std::size_t dates_max = 50'000;         // of all RDATE and EXDATE
    std::size_t zone_changes_max = 10'000;  // of one VTIMEZONE; a real one has two a year
    // Days and instants that rules look at; 2,000,000 take about 150 ms.
    std::uint64_t steps_max = 2'000'000;

    // One event.
    std::size_t text_bytes_max = 1'000;  // a summary, an address
    std::size_t attendees_max = 50;
    std::size_t event_dates_max = 5'000;  // RDATE and EXDATE of one event
    std::size_t list_max = 400;  // values in one RDATE or EXDATE; libical stops in silence at 500
    int shift_days_max = 400;    // also how far rules look back from the window
};

static_assert(ReadLimits{}.line_bytes_max <= ReadLimits{}.bytes_max);
static_assert(ReadLimits{}.text_bytes_max <= ReadLimits{}.line_bytes_max);
static_assert(ReadLimits{}.list_max < 500, "libical reads 500 values of one line and no more");

}  // namespace relais::calendar
