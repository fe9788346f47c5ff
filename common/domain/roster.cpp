#include "common/domain/roster.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace relais::domain {
namespace {

template <class Value>
bool contains(const std::vector<Value>& values, const Value& value) {
    return std::ranges::find(values, value) != values.end();
}

}  // namespace

Timetable::Timetable(const v1::Roster& roster, const Absences& absences, WallClockPtr clock)
    : clock_(std::move(clock)) {
    for (const auto& layer : roster.layers()) add(layer);
    for (const auto& swap : roster.swaps()) add(swap);
    for (const auto& override : roster.overrides()) add(override);
    for (const auto& schedule : roster.temporary_schedules()) add(schedule);
    add(absences);  // last: only those of people whom we know by now
    std::ranges::sort(edges_);
    edges_.erase(std::ranges::unique(edges_).begin(), edges_.end());
}

Timetable::Name Timetable::name(const std::string& text) {
    const auto index = std::ranges::find(names_, text) - names_.begin();
    if (static_cast<std::size_t>(index) == names_.size()) names_.push_back(text);
    return static_cast<Name>(index);
}

Timetable::Period Timetable::period(const google::protobuf::Timestamp& from,
                                    const google::protobuf::Timestamp& until) {
    const Period made{instant_of(from), instant_of(until)};
    edges_.push_back(made.from);
    edges_.push_back(made.until);
    return made;
}

Timetable::DatedTurns Timetable::dated(const google::protobuf::RepeatedPtrField<v1::Shift>& shifts,
                                       std::uint32_t level) {
    DatedTurns made;
    for (const auto& shift : shifts) {
        auto& turn = made.turns.emplace_back();
        turn.period = period(shift.from(), shift.until());
        turn.level = shift.level() == 0 ? level : shift.level();
        for (const auto& person : shift.people()) turn.people.push_back(name(person));
    }
    std::ranges::stable_sort(made.turns, {}, [](const auto& turn) { return turn.period.from; });
    for (const auto& turn : made.turns)
        made.over.push_back(made.over.empty() ? turn.period.until
                                              : std::max(made.over.back(), turn.period.until));
    return made;
}

void Timetable::add(const v1::Layer& layer) {
    auto& added = layers_.emplace_back();
    added.place = {.layer = name(layer.id()),
                   .level = layer.level(),
                   .priority = layer.priority(),
                   .of_layer = !layer.trainee(),
                   .trainee = layer.trainee()};
    added.always_open = layer.windows().empty();
    for (const auto& window : layer.windows()) added.open.add(window);
    if (layer.has_rotation()) added.rotation.emplace(layer.rotation());
    for (const auto& turn : layer.rotation().turns()) {
        auto& people = added.turns.emplace_back();
        for (const auto& person : turn.people()) people.push_back(name(person));
    }
    added.dated = dated(layer.shifts(), layer.level());
}

void Timetable::add(const v1::Override& override) {
    const Place place{.person = name(override.person()),
                      .layer = name(override.id()),
                      .level = std::max(override.level(), 1U)};
    changes_.push_back(
        {period(override.from(), override.until()), override.kind(), place, name(override.by())});
}

void Timetable::add(const v1::ShiftSwap& swap) {
    if (swap.taken_by().empty() || swap.taken_back()) return;
    exchanges_.push_back({period(swap.from(), swap.until()),
                          period(swap.return_from(), swap.return_until()), name(swap.asked_by()),
                          name(swap.taken_by())});
}

void Timetable::add(const v1::TemporarySchedule& schedule) {
    schedules_.push_back({period(schedule.from(), schedule.until()), name(schedule.id()),
                          dated(schedule.shifts(), 1)});
}

void Timetable::add(const Absences& absences) {
    away_.resize(names_.size());
    for (const auto& absence : absences) {
        const auto known = std::ranges::find(names_, absence.person());
        if (known != names_.end())
            away_[static_cast<std::size_t>(known - names_.begin())].push_back(
                period(absence.from(), absence.until()));
    }
}

std::span<const Timetable::DatedTurn> Timetable::DatedTurns::near(Instant at) const {
    const auto first = std::ranges::upper_bound(over, at) - over.begin();
    const auto last =
        std::ranges::upper_bound(turns, at, {}, [](const auto& turn) { return turn.period.from; }) -
        turns.begin();
    return first < last ? std::span(turns.begin() + first, turns.begin() + last)
                        : std::span<const DatedTurn>{};
}

// The places at an instant, settled: see the head of relais.v1.Roster for the order of things. What
// stands in for somebody comes before absences, so that whoever is away may have arranged for it.
void Timetable::stand(Instant at, Places& places) const {
    places.clear();
    const auto schedule = std::ranges::find_if(
        schedules_, [at](const Schedule& one) { return one.period.holds(at); });
    if (schedule != schedules_.end()) {
        ask(schedule->dated, at, {.layer = schedule->id}, places);
    } else {
        const auto wall = clock_->at(at);
        for (const auto& layer : layers_) ask(layer, at, wall, places);
        exchange(at, places);
        change(at, places);
    }
    std::erase_if(places, [&](const Place& place) { return away(place.person, at); });
    settle(places);
}

