// What comes again in wall time, as plain arithmetic on local minutes: the hours of a week in which
// a layer is open, and the turns of a rotation. Neither knows a zone; see wall_clock.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/domain/wall_clock.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::domain {

inline constexpr std::int64_t minutes_a_day = 24 * 60;
inline constexpr std::int64_t minutes_a_week = 7 * minutes_a_day;

// Bit 0 is Monday.
using Weekdays = std::uint8_t;
inline constexpr Weekdays every_day = 0b111'1111;

template <class Codes>  // of v1::Weekday; none: every day
[[nodiscard]] Weekdays weekdays_of(const Codes& codes) {
    Weekdays days = 0;
    for (const int code : codes) days |= static_cast<Weekdays>(1U << (code - 1));
    return days == 0 ? every_day : days;
}

// A set of minutes of the week.
class WeekHours {
public:
    // Never open, until something is added.
    void add(std::int64_t from, std::int64_t length);  // minutes; from Monday, 00:00
    void add(const v1::Window& window);
    [[nodiscard]] bool contains(WallTime wall) const;
    // No change lies between `after` and this; max() when there is none at all.
    [[nodiscard]] WallTime next_edge(WallTime after) const;
    [[nodiscard]] bool meets(const WeekHours& other) const;

private:
    struct Stretch {
        std::int64_t from, until;
    };
    std::vector<Stretch> stretches_;  // in order, apart, none over the end of the week
};

// Whose turn it is, counted from the start of the rotation.
class Turns {
public:
    explicit Turns(const v1::Rotation& rotation);
    // The number of the turn; none before the start, on a closed day, in an idle period.
    [[nodiscard]] std::optional<int> at(WallTime wall) const;
    // No change lies between `after` and this.
    [[nodiscard]] WallTime next_edge(WallTime after) const;

private:
    [[nodiscard]] std::int64_t day_at(WallTime wall) const;     // since the start
    [[nodiscard]] std::int64_t period_at(WallTime wall) const;  // since the start
    [[nodiscard]] std::int64_t open_days_before(std::int64_t day) const;
    [[nodiscard]] bool open_on(std::int64_t day) const;
    [[nodiscard]] WallTime month_start(std::int64_t months) const;
    [[nodiscard]] std::int64_t months_at(WallTime wall) const;

    v1::Rotation::Unit unit_;
    std::int64_t length_;
    std::int64_t interval_;
    std::int64_t turns_;
    Weekdays open_;
    std::chrono::year_month_day first_;
    std::chrono::minutes handoff_;
    WallTime start_;
    std::chrono::minutes span_{};  // of a period; a month has none
};

// Nothing when it is no date, written YYYY-MM-DD.
[[nodiscard]] std::optional<std::chrono::year_month_day> date_of(const std::string& text);

}  // namespace relais::domain
