// What ties a case to others, folded: one function for each event.
#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/case_folds.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {
namespace {

using v1::Event;

template <class Record>
Record& known(std::vector<Record>& records, std::string Record::* name, const std::string& id) {
    const auto found = std::ranges::find(records, id, name);
    check(found != records.end(), "an event speaks of what was opened");
    return *found;
}

// ── other cases ──

void case_linked(CaseState& state, const Event& event) {
    const auto& linked = event.case_linked();
    if (linked.apart())
        state.linked.erase(linked.other());
    else
        state.linked.insert(linked.other());
}

void merge_asked(CaseState& state, const Event& event) {
    state.merging_into = event.merge_asked().into();
    state.merge_due = instant(event.now_ms()) + merge_wait;
}

void case_merged(CaseState& state, const Event& event) {
    state.merged_into = event.case_merged().into();
    state.merging_into.clear();
}

void merge_declined(CaseState& state, const Event& event) {
    if (state.merging_into == event.merge_declined().into()) state.merging_into.clear();
}

void case_unmerged(CaseState& state, const Event&) { state.merged_into.clear(); }

template <class List, class Value>
void add_once(List& list, const Value& value) {
    if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

// Whom either alert must not bring, neither brings; what either tells of her holds.
void case_taken_in(CaseState& state, const Event& event) {
    const auto& taken = event.case_taken_in().taken();
    TakenIn record{.duplicate = taken.duplicate(),
                   .code = taken.code(),
                   .raised_by = taken.raised_by(),
                   .opened = {}};
    for (const auto& need : taken.needs())
        if (state.need(need.need()) == nullptr) record.opened.insert(need.need());
    for (const auto& one : taken.exclusions())
        add_once(state.exclusions, Excluded{one.person(), one.organization(), one.territory()});
    for (const int one : taken.circumstances())
        add_once(state.circumstances, static_cast<v1::Circumstance::Code>(one));
    for (const auto& language : taken.languages()) add_once(state.languages, language);
    if (taken.restricted()) state.restricted_by_hand = true;
    if (taken.deadline_ms() != 0) {
        const Instant due = instant(taken.deadline_ms());
        state.removal_due = state.removal_due == Instant{} ? due : std::min(state.removal_due, due);
    }
    state.taken_in.push_back(std::move(record));
}

void taking_in_declined(CaseState&, const Event&) {}

void case_given_back(CaseState& state, const Event& event) {
    const auto found =
        std::ranges::find(state.taken_in, event.case_given_back().duplicate(), &TakenIn::duplicate);
    if (found == state.taken_in.end()) return;
    for (auto& need : state.needs)
        if (found->opened.contains(need.kind)) need.mandatory = false;
    state.taken_in.erase(found);
}

// ── referrals ──

void referral_proposed(CaseState& state, const Event& event) {
    const auto& proposed = event.referral_proposed();
    state.referrals.push_back({.id = proposed.referral(),
                               .organization = proposed.organization(),
                               .service = proposed.service(),
                               .need = proposed.need(),
                               .sector = proposed.sector(),
                               .basis = proposed.basis(),
                               .due = instant(proposed.due_ms())});
}

void referral_answered(CaseState& state, const Event& event) {
    const auto& answered = event.referral_answered();
    auto& referral = known(state.referrals, &ReferralRecord::id, answered.referral());
    referral.state = answered.accepted() ? v1::Referral::accepted : v1::Referral::declined;
    referral.why = answered.why();
    referral.due = instant(answered.due_ms());
}

void referral_ended(CaseState& state, const Event& event) {
    const auto& ended = event.referral_ended();
    auto& referral = known(state.referrals, &ReferralRecord::id, ended.referral());
    referral.state = ended.state();
    referral.why = ended.why();
}

// ── who goes with her, and where ──

void escort_planned(CaseState& state, const Event& event) {
    const auto& planned = event.escort_planned();
    state.escorts.push_back({.id = planned.escort(),
                             .purpose = planned.purpose(),
                             .from = instant(planned.from_ms()),
                             .until = instant(planned.until_ms()),
                             .asked_at = instant(event.now_ms()),
                             .asked = planned.person(),
                             .person = {}});
}

void escort_answered(CaseState& state, const Event& event) {
    const auto& answered = event.escort_answered();
    auto& escort = known(state.escorts, &EscortRecord::id, answered.escort());
    escort.late = false;
    if (answered.accepted()) {
        escort.person = answered.person();
        escort.sector = answered.sector();
        escort.state = v1::Escort::agreed;
        return;
    }
    if (escort.asked == answered.person()) escort.asked.clear();
    escort.person.clear();
    escort.sector = v1::Sector::unknown;
    escort.state = v1::Escort::planned;
}

void escort_reported(CaseState& state, const Event& event) {
    auto& escort = known(state.escorts, &EscortRecord::id, event.escort_reported().escort());
    escort.state = event.escort_reported().state();
    escort.late = false;
}

void escort_late(CaseState& state, const Event& event) {
    known(state.escorts, &EscortRecord::id, event.escort_late().escort()).late = true;
}

void relocation_planned(CaseState& state, const Event& event) {
    const auto& planned = event.relocation_planned();
    state.relocation = RelocationRecord{.receiving = planned.receiving(),
                                        .asked_at = instant(event.now_ms()),
                                        .depart = instant(planned.depart_ms()),
                                        .arrive = instant(planned.arrive_ms())};
    state.sealed.insert(v1::SealedField::destination);
}

// After a no the coordinator has been called, and nothing else is waited for.
void relocation_answered(CaseState& state, const Event& event) {
    auto& move = *state.relocation;
    if (event.relocation_answered().accepted()) {
        move.state = v1::Relocation::agreed;
        move.late = false;
        return;
    }
    move.receiving.clear();
    if (move.state != v1::Relocation::agreed && move.state != v1::Relocation::planned) return;
    move.state = v1::Relocation::planned;
    move.late = true;
}

// Where she would have gone, nobody needs to read any more.
void relocation_reported(CaseState& state, const Event& event) {
    state.relocation->state = event.relocation_reported().state();
    state.relocation->late = false;
    if (state.relocation->state == v1::Relocation::dropped)
        state.sealed.erase(v1::SealedField::destination);
}

void relocation_late(CaseState& state, const Event&) { state.relocation->late = true; }

// ── clocks, and what is shared ──

void clocks_started(CaseState& state, const Event& event) {
    for (const auto& started : event.clocks_started().clocks()) {
        std::erase_if(state.clocks,
                      [&](const ClockRecord& one) { return one.clock == started.clock(); });
        state.clocks.push_back({.clock = started.clock(),
                                .kind = started.kind(),
                                .warn = instant(started.warn_ms()),
                                .due = instant(started.due_ms()),
                                .noted = {}});
    }
}

void clock_nearing(CaseState& state, const Event& event) {
    known(state.clocks, &ClockRecord::clock, event.clock_nearing().clock()).warned = true;
}

void clock_ran_out(CaseState& state, const Event& event) {
    known(state.clocks, &ClockRecord::clock, event.clock_ran_out().clock()).ran_out = true;
}

void clock_noted(CaseState& state, const Event& event) {
    known(state.clocks, &ClockRecord::clock, event.clock_noted().clock()).noted =
        event.clock_noted().done();
}

void shared_with_sector(CaseState& state, const Event& event) {
    const auto& shared = event.shared_with_sector();
    state.shared.erase(shared.sector());
    for (const int field : shared.fields())
        state.shared[shared.sector()].insert(static_cast<v1::SharedField::Code>(field));
}

}  // namespace

const Folds& folds_of_ties() {
    static const Folds all{
        {Event::kCaseLinked, case_linked},
        {Event::kMergeAsked, merge_asked},
        {Event::kCaseMerged, case_merged},
        {Event::kMergeDeclined, merge_declined},
        {Event::kCaseUnmerged, case_unmerged},
        {Event::kCaseTakenIn, case_taken_in},
        {Event::kTakingInDeclined, taking_in_declined},
        {Event::kCaseGivenBack, case_given_back},
        {Event::kReferralProposed, referral_proposed},
        {Event::kReferralAnswered, referral_answered},
        {Event::kReferralEnded, referral_ended},
        {Event::kEscortPlanned, escort_planned},
        {Event::kEscortAnswered, escort_answered},
        {Event::kEscortReported, escort_reported},
        {Event::kEscortLate, escort_late},
        {Event::kRelocationPlanned, relocation_planned},
        {Event::kRelocationAnswered, relocation_answered},
        {Event::kRelocationReported, relocation_reported},
        {Event::kRelocationLate, relocation_late},
        {Event::kClocksStarted, clocks_started},
        {Event::kClockNearing, clock_nearing},
        {Event::kClockRanOut, clock_ran_out},
        {Event::kClockNoted, clock_noted},
        {Event::kSharedWithSector, shared_with_sector},
    };
    return all;
}

}  // namespace relais::domain
