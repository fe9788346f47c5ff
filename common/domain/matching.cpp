#include "common/domain/matching.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "common/domain/case.hpp"
#include "common/domain/roster.hpp"

namespace relais::domain {
namespace {

struct Candidate {
    const v1::Person* person;
    const v1::Roster* roster;
    OnCall on_call;
    bool speaks = false;
};

v1::Reason::Code reason_of(v1::Rung::Reach reach) {
    if (reach == v1::Rung::neighbours) return v1::Reason::in_neighbourhood;
    if (reach == v1::Rung::province) return v1::Reason::in_province;
    if (reach == v1::Rung::coordinator) return v1::Reason::coordinator_on_duty;
    return v1::Reason::in_territory;
}

std::vector<std::string> territories_in_reach(const CaseState& state, v1::Rung::Reach reach,
                                              const Directory& directory) {
    const auto* here = directory.territory(state.territory);
    if (reach == v1::Rung::neighbours && here != nullptr)
        return {here->neighbours().begin(), here->neighbours().end()};
    if (reach == v1::Rung::province) {
        std::vector<std::string> all;
        for (const auto& territory : directory.data().territories()) all.push_back(territory.id());
        return all;
    }
    return {state.territory};
}

bool speaks(const v1::Person& person, const CaseState& state) {
    return std::ranges::any_of(state.languages, [&](const std::string& language) {
        return std::ranges::find(person.languages(), language) != person.languages().end();
    });
}

// The reason not to page this person at all; unknown: none. Exclusions come first: nothing that
// follows may hide them.
v1::Reason::Code pass_over(const CaseState& state, const NeedState& need, const v1::Rung& rung,
                           const Candidate& candidate) {
    const auto& person = *candidate.person;
    const bool coordinator = rung.reach() == v1::Rung::coordinator;
    for (const auto& [excluded_person, excluded_organization] : state.exclusions) {
        if (!excluded_person.empty() && excluded_person == person.id())
            return v1::Reason::excluded_person;
        if (!excluded_organization.empty() && excluded_organization == person.organization())
            return v1::Reason::excluded_organization;
    }
    if (person.ways().empty()) return v1::Reason::no_way;
    const bool paged = std::ranges::any_of(
        need.pages, [&](const auto& page) { return page.second.person == person.id(); });
    if (candidate.on_call.trainee && paged) return v1::Reason::already_paged;
    if (coordinator) return v1::Reason::unknown;
    if (rung.level() != 0 && !candidate.on_call.trainee && candidate.on_call.level > rung.level())
        return v1::Reason::not_on_call_at_this_level;
    if (paged) return v1::Reason::already_paged;
    if (state.gender_preference != v1::GenderPreference::unknown &&
        person.gender() != state.gender_preference)
        return v1::Reason::gender_not_as_asked;
    // An interpreter who does not speak the language is no interpreter.
    if (need.sector == v1::Sector::interpreter && !state.languages.empty() && !candidate.speaks)
        return v1::Reason::language_not_spoken;
    return v1::Reason::unknown;
}

v1::Pick pick(const CaseState& state, const NeedState& need, const v1::Rung& rung,
              const Candidate& candidate) {
    v1::Pick picked;
    picked.set_person(candidate.person->id());
    picked.set_roster(candidate.roster->id());
    picked.set_layer(candidate.on_call.layer);
    picked.add_reasons(v1::Reason::on_call);
    picked.add_reasons(reason_of(rung.reach()));
    if (!state.languages.empty() && rung.reach() != v1::Rung::coordinator)
        picked.add_reasons(candidate.speaks ? v1::Reason::speaks_language
                                            : v1::Reason::language_relaxed);
    if (std::ranges::any_of(need.pages, [&](const auto& page) {
            return page.second.person == candidate.person->id();
        }))
        picked.add_reasons(v1::Reason::asked_again);
    return picked;
}

std::vector<Candidate> people_on_call(const CaseState& state, const NeedState& need,
                                      const v1::Rung& rung, const Directory& directory,
                                      Instant at) {
    const bool coordinator = rung.reach() == v1::Rung::coordinator;
    const auto sector = coordinator ? v1::Sector::unknown : need.sector;
    std::vector<Candidate> found;
    std::set<const v1::Roster*> rosters_seen;
    for (const auto& territory : territories_in_reach(state, rung.reach(), directory)) {
        for (const auto* roster : directory.rosters(sector, territory)) {
            if (!rosters_seen.insert(roster).second) continue;
            for (auto& entry : directory.timetable(*roster).on_call(at)) {
                const auto* person = directory.person(entry.person);
                if (person == nullptr) continue;
                const auto seen = std::ranges::find(found, person, &Candidate::person);
                if (seen == found.end())
                    found.push_back({person, roster, std::move(entry), speaks(*person, state)});
                else if (seen->on_call.trainee && !entry.trainee)  // counted in another roster
                    *seen = {person, roster, std::move(entry), seen->speaks};
            }
        }
    }
    return found;
}

}  // namespace

Candidates match(const CaseState& state, const NeedState& need, const v1::Rung& rung,
                 const Directory& directory, Instant at) {
    const bool coordinator = rung.reach() == v1::Rung::coordinator;
    const std::uint32_t open = need.quota > need.accepted() ? need.quota - need.accepted() : 1;
    // The coordinator is asked alone first; each repeat asks one more of those behind her.
    const std::size_t wanted = coordinator ? 1 + need.repeats : open + rung.people();

    Candidates result;
    const auto skip = [&](const Candidate& candidate, v1::Reason::Code reason) {
        auto& entry = result.passed_over.emplace_back();
        entry.set_person(candidate.person->id());
        entry.set_roster(candidate.roster->id());
        entry.set_reason(reason);
    };
    std::vector<Candidate> fitting;
    std::vector<Candidate> trainees;
    for (auto& candidate : people_on_call(state, need, rung, directory, at)) {
        const auto reason = pass_over(state, need, rung, candidate);
        if (reason != v1::Reason::unknown)
            skip(candidate, reason);
        else if (candidate.on_call.trainee)
            trainees.push_back(std::move(candidate));
        else
            fitting.push_back(std::move(candidate));
    }
    std::ranges::stable_sort(fitting, [&](const Candidate& a, const Candidate& b) {
        if (!coordinator && a.speaks != b.speaks) return a.speaks;
        return a.on_call.level < b.on_call.level;
    });
    for (const auto& candidate : fitting) {
        if (result.picks.size() < wanted)
            result.picks.push_back(pick(state, need, rung, candidate));
        else
            skip(candidate, v1::Reason::enough_paged);
    }
    // A trainee learns beside somebody: she is told when her roster is called, and only then.
    for (const auto& trainee : trainees) {
        if (std::ranges::find(result.picks, trainee.roster->id(), &v1::Pick::roster) ==
            result.picks.end()) {
            skip(trainee, v1::Reason::trainee);
            continue;
        }
        result.copies.push_back(pick(state, need, rung, trainee));
        result.copies.back().add_reasons(v1::Reason::trainee);
    }
    return result;
}

}  // namespace relais::domain
