#include "common/domain/matching.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace relais::domain {
namespace {

struct Judged {
    Candidate candidate;
    Obstacle obstacle = {};
    Fit fit = {};
    Instant last_page = {};
};

v1::Reason::Code reason_of(v1::Rung::Reach reach) {
    if (reach == v1::Rung::neighbours) return v1::Reason::in_neighbourhood;
    if (reach == v1::Rung::province) return v1::Reason::in_province;
    if (reach == v1::Rung::coordinator) return v1::Reason::coordinator_on_duty;
    return v1::Reason::in_territory;
}

// The nearest first: her own, its neighbours in their order, the rest by id.
std::vector<std::string> territories_in_reach(const Choice& choice) {
    const auto reach = choice.rung.reach();
    const auto* here = choice.directory.territory(choice.state.territory);
    std::vector<std::string> near;
    if (reach != v1::Rung::neighbours) near.push_back(choice.state.territory);
    const bool wider = reach == v1::Rung::neighbours || reach == v1::Rung::province;
    if (wider && here != nullptr)
        near.insert(near.end(), here->neighbours().begin(), here->neighbours().end());
    if (reach != v1::Rung::province) return near;
    std::vector<std::string> rest;
    for (const auto& territory : choice.directory.data().territories())
        if (std::ranges::find(near, territory.id()) == near.end()) rest.push_back(territory.id());
    std::ranges::sort(rest);
    near.insert(near.end(), rest.begin(), rest.end());
    return near;
}

struct Reached {
    const v1::Roster* roster;
    std::size_t nearness;
    bool agreed;
};

// Each roster once, where it is nearest and its organization agreed to come.
std::vector<Reached> rosters_in_reach(const Choice& choice) {
    const auto sector = choice.coordinator() ? v1::Sector::unknown : choice.need.sector;
    std::vector<Reached> found;
    std::size_t nearness = 0;
    for (const auto& territory : territories_in_reach(choice)) {
        for (const auto* roster : choice.directory.rosters(sector, territory)) {
            const bool agreed =
                choice.directory.agreed(roster->organization(), sector, territory, choice.at);
            const auto seen = std::ranges::find(found, roster, &Reached::roster);
            if (seen == found.end())
                found.push_back({roster, nearness, agreed});
            else if (agreed && !seen->agreed)
                *seen = {roster, nearness, agreed};
        }
        ++nearness;
    }
    return found;
}

Judged judge(const Choice& choice, const Reached& reached, const v1::Person& person, OnCall on_call,
             std::size_t position) {
    Judged judged{
        .candidate = {.person = &person,
                      .organization = choice.directory.organization(person.organization()),
                      .roster = reached.roster,
                      .on_call = std::move(on_call),
                      .nearness = reached.nearness,
                      .position = position,
                      .agreed = reached.agreed}};
    judged.obstacle = obstacle(choice, judged.candidate);
    if (!judged.obstacle) judged.fit = fit(choice, judged.candidate);
    judged.last_page = choice.known.load.last_page(person.id());
    return judged;
}

std::vector<Judged> everybody_on_call(const Choice& choice) {
    std::vector<Judged> found;
    for (const auto& reached : rosters_in_reach(choice)) {
        const auto& roster = *reached.roster;
        std::size_t position = 0;
        const auto add = [&](OnCall entry) {
            if (const auto* person = choice.directory.person(entry.person))
                found.push_back(judge(choice, reached, *person, std::move(entry), position++));
        };
        for (auto& entry : choice.directory.timetable(roster).on_call(choice.at))
            add(std::move(entry));
        // Who would stand here if she belonged is passed over by name, so that somebody sees it.
        const auto* all = choice.directory.as_if_all_belonged(roster);
        if (all == nullptr) continue;
        for (auto& entry : all->on_call(choice.at)) {
            const auto* person = choice.directory.person(entry.person);
            if (person != nullptr &&
                !(member_at(choice.directory.organization(person->organization()), choice.at) &&
                  member_at(choice.directory.organization(roster.organization()), choice.at)))
                add(std::move(entry));
        }
    }
    return found;
}

// Somebody who stands in several rosters is asked once: where nothing stands against it, then where
// she counts, then where she is asked soonest.
void keep_each_once(std::vector<Judged>& all) {
    const auto key = [](const Judged& one) {
        const auto& who = one.candidate;
        return std::tuple<const std::string&, bool, bool, std::uint32_t, std::size_t,
                          const std::string&>(who.person->id(), static_cast<bool>(one.obstacle),
                                              who.on_call.trainee, who.on_call.level, who.nearness,
                                              who.roster->id());
    };
    std::ranges::sort(all, {}, key);
    const auto twice =
        std::ranges::unique(all, {}, [](const Judged& one) { return one.candidate.person; });
    all.erase(twice.begin(), twice.end());
}

// What is wished for, then the order in which they are asked, then the longest rest, then the id.
// Coordinators stand by their order alone: whoever is on duty is called first, tired or not.
void rank(const Choice& choice, std::vector<Judged>& all) {
    const auto key = [&](const Judged& one) {
        const auto& who = one.candidate;
        const auto& fit = one.fit;
        const bool wishes = !choice.coordinator();
        return std::tuple<bool, bool, bool, bool, std::uint32_t, bool, bool, std::uint32_t,
                          std::size_t, Instant, std::size_t, const std::string&>(
            wishes && !fit.indigenous, wishes && !fit.reserved_bed, wishes && !fit.speaks,
            wishes && !fit.gender_as_asked, wishes ? ~fit.trained : 0, wishes && !fit.receives,
            wishes && !fit.bed, who.on_call.level, who.nearness, wishes ? one.last_page : Instant{},
            who.position, who.person->id());
    };
    std::ranges::sort(all, {}, key);
}

void say_why(const Choice& choice, const Judged& judged, v1::Pick& picked) {
    const auto& [candidate, obstacle, fit, last_page] = judged;
    const auto& state = choice.state;
    const auto add = [&](bool holds, v1::Reason::Code reason) {
        if (holds) picked.add_reasons(reason);
    };
    add(fit.indigenous, v1::Reason::indigenous_service);
    add(!state.languages.empty(),
        fit.speaks ? v1::Reason::speaks_language : v1::Reason::language_relaxed);
    add(state.gender_preference != v1::GenderPreference::unknown,
        fit.gender_as_asked ? v1::Reason::gender_as_asked : v1::Reason::gender_relaxed);
    add(fit.trained > 0, v1::Reason::trained);
    add(fit.bed, fit.reserved_bed ? v1::Reason::reserved_bed_free : v1::Reason::bed_free);
    add(!fit.receives, v1::Reason::situation_relaxed);
    add(state.restricted() && choice.need.sector == v1::Sector::shelter,
        v1::Reason::outside_danger_area);
}

v1::Pick pick(const Choice& choice, const Judged& judged) {
    const auto& candidate = judged.candidate;
    v1::Pick picked;
    picked.set_person(candidate.person->id());
    picked.set_roster(candidate.roster->id());
    picked.set_layer(candidate.on_call.layer);
    picked.set_last_page_ms(to_ms(judged.last_page));
    picked.add_reasons(v1::Reason::on_call);
    picked.add_reasons(reason_of(choice.rung.reach()));
    if (!choice.coordinator()) say_why(choice, judged, picked);
    if (std::ranges::any_of(choice.need.pages, [&](const auto& page) {
            return page.second.person == candidate.person->id();
        }))
        picked.add_reasons(v1::Reason::asked_again);
    return picked;
}

v1::PassOver pass_over(const Judged& judged, Obstacle why) {
    v1::PassOver passed;
    passed.set_person(judged.candidate.person->id());
    passed.set_roster(judged.candidate.roster->id());
    passed.set_layer(judged.candidate.on_call.layer);
    passed.set_reason(why.reason);
    passed.set_until_ms(to_ms(why.until));
    return passed;
}

}  // namespace

