// What a calendar file would give a roster, told: tables for a person, JSON for a program. Words in
// the file are anybody's: nothing of them reaches a terminal but what can be printed.
#pragma once

#include <map>
#include <string>

#include "common/calendar/shifts.hpp"
#include "common/calendar/zone.hpp"
#include "services/relais/console.hpp"

namespace relais::cli {

struct CalendarReport {
    std::string roster;
    std::string zone;                          // in which local times are told
    std::map<std::string, std::string> names;  // by person; whoever has none is told by her id
    calendar::LayerShifts given;
};

[[nodiscard]] std::string calendar_tables(const Console& console, const CalendarReport& report);
// What is told about events; empty when nothing is.
[[nodiscard]] std::string calendar_notes(const Console& console, const CalendarReport& report);
[[nodiscard]] std::string calendar_json(const Console& console, const CalendarReport& report);
[[nodiscard]] std::string refusal_json(const Console& console, const calendar::Refused& refused);
// "… line 12: …", in words.
int refuse(const Console& console, const calendar::Refused& refused);

}  // namespace relais::cli
