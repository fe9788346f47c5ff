// What a calendar gives a roster, put in its place. From a beginning to an end the layer holds what
// the calendar says and nothing else, or the roster has the overrides that it says and none that it
// said before. What is over stays as it was: whatever began earlier and is not so any more ends at
// the beginning, what is new in it begins there, and what still holds is left alone. So a calendar
// may be read as often as one likes: where it says the same, nothing changes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::domain {

// As much as one calendar may keep in a roster, of the past as well: three shifts a day for four
// years. Above, what was read is refused as a whole and told.
inline constexpr std::size_t calendar_entries_max = 5'000;

struct CalendarGives {
    Instant from, to;  // what was asked for; `to` is out
    std::vector<v1::Shift> shifts = {};
    std::vector<v1::Override> overrides = {};
};

// Nothing: the roster says so already.
[[nodiscard]] std::optional<v1::Roster> changed_by(const v1::Roster& roster,
                                                   const v1::CalendarSource& source,
                                                   const CalendarGives& gives);

// What of a calendar stands in a roster.
[[nodiscard]] std::size_t entries_of(const v1::Roster& roster, const v1::CalendarSource& source);

// The roster that names the calendar, and has its layer.
[[nodiscard]] v1::Roster with_calendar(v1::Roster roster, const v1::CalendarSource& source);
// The roster without it: what it gave is over, and was. A layer that then never had anybody goes.
[[nodiscard]] v1::Roster without_calendar(v1::Roster roster, const std::string& calendar,
                                          Instant now);

// A directory that is put in the place of another, whole: where it names a calendar and nothing
// that it gave, what it gave before stands until it is read again, of those people who are still
// there.
[[nodiscard]] v1::Directory keep_given(v1::Directory put, const v1::Directory& before);

// A layer that is not there is added, at level 1. What then is wrong with it, the faults of the
// directory say.
void put_shifts(v1::Roster& roster, const std::string& layer, const CalendarGives& gives);

}  // namespace relais::domain
