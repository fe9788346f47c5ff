#include "common/domain/recurrence.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "common/base/check.hpp"

namespace relais::domain {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::months;

// Monday, 5 January 1970: weeks are counted from here.
constexpr WallTime some_monday = local_days{days{4}};

std::int64_t minute_of_week(WallTime wall) {
    const auto minute = (wall - some_monday).count() % minutes_a_week;
    return minute < 0 ? minute + minutes_a_week : minute;
}

}  // namespace

void WeekHours::add(std::int64_t from, std::int64_t length) {
    from %= minutes_a_week;
    const auto until = std::min(from + length, minutes_a_week);
    stretches_.push_back({from, until});
    if (from + length > until) stretches_.push_back({0, from + length - until});
    std::ranges::sort(stretches_, {}, &Stretch::from);
    std::vector<Stretch> merged;
    for (const auto& stretch : stretches_) {
        if (merged.empty() || stretch.from > merged.back().until)
            merged.push_back(stretch);
        else
            merged.back().until = std::max(merged.back().until, stretch.until);
    }
    stretches_ = std::move(merged);
}

void WeekHours::add(const v1::Window& window) {
    const Weekdays opens = weekdays_of(window.weekdays());
    const auto from = static_cast<std::int64_t>(window.from_minute());
    const auto until = static_cast<std::int64_t>(window.until_minute());
    for (int day = 0; day < 7; ++day) {
        if ((opens >> day & 1) == 0) continue;
        const bool told = window.until_weekday() != v1::Weekday::unknown;
        const int nights = told ? (window.until_weekday() - 1 - day + 7) % 7 : 0;
        auto length = nights * minutes_a_day + until - from;
        if (length <= 0) length += told ? minutes_a_week : minutes_a_day;
        add(day * minutes_a_day + from, length);
    }
}

bool WeekHours::contains(WallTime wall) const {
    const auto minute = minute_of_week(wall);
    return std::ranges::any_of(stretches_, [minute](const Stretch& stretch) {
        return stretch.from <= minute && minute < stretch.until;
    });
}

WallTime WeekHours::next_edge(WallTime after) const {
    if (stretches_.empty()) return WallTime::max();
    const auto minute = minute_of_week(after);
    const auto monday = after - minutes{minute};
    for (const auto& [from, until] : stretches_) {
        if (from > minute) return monday + minutes{from};
        if (until > minute) return monday + minutes{until};
    }
    return monday + minutes{minutes_a_week + stretches_.front().from};
}

bool WeekHours::meets(const WeekHours& other) const {
    return std::ranges::any_of(stretches_, [&other](const Stretch& mine) {
        return std::ranges::any_of(other.stretches_, [&mine](const Stretch& theirs) {
            return mine.from < theirs.until && theirs.from < mine.until;
        });
    });
}

Turns::Turns(const v1::Rotation& rotation)
    : unit_(rotation.unit()),
      length_(rotation.length()),
      interval_(std::max(rotation.interval(), 1U)),
      turns_(rotation.turns_size()),
      open_(weekdays_of(rotation.weekdays())),
      handoff_(rotation.handoff_minute()) {
    const std::int64_t hours_a_unit = unit_ == v1::Rotation::hourly  ? 1
                                      : unit_ == v1::Rotation::daily ? 24
                                                                     : 7 * 24;
    span_ = std::chrono::hours{length_ * hours_a_unit};
    const auto first = date_of(rotation.start_date());
    check(first && length_ > 0 && turns_ > 0, "a rotation in use has no faults");
    first_ = *first;
    start_ = local_days{first_} + handoff_;
}

std::optional<int> Turns::at(WallTime wall) const {
    if (wall < start_ || !open_on(day_at(wall))) return std::nullopt;
    const auto period = period_at(wall);
    if (period % interval_ != 0) return std::nullopt;
    return static_cast<int>(period / interval_ % turns_);
}

WallTime Turns::next_edge(WallTime after) const {
    if (after < start_) return start_;
    const auto next = period_at(after) + 1;
    const auto period_end =
        unit_ == v1::Rotation::monthly ? month_start(next * length_) : start_ + span_ * next;
    if (open_ == every_day) return period_end;
    const WallTime day_end = start_ + days{day_at(after) + 1};
    return unit_ == v1::Rotation::daily ? day_end : std::min(day_end, period_end);
}

std::int64_t Turns::day_at(WallTime wall) const {
    return std::chrono::floor<days>(wall - start_).count();
}

std::int64_t Turns::period_at(WallTime wall) const {
    if (unit_ == v1::Rotation::monthly) return months_at(wall) / length_;
    if (unit_ == v1::Rotation::daily) return open_days_before(day_at(wall)) / length_;
    return (wall - start_) / span_;
}

std::int64_t Turns::open_days_before(std::int64_t day) const {
    auto count = day / 7 * std::popcount(open_);
    for (auto left = day - day % 7; left < day; ++left) count += open_on(left) ? 1 : 0;
    return count;
}

bool Turns::open_on(std::int64_t day) const {
    const auto first = std::chrono::weekday{local_days{first_}}.iso_encoding() - 1;
    return (open_ >> ((day + static_cast<std::int64_t>(first)) % 7) & 1) != 0;
}

// The anchor is the day of the start; a month that is too short for it has its last day instead.
WallTime Turns::month_start(std::int64_t count) const {
    const auto month = first_.year() / first_.month() + months{count};
    const auto last = (month / std::chrono::last).day();
    return local_days{month / std::min(first_.day(), last)} + handoff_;
}

std::int64_t Turns::months_at(WallTime wall) const {
    const std::chrono::year_month_day date{std::chrono::floor<days>(wall)};
    const auto count = (date.year() / date.month() - first_.year() / first_.month()).count();
    return wall < month_start(count) ? count - 1 : count;
}

std::optional<std::chrono::year_month_day> date_of(const std::string& text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [&text](std::size_t at, std::size_t length) {
        int value = -1;
        const char* end = text.data() + at + length;
        const auto read = std::from_chars(text.data() + at, end, value);
        return read.ec == std::errc{} && read.ptr == end ? value : -1;
    };
    const auto year = number(0, 4);
    const auto month = number(5, 2);
    const auto day = number(8, 2);
    if (year < 1 || month < 1 || day < 1) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() ? std::optional{date} : std::nullopt;
}

}  // namespace relais::domain
