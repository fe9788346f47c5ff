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
// Over which the load is weighed: the month, or four weeks to either side of today.
[[nodiscard]] RosterPeriod weighed_period(const RosterChoice& choice, LocalDay today);

// Of this roster over the two periods, with the names that may be seen.
struct RosterAnswers {
    v1::ShiftsAnswer shifts;
    v1::FairnessAnswer fairness;
    std::vector<CalendarShown> calendars = {};  // those that may be seen
};

struct RosterRights {
    bool change = false;  // to the form
    bool follow = false;  // to its calendar address
    bool assure = false;  // it is hers to say that it is still so
    std::string csrf = {};
    std::string assured = {};  // who said it last, in words
    bool thanks = false;       // it was said just now
};

[[nodiscard]] std::string roster_view(const View& view, const domain::Directory& directory,
                                      const v1::Roster& roster, const RosterAnswers& answers,
                                      const domain::WallClock& clock, const RosterChoice& choice,
                                      RosterRights rights);

}  // namespace relais::gateway::screens
