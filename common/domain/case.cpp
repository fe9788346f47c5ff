// What must happen next (deadlines), how it is told in short (summary), and what one asks of it.
#include "common/domain/case.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/her_word.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

// One that the current rung waits for.
bool of_the_rung(const NeedState& need, const PageRecord& page) {
    return !page.copy && !page.by_hand && page.raised_at == need.rung_started;
}

// The instant at which the current rung is over: its wait counts from the first hand-over of one
// of its pages, or, when nothing is ever handed over, from a bound after it was reached.
Instant rung_due(const NeedState& need) {
    Instant from = need.rung_started + need.handover_bound;
    for (const auto& [id, page] : need.pages)
        if (of_the_rung(need, page) && page.handed_over_at != Instant{})
            from = std::min(from, page.handed_over_at);
    if (!std::ranges::any_of(need.pages,
                             [&](const auto& entry) { return of_the_rung(need, entry.second); }))
        from = need.rung_started;  // nobody to hand over to
    return from + need.rung_wait;
}

// When its ladder goes on: not before the hour has moved on, when too many were woken in it. The
// coordinator is asked again whatever the hour.
Instant climbs_at(const CaseState& state, const NeedState& need) {
    if (need.state == v1::Need::paging && !need.rung) return state.held_until;
    const Instant due = need.rung ? rung_due(need) : need.consent_due;
    return need.state == v1::Need::paging && !need.on_last_rung ? std::max(due, state.held_until)
                                                                : due;
}

v1::NeedSummary summary_of(const CaseState& state, const NeedState& need) {
    v1::NeedSummary summary;
    summary.set_need(need.kind);
    summary.set_sector(need.sector);
    summary.set_state(told_state(need));
    summary.set_quota(need.quota);
    summary.set_accepted(need.accepted());
    summary.set_rung(need.rung.value_or(0));
    summary.set_last_rung(need.on_last_rung && need.open());
    summary.set_pages(static_cast<std::uint32_t>(need.pages.size()));
    summary.set_engaged(need.engaged());
    summary.set_mandatory(state.mandatory(need));
    summary.set_why(need.why);
    if (need.covered_at != Instant{}) summary.set_covered_ms(to_ms(need.covered_at));
    if (need.open()) summary.set_due_ms(to_ms(climbs_at(state, need)));
    for (const auto& [id, page] : need.pages) {
        if (page.copy || page.state != PageState::accepted || page.eta_minutes == 0) continue;
        const auto arrives = to_ms(page.answered_at + std::chrono::minutes(page.eta_minutes));
        if (summary.arrives_ms() == 0 || arrives < summary.arrives_ms())
            summary.set_arrives_ms(arrives);
    }
    return summary;
}

}  // namespace

bool PageRecord::waiting() const {
    return state == PageState::raised || state == PageState::handed_over;
}

bool PageRecord::coming() const { return state == PageState::accepted || engaged(); }

bool PageRecord::engaged() const {
    return state == PageState::in_contact || state == PageState::arrived ||
           state == PageState::done;
}

bool PageRecord::may_come_later() const {
    const bool promised = state == PageState::accepted && promise_due != Instant{};
    return (promised || state == PageState::broken) && moved < promise_moves_max;
}

std::uint32_t NeedState::accepted() const {
    return static_cast<std::uint32_t>(std::ranges::count_if(pages, [this](const auto& entry) {
        return counts(entry.second) && entry.second.coming();
    }));
}

std::uint32_t NeedState::engaged() const {
    return static_cast<std::uint32_t>(std::ranges::count_if(pages, [this](const auto& entry) {
        return counts(entry.second) && entry.second.engaged();
    }));
}

bool NeedState::counts(const PageRecord& page) const {
    return !page.copy && page.round >= counts_from;
}

bool NeedState::open() const {
    return state == v1::Need::paging || state == v1::Need::awaiting_consent;
}

bool NeedState::owned() const { return state == v1::Need::covered || state == v1::Need::engaged; }

bool NeedState::settled() const {
    return state == v1::Need::met || state == v1::Need::refused || state == v1::Need::unmet;
}

