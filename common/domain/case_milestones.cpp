// What the 72 hours promise her, each with its instant; and the pivot, who follows it all through.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "common/base/ids.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/fitness.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {
namespace {

using v1::Milestone;
using v1::Sector;

struct Term {
    Milestone::Kind milestone;
    Duration within;
};

constexpr std::array by_default{
    Term{Milestone::first_acceptance, std::chrono::minutes(5)},
    Term{Milestone::mandatory_covered, std::chrono::minutes(15)},
    Term{Milestone::pivot_named, std::chrono::hours(1)},
    Term{Milestone::safe_place, std::chrono::hours(4)},
    Term{Milestone::legal_contact, std::chrono::hours(4)},
    Term{Milestone::social_contact, std::chrono::hours(4)},
    Term{Milestone::review_24h, std::chrono::hours(24)},
    Term{Milestone::review_48h, std::chrono::hours(48)},
    Term{Milestone::handed_over, term_length},
};

Duration within(const Directory& directory, const Term& term) {
    for (const auto& rule : directory.data().milestones())
        if (rule.milestone() == term.milestone) return std::chrono::minutes(rule.within_minutes());
    return term.within;
}

bool by_hand(Milestone::Kind milestone) {
    return milestone == Milestone::safe_place || milestone == Milestone::review_24h ||
           milestone == Milestone::review_48h;
}

template <class Which>
bool any_need(const CaseState& state, Which which) {
    return std::ranges::any_of(state.needs, which);
}

bool of_sector(const CaseState& state, Sector::Code sector) {
    return any_need(state, [&](const NeedState& need) { return need.sector == sector; });
}

bool in_contact(const CaseState& state, Sector::Code sector) {
    return any_need(state, [&](const NeedState& need) {
        return need.sector == sector && (need.engaged() > 0 || need.state == v1::Need::met);
    });
}

// Whether a case of these needs is promised it at all.
bool promised(const CaseState& state, Milestone::Kind milestone) {
    if (state.advice) return milestone == Milestone::first_acceptance;
    if (milestone == Milestone::mandatory_covered)
        return any_need(state, [&](const NeedState& need) { return state.mandatory(need); });
    if (milestone == Milestone::safe_place) return state.need(v1::Need::emergency_shelter);
    if (milestone == Milestone::legal_contact) return of_sector(state, Sector::legal);
    if (milestone == Milestone::social_contact) return state.need(v1::Need::social_worker);
    return true;
}

using Holds = bool (*)(const CaseState&);

// What is seen of the needs themselves; the others are told by hand.
const std::unordered_map<int, Holds>& seen() {
    static const std::unordered_map<int, Holds> all{
        {Milestone::first_acceptance,
         [](const CaseState& state) {
             return any_need(state, [](const NeedState& need) {
                 return need.accepted() > 0 || need.owned() || need.state == v1::Need::met;
             });
         }},
        {Milestone::mandatory_covered,
         [](const CaseState& state) {
             return !any_need(state, [&](const NeedState& need) {
                 return state.mandatory(need) && need.open();
             });
         }},
        {Milestone::pivot_named, [](const CaseState& state) { return !state.pivot.empty(); }},
        {Milestone::safe_place,
         [](const CaseState& state) {
             const auto* shelter = state.need(v1::Need::emergency_shelter);
             return shelter != nullptr && shelter->state == v1::Need::met;
         }},
        {Milestone::legal_contact,
         [](const CaseState& state) { return in_contact(state, Sector::legal); }},
        {Milestone::social_contact,
         [](const CaseState& state) { return in_contact(state, Sector::victim_services); }},
        {Milestone::handed_over,
         [](const CaseState& state) {
             return !state.pathway.empty() && !any_need(state, [](const NeedState& need) {
                 return need.kind != v1::Need::unknown && !need.settled();
             });
         }},
    };
    return all;
}

bool holds(const CaseState& state, Milestone::Kind milestone) {
    const auto found = seen().find(milestone);
    return found != seen().end() && found->second(state);
}

}  // namespace

