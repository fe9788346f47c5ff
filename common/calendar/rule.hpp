// A recurrence rule (RFC 5545, 3.3.10) and the local times that it gives, in bounded work.
//
// libical reads the text of a rule; it does not walk it. Its iterator looks for the next match
// within one call, and for a rule that never matches it looks for 0.2 s to 17 s.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <vector>

#include "common/calendar/problem.hpp"

namespace relais::calendar {

using Local = std::chrono::local_seconds;  // wall time, of a zone that stands elsewhere

struct Weekday {
    int ordinal = 0;   // of the month or year, from its end when negative; 0: every one
    unsigned day = 1;  // 1 Monday … 7 Sunday
    friend bool operator==(const Weekday&, const Weekday&) = default;
};

struct Rule {
    enum class Every { hour, day, week, month, year };
    Every every = Every::day;
    int interval = 1;
    std::optional<std::uint64_t> count;
    unsigned week_start = 1;
    std::vector<Weekday> weekdays;
    std::vector<int> months, month_days, year_days, weeks, positions;
    std::vector<int> hours, minutes, seconds;
};

// What all rules of a file may spend together.
class Steps {
public:
    explicit Steps(std::uint64_t most) : left_(most) {}
    [[nodiscard]] bool take(std::uint64_t some = 1) {
        if (left_ < some) return false;
        left_ -= some;
        return true;
    }

private:
    std::uint64_t left_;
};

struct LocalWindow {
    Local from;  // in
    Local to;    // out
};

// The times of the rule within the window, in order. `start` is the first time that counts (COUNT);
// it is given only if it fits the rule. `ended` says whether a time is past the rule's UNTIL.
[[nodiscard]] std::expected<std::vector<Local>, Refusal> times_of(
    const Rule& rule, Local start, LocalWindow window, const std::function<bool(Local)>& ended,
    Steps& steps);

}  // namespace relais::calendar
