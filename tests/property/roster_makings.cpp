#include "tests/property/roster_makings.hpp"

#include <algorithm>

#include <fmt/core.h>
#include <google/protobuf/util/time_util.h>
#include <rapidcheck.h>

#include "tests/property/roster_model.hpp"

namespace relais::test {
namespace {

using Stamp = google::protobuf::Timestamp;

int any(int from, int until) { return *rc::gen::inRange(from, until); }
bool rarely() { return any(0, 5) == 4; }

std::string anybody() { return *rc::gen::elementOf(makings_people); }

int any_minute() {
    return *rc::gen::oneOf(rc::gen::element(0, 1, 59, 60, 75, 90, 105, 119, 120, 121, 135, 150, 179,
                                            180, 480, 1200, 1439),
                           rc::gen::inRange(0, 1440));
}

// Half of all are near a change of time, some of them not on a whole minute.
Instant any_instant(const ThreeYears& span) {
    const auto noise = Duration(rarely() ? any(1, 60'000) : 0);
    if (!span.changes.empty() && any(0, 2) == 0)
        return *rc::gen::elementOf(span.changes) + std::chrono::minutes(any(-2'000, 2'000)) + noise;
    const auto hours = std::chrono::floor<std::chrono::hours>(span.to - span.from).count();
    return span.from + std::chrono::hours(any(0, static_cast<int>(hours))) + noise;
}

Stamp stamp_of(Instant at) {
    return google::protobuf::util::TimeUtil::MillisecondsToTimestamp(to_ms(at));
}

template <class Entry>
void lasts(Entry& entry, const ThreeYears& span) {
    const auto from = any_instant(span);
    const auto minutes = *rc::gen::oneOf(rc::gen::inRange(1, 600), rc::gen::inRange(1, 50'000));
    *entry.mutable_from() = stamp_of(from);
    *entry.mutable_until() = stamp_of(from + std::chrono::minutes(minutes));
}

template <class People>
void some_people(People& people) {
    for (int count = any(1, 4); count > 0; --count) *people.Add() = anybody();
}

template <class Days>
void some_days(Days& days) {
    for (int day = v1::Weekday::monday; day <= v1::Weekday::sunday; ++day)
        if (any(0, 2) == 0) days.Add(day);
}

void make(v1::Window& window) {
    window.set_from_minute(static_cast<std::uint32_t>(any_minute()));
    window.set_until_minute(static_cast<std::uint32_t>(any_minute() + any(0, 2)));
    if (any(0, 2) == 0) some_days(*window.mutable_weekdays());
    if (any(0, 3) == 0 || window.from_minute() == window.until_minute())
        window.set_until_weekday(static_cast<v1::Weekday::Code>(any(1, 8)));
}

void make(v1::Rotation& rotation, const ThreeYears& span) {
    rotation.set_unit(static_cast<v1::Rotation::Unit>(any(0, 4)));
    rotation.set_length(static_cast<std::uint32_t>(
        rotation.unit() == v1::Rotation::hourly ? any(1, 40) : any(1, 5)));
    const auto first = std::chrono::floor<std::chrono::days>(span.from) -
                       std::chrono::days(any(-100, days_before - 10));
    const std::chrono::year_month_day date{first};
    // Ends of months are where a count of months may drift.
    const auto day =
        any(0, 2) == 0 ? static_cast<unsigned>(any(29, 32)) : static_cast<unsigned>(date.day());
    const auto last = static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
    rotation.set_start_date(fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                        static_cast<unsigned>(date.month()), std::min(day, last)));
    rotation.set_handoff_minute(static_cast<std::uint32_t>(any_minute()));
    if (rarely()) some_days(*rotation.mutable_weekdays());
    if (rarely()) rotation.set_interval(static_cast<std::uint32_t>(any(0, 4)));
    for (int turns = any(1, 5); turns > 0; --turns)
        some_people(*rotation.add_turns()->mutable_people());
}

void make(google::protobuf::RepeatedPtrField<v1::Shift>& shifts, const ThreeYears& span) {
    for (int count = any(1, 12); count > 0; --count) {
        auto& shift = *shifts.Add();
        lasts(shift, span);
        some_people(*shift.mutable_people());
        shift.set_level(static_cast<std::uint32_t>(any(0, 3)));
    }
}

void make(v1::Layer& layer, const ThreeYears& span) {
    layer.set_level(static_cast<std::uint32_t>(any(1, 3)));
    layer.set_priority(static_cast<std::uint32_t>(any(0, 3)));
    layer.set_trainee(rarely());
    for (int count = any(0, 3); count > 0; --count) make(*layer.add_windows());
    if (rarely())
        make(*layer.mutable_shifts(), span);
    else
        make(*layer.mutable_rotation(), span);
}

void make(v1::Override& entry, const ThreeYears& span) {
    lasts(entry, span);
    entry.set_kind(static_cast<v1::Override::Kind>(any(1, 4)));
    entry.set_person(anybody());
    entry.set_by(anybody());
    entry.set_level(static_cast<std::uint32_t>(any(0, 3)));
}

void make(v1::ShiftSwap& swap, const ThreeYears& span) {
    lasts(swap, span);
    swap.set_asked_by(anybody());
    if (!rarely()) swap.set_taken_by(anybody());
    swap.set_taken_back(rarely());
    if (any(0, 2) == 0) return;
    v1::Shift returned;
    lasts(returned, span);
    *swap.mutable_return_from() = returned.from();
    *swap.mutable_return_until() = returned.until();
}

}  // namespace

v1::Roster make_roster(const std::string& id, const std::string& zone, const ThreeYears& span) {
    v1::Roster roster;
    roster.set_id(id);
    roster.set_zone(zone);
    roster.set_sector(v1::Sector::health);
    roster.add_territories("here");
    for (int i = any(1, 5); i > 0; --i) {
        auto& layer = *roster.add_layers();
        layer.set_id("layer-" + std::to_string(i));
        make(layer, span);
    }
    for (int i = any(0, 6); i > 0; --i) {
        roster.add_overrides()->set_id("override-" + std::to_string(i));
        make(*roster.mutable_overrides()->rbegin(), span);
    }
    for (int i = any(0, 4); i > 0; --i) {
        roster.add_swaps()->set_id("swap-" + std::to_string(i));
        make(*roster.mutable_swaps()->rbegin(), span);
    }
    Instant free = span.from;  // temporary schedules never overlap
    for (int i = any(0, 3); i > 0; --i) {
        v1::TemporarySchedule schedule;
        schedule.set_id("schedule-" + std::to_string(i));
        lasts(schedule, span);
        if (domain::instant_of(schedule.from()) < free) continue;
        free = domain::instant_of(schedule.until());
        auto& shift = *schedule.add_shifts();
        *shift.mutable_from() = schedule.from();
        *shift.mutable_until() = stamp_of(free - std::chrono::minutes(any(0, 30)));
        if (domain::instant_of(shift.until()) <= domain::instant_of(shift.from()))
            *shift.mutable_until() = schedule.until();
        some_people(*shift.mutable_people());
        *roster.add_temporary_schedules() = schedule;
    }
    return roster;
}

domain::Absences make_absences(const ThreeYears& span) {
    domain::Absences absences;
    for (int i = any(0, 5); i > 0; --i) {
        auto& absence = *absences.Add();
        absence.set_id("absence-" + std::to_string(i));
        absence.set_person(anybody());
        lasts(absence, span);
    }
    return absences;
}

}  // namespace relais::test
