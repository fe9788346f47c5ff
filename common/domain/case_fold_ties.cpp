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
    const auto& asked = event.merge_asked();
    state.merging = Merging{.into = asked.into(),
                            .ask = asked.taken().ask(),
                            .handed_over = handed_over_text(asked.taken()),
                            .due = instant(event.now_ms()) + merge_wait};
}

void case_merged(CaseState& state, const Event& event) {
    state.merged_into = event.case_merged().into();
    state.merged_by = state.merging ? state.merging->ask : std::string{};
    state.merging.reset();
}

void merge_declined(CaseState& state, const Event& event) {
    if (state.merging && state.merging->ask == event.merge_declined().ask()) state.merging.reset();
}

void case_unmerged(CaseState& state, const Event&) {
    state.merged_into.clear();
    state.merged_by.clear();
}

template <class List, class Value>
void add_once(List& list, const Value& value) {
    if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

Facts facts_of(const v1::TakeInCase& taken) {
    Facts facts{.age_band = taken.age_band(),
                .gender = taken.gender(),
                .gender_preference = taken.gender_preference(),
                .gender_may_relax = taken.gender_may_relax(),
                .indigenous_wished = taken.indigenous_wished(),
                .urgent = taken.urgent(),
                .languages = {taken.languages().begin(), taken.languages().end()},
                .circumstances = {},
                .removal_due = instant(taken.deadline_ms())};
    for (const int one : taken.circumstances())
        facts.circumstances.push_back(static_cast<v1::Circumstance::Code>(one));
    return facts;
}

void hold_all(CaseState& state) {
    Facts all = state.own;
    for (const auto& taken : state.taken_in) all = all.with(taken.facts);
    hold(state, all);
}

void run_clock(CaseState& state, const v1::RunningClock& started) {
    std::erase_if(state.clocks,
                  [&](const ClockRecord& one) { return one.clock == started.clock(); });
    state.clocks.push_back({.clock = started.clock(),
                            .kind = started.kind(),
                            .warn = instant(started.warn_ms()),
                            .due = instant(started.due_ms()),
                            .noted = {}});
}

// Whom either alert must not bring, neither brings, also after they are two again; a clock that
// runs out first is the one that counts.
void case_taken_in(CaseState& state, const Event& event) {
    const auto& taken = event.case_taken_in().taken();
    TakenIn record{.duplicate = taken.duplicate(),
                   .ask = taken.ask(),
                   .code = taken.code(),
                   .raised_by = taken.raised_by(),
                   .raised_by_organization = taken.raised_by_organization(),
                   .facts = facts_of(taken),
                   .wanted = {},
                   .mandatory = {},
                   .safe_contact_until = instant(taken.safe_contact_until_ms())};
    for (const auto& need : taken.needs()) {
        if (state.need(need.need()) == nullptr) record.wanted.insert(need.need());
        if (need.mandatory()) record.mandatory.insert(need.need());
    }
    for (const auto& one : taken.exclusions())
        add_once(state.exclusions, Excluded{one.person(), one.organization(), one.territory()});
    if (taken.restricted()) state.restricted_by_hand = true;
    for (const auto& clock : taken.clocks()) {
        const auto known = std::ranges::find(state.clocks, clock.clock(), &ClockRecord::clock);
        if (known == state.clocks.end() || instant(clock.due_ms()) < known->due)
            run_clock(state, clock);
    }
    state.taken_in.push_back(std::move(record));
    hold_all(state);
}

void taking_in_declined(CaseState&, const Event&) {}

// Her consent for what is here only because of the other was the other's: it is asked for anew.
void case_given_back(CaseState& state, const Event& event) {
    const auto given =
        std::ranges::find(state.taken_in, event.case_given_back().duplicate(), &TakenIn::duplicate);
    if (given != state.taken_in.end())
        for (auto& need : state.needs) {
            if (!comes_only_with(state, *given, need)) continue;
            need.state = v1::Need::awaiting_consent;
            need.basis = v1::ConsentBasis::unknown;
            need.consent_due = instant(event.now_ms()) + consent_wait;
            start_ladder_again(need);
        }
    std::erase_if(state.taken_in, [&](const TakenIn& one) {
        return one.duplicate == event.case_given_back().duplicate();
    });
    hold_all(state);
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
    escort.called = false;
    if (answered.accepted()) {
        escort.person = answered.person();
        escort.sector = answered.sector();
        escort.state = v1::Escort::agreed;
        return;
    }
    if (escort.asked == answered.person()) escort.asked.clear();
    escort.said_no.insert(answered.person());
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
    auto& escort = known(state.escorts, &EscortRecord::id, event.escort_late().escort());
    escort.late = true;
    escort.called = event.escort_late().called();
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
    for (const auto& started : event.clocks_started().clocks()) run_clock(state, started);
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

// ── the emergency fund ──

void fund_asked(CaseState& state, const Event& event) {
    const auto& asked = event.fund_asked();
    FundRecord record;
    record.fund = asked.fund();
    record.request = asked.request().request();
    record.asked_by = event.actor().person();
    record.expense = asked.request().expense();
    record.quantity = std::max(1u, asked.request().quantity());
    record.asked_at = instant(event.now_ms());
    check(asked.body().size() == record.body.size(), "what was asked is known by its hash");
    std::ranges::copy(asked.body(), record.body.begin());
    state.funds.push_back(std::move(record));
}

void fund_noted(CaseState& state, const Event& event) {
    const auto& news = event.fund_noted().news();
    auto& record = known(state.funds, &FundRecord::request, news.request());
    record.fund_version = news.fund_version();
    record.state = news.state();
    record.cents = news.cents();
    record.doubt = news.doubt();
    record.refused = news.refused();
    record.voided = news.voided();
    record.rejection = news.rejection();
}

// What the case tells, it knows already.
void followers_told(CaseState&, const Event&) {}

}  // namespace

// Where several alerts were merged it may be any of them that wants it: then it goes on.
bool comes_only_with(const CaseState& state, const TakenIn& taken, const NeedState& need) {
    return state.taken_in.size() == 1 && taken.wanted.contains(need.kind) && need.open() &&
           need.accepted() == 0;
}

void hold(CaseState& state, const Facts& facts) {
    state.age_band = facts.age_band;
    state.gender = facts.gender;
    state.gender_preference = facts.gender_preference;
    state.gender_may_relax = facts.gender_may_relax;
    state.indigenous_wished = facts.indigenous_wished;
    state.urgent = facts.urgent;
    state.languages = facts.languages;
    state.circumstances = facts.circumstances;
    state.removal_due = facts.removal_due;
}

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
        {Event::kFundAsked, fund_asked},
        {Event::kFundNoted, fund_noted},
        {Event::kFollowersTold, followers_told},
    };
    return all;
}

}  // namespace relais::domain
