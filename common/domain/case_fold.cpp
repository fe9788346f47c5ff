// What is so: events folded into the state, one function for each. Replaying them gives the same
// state, always.
#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/case_folds.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

using v1::Event;

NeedState& need_of(CaseState& state, v1::Need::Kind kind) {
    const auto found = std::ranges::find(state.needs, kind, &NeedState::kind);
    check(found != state.needs.end(), "an event speaks of a need that was opened");
    return *found;
}

struct PageRef {
    NeedState& need;
    PageRecord& page;
};

PageRef page_of(CaseState& state, const std::string& id) {
    for (auto& need : state.needs) {
        const auto found = need.pages.find(id);
        if (found != need.pages.end()) return {need, found->second};
    }
    check(false, "an event speaks of a page that was raised");
    std::abort();
}

Facts facts_of(const v1::OpenCase& alert) {
    Facts facts{.age_band = alert.age_band(),
                .gender = alert.gender(),
                .gender_preference = alert.gender_preference(),
                .gender_may_relax = alert.gender_may_relax(),
                .indigenous_wished = indigenous_wished(alert),
                .urgent = alert.urgency() == v1::Urgency::immediate,
                .languages = {alert.languages().begin(), alert.languages().end()},
                .circumstances = {},
                .removal_due = instant(alert.deadline_ms())};
    for (const int circumstance : alert.circumstances())
        facts.circumstances.push_back(static_cast<v1::Circumstance::Code>(circumstance));
    return facts;
}

// ── the case ──

void case_opened(CaseState& state, const Event& event) {
    const auto& alert = event.case_opened().alert();
    state.code = alert.code();
    state.territory = alert.territory();
    for (const auto& exclusion : alert.exclusions())
        state.exclusions.push_back(
            {exclusion.person(), exclusion.organization(), exclusion.territory()});
    state.own = facts_of(alert);
    hold(state, state.own);
    if (alert.has_safe_contact()) state.sealed.insert(v1::SealedField::safe_contact);
    if (alert.has_note()) state.sealed.insert(v1::SealedField::note);
    if (alert.has_her_words()) state.sealed.insert(v1::SealedField::her_words);
    state.advice = alert.advice();
    state.headcount = std::max(1u, alert.headcount());
    state.drill = alert.drill();
    state.raised_by = event.actor().person();
    state.raised_by_organization = event.actor().organization();
    state.opened_at = instant(event.now_ms());
    state.term = instant(event.case_opened().term_ms());
    if (alert.has_safe_contact()) state.safe_contact_until = state.opened_at + safe_contact_length;
}

void alarm_raised(CaseState& state, const Event& event) {
    const auto& raised = event.alarm_raised();
    state.code = raised.alarm().code();
    state.alarm = raised.alarm().alarm();
    state.territory = raised.alarm().territory();
    state.opened_at = instant(event.now_ms());
    state.term = instant(raised.term_ms());
}

void term_reached(CaseState& state, const Event&) { state.term_reached = true; }

void limit_reached(CaseState& state, const Event& event) {
    const auto& reached = event.limit_reached();
    if (reached.limit() == v1::LimitReached::pages) state.held_until = instant(reached.until_ms());
    if (reached.limit() == v1::LimitReached::events) state.history_full = true;
}

void safe_contact_told(CaseState& state, const Event& event) {
    state.safe_contact_until = instant(event.safe_contact_told().until_ms());
    state.sealed.insert(v1::SealedField::safe_contact);
}

void advice_given(CaseState& state, const Event&) { state.sealed.insert(v1::SealedField::advice); }

// Nobody reads what may hold no more.
void safe_contact_expired(CaseState& state, const Event&) {
    state.safe_contact_until = {};
    state.sealed.erase(v1::SealedField::safe_contact);
}

void reading_asked(CaseState& state, const Event& event) {
    const auto& asked = event.reading_asked();
    std::erase_if(state.readings,
                  [&](const ReadingRecord& one) { return one.until <= state.last_now; });
    state.readings.push_back({.reading = asked.reading(),
                              .field = asked.field(),
                              .reason = asked.reason(),
                              .person = event.actor().person(),
                              .allowed_by = {},
                              .until = instant(asked.until_ms())});
}

// One that was asked for was allowed, a broken seal counts for an hour; any other is in the log,
// and changes nothing.
void field_read(CaseState& state, const Event& event) {
    const auto& read = event.field_read();
    std::erase_if(state.seals_broken,
                  [&](const auto& one) { return one.second + seals_window <= state.last_now; });
    if (read.break_glass()) state.seals_broken.emplace_back(read.person(), state.last_now);
    const auto asked = std::ranges::find(state.readings, read.reading(), &ReadingRecord::reading);
    if (asked == state.readings.end()) return;
    asked->allowed_by = read.allowed_by();
    asked->until = instant(read.until_ms());
}

