#include "common/domain/calendar_source.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <google/protobuf/util/time_util.h>

#include "common/domain/roster.hpp"

namespace relais::domain {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::util::TimeUtil;

google::protobuf::Timestamp stamp_of(Instant at) {
    return TimeUtil::MillisecondsToTimestamp(to_ms(at));
}

// The same, but for when it began and what it is called.
bool same_rest(v1::Shift a, v1::Shift b) {
    a.clear_from();
    b.clear_from();
    return a.SerializeAsString() == b.SerializeAsString();
}

bool same_rest(v1::Override a, v1::Override b) {
    for (auto* one : {&a, &b}) {
        one->clear_from();
        one->clear_id();
    }
    return a.SerializeAsString() == b.SerializeAsString();
}

template <class Entry>
std::vector<Entry> merged(const std::vector<Entry>& held, std::vector<Entry> given, Instant from,
                          Instant to) {
    std::vector<Entry> all;
    std::vector<Entry> running;
    for (const Entry& one : held) {
        if (instant_of(one.until()) <= from || to <= instant_of(one.from()))
            all.push_back(one);
        else if (instant_of(one.from()) < from)
            running.push_back(one);
    }
    for (Entry& one : given) {
        if (instant_of(one.until()) <= from) continue;
        if (instant_of(one.from()) < from) {
            const auto goes_on = std::ranges::find_if(
                running, [&](const Entry& other) { return same_rest(one, other); });
            if (goes_on != running.end()) {
                all.push_back(std::move(*goes_on));
                running.erase(goes_on);
                continue;
            }
            *one.mutable_from() = stamp_of(from);
        }
        all.push_back(std::move(one));
    }
    for (Entry& one : running) {
        *one.mutable_until() = stamp_of(from);
        all.push_back(std::move(one));
    }
    // Those of one time stay in the order in which the calendar names them.
    std::ranges::stable_sort(all, {}, [](const Entry& one) {
        return std::pair(instant_of(one.from()), instant_of(one.until()));
    });
    return all;
}

template <class Entry, class Which>
void erase_if(RepeatedPtrField<Entry>& entries, Which which) {
    entries.erase(std::remove_if(entries.begin(), entries.end(), which), entries.end());
}

// An override that was cut, and the rest of it that came again, are two.
void tell_apart(std::vector<v1::Override>& overrides, std::set<std::string> taken) {
    for (v1::Override& one : overrides)
        while (!taken.insert(one.id()).second)
            one.set_id(one.id() + "-" + std::to_string(one.from().seconds()));
}

v1::Layer& layer_of(v1::Roster& roster, const std::string& id) {
    const auto found = std::ranges::find(*roster.mutable_layers(), id, &v1::Layer::id);
    if (found != roster.mutable_layers()->end()) return *found;
    auto& added = *roster.add_layers();
    added.set_id(id);
    added.set_level(1);
    return added;
}

// Each override acts on what those before it left, so a calendar's stand before those that people
// made: who was removed by hand stays removed.
void put_overrides(v1::Roster& roster, const std::string& source, const CalendarGives& gives) {
    std::vector<v1::Override> held;
    std::vector<v1::Override> others;
    std::set<std::string> taken;
    for (const auto& one : roster.overrides()) {
        (one.calendar() == source ? held : others).push_back(one);
        if (one.calendar() != source) taken.insert(one.id());
    }
    auto given = gives.overrides;
    for (auto& one : given) one.set_calendar(source);
    auto mine = merged(held, std::move(given), gives.from, gives.to);
    tell_apart(mine, std::move(taken));
    std::ranges::move(others, std::back_inserter(mine));
    std::ranges::stable_sort(mine, {}, [](const v1::Override& one) {
        return std::pair(one.calendar().empty(), one.calendar());
    });
    roster.mutable_overrides()->Assign(mine.begin(), mine.end());
}

}  // namespace

void put_shifts(v1::Roster& roster, const std::string& layer, const CalendarGives& gives) {
    auto& held = *layer_of(roster, layer).mutable_shifts();
    const auto all = merged({held.begin(), held.end()}, gives.shifts, gives.from, gives.to);
    held.Assign(all.begin(), all.end());
}

std::optional<v1::Roster> changed_by(const v1::Roster& roster, const v1::CalendarSource& source,
                                     const CalendarGives& gives) {
    v1::Roster changed = roster;
    if (source.layer().empty())
        put_overrides(changed, source.id(), gives);
    else
        put_shifts(changed, source.layer(), gives);
    if (changed.SerializeAsString() == roster.SerializeAsString()) return std::nullopt;
    return changed;
}

std::size_t entries_of(const v1::Roster& roster, const v1::CalendarSource& source) {
    std::ptrdiff_t count = 0;
    if (source.layer().empty())
        count = std::ranges::count(roster.overrides(), source.id(), &v1::Override::calendar);
    else if (const auto layer = std::ranges::find(roster.layers(), source.layer(), &v1::Layer::id);
             layer != roster.layers().end())
        count = layer->shifts_size();
    return static_cast<std::size_t>(count);
}

v1::Roster with_calendar(v1::Roster roster, const v1::CalendarSource& source) {
    const auto standing =
        std::ranges::find(*roster.mutable_calendars(), source.id(), &v1::CalendarSource::id);
    (standing == roster.mutable_calendars()->end() ? *roster.add_calendars() : *standing) = source;
    if (!source.layer().empty()) layer_of(roster, source.layer());
    return roster;
}

v1::Roster without_calendar(v1::Roster roster, const std::string& calendar, Instant now) {
    auto& calendars = *roster.mutable_calendars();
    const auto standing = std::ranges::find(calendars, calendar, &v1::CalendarSource::id);
    if (standing == calendars.end()) return roster;
    const v1::CalendarSource source = *standing;
    if (auto emptied = changed_by(roster, source, {.from = now, .to = Instant::max()}))
        roster = std::move(*emptied);
    erase_if(*roster.mutable_calendars(),
             [&](const v1::CalendarSource& one) { return one.id() == calendar; });
    erase_if(*roster.mutable_layers(), [&](const v1::Layer& layer) {
        return layer.id() == source.layer() && !layer.has_rotation() && layer.shifts().empty();
    });
    return roster;
}

v1::Directory keep_given(v1::Directory put, const v1::Directory& before) {
    std::set<std::string, std::less<>> people;
    for (const auto& person : put.people()) people.insert(person.id());
    const auto there = [&](const std::string& person) { return people.contains(person); };
    for (auto& roster : *put.mutable_rosters()) {
        const auto old = std::ranges::find(before.rosters(), roster.id(), &v1::Roster::id);
        if (old == before.rosters().end()) continue;
        for (const auto& source : roster.calendars()) {
            const auto stood =
                std::ranges::find(old->calendars(), source.id(), &v1::CalendarSource::id);
            if (stood == old->calendars().end() || stood->layer() != source.layer() ||
                entries_of(roster, source) > 0)
                continue;
            for (const auto& one : old->overrides())
                if (one.calendar() == source.id() && there(one.person()))
                    *roster.add_overrides() = one;
            for (const auto& layer : old->layers())
                if (!source.layer().empty() && layer.id() == source.layer())
                    for (const auto& one : layer.shifts())
                        if (std::ranges::all_of(one.people(), there))
                            *layer_of(roster, layer.id()).add_shifts() = one;
        }
    }
    return put;
}

}  // namespace relais::domain