const std::pair<const std::string, PageRecord>* NeedState::next_promise() const {
    const std::pair<const std::string, PageRecord>* next = nullptr;
    if (settled()) return next;
    for (const auto& entry : pages) {
        const auto& page = entry.second;
        const bool promised = page.state == PageState::accepted && page.promise_due != Instant{};
        if (!promised || page.round < counts_from) continue;
        if (next == nullptr || page.promise_due < next->second.promise_due) next = &entry;
    }
    return next;
}

bool NeedState::rung_has_open_page() const {
    return std::ranges::any_of(pages, [&](const auto& entry) {
        return of_the_rung(*this, entry.second) && entry.second.waiting();
    });
}

bool CaseState::has(v1::Circumstance::Code circumstance) const {
    return std::ranges::find(circumstances, circumstance) != circumstances.end();
}

bool CaseState::restricted() const {
    return restricted_by_hand.value_or(false) || has(v1::Circumstance::organized_crime);
}

bool CaseState::minor() const { return possibly_minor(age_band); }

std::string CaseState::uuid() const { return aggregate.substr(aggregate.find('/') + 1); }

const NeedState* CaseState::need(v1::Need::Kind kind) const {
    const auto found = std::ranges::find(needs, kind, &NeedState::kind);
    return found == needs.end() ? nullptr : &*found;
}

bool CaseState::mandatory(const NeedState& need) const {
    return need.mandatory || std::ranges::any_of(taken_in, [&](const TakenIn& taken) {
               return taken.mandatory.contains(need.kind);
           });
}

bool CaseState::raised_by_one_of(const std::string& person) const {
    return !person.empty() &&
           (person == raised_by ||
            std::ranges::find(taken_in, person, &TakenIn::raised_by) != taken_in.end());
}

const NeedState* CaseState::need_of_page(const std::string& page) const {
    const auto found =
        std::ranges::find_if(needs, [&](const auto& need) { return need.pages.contains(page); });
    return found == needs.end() ? nullptr : &*found;
}

std::vector<std::string> CaseState::asked_together(const std::string& page) const {
    const auto* owner = need_of_page(page);
    if (owner == nullptr) return {};
    const auto& with = owner->pages.at(page).asked_with;
    const std::string& first = with.empty() ? page : with;
    std::vector<std::string> all;
    for (const auto& need : needs)
        for (const auto& [id, one] : need.pages)
            if (id == first || one.asked_with == first) all.push_back(id);
    return all;
}

std::vector<std::string> CaseState::asked_of_her(const std::string& page) const {
    const auto* owner = need_of_page(page);
    if (owner == nullptr) return {};
    const auto& person = owner->pages.at(page).person;
    const auto together = asked_together(page);
    std::vector<std::string> all;
    for (const auto& need : needs)
        for (const auto& [id, one] : need.pages) {
            const bool comes = one.coming() && one.state != PageState::done;
            const bool stands = one.person == person && !need.settled() && !over() &&
                                (one.waiting() || comes || one.state == PageState::broken);
            if (stands || id == page || std::ranges::find(together, id) != together.end())
                all.push_back(id);
        }
    return all;
}

std::string deadline_name(const char* kind, v1::Need::Kind need) {
    return std::string(kind) + "/" + v1::Need::Kind_Name(need);
}

Instant EscortRecord::due() const {
    if (state == v1::Escort::agreed) return from + escort_begin_grace;
    if (state == v1::Escort::with_her) return until + escort_end_grace;
    const Instant in_time = from - escort_lead;
    return asked.empty() ? in_time : std::max(in_time, asked_at + escort_answer);
}

Instant RelocationRecord::due() const {
    if (state == v1::Relocation::agreed) return depart + relocation_grace;
    if (state == v1::Relocation::departed) return arrive + relocation_grace;
    return asked_at + relocation_answer;
}

