#include "tests/simulation/laws.hpp"

#include <algorithm>

#include "common/domain/rules.hpp"

namespace relais::test {
namespace {

using domain::PageState;

bool comes_or_came(PageState state) {
    return state == PageState::accepted || state == PageState::in_contact ||
           state == PageState::arrived || state == PageState::done;
}

std::size_t coming(const domain::NeedState& need) {
    return static_cast<std::size_t>(std::ranges::count_if(need.pages, [](const auto& entry) {
        return !entry.second.copy && comes_or_came(entry.second.state);
    }));
}

std::string name_of(v1::Need::Kind need) { return v1::Need::Kind_Name(need); }

}  // namespace

std::optional<std::string> Laws::hold(const Step& step) {
    for (const auto& event : step.events)
        if (auto broken = of_event(event, step)) return broken;
    if (empty_rung_) return "an empty rung of " + name_of(*empty_rung_) + " is waited on";
    return of_needs(step);
}

std::optional<std::string> Laws::of_event(const v1::Event& event, const Step& step) {
    if (event.version() != state_.version + 1) return "two decisions were written over each other";
    const Instant now = instant(event.now_ms());
    if (now < last_) return "time went back";
    if (now > step.at) return "an event is of tomorrow";
    last_ = now;
    if (event.has_case_opened())
        for (const auto& consent : event.case_opened().alert().consents())
            told_.insert(consent.sector());
    if (event.has_need_opened() && event.need_opened().has_consent()) {
        const auto& opened = event.need_opened();
        const auto* rule = directory_.rule(opened.need());
        // Police want a consent of their own, whatever the alert names.
        if (rule != nullptr && rule->explicit_consent() && !told_.contains(opened.sector()))
            return "a sector is called without her consent";
        consented_.insert(opened.need());
    }
    if (event.has_consent_given()) consented_.insert(event.consent_given().need());
    if (event.has_need_refused()) consented_.erase(event.need_refused().need());
    if (event.has_consent_withdrawn())
        for (const auto& need : state_.needs)
            if (need.sector == event.consent_withdrawn().sector()) consented_.erase(need.kind);
    if (event.has_rung_reached())
        if (auto broken = of_rung(event.rung_reached(), event)) return broken;
    if (event.has_need_covered()) {
        const auto kind = event.need_covered().need();
        const auto* rule = directory_.rule(kind);
        const std::size_t quota = rule == nullptr ? 1 : std::max(rule->quota(), 1u);
        if (coming(*state_.need(kind)) < quota) return "covered by too few: " + name_of(kind);
    }
    state_ = domain::evolve(std::move(state_), event);
    if (event.has_page_stood_down()) stood_down_.insert(event.page_stood_down().page());
    return std::nullopt;
}

std::optional<std::string> Laws::of_rung(const v1::RungReached& reached, const v1::Event& event) {
    const auto kind = reached.need();
    const auto* need = state_.need(kind);
    if (need == nullptr || !need->open() || state_.over())
        return "called for what is not open: " + name_of(kind);
    empty_rung_.reset();
    if (reached.picks().empty()) {
        if (!reached.last()) empty_rung_ = kind;
        return std::nullopt;
    }
    for (const auto& pick : reached.picks()) {
        if (stood_down_.contains(pick.page())) return "called after the stand-down";
        if (!is_coordinator(pick.person()) && !consented_.contains(kind))
            return "called without her consent: " + pick.person();
        for (const auto& excluded : state_.exclusions)
            if (excluded.person == pick.person()) return "called whom she excluded";
    }
    // One rung at a time: somebody has the time to answer, outage or not.
    const Instant now = instant(event.now_ms());
    const auto before = reached_.find(kind);
    const bool burst = before != reached_.end() && now - before->second < std::chrono::seconds(5) &&
                       need->rung_has_open_page() && reached.due_ms() != 0;
    reached_[kind] = now;
    if (burst) return "a ladder climbed in one burst: " + name_of(kind);
    return std::nullopt;
}

std::optional<std::string> Laws::of_needs(const Step& step) const {
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
std::optional<std::string> Laws::of_ties(const Step& step) const {
    if (!state_.merged_into.empty()) {
        const bool cut_off =
            std::ranges::any_of(state_.referrals, &domain::ReferralRecord::stands) ||
            !std::ranges::all_of(state_.escorts, &domain::EscortRecord::over) ||
            (state_.relocation && !state_.relocation->over());
        return cut_off ? std::optional<std::string>("a merge cut something off") : std::nullopt;
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

std::optional<std::string> Laws::of_need(const domain::NeedState& need, const Step& step) const {
    const auto armed = [&](const char* which) {
        return step.timers.contains(domain::deadline_name(which, need.kind));
    };
    const std::string name = name_of(need.kind);
    if (need.open() && !armed("rung") && !armed("consent"))
        return "open without a deadline: " + name;
    const auto* rule = directory_.rule(need.kind);
    const std::size_t quota = rule == nullptr ? 1 : std::max(rule->quota(), 1u);
    const bool owned = need.state == v1::Need::covered || need.state == v1::Need::engaged;
    if (owned && need.taken_by.empty() && coming(need) < quota) return "owned by too few: " + name;
    for (const auto& [id, page] : need.pages) {
        const bool waits = page.state == PageState::raised || page.state == PageState::handed_over;
        if (waits && !need.open()) return "somebody is still asked for " + name;
        const bool promised = page.state == PageState::accepted && !page.copy &&
                              need.kind != v1::Need::unknown && (need.open() || owned);
        if (promised && !armed("promise")) return "a promise without an end: " + name;
    }
    return std::nullopt;
}

bool Laws::is_coordinator(const std::string& person) const {
    const auto* known = directory_.person(person);
    const auto* hers = known == nullptr ? nullptr : directory_.organization(known->organization());
    return hers != nullptr && hers->id() == "coalition";
}

}  // namespace relais::test
