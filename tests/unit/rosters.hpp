// Rosters in a line or two each, and instants and shifts as text, so that a known answer can be
// read beside its question.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <google/protobuf/util/time_util.h>

#include "common/domain/roster.hpp"

namespace relais::test {

using Group = std::vector<std::string>;

inline google::protobuf::Timestamp stamp(const std::string& text) {
    google::protobuf::Timestamp made;
    google::protobuf::util::TimeUtil::FromString(text, &made);
    return made;
}
inline Instant utc(const std::string& text) { return domain::instant_of(stamp(text)); }
inline std::string text_of(Instant at) {
    return google::protobuf::util::TimeUtil::ToString(
        google::protobuf::util::TimeUtil::MillisecondsToTimestamp(to_ms(at)));
}

template <class Entry>
Entry& last(Entry& entry, const std::string& from, const std::string& until) {
    *entry.mutable_from() = stamp(from);
    *entry.mutable_until() = stamp(until);
    return entry;
}

inline v1::Roster roster_in(const std::string& zone) {
    v1::Roster roster;
    roster.set_id("roster");
    roster.set_zone(zone);
    return roster;
}

// Always open, level 1, one turn a group.
inline v1::Layer& layer(v1::Roster& roster, const std::string& id, const std::vector<Group>& turns,
                        v1::Rotation::Unit unit, const std::string& start,
                        std::uint32_t handoff_minute = 0) {
    auto& added = *roster.add_layers();
    added.set_id(id);
    added.set_level(1);
    auto& rotation = *added.mutable_rotation();
    rotation.set_unit(unit);
    rotation.set_length(1);
    rotation.set_start_date(start);
    rotation.set_handoff_minute(handoff_minute);
    for (const auto& turn : turns)
        rotation.add_turns()->mutable_people()->Add(turn.begin(), turn.end());
    return added;
}

// One person, all the time.
inline v1::Layer& always(v1::Roster& roster, const std::string& id, const std::string& person) {
    return layer(roster, id, {{person}}, v1::Rotation::weekly, "2020-01-06");
}

inline v1::Window& window(v1::Layer& layer, std::uint32_t from, std::uint32_t until,
                          std::initializer_list<v1::Weekday::Code> weekdays = {}) {
    auto& added = *layer.add_windows();
    added.set_from_minute(from);
    added.set_until_minute(until);
    for (const auto day : weekdays) added.add_weekdays(day);
    return added;
}

inline v1::Override& change(v1::Roster& roster, v1::Override::Kind kind, const std::string& person,
                            const std::string& from, const std::string& until,
                            const std::string& by = {}) {
    auto& added = *roster.add_overrides();
    added.set_id("change-" + std::to_string(roster.overrides_size()));
    added.set_kind(kind);
    added.set_person(person);
    added.set_by(by);
    return last(added, from, until);
}

inline v1::ShiftSwap& swap(v1::Roster& roster, const std::string& asked_by,
                           const std::string& taken_by, const std::string& from,
                           const std::string& until) {
    auto& added = *roster.add_swaps();
    added.set_id("swap-" + std::to_string(roster.swaps_size()));
    added.set_asked_by(asked_by);
    added.set_taken_by(taken_by);
    return last(added, from, until);
}

inline void away(domain::Absences& absences, const std::string& person, const std::string& from,
                 const std::string& until) {
    auto& added = *absences.Add();
    added.set_id("absence-" + std::to_string(absences.size()));
    added.set_person(person);
    last(added, from, until);
}

inline domain::Timetable timetable(const v1::Roster& roster,
                                   const domain::Absences& absences = {}) {
    return {roster, absences, std::make_shared<const domain::WallClock>(roster.zone())};
}

inline std::vector<std::string> people_at(const domain::Timetable& table, const std::string& at) {
    std::vector<std::string> people;
    for (const auto& one : table.on_call(utc(at))) people.push_back(one.person);
    return people;
}

// "2026-03-01T07:30:00Z 2026-03-08T07:00:00Z ana": from, until, who.
inline std::vector<std::string> told(const std::vector<domain::Shift>& shifts) {
    std::vector<std::string> lines;
    for (const auto& shift : shifts)
        lines.push_back(text_of(shift.from) + " " + text_of(shift.until) + " " + shift.who.person);
    return lines;
}

inline std::vector<std::string> told(const v1::Roster& roster, const std::string& from,
                                     const std::string& to) {
    return told(timetable(roster).shifts(utc(from), utc(to)));
}

}  // namespace relais::test
