#include "common/domain/fairness.hpp"

#include <algorithm>
#include <map>

namespace relais::domain {
namespace {

WeekHours nights() {
    WeekHours hours;
    for (int day = 0; day < 7; ++day) hours.add(day * minutes_a_day + 22 * 60, 8 * 60);
    return hours;
}

WeekHours weekends() {
    WeekHours hours;
    hours.add(5 * minutes_a_day, 2 * minutes_a_day);
    return hours;
}

// How much of [from, until) lies in the hours.
Duration within(const WeekHours& hours, const WallClock& clock, Instant from, Instant until) {
    Duration sum{};
    while (from < until) {
        const auto wall = clock.at(from);
        const Instant next = std::min(until, clock.reaches(hours.next_edge(wall)));
        if (hours.contains(wall)) sum += next - from;
        from = next;
    }
    return sum;
}

}  // namespace

std::vector<Burden> burdens(const Timetable& timetable, Instant from, Instant to) {
    static const WeekHours night_hours = nights();
    static const WeekHours weekend_hours = weekends();
    std::map<std::string, Burden> by_person;
    for (const auto& shift : timetable.shifts(from, to)) {
        if (shift.who.trainee) continue;
        auto& burden = by_person[shift.who.person];
        burden.person = shift.who.person;
        burden.total += shift.until - shift.from;
        burden.nights += within(night_hours, timetable.clock(), shift.from, shift.until);
        burden.weekends += within(weekend_hours, timetable.clock(), shift.from, shift.until);
    }
    std::vector<Burden> all;
    for (auto& [person, burden] : by_person) all.push_back(std::move(burden));
    return all;
}

}  // namespace relais::domain