// Counted from first contact; of a need that came up later, from when it did. A removal or a
// detention does not wait for the lawyer (R5).
void CaseDraft::set_milestones() {
    const bool opening = state_.milestones.empty();
    const Instant from = opening ? state_.term - term_length : now_;
    auto event = next();
    for (const auto& term : by_default) {
        if (state_.milestones.contains(term.milestone) || !promised(state_, term.milestone))
            continue;
        Instant due = from + within(directory_, term);
        if (term.milestone == Milestone::legal_contact && state_.removal_due != Instant{})
            due = std::max(now_, std::min(due, state_.removal_due));
        auto& set = *event.mutable_milestones_set()->add_terms();
        set.set_milestone(term.milestone);
        set.set_due_ms(to_ms(due));
    }
    if (event.milestones_set().terms_size() > 0) add(std::move(event));
}

// A removal that is told later does not wait for what was promised before.
void CaseDraft::hurry_the_lawyer() {
    const auto legal = state_.milestones.find(Milestone::legal_contact);
    if (legal == state_.milestones.end() || legal->second.reached != Instant{} ||
        legal->second.missed || state_.removal_due == Instant{} ||
        legal->second.due <= state_.removal_due)
        return;
    auto event = next();
    auto& term = *event.mutable_milestones_set()->add_terms();
    term.set_milestone(Milestone::legal_contact);
    term.set_due_ms(to_ms(std::max(now_, state_.removal_due)));
    add(std::move(event));
}

void CaseDraft::note_milestones() {
    std::vector<Milestone::Kind> reached;
    for (const auto& [milestone, record] : state_.milestones)
        if (record.reached == Instant{} && holds(state_, milestone)) reached.push_back(milestone);
    for (const auto milestone : reached) {
        auto event = next();
        event.mutable_milestone_reached()->set_milestone(milestone);
        add(std::move(event));
    }
}

void CaseDraft::miss_milestone(Milestone::Kind milestone, Instant due) {
    auto event = next();
    event.mutable_milestone_missed()->set_milestone(milestone);
    event.mutable_milestone_missed()->set_due_ms(to_ms(due));
    add(std::move(event));
    call_coordinator(v1::NeedReopened::milestone_missed);
}

// The coordinator on duty is called for the case itself, by the same ladder as for every need.
void CaseDraft::call_coordinator(v1::NeedReopened::Why why) {
    const auto* called = state_.need(v1::Need::unknown);
    if (called != nullptr && called->open()) return;
    if (called != nullptr) {
        reopen(v1::Need::unknown, why, true);
        return;
    }
    auto event = next();
    auto& opened = *event.mutable_need_opened();
    opened.set_need(v1::Need::unknown);
    opened.set_quota(1);
    opened.mutable_consent();  // nobody's consent is needed to wake our own coordinator
    add(std::move(event));
    climb(v1::Need::unknown, {});
}

Verdict CaseDraft::reach_milestone() {
    const auto milestone = command_.reach_milestone().milestone();
    if (!by_hand(milestone)) return no(v1::Rejection::milestone_not_told_by_hand);
    const auto known = state_.milestones.find(milestone);
    if (known != state_.milestones.end() && known->second.reached != Instant{}) return {};
    auto event = next();
    event.mutable_milestone_reached()->set_milestone(milestone);
    add(std::move(event));
    return {};
}

// At least a question: an empty pathway hands nothing over.
Verdict CaseDraft::hand_to_pathway() {
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    const auto& asked = command_.hand_to_pathway();
    if (asked.steps().empty()) return no(v1::Rejection::outcome_not_understood);
    const bool same = std::ranges::equal(
        asked.steps(), state_.pathway, [](const v1::PathwayStep& step, const auto& known) {
            return step.need() == known.first && step.organization() == known.second;
        });
    if (same) return {};
    auto event = next();
    *event.mutable_handed_to_pathway()->mutable_steps() = asked.steps();
    add(std::move(event));
    return {};
}

// The first who was with her, if nobody follows the case yet: a proposal, nobody is bound by it.
void CaseDraft::propose_pivot(const std::string& person) {
    if (state_.advice || !state_.pivot.empty() || !state_.pivot_offered.empty() ||
        !state_.pivot_proposed.empty())
        return;
    // Police see less than whoever follows a case: nobody makes them that without being asked.
    if (sector_of(person) == v1::Sector::police) return;
    auto event = next();
    event.mutable_pivot_proposed()->set_person(person);
    add(std::move(event));
}

