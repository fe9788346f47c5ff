#include "tests/simulation/laws.hpp"

#include <algorithm>

#include "common/domain/rules.hpp"

namespace relais::test {

using namespace std::chrono_literals;

namespace {

using domain::PageState;

std::string name_of(v1::Need::Kind need) { return v1::Need::Kind_Name(need); }

}  // namespace

Broken Laws::hold(const Step& step) {
    calls_.begin();
    for (const auto& event : step.events)
        if (auto broken = of_event(event, step)) return broken;
    if (empty_rung_) return "an empty rung of " + name_of(*empty_rung_) + " is waited on";
    if (auto broken = of_needs(step)) return broken;
    if (auto broken = calls_.of_step(step)) return broken;
    return of_hours(step);
}

Broken Laws::of_event(const v1::Event& event, const Step& step) {
    if (event.version() != state_.version + 1) return "a history with a gap";
    const Instant now = instant(event.now_ms());
    if (now < last_) return "time went back";
    if (now > step.at) return "an event is of tomorrow";
    last_ = now;
    if (auto broken = of_consent(event, step)) return broken;
    if (event.has_rung_reached()) {
        const auto& reached = event.rung_reached();
        empty_rung_.reset();
        if (reached.picks().empty() && !reached.last()) empty_rung_ = reached.need();
        for (const auto& pick : reached.picks())
            if (pick.reasons().empty()) return "called without a reason: " + pick.person();
    }
    if (event.has_case_opened()) opened_at_ = now;
    if (event.has_milestone_reached()) told_of_.insert(event.milestone_reached().milestone());
    if (event.has_milestone_missed()) told_of_.insert(event.milestone_missed().milestone());
    if (event.has_term_reached()) term_reached_ = true;
    if (auto broken = calls_.of_event(event, *step.directory)) return broken;
    if (event.has_need_covered()) {
        const auto kind = event.need_covered().need();
        if (calls_.calls().coming(kind) < calls_.calls().wanted(kind)->quota)
            return "covered by too few: " + name_of(kind);
    }
    state_ = domain::evolve(std::move(state_), event);
    calls_.note(event, state_, *step.directory);
    return std::nullopt;
}

Broken Laws::of_consent(const v1::Event& event, const Step& step) {
    if (event.has_case_opened())
        for (const auto& consent : event.case_opened().alert().consents())
            told_.insert(consent.sector());
    if (!event.has_need_opened() || !event.need_opened().has_consent()) return std::nullopt;
    const auto& opened = event.need_opened();
    const auto* rule = step.directory->rule(opened.need());
    // Police want a consent of their own, whatever the alert names.
    const bool explicitly = rule != nullptr && rule->explicit_consent();
    // Later somebody asks her, and says upon what.
    const bool told = step.events.front().has_case_opened()
                          ? told_.contains(opened.sector())
                          : opened.consent().basis() != v1::ConsentBasis::unknown;
    if (explicitly && !told) return "a sector is called without her consent";
    return std::nullopt;
}

bool Laws::promised(v1::Milestone::Kind milestone) const {
    const auto has_sector = [&](v1::Sector::Code sector) {
        return std::ranges::find(state_.needs, sector, &domain::NeedState::sector) !=
               state_.needs.end();
    };
    const auto& needs = calls_.calls().needs();
    switch (milestone) {
        case v1::Milestone::mandatory_covered:
            return std::ranges::any_of(
                needs, [&](const auto& need) { return calls_.calls().mandatory(need.first); });
        case v1::Milestone::safe_place:
            return needs.contains(v1::Need::emergency_shelter);
        case v1::Milestone::legal_contact:
            return has_sector(v1::Sector::legal);
        case v1::Milestone::social_contact:
            return needs.contains(v1::Need::social_worker);
        default:
            return true;
    }
}

Broken Laws::of_hours(const Step& step) {
    using v1::Milestone;
    static const std::map<Milestone::Kind, Duration> hours{
        {Milestone::first_acceptance, 5min}, {Milestone::mandatory_covered, 15min},
        {Milestone::pivot_named, 1h},        {Milestone::safe_place, 4h},
        {Milestone::legal_contact, 4h},      {Milestone::social_contact, 4h},
        {Milestone::review_24h, 24h},        {Milestone::review_48h, 48h},
        {Milestone::handed_over, 72h}};
    if (!opened_at_ || state_.over()) return std::nullopt;
    const auto term = step.timers.find("term");
    if (!term_reached_ && (term == step.timers.end() || term->second != *opened_at_ + 72h))
        return "nobody looks after 72 hours";
    const bool opens = step.events.front().has_case_opened();
    for (const auto& [milestone, by_default] : hours) {
        if (told_of_.contains(milestone) || !promised(milestone)) continue;
        if (state_.advice && milestone != Milestone::first_acceptance) continue;
        Duration within = by_default;
        for (const auto& rule : step.directory->data().milestones())
            if (rule.milestone() == milestone) within = std::chrono::minutes(rule.within_minutes());
        const auto due = due_.emplace(milestone, (opens ? *opened_at_ : last_) + within).first;
        const auto armed = step.timers.find("milestone/" + Milestone::Kind_Name(milestone));
        if (armed == step.timers.end() || armed->second != due->second)
            return "a promise of the 72 hours that nobody watches: " +
                   Milestone::Kind_Name(milestone);
    }
    return std::nullopt;
}

Broken Laws::of_needs(const Step& step) const {
    if (auto broken = of_ties(step)) return broken;
    if (state_.over()) {
        for (const auto& [name, due] : step.timers)
            if (!name.starts_with("referral/") && !name.starts_with("clock/"))
                return "a case that is over has a deadline: " + name;
        return std::nullopt;
    }
    for (const auto& need : state_.needs)
        if (auto broken = of_need(need, step)) return broken;
    return std::nullopt;
}

// Who goes with her and what a service was asked has an instant at which somebody looks.
Broken Laws::of_ties(const Step& step) const {
    if (!state_.merged_into.empty()) {
        const bool cut_off =
            std::ranges::any_of(state_.referrals, &domain::ReferralRecord::stands) ||
            !std::ranges::all_of(state_.escorts, &domain::EscortRecord::over) ||
            (state_.relocation && !state_.relocation->over());
        return cut_off ? Broken("a merge cut something off") : std::nullopt;
    }
    for (const auto& escort : state_.escorts)
        if (!escort.over() && !escort.late && !step.timers.contains("escort/" + escort.id))
            return "an escort that nobody watches";
    for (const auto& referral : state_.referrals)
        if (referral.stands() && !step.timers.contains("referral/" + referral.id))
            return "a referral without an end";
    const auto& move = state_.relocation;
    if (move && !move->over() && !move->late && !step.timers.contains("relocation"))
        return "a move that nobody watches";
    return std::nullopt;
}

Broken Laws::of_need(const domain::NeedState& need, const Step& step) const {
    const auto armed = [&](const char* which) {
        return step.timers.contains(domain::deadline_name(which, need.kind));
    };
    const std::string name = name_of(need.kind);
    if (need.open() && !armed("rung") && !armed("consent"))
        return "open without a deadline: " + name;
    const std::size_t quota = calls_.calls().wanted(need.kind)->quota;
    const bool owned = need.state == v1::Need::covered || need.state == v1::Need::engaged;
    if (owned && need.taken_by.empty() && calls_.calls().coming(need.kind) < quota)
        return "owned by too few: " + name;
    for (const auto& [id, page] : need.pages) {
        const bool waits = page.state == PageState::raised || page.state == PageState::handed_over;
        if (waits && !need.open()) return "somebody is still asked for " + name;
        const bool promised = page.state == PageState::accepted && !page.copy &&
                              need.kind != v1::Need::unknown && (need.open() || owned);
        if (promised && !armed("promise")) return "a promise without an end: " + name;
    }
    return std::nullopt;
}

}  // namespace relais::test
