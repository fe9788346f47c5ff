// Days as forms and addresses write them ("2026-11-21", "02:40", "2026-11"), on the wall clock of a
// place.
#pragma once

#include <optional>
#include <string>

#include "common/domain/wall_clock.hpp"

namespace relais::gateway::screens {

using LocalDay = std::chrono::local_days;

[[nodiscard]] std::optional<LocalDay> day_in(const std::string& text);
// The first of the month.
[[nodiscard]] std::optional<LocalDay> month_in(const std::string& text);
[[nodiscard]] std::optional<std::chrono::minutes> time_in(const std::string& text);
// A day, a day with a time ("2026-11-21T02:40", on the clock given), or an instant with its offset.
[[nodiscard]] std::optional<Instant> instant_in(const std::string& text,
                                                const domain::WallClock& clock);
// "2026-11-21T02:40".
[[nodiscard]] std::optional<domain::WallTime> wall_time_in(const std::string& text);
[[nodiscard]] std::string day_text(LocalDay day);
[[nodiscard]] std::string month_text(LocalDay day);
[[nodiscard]] std::string time_text(domain::WallTime wall);

[[nodiscard]] inline LocalDay day_of(const domain::WallClock& clock, Instant at) {
    return std::chrono::floor<std::chrono::days>(clock.at(at));
}
[[nodiscard]] LocalDay month_of(LocalDay day);   // its first day
[[nodiscard]] LocalDay monday_of(LocalDay day);  // of its week
[[nodiscard]] LocalDay months_later(LocalDay first, int count);

}  // namespace relais::gateway::screens