void CaseDraft::propose_whoever_is_there() {
    std::vector<std::string> there;
    for (const auto& need : state_.needs)
        for (const auto& [id, page] : need.pages)
            if (page.engaged() && !page.copy && !need.settled()) there.push_back(page.person);
    for (const auto& person : there) propose_pivot(person);
}

void CaseDraft::name_pivot(const std::string& person) {
    auto event = next();
    event.mutable_pivot_accepted()->set_person(person);
    add(std::move(event));
}

// Whoever follows the case goes on until the other has said yes. Who offers it to herself has.
Verdict CaseDraft::offer_pivot() {
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    const std::string& me = command_.actor().person();
    const std::string& asked =
        command_.offer_pivot().person().empty() ? me : command_.offer_pivot().person();
    if (state_.pivot_offered == asked && asked != me) return {};
    if (const auto verdict = may_be_asked(asked); !verdict)
        if (asked != me || verdict.error() != v1::Rejection::person_unreachable) return verdict;
    if (state_.pivot == asked) return no(v1::Rejection::pivot_already);
    if (asked == me) {
        name_pivot(me);
        return {};
    }
    offer_pivot_to(asked);
    return {};
}

void CaseDraft::offer_pivot_to(const std::string& person) {
    auto event = next();
    auto& offered = *event.mutable_pivot_offered();
    offered.set_person(person);
    offered.set_by(command_.actor().person());
    offered.set_due_ms(to_ms(now_ + pivot_offer_stands));
    *offered.mutable_message() = notice(person, event, 0, v1::Message::handover);
    add(std::move(event));
}

void CaseDraft::end_pivot_offer() {
    let_go_of_pivot(state_.pivot_offered, v1::PivotDeclined::no_answer);
}

Verdict CaseDraft::answer_pivot() {
    const std::string& who = command_.actor().person();
    const bool accepts = command_.answer_pivot().accept();
    if (accepts && !who.empty() && state_.pivot == who) return {};
    const bool proposed = state_.pivot_proposed == who && (!accepts || stands_by_her(who));
    if (who.empty() || (state_.pivot_offered != who && !proposed))
        return no(v1::Rejection::pivot_not_offered);
    if (accepts && gone_because(who) != v1::Reason::unknown)
        return no(v1::Rejection::person_unknown);
    if (accepts) {
        name_pivot(who);
        return {};
    }
    let_go_of_pivot(who, v1::PivotDeclined::unknown);
    return {};
}

// Whoever is proposed may take it while she is with her, and no longer.
bool CaseDraft::stands_by_her(const std::string& person) const {
    return std::ranges::any_of(state_.needs, [&](const NeedState& need) {
        if (need.settled() && need.state != v1::Need::met) return false;
        return std::ranges::any_of(need.pages, [&](const auto& entry) {
            return entry.second.person == person && entry.second.engaged();
        });
    });
}

// A case that goes on is never left without one in silence: the coordinator hears of it, also when
// somebody who was asked says no or nothing. Whoever was only proposed was not counted on.
void CaseDraft::let_go_of_pivot(const std::string& person, v1::PivotDeclined::Why why) {
    const bool counted_on =
        state_.pivot == person || (state_.pivot.empty() && state_.pivot_offered == person);
    auto event = next();
    event.mutable_pivot_declined()->set_person(person);
    event.mutable_pivot_declined()->set_why(why);
    add(std::move(event));
    if (counted_on && !state_.over()) call_coordinator(v1::NeedReopened::nobody_left);
}

void CaseDraft::let_go_of_gone_pivots() {
    for (const std::string& person : {state_.pivot, state_.pivot_offered, state_.pivot_proposed})
        if (!person.empty() && must_go_because(person) != v1::Reason::unknown)
            let_go_of_pivot(person, v1::PivotDeclined::gone);
}

// Her word reaches whoever follows the case too: a sector that she wants no more follows nothing.
void CaseDraft::let_go_of_pivots_of(v1::Sector::Code sector) {
    for (const std::string& id : {state_.pivot, state_.pivot_offered, state_.pivot_proposed})
        if (!id.empty() && sector_of(id) == sector)
            let_go_of_pivot(id, v1::PivotDeclined::not_wanted);
}

}  // namespace relais::domain
