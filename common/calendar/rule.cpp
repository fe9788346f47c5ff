// Walks period by period (an hour, a day, a week, a month, a year), looks at each day of it, and
// spends a step for each look: a rule that never matches costs its window and no more. Periods
// before the window are jumped over, unless COUNT wants them counted.
#include "common/calendar/rule.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace relais::calendar {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::last;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;
using Every = Rule::Every;

bool holds(const std::vector<int>& list, int value) {
    return std::ranges::find(list, value) != list.end();
}

// For a list that counts from both ends: the nth of `length`.
bool holds_nth(const std::vector<int>& list, int nth, int length) {
    return holds(list, nth) || holds(list, nth - length - 1);
}

unsigned iso(local_days day) { return std::chrono::weekday{day}.iso_encoding(); }

local_days week_of(local_days day, unsigned week_start) {
    return day - days{(iso(day) + 7 - week_start) % 7};
}

// Week 1 of a year is the first with at least four days in it.
local_days first_week(year in, unsigned week_start) {
    return week_of(local_days{in / 1 / 4}, week_start);
}

bool in_weeks(const Rule& rule, local_days day) {
    // The year of a week is that of its fourth day.
    const local_days week = week_of(day, rule.week_start);
    const year of = year_month_day{week + days{3}}.year();
    const auto begin = first_week(of, rule.week_start);
    const auto length = (first_week(of + std::chrono::years{1}, rule.week_start) - begin).count();
    return holds_nth(rule.weeks, static_cast<int>((week - begin).count() / 7 + 1),
                     static_cast<int>(length / 7));
}

bool in_weekdays(const Rule& rule, const year_month_day& date, local_days day) {
    const bool by_month =
        rule.every == Every::month || (rule.every == Every::year && !rule.months.empty());
    const local_days begin =
        by_month ? local_days{date.year() / date.month() / 1} : local_days{date.year() / 1 / 1};
    const local_days end = by_month ? local_days{date.year() / date.month() / last}
                                    : local_days{date.year() / 12 / last};
    const auto nth = static_cast<int>((day - begin).count() / 7 + 1);
    const auto from_end = -static_cast<int>((end - day).count() / 7 + 1);
    return std::ranges::any_of(rule.weekdays, [&](const Weekday& one) {
        return one.day == iso(day) &&
               (one.ordinal == 0 || one.ordinal == nth || one.ordinal == from_end);
    });
}

bool in_month_days(const Rule& rule, const year_month_day& date) {
    const year_month_day end = date.year() / date.month() / last;
    return holds_nth(rule.month_days, static_cast<int>(static_cast<unsigned>(date.day())),
                     static_cast<int>(static_cast<unsigned>(end.day())));
}

bool in_year_days(const Rule& rule, const year_month_day& date, local_days day) {
    const auto nth = (day - local_days{date.year() / 1 / 1}).count() + 1;
    return holds_nth(rule.year_days, static_cast<int>(nth), date.year().is_leap() ? 366 : 365);
}

bool day_fits(const Rule& rule, local_days day) {
    const year_month_day date{day};
    const auto month = static_cast<int>(static_cast<unsigned>(date.month()));
    return (rule.months.empty() || holds(rule.months, month)) &&
           (rule.month_days.empty() || in_month_days(rule, date)) &&
           (rule.weekdays.empty() || in_weekdays(rule, date, day)) &&
           (rule.year_days.empty() || in_year_days(rule, date, day)) &&
           (rule.weeks.empty() || in_weeks(rule, day));
}

// What looking at a day costs: long lists make a long look.
std::uint64_t day_steps(const Rule& rule) {
    return 1 + (rule.weekdays.size() + rule.months.size() + rule.month_days.size() +
                rule.year_days.size() + rule.weeks.size()) /
                   16;
}

// What a rule leaves open is taken from its start.
Rule completed(Rule rule, Local start) {
    const auto day = std::chrono::floor<days>(start);
    const year_month_day date{day};
    const auto of_month = static_cast<int>(static_cast<unsigned>(date.day()));
    const std::chrono::hh_mm_ss time{start - day};
    const bool no_day = rule.month_days.empty() && rule.year_days.empty() &&
                        rule.weekdays.empty() && rule.weeks.empty();
    if (rule.every == Every::year && no_day) {
        if (rule.months.empty())
            rule.months = {static_cast<int>(static_cast<unsigned>(date.month()))};
        rule.month_days = {of_month};
    }
    if (rule.every == Every::month && no_day) rule.month_days = {of_month};
    const bool by_week = rule.every == Every::week || !rule.weeks.empty();
    if (by_week && rule.weekdays.empty()) rule.weekdays = {{0, iso(day)}};
    if (rule.hours.empty() && rule.every != Every::hour)
        rule.hours = {static_cast<int>(time.hours().count())};
    if (rule.minutes.empty()) rule.minutes = {static_cast<int>(time.minutes().count())};
    if (rule.seconds.empty()) rule.seconds = {static_cast<int>(time.seconds().count())};
    for (auto* list : {&rule.hours, &rule.minutes, &rule.seconds}) std::ranges::sort(*list);
    return rule;
}

