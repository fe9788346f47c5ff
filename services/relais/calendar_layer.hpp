// The shifts of a calendar in a layer of the directory file. Within the window the layer holds what
// the calendar says and nothing else; outside of it, what it held.
#pragma once

#include <vector>

#include "common/calendar/read_calendar.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::cli {

// A layer that is not there is added, at level 1. What then is wrong with it, the faults of the
// directory say.
void put_shifts(v1::Roster& roster, const std::string& layer, calendar::Window window,
                const std::vector<v1::Shift>& shifts);

}  // namespace relais::cli
