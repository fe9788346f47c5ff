// Rosters: the list of all, and one of them as a week (by layer) or as a month.
#pragma once

#include <string>
#include <vector>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/calendar_shown.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string roster_list_view(const View& view, const domain::Directory& directory);

struct RosterChoice {
    LocalDay first;  // a Monday, or the first of a month
    bool month = false;
};

// The instants that are shown, by the roster's wall clock: a month with the rest of its weeks.
struct RosterPeriod {
    LocalDay first, last;  // last is out
};
[[nodiscard]] RosterPeriod period_of(const RosterChoice& choice);

// The answer holds the shifts of this roster over the period, with the names that may be seen.
// Who may change it finds the way to the form. The calendars are those that may be seen.
[[nodiscard]] std::string roster_view(const View& view, const domain::Directory& directory,
                                      const v1::Roster& roster, const v1::ShiftsAnswer& answer,
                                      const domain::WallClock& clock, const RosterChoice& choice,
                                      bool may_change, const std::vector<CalendarShown>& calendars);

}  // namespace relais::gateway::screens
