// Who goes with her, from when until when; and a move to another place, where somebody receives
// her. Nobody who goes with her is forgotten: each step has an instant at which somebody looks.
#include <algorithm>

#include "common/domain/case_draft.hpp"
#include "common/domain/fitness.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {

using v1::Escort;
using v1::Relocation;

const EscortRecord* CaseDraft::escort(const std::string& id) const {
    const auto found = std::ranges::find(state_.escorts, id, &EscortRecord::id);
    return found == state_.escorts.end() ? nullptr : &*found;
}

Verdict CaseDraft::plan_escort() {
    const auto& asked = command_.plan_escort();
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    const Instant from = instant(asked.from_ms());
    const Instant until = instant(asked.until_ms());
    if (from >= until || until <= now_ || until - from > escort_longest ||
        from > now_ + planned_ahead)
        return no(v1::Rejection::times_out_of_order);
    if (!asked.person().empty())
        if (const auto verdict = may_be_asked(asked.person()); !verdict) return verdict;
    // Tapped twice.
    const bool planned_already = std::ranges::any_of(state_.escorts, [&](const auto& one) {
        return !one.over() && one.purpose == asked.purpose() && one.from == from &&
               one.until == until && one.asked == asked.person();
    });
    if (planned_already) return {};
    if (state_.escorts.size() >= ties_max) return no(v1::Rejection::limit_reached);
    auto event = next();
    auto& planned = *event.mutable_escort_planned();
    planned.set_escort(std::to_string(event.version()));
    planned.set_purpose(asked.purpose());
    planned.set_from_ms(asked.from_ms());
    planned.set_until_ms(asked.until_ms());
    planned.set_person(asked.person());
    if (!asked.person().empty())
        *planned.mutable_message() = notice(asked.person(), event, 0, v1::Message::escort);
    add(std::move(event));
    return {};
}

Verdict CaseDraft::answer_escort() {
    const auto& said = command_.answer_escort();
    const auto* known = escort(said.escort());
    const std::string& me = command_.actor().person();
    if (known == nullptr) return no(v1::Rejection::escort_unknown);
    if (known->over()) return no(v1::Rejection::escort_over);
    if (me.empty() || (me != known->asked && me != known->person))
        return no(v1::Rejection::escort_of_someone_else);
    if (gone_because(me) != v1::Reason::unknown) return no(v1::Rejection::person_unknown);
    const bool hers = known->person == me;
    if (said.accept() ? hers : !hers && known->asked != me) return {};
    if (said.accept() && state_.withdrawn.contains(sector_of(me)))
        return no(v1::Rejection::consent_missing);
    if (said.accept() && !known->person.empty()) return no(v1::Rejection::need_already_covered);
    const bool called = known->called;
    say_escort(said.escort(), me, said.accept());
    if (said.accept() && called) call_off_accompaniment();
    return {};
}

// Whoever had been asked says yes after all: those who were called in her place are thanked, unless
// another escort waits for them.
void CaseDraft::call_off_accompaniment() {
    constexpr auto kind = v1::Need::accompaniment;
    const auto* known = state_.need(kind);
    const bool waits = std::ranges::any_of(state_.escorts, [](const EscortRecord& one) {
        return one.state == Escort::planned && one.late;
    });
    if (waits || known == nullptr || known->state != v1::Need::paging || known->accepted() > 0)
        return;
    stand_down(kind, Whom::called);
    settle(kind, v1::Outcome::met, v1::Outcome::settled_elsewhere);
}

void CaseDraft::say_escort(const std::string& id, const std::string& person, bool accepted) {
    auto event = next();
    auto& answered = *event.mutable_escort_answered();
    answered.set_escort(id);
    answered.set_person(person);
    answered.set_accepted(accepted);
    answered.set_sector(sector_of(person));
    add(std::move(event));
}

// Begun and ended by who goes with her, or by who follows it on the telephone; dropped by the
// latter.
Verdict CaseDraft::report_escort() {
    const auto& said = command_.report_escort();
    const auto* known = escort(said.escort());
    if (known == nullptr) return no(v1::Rejection::escort_unknown);
    if (known->state == said.state()) return {};
    if (known->over()) return no(v1::Rejection::escort_over);
    const bool hers = !known->person.empty() && known->person == command_.actor().person();
    if (!steers() && !hers) return no(v1::Rejection::escort_of_someone_else);
    const bool begins = said.state() == Escort::with_her && known->state == Escort::agreed;
    const bool ends = said.state() == Escort::ended && known->state != Escort::planned;
    const bool drops = said.state() == Escort::dropped && steers();
    if (!begins && !ends && !drops) return no(v1::Rejection::answer_out_of_turn);
    if (drops) {
        drop_escort(said.escort());
        return {};
    }
    auto event = next();
    event.mutable_escort_reported()->set_escort(said.escort());
    event.mutable_escort_reported()->set_state(said.state());
    add(std::move(event));
    return {};
}

