// What must happen next (deadlines), how it is told in short (summary), and what one asks of it.
#include "common/domain/case.hpp"

#include <algorithm>

#include "common/base/check.hpp"
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

v1::NeedSummary summary_of(const NeedState& need) {
    v1::NeedSummary summary;
    summary.set_need(need.kind);
    summary.set_sector(need.sector);
    summary.set_state(need.state);
    summary.set_quota(need.quota);
    summary.set_accepted(need.accepted());
    summary.set_rung(need.rung.value_or(0));
    summary.set_last_rung(need.on_last_rung && need.open());
    summary.set_pages(static_cast<std::uint32_t>(need.pages.size()));
    summary.set_engaged(need.engaged());
    summary.set_mandatory(need.mandatory);
    summary.set_why(need.why);
    if (need.covered_at != Instant{}) summary.set_covered_ms(to_ms(need.covered_at));
    if (need.open()) summary.set_due_ms(to_ms(need.rung ? rung_due(need) : need.consent_due));
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

const NeedState* CaseState::need_of_page(const std::string& page) const {
    const auto found =
        std::ranges::find_if(needs, [&](const auto& need) { return need.pages.contains(page); });
    return found == needs.end() ? nullptr : &*found;
}

std::string deadline_name(const char* kind, v1::Need::Kind need) {
    return std::string(kind) + "/" + v1::Need::Kind_Name(need);
}

std::map<std::string, Instant> deadlines(const CaseState& state) {
    std::map<std::string, Instant> armed;
    if (state.version == 0 || state.closed) return armed;
    if (!state.term_reached) armed.emplace("term", state.term);
    for (const auto& need : state.needs) {
        if (need.open() && need.rung)
            armed.emplace(deadline_name("rung", need.kind), rung_due(need));
        else if (need.open())
            armed.emplace(deadline_name("consent", need.kind), need.consent_due);
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
    summary.set_closed(state.closed);
    for (const auto& need : state.needs) {
        *summary.add_needs() = summary_of(need);
        if (need.settled()) summary.set_settled(summary.settled() + 1);
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