void case_restricted(CaseState& state, const Event& event) {
    state.restricted_by_hand = event.case_restricted().restricted();
}

void case_closed(CaseState& state, const Event&) { state.closed = true; }

void case_reopened(CaseState& state, const Event&) { state.closed = false; }

// ── milestones and the pivot ──

void milestones_set(CaseState& state, const Event& event) {
    for (const auto& term : event.milestones_set().terms())
        state.milestones[term.milestone()].due = instant(term.due_ms());
}

void milestone_reached(CaseState& state, const Event& event) {
    state.milestones[event.milestone_reached().milestone()].reached = instant(event.now_ms());
}

void milestone_missed(CaseState& state, const Event& event) {
    state.milestones[event.milestone_missed().milestone()].missed = true;
}

void pivot_proposed(CaseState& state, const Event& event) {
    state.pivot_proposed = event.pivot_proposed().person();
}

void pivot_offered(CaseState& state, const Event& event) {
    state.pivot_offered = event.pivot_offered().person();
    state.pivot_offer_due = instant(event.pivot_offered().due_ms());
}

void pivot_accepted(CaseState& state, const Event& event) {
    state.pivot = event.pivot_accepted().person();
    state.pivot_offered.clear();
    state.pivot_proposed.clear();
}

void pivot_declined(CaseState& state, const Event& event) {
    for (auto* whose : {&state.pivot, &state.pivot_offered, &state.pivot_proposed})
        if (*whose == event.pivot_declined().person()) whose->clear();
}

void handed_to_pathway(CaseState& state, const Event& event) {
    state.pathway.clear();
    for (const auto& step : event.handed_to_pathway().steps())
        state.pathway.emplace_back(step.need(), step.organization());
}

// ── needs ──

void need_opened(CaseState& state, const Event& event) {
    const auto& opened = event.need_opened();
    NeedState need;
    need.kind = opened.need();
    need.sector = opened.sector();
    need.quota = opened.quota();
    need.mandatory = std::ranges::any_of(
        opened.rules(), [](int rule) { return mandatory(static_cast<v1::Rule::Code>(rule)); });
    need.ladder = opened.ladder();
    need.state = opened.has_consent() ? v1::Need::paging : v1::Need::awaiting_consent;
    need.basis = opened.consent().basis();
    need.consent_due = instant(opened.consent_due_ms());
    if (opened.has_consent()) state.withdrawn.erase(need.sector);
    state.needs.reserve(state.needs.size() + 1);  // few, for long: no room beside them
    state.needs.push_back(std::move(need));
}

void count_page(CaseState& state, Instant now) {
    std::erase_if(state.paged_at, [&](Instant at) { return at + pages_window <= now; });
    state.paged_at.push_back(now);
}

// Of a message that left earlier and asks for this page as well; null: none did.
const PageRecord* handed_over_before(const CaseState& state, const std::string& page) {
    const auto* need = page.empty() ? nullptr : state.need_of_page(page);
    if (need == nullptr) return nullptr;
    const auto& record = need->pages.at(page);
    return record.handed_over_at == Instant{} ? nullptr : &record;
}

void rung_reached(CaseState& state, const Event& event) {
    const auto& reached = event.rung_reached();
    const Instant now = instant(event.now_ms());
    auto& need = need_of(state, reached.need());
    need.rung = reached.rung();
    need.repeats = reached.repeat() + 1;
    need.on_last_rung = reached.last();
    need.others_left = std::ranges::any_of(reached.passed_over(), [](const auto& passed) {
        return passed.reason() == v1::Reason::enough_paged;
    });
    need.rung_wait = Duration(reached.wait_ms());
    need.rung_started = now;
    need.handover_bound = Duration(reached.handover_bound_ms());
    for (const auto& pick : reached.picks()) {
        PageRecord page;
        page.person = pick.person();
        if (pick.message().page() != pick.page()) page.asked_with = pick.message().page();
        if (const auto* rings = handed_over_before(state, page.asked_with)) {
            page.state = PageState::handed_over;
            page.handed_over_at = std::max(now, rings->handed_over_at);
        }
        page.rung = reached.rung();
        page.round = need.round;
        page.copy = pick.message().kind() == v1::Message::copy;
        page.raised_at = now;
        page.way_id = pick.message().way_id();
        page.channel = pick.message().channel();
        page.language = pick.message().language();
        need.pages.emplace(pick.page(), std::move(page));
        count_page(state, now);
    }
}