void CaseDraft::drop_escort(const std::string& id) {
    const auto& known = *escort(id);
    auto event = next();
    event.mutable_escort_reported()->set_escort(id);
    event.mutable_escort_reported()->set_state(Escort::dropped);
    if (const auto message = called_off(known.person.empty() ? known.asked : known.person, event))
        *event.mutable_escort_reported()->mutable_message() = *message;
    add(std::move(event));
}

// Nobody has said yes: whoever is on call for it is called. Not begun, or not back: a human looks.
void CaseDraft::miss_escort(const std::string& id, Instant due) {
    const auto found = escort(id)->state;
    const bool calls = found == Escort::planned && may_call_for_accompaniment();
    auto event = next();
    auto& late = *event.mutable_escort_late();
    late.set_escort(id);
    late.set_state(found);
    late.set_due_ms(to_ms(due));
    late.set_called(calls);
    add(std::move(event));
    const auto* known = state_.need(v1::Need::accompaniment);
    const bool called_already = known != nullptr && known->state == v1::Need::paging;
    if (calls)
        call_for_accompaniment();
    else if (found != Escort::planned || !called_already)
        call_coordinator(v1::NeedReopened::milestone_missed);
}

// It was planned with her, which attests her consent as naming the need would. Her refusal stands,
// and so does a word that she took back, or that has to be told expressly.
bool CaseDraft::may_call_for_accompaniment() const {
    const auto* rule = directory_.rule(v1::Need::accompaniment);
    const auto* known = state_.need(v1::Need::accompaniment);
    if (rule == nullptr || rule->explicit_consent() || state_.withdrawn.contains(rule->sector()))
        return false;
    if (known == nullptr) return state_.needs.size() < needs_max;
    return known->settled() && known->state != v1::Need::refused &&
           known->basis != v1::ConsentBasis::unknown;
}

void CaseDraft::call_for_accompaniment() {
    constexpr auto kind = v1::Need::accompaniment;
    const auto& rule = *directory_.rule(kind);
    const auto* known = state_.need(kind);
    v1::Consent consent;
    consent.set_sector(rule.sector());
    consent.set_basis(known != nullptr ? known->basis : v1::ConsentBasis::verbal);
    if (known != nullptr) return want_again(kind, consent, v1::NeedReopened::milestone_missed);
    want_anew(kind, rule, consent);
}

// Whoever comes for it goes with her where nobody else does.
void CaseDraft::give_escorts_to(const std::string& person) {
    std::vector<std::string> waiting;
    for (const auto& one : state_.escorts)
        if (one.state == Escort::planned && one.late) waiting.push_back(one.id);
    for (const auto& id : waiting) say_escort(id, person, true);
}

void CaseDraft::take_escorts_from(const std::string& person) {
    std::vector<std::string> hers;
    for (const auto& one : state_.escorts)
        if (!one.over() && one.person == person) hers.push_back(one.id);
    for (const auto& id : hers) say_escort(id, person, false);
}

// Somebody has to find another way for her: nobody who was called for it comes any more.
void CaseDraft::look_after_late_escorts() {
    const bool waits = std::ranges::any_of(state_.escorts, [](const EscortRecord& one) {
        return one.state == Escort::planned && one.late;
    });
    const auto ended = [](const v1::Event& event) {
        return event.need_settled().need() == v1::Need::accompaniment ||
               event.need_refused().need() == v1::Need::accompaniment;
    };
    if (waits && !state_.over() && std::ranges::any_of(events_, ended))
        call_coordinator(v1::NeedReopened::nobody_left);
}

v1::Sector::Code CaseDraft::escorting_sector() const {
    const auto* rule = directory_.rule(v1::Need::accompaniment);
    return rule == nullptr ? v1::Sector::unknown : rule->sector();
}

// By who goes, who is asked, or who would be called.
bool CaseDraft::goes_for(const EscortRecord& escort, v1::Sector::Code sector) const {
    if (!escort.person.empty()) return escort.sector == sector;
    return (escort.asked.empty() ? escorting_sector() : sector_of(escort.asked)) == sector;
}

void CaseDraft::drop_escorts_of(v1::Sector::Code sector) {
    std::vector<std::string> theirs;
    for (const auto& one : state_.escorts)
        if (!one.over() && goes_for(one, sector)) theirs.push_back(one.id);
    for (const auto& id : theirs) drop_escort(id);
    if (state_.relocation && !state_.relocation->over() &&
        sector_of(state_.relocation->receiving) == sector)
        say_relocation(state_.relocation->receiving, false);
}

