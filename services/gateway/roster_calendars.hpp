// The calendars that a roster names: what came of their last readings, for those who can mend them.
// Whoever reads them is another service: it is asked to read again, and what it wrote down is
// shown.
#pragma once

#include <string>
#include <vector>

#include "services/gateway/api.hpp"
#include "services/gateway/calendar_shown.hpp"

namespace relais::gateway {

[[nodiscard]] awaitable<Answered<CalendarShown>> shown_calendar(ApiPorts& ports, std::string roster,
                                                                v1::CalendarSource source);
// Those that can be read now, for a screen that is shown in any case.
[[nodiscard]] awaitable<std::vector<CalendarShown>> shown_calendars(ApiPorts& ports,
                                                                    v1::Roster roster);
// Has it read now, and waits for what comes of it. Refused: timeout.
[[nodiscard]] awaitable<Answered<CalendarShown>> check_calendar(ApiPorts& ports, std::string roster,
                                                                v1::CalendarSource source);

}  // namespace relais::gateway
