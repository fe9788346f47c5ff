#include "common/domain/askable.hpp"

#include <algorithm>
#include <set>

#include "common/domain/fitness.hpp"
#include "common/domain/membership.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

// Her last word counts: whoever declined and said yes later may be asked.
std::set<std::string> declined(const std::vector<v1::Event>& events) {
    std::set<std::string> people;
    for (const auto& event : events) {
        if (event.has_escort_answered()) {
            const auto& said = event.escort_answered();
            if (said.accepted())
                people.erase(said.person());
            else
                people.insert(said.person());
        }
        const auto& no = event.pivot_declined();
        if (event.has_pivot_declined() && no.why() == v1::PivotDeclined::unknown)
            people.insert(no.person());
        if (event.has_pivot_accepted()) people.erase(event.pivot_accepted().person());
    }
    return people;
}

std::set<std::string> on_call_anywhere(const Directory& directory, Instant at) {
    std::set<std::string> people;
    for (const auto& roster : directory.data().rosters())
        for (const auto& entry : directory.timetable(roster).on_call(at))
            if (!entry.trainee) people.insert(entry.person);
    return people;
}

bool wants_police(const CaseState& state) {
    return std::ranges::any_of(state.needs, [](const NeedState& need) {
        return need.sector == v1::Sector::police && allows(need.basis, need.sector) &&
               need.state != v1::Need::refused;
    });
}

}  // namespace

std::vector<Askable> askable(const CaseState& state, const std::vector<v1::Event>& events,
                             const Directory& directory, Instant at) {
    const auto said_no = declined(events);
    const auto on_call = on_call_anywhere(directory, at);
    const bool police = wants_police(state);
    std::vector<Askable> all;
    for (const auto& person : directory.data().people()) {
        const auto* hers = directory.organization(person.organization());
        const auto sector = hers == nullptr ? v1::Sector::unknown : hers->sector();
        const bool reached = !person.ways().empty() && !person.ways(0).unverified();
        if (!reached || !member_at(hers, at) || said_no.contains(person.id())) continue;
        if (state.withdrawn.contains(sector) || (sector == v1::Sector::police && !police)) continue;
        if (excluded(state, person, {hers, nullptr}) != v1::Reason::unknown) continue;
        all.push_back({person.id(), sector, on_call.contains(person.id())});
    }
    return all;
}

std::vector<std::string> on_duty_people(const Directory& directory, const std::string& territory,
                                        Instant at) {
    std::set<std::string> people;
    for (const auto* roster : directory.rosters(v1::Sector::unknown, territory))
        for (const auto& entry : directory.timetable(*roster).on_call(at))
            if (!entry.trainee) people.insert(entry.person);
    return {people.begin(), people.end()};
}

}  // namespace relais::domain
