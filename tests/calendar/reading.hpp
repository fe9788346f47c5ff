// What the calendar tests share: short ways to write a file and to say what was read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/calendar/read_calendar.hpp"

namespace relais::calendar {

// A sanitizer slows down twentyfold and maps terabytes: the kernel's limits mean nothing then.
#if __has_feature(address_sanitizer)
constexpr bool under_sanitizer = true;
#else
constexpr bool under_sanitizer = false;
#endif

[[nodiscard]] Instant at(std::string_view utc);  // "2026-03-08T06:00Z"

// VCALENDAR around some lines; "\n" ends a line.
[[nodiscard]] std::string calendar(std::string_view lines);
// VCALENDAR around one VEVENT with UID "u" and SUMMARY "s".
[[nodiscard]] std::string event(std::string_view lines);
// A file of fixtures/, with the line ends that the programs write.
[[nodiscard]] std::string fixture(const std::string& name);

// Toronto's reading of the year 2026. A refusal fails the test.
[[nodiscard]] Reading read(const std::string& bytes, std::string_view from = "2026-01-01T00:00Z",
                           std::string_view to = "2027-01-01T00:00Z",
                           const std::string& zone = "America/Toronto");

// "2026-03-08T06:00Z/12:00Z s"; the date of the end only where it differs; " x" when cancelled,
// " day" for whole days.
[[nodiscard]] std::vector<std::string> times(const Reading& reading);
// "unknown_zone u: Mars/Olympus"
[[nodiscard]] std::vector<std::string> told(const std::vector<Note>& notes);

}  // namespace relais::calendar
