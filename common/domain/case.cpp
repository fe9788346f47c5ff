// What is so (evolve), what must happen next (deadlines), and how it is told in short (summary).
#include "common/domain/case.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

bool is_open(PageState state) {
    return state == PageState::raised || state == PageState::handed_over;
}

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

void open_case(CaseState& state, const v1::CaseOpened& event, const v1::Event& envelope) {
    const auto& alert = event.alert();
    state.code = alert.code();
    state.territory = alert.territory();
    state.languages.assign(alert.languages().begin(), alert.languages().end());
    state.gender_preference = alert.gender_preference();
    for (const auto& exclusion : alert.exclusions())
        state.exclusions.push_back(
            {exclusion.person(), exclusion.organization(), exclusion.territory()});
    state.gender_may_relax = alert.gender_may_relax();
    state.age_band = alert.age_band();
    state.gender = alert.gender();
    for (const int circumstance : alert.circumstances())
        state.circumstances.push_back(static_cast<v1::Circumstance::Code>(circumstance));
    state.indigenous_wished = indigenous_wished(alert);
    if (alert.has_safe_contact()) state.sealed.insert(v1::SealedField::safe_contact);
    if (alert.has_note()) state.sealed.insert(v1::SealedField::note);
    if (alert.has_her_words()) state.sealed.insert(v1::SealedField::her_words);
    state.raised_by = envelope.actor().person();
    state.raised_by_organization = envelope.actor().organization();
    state.opened_at = instant(envelope.now_ms());
    state.term = instant(event.term_ms());
}

void open_need(CaseState& state, const v1::NeedOpened& event) {
    NeedState need;
    need.kind = event.need();
    need.sector = event.sector();
    need.quota = event.quota();
    need.ladder = event.ladder();
    need.state = event.has_consent() ? v1::Need::paging : v1::Need::awaiting_consent;
    need.consent_due = instant(event.consent_due_ms());
    state.needs.push_back(std::move(need));
}

void reach_rung(CaseState& state, const v1::RungReached& event, Instant now) {
    auto& need = need_of(state, event.need());
    need.rung = event.rung();
    need.repeats = event.last() ? event.repeat() + 1 : 0;
    need.on_last_rung = event.last();
    need.rung_wait = Duration(event.wait_ms());
    need.rung_started = now;
    need.handover_bound = Duration(event.handover_bound_ms());
    for (const auto& pick : event.picks()) {
        PageRecord page;
        page.person = pick.person();
        page.rung = event.rung();
        page.copy = pick.message().kind() == v1::Message::copy;
        page.raised_at = now;
        page.way_id = pick.message().way_id();
        page.channel = pick.message().channel();
        page.language = pick.message().language();
        need.pages.emplace(pick.page(), std::move(page));
    }
}

void page_by_hand(CaseState& state, const v1::PersonPaged& event, Instant now) {
    PageRecord page;
    page.person = event.person();
    page.by_hand = true;
    page.raised_at = now;
    page.way_id = event.message().way_id();
    page.channel = event.message().channel();
    page.language = event.message().language();
    auto& need = need_of(state, event.need());
    page.rung = need.rung.value_or(0);
    need.pages.emplace(event.page(), std::move(page));
}

void ask_reading(CaseState& state, const v1::ReadingAsked& asked, const v1::Event& envelope) {
    std::erase_if(state.readings,
                  [&](const ReadingRecord& one) { return one.until <= state.last_now; });
    state.readings.push_back({.reading = asked.reading(),
                              .field = asked.field(),
                              .reason = asked.reason(),
                              .person = envelope.actor().person(),
                              .allowed_by = {},
                              .until = instant(asked.until_ms())});
}

// One that was asked for was allowed; any other is in the log, and changes nothing.
void read_field(CaseState& state, const v1::FieldRead& read) {
    const auto asked = std::ranges::find(state.readings, read.reading(), &ReadingRecord::reading);
    if (asked == state.readings.end()) return;
    asked->allowed_by = read.allowed_by();
    asked->until = instant(read.until_ms());
}

void raise_alarm(CaseState& state, const v1::AlarmRaised& raised, Instant now) {
    state.code = raised.alarm().code();
    state.alarm = raised.alarm().alarm();
    state.territory = raised.alarm().territory();
    state.opened_at = now;
    state.term = instant(raised.term_ms());
}

void give_consent(CaseState& state, const v1::ConsentGiven& event) {
    auto& need = need_of(state, event.need());
    need.state = v1::Need::paging;
    need.rung.reset();
    need.repeats = 0;
    need.on_last_rung = false;
}

