#include "common/domain/coverage.hpp"

#include <algorithm>
#include <map>

namespace relais::domain {
namespace {

using Rosters = std::vector<const v1::Roster*>;
using People = std::vector<const v1::Person*>;

// Somebody begins or ceases to stand on call.
struct Step {
    Instant at;
    const v1::Person* person;
    bool begins;
};

std::vector<Step> steps_of(const Directory& directory, const Rosters& rosters, Instant from,
                           Instant to) {
    std::vector<Step> steps;
    for (const auto* roster : rosters) {
        for (const auto& shift : directory.timetable(*roster).shifts(from, to)) {
            const auto* person = directory.person(shift.who.person);
            if (person == nullptr || shift.who.trainee) continue;
            steps.push_back({shift.from, person, true});
            steps.push_back({shift.until, person, false});
        }
    }
    std::ranges::stable_sort(steps, {}, &Step::at);
    return steps;
}

Cover cover_of(const People& people) {
    const auto count =
        std::ranges::count_if(people, [](const auto* one) { return reachable(*one); });
    if (count == 0) return people.empty() ? Cover::empty : Cover::unreachable;
    return count == 1 ? Cover::thin : Cover::covered;
}

// Sweeps over the steps; `standing` has a person once for each roster and place that she stands at.
std::vector<CoverStretch> stretches_of(const std::vector<Step>& steps, Instant from, Instant to) {
    std::vector<CoverStretch> stretches;
    People standing;
    const auto append = [&](Instant begin, Instant end) {
        if (begin == end) return;
        People people = standing;
        people.erase(std::ranges::unique(people).begin(), people.end());
        if (!stretches.empty() && stretches.back().people == people)
            stretches.back().until = end;
        else
            stretches.push_back({begin, end, cover_of(people), std::move(people)});
    };
    const auto by_id = [](const v1::Person* person) -> const std::string& { return person->id(); };
    Instant at = from;
    for (const auto& step : steps) {
        append(at, step.at);
        at = step.at;
        const auto place = std::ranges::lower_bound(standing, step.person->id(), {}, by_id);
        if (step.begins)
            standing.insert(place, step.person);
        else
            standing.erase(place);
    }
    append(at, to);
    return stretches;
}

}  // namespace

bool reachable(const v1::Person& person) {
    return std::ranges::any_of(person.ways(), [](const v1::Way& way) {
        return way.channel() != v1::Channel::unknown && !way.unverified();
    });
}

std::vector<CoverLine> coverage(const Directory& directory, Instant from, Instant to) {
    // Territories that the same rosters serve have the same stretches.
    std::map<Rosters, std::vector<CoverStretch>> known;
    std::vector<CoverLine> lines;
    for (const auto& territory : directory.data().territories()) {
        for (int code = 0; code < v1::Sector::Code_ARRAYSIZE; ++code) {
            const auto sector = static_cast<v1::Sector::Code>(code);
            const auto& rosters = directory.rosters(sector, territory.id());
            const auto [entry, fresh] = known.try_emplace(rosters);
            if (fresh)
                entry->second = stretches_of(steps_of(directory, rosters, from, to), from, to);
            lines.push_back({sector, territory.id(), entry->second});
        }
    }
    return lines;
}

std::vector<CoverStretch> gaps(const CoverLine& line) {
    std::vector<CoverStretch> found;
    for (const auto& stretch : line.stretches) {
        if (stretch.cover != Cover::empty && stretch.cover != Cover::unreachable) continue;
        if (!found.empty() && found.back().until == stretch.from &&
            found.back().cover == stretch.cover)
            found.back().until = stretch.until;
        else
            found.push_back({stretch.from, stretch.until, stretch.cover, {}});
    }
    return found;
}

}  // namespace relais::domain