bool Candidates::others_left() const {
    return std::ranges::any_of(passed_over, [](const v1::PassOver& passed) {
        return passed.reason() == v1::Reason::enough_paged;
    });
}

Candidates match(const Choice& choice) {
    const auto& need = choice.need;
    const std::uint32_t open = need.quota > need.accepted() ? need.quota - need.accepted() : 1;
    const std::size_t at_once = choice.rung.gap_ms() != 0 ? 1 : open + choice.rung.people();
    // The coordinator is asked alone first; each repeat asks one more of those behind her.
    const std::size_t wanted = choice.coordinator() ? 1 + choice.repeat : at_once;

    auto all = everybody_on_call(choice);
    keep_each_once(all);
    rank(choice, all);
    Candidates result;
    for (const auto& one : all) {
        if (one.obstacle)
            result.passed_over.push_back(pass_over(one, one.obstacle));
        else if (one.candidate.on_call.trainee)
            continue;
        else if (result.picks.size() < wanted)
            result.picks.push_back(pick(choice, one));
        else
            result.passed_over.push_back(pass_over(one, {v1::Reason::enough_paged}));
    }
    // A trainee learns beside somebody: she is told when her roster is called, and only then.
    for (const auto& one : all) {
        if (one.obstacle || !one.candidate.on_call.trainee) continue;
        const bool beside = std::ranges::find(result.picks, one.candidate.roster->id(),
                                              &v1::Pick::roster) != result.picks.end();
        // Of somebody who is hunted few hear: nobody who is only there to learn (R6).
        if (!beside || choice.state.restricted()) {
            result.passed_over.push_back(pass_over(one, {v1::Reason::trainee}));
            continue;
        }
        result.copies.push_back(pick(choice, one));
        result.copies.back().add_reasons(v1::Reason::trainee);
    }
    return result;
}

}  // namespace relais::domain