// The nth period of a rule, as days: [begin, end). An hour is a day of which one hour counts.
struct Period {
    local_days begin;
    local_days end;
    std::optional<int> hour;
};

Period period(const Rule& rule, Local start, std::int64_t nth) {
    const auto day = std::chrono::floor<days>(start);
    const year_month_day date{day};
    const auto step = nth * rule.interval;
    switch (rule.every) {
        case Every::hour: {
            const Local at = std::chrono::floor<hours>(start) + hours{step};
            const auto its_day = std::chrono::floor<days>(at);
            return {its_day, its_day + days{1},
                    static_cast<int>(std::chrono::floor<hours>(at - its_day).count())};
        }
        case Every::day:
            return {day + days{step}, day + days{step + 1}, {}};
        case Every::week: {
            const local_days week = week_of(day, rule.week_start) + days{7 * step};
            return {week, week + days{7}, {}};
        }
        case Every::month: {
            const year_month month = date.year() / date.month() + months{step};
            return {local_days{month / 1}, local_days{(month + months{1}) / 1}, {}};
        }
        case Every::year: {
            const year in = date.year() + std::chrono::years{step};
            return {local_days{in / 1 / 1}, local_days{(in + std::chrono::years{1}) / 1 / 1}, {}};
        }
    }
    std::unreachable();
}

// A period that surely ends before `from`, as late as a division can tell.
std::int64_t jump(const Rule& rule, Local start, Local from) {
    if (rule.count || from <= start) return 0;
    const auto longest = [&]() -> seconds {
        switch (rule.every) {
            case Every::hour:
                return hours{1};
            case Every::day:
                return days{1};
            case Every::week:
                return days{7};
            case Every::month:
                return days{31};
            case Every::year:
                return days{366};
        }
        std::unreachable();
    }();
    return std::max<std::int64_t>((from - start) / (longest * rule.interval) - 1, 0);
}

class Walk {
public:
    Walk(const Rule& rule, Local start, LocalWindow window, const std::function<bool(Local)>& ended,
         Steps& steps)
        : rule_(completed(rule, start)),
          start_(start),
          window_(window),
          ended_(ended),
          steps_(steps),
          day_steps_(day_steps(rule_)) {}

    std::expected<std::vector<Local>, Refusal> times() {
        for (std::int64_t nth = jump(rule_, start_, window_.from); !done_; ++nth) {
            const Period now = period(rule_, start_, nth);
            // A COUNT is spent from the start, but nothing after the window matters.
            if (now.begin >= window_.to) break;
            if (!steps_.take()) return std::unexpected(Refusal::too_much_work);
            if (!walk(now)) return std::unexpected(Refusal::too_much_work);
        }
        return std::move(found_);
    }

private:
    // False when the steps are spent.
    bool walk(const Period& now) {
        set_.clear();
        if (now.hour && !rule_.hours.empty() && !holds(rule_.hours, *now.hour)) return true;
        for (local_days day = now.begin; day < now.end && !done_; day += days{1}) {
            if (!steps_.take(day_steps_)) return false;
            if (day_fits(rule_, day) && !walk_day(day, now.hour)) return false;
        }
        if (!rule_.positions.empty()) choose();
        return true;
    }

    bool walk_day(local_days day, std::optional<int> hour) {
        const std::vector<int> only = hour ? std::vector{*hour} : std::vector<int>{};
        for (const int h : hour ? only : rule_.hours)
            for (const int m : rule_.minutes)
                for (const int s : rule_.seconds) {
                    if (!steps_.take()) return false;
                    const Local at = day + hours{h} + minutes{m} + seconds{s};
                    if (rule_.positions.empty())
                        give(at);
                    else
                        set_.push_back(at);
                    if (done_) return true;
                }
        return true;
    }

    void choose() {
        const auto length = static_cast<int>(set_.size());
        std::set<int> chosen;  // each once, in order, however often and from whichever end
        for (const int position : rule_.positions)
            chosen.insert(position > 0 ? position - 1 : length + position);
        for (const int at : chosen)
            if (at >= 0 && at < length) give(set_[static_cast<std::size_t>(at)]);
    }

    void give(Local at) {
        if (done_ || at < start_) return;
        if (at >= window_.to || ended_(at)) {
            done_ = true;
            return;
        }
        if (at >= window_.from) found_.push_back(at);
        if (rule_.count && ++given_ >= *rule_.count) done_ = true;
    }

    const Rule rule_;
    const Local start_;
    const LocalWindow window_;
    const std::function<bool(Local)>& ended_;
    Steps& steps_;
    const std::uint64_t day_steps_;
    std::vector<Local> set_;  // of one period, where BYSETPOS chooses
    std::vector<Local> found_;
    std::uint64_t given_ = 0;
    bool done_ = false;
};

}  // namespace

std::expected<std::vector<Local>, Refusal> times_of(const Rule& rule, Local start,
                                                    LocalWindow window,
                                                    const std::function<bool(Local)>& ended,
                                                    Steps& steps) {
    return Walk(rule, start, window, ended, steps).times();
}

}  // namespace relais::calendar