void answer_page(CaseState& state, const v1::PageAnswered& event, Instant now) {
    auto [need, page] = page_of(state, event.page());
    page.state = event.answer() == v1::Answer::accept ? PageState::accepted : PageState::declined;
    page.eta_minutes = event.eta_minutes();
    page.answered_at = now;
}

void hand_over_page(CaseState& state, const v1::PageHandedOver& event) {
    auto& page = page_of(state, event.page()).page;
    if (page.state == PageState::raised) page.state = PageState::handed_over;
    page.handed_over_at = instant(event.at_ms());
}

void page_undelivered(CaseState& state, const v1::PageUndelivered& event) {
    auto& page = page_of(state, event.page()).page;
    if (page.state == PageState::handed_over) page.state = PageState::raised;
    page.ways_failed = event.way() + 1;
}

void cover(NeedState& need, Instant now) {
    need.state = v1::Need::covered;
    need.covered_at = now;
}

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

std::uint32_t NeedState::accepted() const {
    return static_cast<std::uint32_t>(std::ranges::count_if(pages, [](const auto& entry) {
        return !entry.second.copy && entry.second.state == PageState::accepted;
    }));
}

bool NeedState::open() const {
    return state == v1::Need::paging || state == v1::Need::awaiting_consent;
}

bool NeedState::rung_has_open_page() const {
    return std::ranges::any_of(pages, [&](const auto& entry) {
        return of_the_rung(*this, entry.second) && is_open(entry.second.state);
    });
}

bool CaseState::has(v1::Circumstance::Code circumstance) const {
    return std::ranges::find(circumstances, circumstance) != circumstances.end();
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

CaseState evolve(CaseState state, const v1::Event& event) {
    check(event.version() == state.version + 1, "events are folded in order");
    const Instant now = instant(event.now_ms());
    state.version = event.version();
    state.last_now = now;
    switch (event.body_case()) {
        case v1::Event::kCaseOpened:
            open_case(state, event.case_opened(), event);
            break;
        case v1::Event::kNeedOpened:
            open_need(state, event.need_opened());
            break;
        case v1::Event::kRungReached:
            reach_rung(state, event.rung_reached(), now);
            break;
        case v1::Event::kPageHandedOver:
            hand_over_page(state, event.page_handed_over());
            break;
        case v1::Event::kPageUndelivered:
            page_undelivered(state, event.page_undelivered());
            break;
        case v1::Event::kPageExhausted:
            page_of(state, event.page_exhausted().page()).page.state = PageState::exhausted;
            break;
        case v1::Event::kPageAnswered:
            answer_page(state, event.page_answered(), now);
            break;
        case v1::Event::kNeedCovered:
            cover(need_of(state, event.need_covered().need()), now);
            break;
        case v1::Event::kPageStoodDown:
            page_of(state, event.page_stood_down().page()).page.state = PageState::stood_down;
            break;
        case v1::Event::kNeedTaken: {
            auto& need = need_of(state, event.need_taken().need());
            need.taken_by = event.need_taken().person();
            cover(need, now);
            break;
        }
        case v1::Event::kConsentGiven:
            give_consent(state, event.consent_given());
            break;
        case v1::Event::kNeedRefused:
            need_of(state, event.need_refused().need()).state = v1::Need::refused;
            break;
        case v1::Event::kTermReached:
            state.term_reached = true;
            break;
        case v1::Event::kReadingAsked:
            ask_reading(state, event.reading_asked(), event);
            break;
        case v1::Event::kFieldRead:
            read_field(state, event.field_read());
            break;
        case v1::Event::kRuleOverridden:
            need_of(state, event.rule_overridden().need())
                .overridden.insert(event.rule_overridden().rule());
            break;
        case v1::Event::kPersonPaged:
            page_by_hand(state, event.person_paged(), now);
            break;
        case v1::Event::kAlarmRaised:
            raise_alarm(state, event.alarm_raised(), now);
            break;
        default:
            check(false, "an event of another aggregate");
    }
    return state;
}

std::string deadline_name(const char* kind, v1::Need::Kind need) {
    return std::string(kind) + "/" + v1::Need::Kind_Name(need);
}

std::map<std::string, Instant> deadlines(const CaseState& state) {
    std::map<std::string, Instant> armed;
    if (state.version == 0) return armed;
    if (!state.term_reached) armed.emplace("term", state.term);
    for (const auto& need : state.needs) {
        if (!need.open()) continue;
        if (need.rung)
            armed.emplace(deadline_name("rung", need.kind), rung_due(need));
        else
            armed.emplace(deadline_name("consent", need.kind), need.consent_due);
    }
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
    for (const auto& need : state.needs) *summary.add_needs() = summary_of(need);
    return summary;
}

}  // namespace relais::domain