Verdict CaseDraft::plan_relocation() {
    const auto& asked = command_.plan_relocation();
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    // What somebody agreed to is dropped first, so that she hears of it.
    if (state_.relocation && (state_.relocation->state == Relocation::departed ||
                              state_.relocation->state == Relocation::agreed))
        return no(v1::Rejection::moves_open);
    if (!asked.has_destination()) return no(v1::Rejection::field_not_told);
    if (asked.depart_ms() >= asked.arrive_ms() || instant(asked.arrive_ms()) <= now_ ||
        instant(asked.arrive_ms()) > now_ + planned_ahead)
        return no(v1::Rejection::times_out_of_order);
    if (const auto verdict = may_be_asked(asked.receiving()); !verdict) return verdict;
    auto event = next();
    auto& planned = *event.mutable_relocation_planned();
    *planned.mutable_destination() = asked.destination();
    planned.set_receiving(asked.receiving());
    planned.set_depart_ms(asked.depart_ms());
    planned.set_arrive_ms(asked.arrive_ms());
    *planned.mutable_message() = notice(asked.receiving(), event, 0, v1::Message::relocation);
    add(std::move(event));
    return {};
}

Verdict CaseDraft::answer_relocation() {
    const bool accepts = command_.answer_relocation().accept();
    if (!state_.relocation) return no(v1::Rejection::relocation_unknown);
    const auto& move = *state_.relocation;
    const std::string& me = command_.actor().person();
    if (me.empty() || move.receiving != me) return no(v1::Rejection::relocation_unknown);
    if (move.over()) return no(v1::Rejection::relocation_over);
    if (gone_because(me) != v1::Reason::unknown) return no(v1::Rejection::person_unknown);
    if (accepts && move.state != Relocation::planned) return {};
    say_relocation(me, accepts);
    return {};
}

// A no leaves nobody to receive her: the coordinator finds another, or drops the move.
void CaseDraft::say_relocation(const std::string& person, bool accepted) {
    auto event = next();
    event.mutable_relocation_answered()->set_person(person);
    event.mutable_relocation_answered()->set_accepted(accepted);
    add(std::move(event));
    if (!accepted) call_coordinator(v1::NeedReopened::nobody_left);
}

// Nobody leaves before somebody has said that she receives her; when she has arrived, that person
// follows her case.
Verdict CaseDraft::report_relocation() {
    const auto said = command_.report_relocation().state();
    if (!state_.relocation) return no(v1::Rejection::relocation_unknown);
    const auto move = *state_.relocation;
    if (move.state == said) return {};
    if (move.over()) return no(v1::Rejection::relocation_over);
    const bool receives = !move.receiving.empty() && move.receiving == command_.actor().person();
    if (!steers() && !(receives && said == Relocation::arrived))
        return no(v1::Rejection::sight_not_allowed);
    const bool leaves = said == Relocation::departed && move.state == Relocation::agreed;
    const bool arrives = said == Relocation::arrived && move.state == Relocation::departed;
    const bool drops = said == Relocation::dropped;
    if (!leaves && !arrives && !drops) return no(v1::Rejection::answer_out_of_turn);
    auto event = next();
    event.mutable_relocation_reported()->set_state(said);
    if (drops)
        if (const auto message = called_off(move.receiving, event))
            *event.mutable_relocation_reported()->mutable_message() = *message;
    add(std::move(event));
    if (arrives && !move.receiving.empty() && state_.pivot != move.receiving)
        name_pivot(move.receiving);
    // What is still looked for is looked for where she was: a human says what is wanted there now.
    const bool looked_for = std::ranges::any_of(state_.needs, [](const NeedState& need) {
        return need.kind != v1::Need::unknown && need.open();
    });
    if (arrives && looked_for) call_coordinator(v1::NeedReopened::milestone_missed);
    return {};
}

void CaseDraft::miss_relocation(Instant due) {
    auto event = next();
    event.mutable_relocation_late()->set_state(state_.relocation->state);
    event.mutable_relocation_late()->set_due_ms(to_ms(due));
    add(std::move(event));
    call_coordinator(v1::NeedReopened::milestone_missed);
}

void CaseDraft::let_go_of_gone_companions() {
    std::set<std::string> gone;
    for (const auto& one : state_.escorts)
        if (!one.over() && !one.person.empty() &&
            must_go_because(one.person) != v1::Reason::unknown)
            gone.insert(one.person);
    for (const auto& person : gone) take_escorts_from(person);
    if (!state_.relocation || state_.relocation->over()) return;
    const std::string receiving = state_.relocation->receiving;
    if (!receiving.empty() && must_go_because(receiving) != v1::Reason::unknown)
        say_relocation(receiving, false);
}

}  // namespace relais::domain