void own(NeedState& need, Instant now) {
    need.state = v1::Need::covered;
    need.covered_at = now;
}

void need_covered(CaseState& state, const Event& event) {
    own(need_of(state, event.need_covered().need()), instant(event.now_ms()));
}

void need_taken(CaseState& state, const Event& event) {
    auto& need = need_of(state, event.need_taken().need());
    need.taken_by = event.need_taken().person();
    own(need, instant(event.now_ms()));
}

void need_released(CaseState& state, const Event& event) {
    need_of(state, event.need_released().need()).taken_by.clear();
}

void need_engaged(CaseState& state, const Event& event) {
    need_of(state, event.need_engaged().need()).state = v1::Need::engaged;
}

void need_reopened(CaseState& state, const Event& event) {
    const auto& reopened = event.need_reopened();
    auto& need = need_of(state, reopened.need());
    // Without her consent only the coordinator is called, to settle it with her.
    const bool allowed = need.kind == v1::Need::unknown || need.basis != v1::ConsentBasis::unknown;
    need.state = allowed ? v1::Need::paging : v1::Need::awaiting_consent;
    need.covered_at = {};
    need.why = v1::Outcome::why_unknown;
    if (!reopened.from_the_start()) return;
    need.taken_by.clear();
    start_ladder_again(need);
}

void need_refused(CaseState& state, const Event& event) {
    auto& need = need_of(state, event.need_refused().need());
    need.state = v1::Need::refused;
    need.taken_by.clear();
}

void need_settled(CaseState& state, const Event& event) {
    const auto& settled = event.need_settled();
    auto& need = need_of(state, settled.need());
    need.state = settled.outcome() == v1::Outcome::met ? v1::Need::met : v1::Need::unmet;
    need.why = settled.why();
}

void consent_given(CaseState& state, const Event& event) {
    auto& need = need_of(state, event.consent_given().need());
    state.withdrawn.erase(need.sector);
    const bool anew = need.settled();
    need.state = v1::Need::paging;
    need.basis = event.consent_given().consent().basis();
    need.covered_at = {};
    need.taken_by.clear();
    start_ladder_again(need);
    if (anew) need.counts_from = need.round;
}

void consent_withdrawn(CaseState& state, const Event& event) {
    const auto& withdrawn = event.consent_withdrawn();
    state.withdrawn.insert(withdrawn.sector());
    state.shared.erase(withdrawn.sector());
    for (auto& need : state.needs) {
        if (need.sector != withdrawn.sector() || !hers_to_take_back(need.basis)) continue;
        need.basis = v1::ConsentBasis::unknown;
        if (need.settled()) continue;  // what was done is done
        need.state = v1::Need::awaiting_consent;
        need.consent_due = instant(withdrawn.consent_due_ms());
        need.covered_at = {};
        need.taken_by.clear();
        start_ladder_again(need);
    }
}

// ── pages ──

void page_handed_over(CaseState& state, const Event& event) {
    auto& page = page_of(state, event.page_handed_over().page()).page;
    if (page.state == PageState::raised) page.state = PageState::handed_over;
    page.handed_over_at = instant(event.page_handed_over().at_ms());
}

void page_undelivered(CaseState& state, const Event& event) {
    auto& page = page_of(state, event.page_undelivered().page()).page;
    if (page.state == PageState::handed_over) page.state = PageState::raised;
    page.ways_failed = event.page_undelivered().way() + 1;
}

void page_exhausted(CaseState& state, const Event& event) {
    page_of(state, event.page_exhausted().page()).page.state = PageState::exhausted;
}

void page_answered(CaseState& state, const Event& event) {
    static const std::unordered_map<int, PageState> said{
        {v1::Answer::accept, PageState::accepted},
        {v1::Answer::decline, PageState::declined},
        {v1::Answer::in_contact, PageState::in_contact},
        {v1::Answer::arrived, PageState::arrived},
        {v1::Answer::done, PageState::done},
        {v1::Answer::release, PageState::released}};
    const auto& answered = event.page_answered();
    auto& page = page_of(state, answered.page()).page;
    if (answered.answer() == v1::Answer::accept &&
        (page.coming() || page.state == PageState::broken))
        ++page.moved;
    page.state = said.at(answered.answer());
    page.promise_due = instant(answered.promise_due_ms());
    page.reminded = false;
    if (answered.answer() != v1::Answer::accept && answered.answer() != v1::Answer::decline) return;
    page.eta_minutes = answered.eta_minutes();
    page.answered_at = instant(event.now_ms());
}