namespace {

// What goes on after a case is closed: what a service took on, and what the law counts.
void arm_what_outlives(const CaseState& state, std::map<std::string, Instant>& armed) {
    for (const auto& referral : state.referrals)
        if (referral.stands()) armed.emplace("referral/" + referral.id, referral.due);
    for (const auto& clock : state.clocks)
        if (clock.runs()) armed.emplace("clock/" + clock.clock, clock.next());
}

void arm_ties(const CaseState& state, std::map<std::string, Instant>& armed) {
    if (!state.pivot_offered.empty() && state.pivot_offer_due != Instant{})
        armed.emplace("pivot_offer", state.pivot_offer_due);
    if (state.merging) armed.emplace("merge", state.merging->due);
    for (const auto& escort : state.escorts)
        if (!escort.over() && !escort.late) armed.emplace("escort/" + escort.id, escort.due());
    if (state.relocation && !state.relocation->over() && !state.relocation->late)
        armed.emplace("relocation", state.relocation->due());
}

}  // namespace

std::map<std::string, Instant> deadlines(const CaseState& state) {
    std::map<std::string, Instant> armed;
    if (state.version == 0 || !state.merged_into.empty()) return armed;
    arm_what_outlives(state, armed);
    if (state.closed) return armed;
    arm_ties(state, armed);
    if (!state.term_reached) armed.emplace("term", state.term);
    for (const auto& need : state.needs) {
        const bool climbs = need.rung || need.state == v1::Need::paging;
        if (need.open())
            armed.emplace(deadline_name(climbs ? "rung" : "consent", need.kind),
                          climbs_at(state, need));
        if (const auto* page = need.next_promise())
            armed.emplace(deadline_name("promise", need.kind), page->second.promise_due);
    }
    for (const auto& [milestone, record] : state.milestones)
        if (record.reached == Instant{} && !record.missed)
            armed.emplace("milestone/" + v1::Milestone::Kind_Name(milestone), record.due);
    if (state.safe_contact_until != Instant{})
        armed.emplace("safe_contact", state.safe_contact_until);
    return armed;
}

namespace {

// Who is called for it, on her way, asked to follow it, or goes with her.
std::set<std::string> people_of(const CaseState& state) {
    std::set<std::string> people{state.pivot, state.pivot_offered, state.pivot_proposed};
    for (const auto& need : state.needs) {
        if (need.settled()) continue;
        people.insert(need.taken_by);
        for (const auto& [id, page] : need.pages)
            if (page.waiting() || page.coming() || page.state == PageState::broken)
                people.insert(page.person);
    }
    for (const auto& escort : state.escorts)
        if (!escort.over()) people.insert(escort.person.empty() ? escort.asked : escort.person);
    if (state.relocation && !state.relocation->over()) people.insert(state.relocation->receiving);
    people.erase("");
    return people;
}

}  // namespace

v1::CaseSummary summary(const CaseState& state) {
    v1::CaseSummary summary;
    summary.set_case_id(state.uuid());
    summary.set_code(state.code);
    summary.set_territory(state.territory);
    summary.set_opened_ms(to_ms(state.opened_at));
    summary.set_term_ms(to_ms(state.term));
    summary.set_over(state.term_reached);
    summary.set_raised_by(state.raised_by);
    summary.set_version(state.version);
    summary.set_alarm(state.alarm);
    summary.set_restricted(state.restricted());
    summary.set_pivot(state.pivot);
    summary.set_pivot_offered(state.pivot_offered);
    summary.set_closed(state.over());
    summary.set_merged_into(state.merged_into);
    for (const auto& taken : state.taken_in) summary.add_also_raised_by(taken.raised_by);
    for (const auto& person : people_of(state)) summary.add_people(person);
    for (const auto& referral : state.referrals)
        if (referral.stands()) summary.add_organizations(referral.organization);
    summary.set_advice(state.advice);
    summary.set_drill(state.drill);
    for (const auto& need : state.needs) {
        *summary.add_needs() = summary_of(state, need);
        // What the coordinator was called for is no need of hers.
        if (need.settled() && need.kind != v1::Need::unknown)
            summary.set_settled(summary.settled() + 1);
    }
    for (const auto& [milestone, record] : state.milestones) {
        auto& stand = *summary.add_milestones();
        stand.set_milestone(milestone);
        stand.set_due_ms(to_ms(record.due));
        if (record.reached != Instant{}) stand.set_reached_ms(to_ms(record.reached));
        stand.set_state(record.reached != Instant{} ? v1::Milestone::reached
                        : record.missed             ? v1::Milestone::missed
                                                    : v1::Milestone::ahead);
    }
    return summary;
}

}  // namespace relais::domain