void Timetable::ask(const Layer& layer, Instant at, WallTime wall, Places& places) const {
    if (!layer.always_open && !layer.open.contains(wall)) return;
    if (layer.rotation) {
        const auto turn = layer.rotation->at(wall);
        if (!turn) return;
        for (const auto person : layer.turns[static_cast<std::size_t>(*turn)]) {
            places.push_back(layer.place);
            places.back().person = person;
        }
    }
    ask(layer.dated, at, layer.place, places);
}

void Timetable::ask(const DatedTurns& dated, Instant at, const Place& like, Places& places) const {
    for (const auto& turn : dated.near(at)) {
        if (!turn.period.holds(at)) continue;
        for (const auto person : turn.people) {
            places.push_back(like);
            places.back().person = person;
            places.back().level = turn.level;
        }
    }
}

void Timetable::exchange(Instant at, Places& places) const {
    for (const auto& swap : exchanges_) {
        const bool given = swap.given.holds(at);
        const bool returned = swap.returned.holds(at);
        for (auto& place : places) {
            if (given && place.person == swap.asked_by)
                place.person = swap.taken_by;
            else if (returned && place.person == swap.taken_by)
                place.person = swap.asked_by;
        }
    }
}

void Timetable::change(Instant at, Places& places) const {
    for (const auto& change : changes_) {
        if (!change.period.holds(at)) continue;
        if (change.kind == v1::Override::add) {
            places.push_back(change.place);
            continue;
        }
        for (auto& place : places) {
            if (place.person != change.place.person) continue;
            if (change.kind == v1::Override::replace) place.person = change.by;
            // Who is removed still keeps a lower priority from showing: a gap is asked for.
            if (change.kind == v1::Override::remove) place.removed = true;
        }
    }
}

bool Timetable::away(Name person, Instant at) const {
    return std::ranges::any_of(away_[person], [at](const Period& one) { return one.holds(at); });
}

void Timetable::settle(Places& places) {
    std::erase_if(places, [&places](const Place& place) {
        return place.of_layer && std::ranges::any_of(places, [&place](const Place& other) {
                   return other.of_layer && other.level == place.level &&
                          other.priority > place.priority;
               });
    });
    std::erase_if(places, &Place::removed);
    if (!std::ranges::is_sorted(places, {}, &Place::level))
        std::ranges::stable_sort(places, {}, &Place::level);
    auto kept = places.begin();
    for (auto it = places.begin(); it != places.end(); ++it) {
        const Place place = *it;
        const bool named = std::any_of(places.begin(), kept, [&place](const Place& earlier) {
            return earlier.person == place.person;
        });
        const bool counted =
            place.trainee && std::any_of(it, places.end(), [&place](const Place& later) {
                return later.person == place.person && !later.trainee;
            });
        if (!named && !counted) *kept++ = place;
    }
    places.erase(kept, places.end());
}

Instant Timetable::next_edge(Instant after) const {
    const auto dated = std::ranges::upper_bound(edges_, after);
    const Instant next = dated == edges_.end() ? Instant::max() : *dated;
    const auto wall = clock_->at(after);
    WallTime turns = WallTime::max();
    for (const auto& layer : layers_) {
        if (!layer.always_open) turns = std::min(turns, layer.open.next_edge(wall));
        if (layer.rotation && (layer.always_open || layer.open.contains(wall)))
            turns = std::min(turns, layer.rotation->next_edge(wall));
    }
    const Instant edge = turns == WallTime::max() ? next : std::min(next, clock_->reaches(turns));
    check(edge > after, "time moves on from edge to edge");
    return edge;
}

OnCall Timetable::said(const Place& place) const {
    return {names_[place.person], names_[place.layer], place.level, place.trainee};
}

std::vector<OnCall> Timetable::on_call(Instant at) const {
    Places places;
    stand(at, places);
    std::vector<OnCall> people;
    people.reserve(places.size());
    for (const auto& place : places) people.push_back(said(place));
    return people;
}

std::vector<Shift> Timetable::standing(Instant at) const { return walk(at, at + look_ahead, true); }

std::vector<Shift> Timetable::shifts(Instant from, Instant to) const {
    return walk(from, to, false);
}

std::vector<Shift> Timetable::walk(Instant from, Instant to, bool only_first) const {
    std::vector<Shift> shifts;
    std::vector<std::pair<Place, std::size_t>> open;  // each with the number of its shift
    Places places;
    for (Instant at = from; at < to; at = next_edge(at)) {
        stand(at, places);
        std::erase_if(open, [&](const auto& one) {
            if (contains(places, one.first)) return false;
            shifts[one.second].until = at;
            return true;
        });
        if (only_first && at > from) {
            if (open.empty()) break;
            continue;
        }
        for (const auto& place : places) {
            if (std::ranges::any_of(open, [&](const auto& one) { return one.first == place; }))
                continue;
            open.emplace_back(place, shifts.size());
            shifts.push_back({.who = said(place), .from = at, .until = to});
        }
    }
    if (shifts.empty()) return shifts;
    stand(to, places);
    for (const auto& [place, number] : open) shifts[number].cut_end = contains(places, place);
    stand(from - Duration(1), places);
    for (auto& shift : shifts)
        if (shift.from == from)
            shift.cut_start = std::ranges::any_of(
                places, [&](const Place& place) { return said(place) == shift.who; });
    return shifts;
}

Instant instant_of(const google::protobuf::Timestamp& stamp) {
    return Instant{std::chrono::seconds(stamp.seconds()) +
                   std::chrono::floor<Duration>(std::chrono::nanoseconds(stamp.nanos()))};
}

}  // namespace relais::domain