// The coordinator called her: no rung waits for her, and she counts.
void person_paged(CaseState& state, const Event& event) {
    const auto& paged = event.person_paged();
    const Instant now = instant(event.now_ms());
    auto& need = need_of(state, paged.need());
    PageRecord page;
    page.person = paged.person();
    if (paged.message().page() != paged.page()) page.asked_with = paged.message().page();
    page.by_hand = true;
    page.rung = need.rung.value_or(0);
    page.round = need.round;
    page.raised_at = now;
    page.way_id = paged.message().way_id();
    page.channel = paged.message().channel();
    page.language = paged.message().language();
    need.pages.emplace(paged.page(), std::move(page));
    count_page(state, now);
}

void rule_overridden(CaseState& state, const Event& event) {
    need_of(state, event.rule_overridden().need())
        .overridden.insert(event.rule_overridden().rule());
}

void page_noted(CaseState& state, const Event& event) {
    page_of(state, event.page_noted().page()).page.noted = true;
}

void page_stood_down(CaseState& state, const Event& event) {
    auto& page = page_of(state, event.page_stood_down().page()).page;
    page.state = PageState::stood_down;
    page.promise_due = {};
}

void promise_reminded(CaseState& state, const Event& event) {
    auto& page = page_of(state, event.promise_reminded().page()).page;
    page.reminded = true;
    page.promise_due = instant(event.promise_reminded().due_ms());
}

void promise_broken(CaseState& state, const Event& event) {
    auto& page = page_of(state, event.promise_broken().page()).page;
    page.state = PageState::broken;
    page.promise_due = {};
}

const Folds& folds_of_case() {
    static const Folds all{
        {Event::kCaseOpened, case_opened},
        {Event::kAlarmRaised, alarm_raised},
        {Event::kTermReached, term_reached},
        {Event::kLimitReached, limit_reached},
        {Event::kSafeContactTold, safe_contact_told},
        {Event::kSafeContactExpired, safe_contact_expired},
        {Event::kCaseRestricted, case_restricted},
        {Event::kReadingAsked, reading_asked},
        {Event::kFieldRead, field_read},
        {Event::kCaseClosed, case_closed},
        {Event::kCaseReopened, case_reopened},
        {Event::kMilestonesSet, milestones_set},
        {Event::kMilestoneReached, milestone_reached},
        {Event::kMilestoneMissed, milestone_missed},
        {Event::kPivotProposed, pivot_proposed},
        {Event::kPivotOffered, pivot_offered},
        {Event::kPivotAccepted, pivot_accepted},
        {Event::kPivotDeclined, pivot_declined},
        {Event::kHandedToPathway, handed_to_pathway},
        {Event::kNeedOpened, need_opened},
        {Event::kRungReached, rung_reached},
        {Event::kNeedCovered, need_covered},
        {Event::kNeedTaken, need_taken},
        {Event::kNeedReleased, need_released},
        {Event::kNeedEngaged, need_engaged},
        {Event::kNeedReopened, need_reopened},
        {Event::kNeedRefused, need_refused},
        {Event::kNeedSettled, need_settled},
        {Event::kConsentGiven, consent_given},
        {Event::kConsentWithdrawn, consent_withdrawn},
        {Event::kPageHandedOver, page_handed_over},
        {Event::kPageUndelivered, page_undelivered},
        {Event::kPageExhausted, page_exhausted},
        {Event::kPageAnswered, page_answered},
        {Event::kPageNoted, page_noted},
        {Event::kPageStoodDown, page_stood_down},
        {Event::kPromiseReminded, promise_reminded},
        {Event::kPromiseBroken, promise_broken},
        {Event::kPersonPaged, person_paged},
        {Event::kRuleOverridden, rule_overridden},
        {Event::kAdviceGiven, advice_given},
    };
    return all;
}

// Null: an event of another aggregate.
Fold fold_of(const Event& event) {
    for (const auto* folds : {&folds_of_case(), &folds_of_ties()})
        if (const auto found = folds->find(event.body_case()); found != folds->end())
            return found->second;
    return nullptr;
}

}  // namespace

void start_ladder_again(NeedState& need) {
    need.rung.reset();
    need.repeats = 0;
    need.on_last_rung = false;
    need.others_left = false;
    ++need.round;
}

bool folds_into_case(const v1::Event& event) { return fold_of(event) != nullptr; }

CaseState evolve(CaseState state, const v1::Event& event) {
    check(event.version() == state.version + 1, "events are folded in order");
    const auto fold = fold_of(event);
    check(fold != nullptr, "an event of another aggregate");
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    fold(state, event);
    return state;
}

}  // namespace relais::domain
