// What happens: one command, one decision. Each decision is a draft that grows event by event; what
// comes later in it sees what came before, through the same evolve() that will replay it.
#include <algorithm>
#include <set>

#include <google/protobuf/repeated_field.h>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/domain/case.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/matching.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

using Verdict = std::expected<void, v1::Rejection::Code>;

std::unexpected<v1::Rejection::Code> no(v1::Rejection::Code why) { return std::unexpected(why); }

class Draft {
public:
    Draft(const CaseState& state, const v1::Command& command, Instant now,
          const Directory& directory, const Load& load)
        : state_(state), command_(command), now_(now), directory_(directory), load_(load) {
        state_.aggregate = command.aggregate();
    }

    Verdict run();
    std::vector<v1::Event> take() { return std::move(events_); }

private:
    Verdict open(const v1::OpenCase& alert);
    Verdict raise(const v1::RaiseAlarm& alarm);
    Verdict answer(const v1::AnswerPage& answer);
    Verdict handed_over(const v1::ReportHandover& report);
    Verdict undelivered(const v1::ReportUndelivered& report);
    Verdict exhausted(const v1::ReportExhausted& report);
    Verdict take_need(const v1::TakeNeed& take);
    Verdict give_consent(const v1::GiveConsent& consent);
    Verdict refuse_need(v1::Need::Kind kind);
    Verdict fire(const v1::FireDeadline& deadline);

    void open_need(const v1::OpenCase& alert, const OpenedNeed& wanted);
    void climb(v1::Need::Kind kind, Instant due);
    bool reach(v1::Need::Kind kind, const std::vector<v1::Rung>& rungs, std::uint32_t number,
               Instant due);
    void climb_if_rung_is_spent(v1::Need::Kind kind);
    void cover_if_quota_is_met(v1::Need::Kind kind);
    void stand_down(v1::Need::Kind kind, bool accepted_too);
    void let_go_of_the_gone();
    bool let_go_of_the_gone(v1::Need::Kind kind);
    std::vector<v1::Rung> rungs_of(const NeedState& need) const;
    v1::Message message_to(const std::string& person, const std::string& id, bool copy) const;

    const NeedState& need(v1::Need::Kind kind) const {
        const auto* found = state_.need(kind);
        check(found != nullptr, "the need is open");
        return *found;
    }
    const PageRecord* page(const std::string& id) const {
        const auto* owner = state_.need_of_page(id);
        return owner == nullptr ? nullptr : &owner->pages.at(id);
    }
    v1::Event next() const {
        v1::Event event;
        event.set_version(state_.version + 1);
        event.set_now_ms(to_ms(now_));
        event.set_command_id(command_.command_id());
        if (command_.has_actor()) *event.mutable_actor() = command_.actor();
        return event;
    }
    void add(v1::Event event) {
        state_ = evolve(std::move(state_), event);
        events_.push_back(std::move(event));
    }

    CaseState state_;
    const v1::Command& command_;
    Instant now_;
    const Directory& directory_;
    const Load& load_;
    std::vector<v1::Event> events_;
};

Verdict Draft::run() {
    const bool opens = command_.has_open_case() || command_.has_raise_alarm();
    if (opens && state_.version != 0) return no(v1::Rejection::case_already_open);
    if (!opens && state_.version == 0) return no(v1::Rejection::case_unknown);
    let_go_of_the_gone();
    switch (command_.body_case()) {
        case v1::Command::kOpenCase:
            return open(command_.open_case());
        case v1::Command::kRaiseAlarm:
            return raise(command_.raise_alarm());
        case v1::Command::kAnswerPage:
            return answer(command_.answer_page());
        case v1::Command::kReportHandover:
            return handed_over(command_.report_handover());
        case v1::Command::kReportUndelivered:
            return undelivered(command_.report_undelivered());
        case v1::Command::kReportExhausted:
            return exhausted(command_.report_exhausted());
        case v1::Command::kTakeNeed:
            return take_need(command_.take_need());
        case v1::Command::kGiveConsent:
            return give_consent(command_.give_consent());
        case v1::Command::kRefuseNeed:
            return refuse_need(command_.refuse_need().need());
        case v1::Command::kFireDeadline:
            return fire(command_.fire_deadline());
        case v1::Command::kContinuePage:
        case v1::Command::kPutDirectory:
        case v1::Command::kChangeDirectory:
        case v1::Command::kReportGaps:
        case v1::Command::kReportCalendar:
        case v1::Command::kTellBeds:
        case v1::Command::kHoldBed:
        case v1::Command::kConfirmHold:
        case v1::Command::kReleaseHold:
        case v1::Command::BODY_NOT_SET:
            break;
    }
    return no(v1::Rejection::command_not_for_this_aggregate);
}

Verdict Draft::open(const v1::OpenCase& alert) {
    if (directory_.territory(alert.territory()) == nullptr)
        return no(v1::Rejection::territory_unknown);
    const auto wanted = needs_of(alert, command_.actor(), directory_);
    if (wanted.empty()) return no(v1::Rejection::no_need);

    auto opened = next();
    *opened.mutable_case_opened()->mutable_alert() = alert;
    // First contact is when the gateway took the alert, not when its turn came.
    const Instant first_contact =
        alert.raised_ms() > 0 ? std::min(now_, instant(alert.raised_ms())) : now_;
    opened.mutable_case_opened()->set_term_ms(to_ms(first_contact + term_length));
    add(std::move(opened));
    for (const auto& item : wanted) open_need(alert, item);
    for (const auto& item : wanted)
        if (need(item.kind).state == v1::Need::paging) climb(item.kind, {});
    return {};
}

void Draft::open_need(const v1::OpenCase& alert, const OpenedNeed& wanted) {
    const auto& rule = *directory_.rule(wanted.kind);
    auto event = next();
    auto& opened = *event.mutable_need_opened();
    opened.set_need(wanted.kind);
    opened.set_sector(rule.sector());
    opened.set_quota(std::max(rule.quota(), 1u));
    opened.set_ladder(rule.ladder());
    opened.set_wish(wanted.wish);
    opened.set_package(wanted.package);
    for (const auto code : wanted.rules) opened.add_rules(code);
    if (auto consent = consent_for(alert, wanted, rule, command_.actor()))
        *opened.mutable_consent() = std::move(*consent);
    else
        opened.set_consent_due_ms(to_ms(now_ + consent_wait));
    add(std::move(event));
}

// The service itself needs a human: the coordinator on duty, by the same ladder as everything.
Verdict Draft::raise(const v1::RaiseAlarm& alarm) {
    auto raised = next();
    *raised.mutable_alarm_raised()->mutable_alarm() = alarm;
    raised.mutable_alarm_raised()->set_term_ms(to_ms(now_ + term_length));
    add(std::move(raised));
    auto event = next();
    auto& opened = *event.mutable_need_opened();
    opened.set_need(v1::Need::unknown);
    opened.set_quota(1);
    opened.mutable_consent();  // nobody's consent is needed to wake our own coordinator
    add(std::move(event));
    climb(v1::Need::unknown, {});
    return {};
}

// A ladder that vanished from the directory still ends at a human.
std::vector<v1::Rung> Draft::rungs_of(const NeedState& need) const {
    const auto* ladder = directory_.ladder(need.ladder);
    if (ladder != nullptr && !ladder->rungs().empty())
        return {ladder->rungs().begin(), ladder->rungs().end()};
    v1::Rung coordinator;
    coordinator.set_reach(v1::Rung::coordinator);
    coordinator.set_wait_ms(static_cast<std::uint32_t>(fallback_wait.count()));
    coordinator.set_wait_max_ms(static_cast<std::uint32_t>(fallback_wait_max.count()));
    return {coordinator};
}

// Climbs to the next rung that has somebody; empty rungs are skipped at once, and said. A need
// whose consent is awaited only ever reaches the coordinator.
void Draft::climb(v1::Need::Kind kind, Instant due) {
    const auto rungs = rungs_of(need(kind));
    const auto last = static_cast<std::uint32_t>(rungs.size() - 1);
    const auto& start = need(kind);
    std::uint32_t number = start.rung ? *start.rung + 1 : 0;
    if (start.state == v1::Need::awaiting_consent) number = last;
    for (number = std::min(number, last); !reach(kind, rungs, number, due) && number < last;
         ++number) {
    }
}

// Gives true when somebody was paged.
bool Draft::reach(v1::Need::Kind kind, const std::vector<v1::Rung>& rungs, std::uint32_t number,
                  Instant due) {
    const auto& rung = rungs[number];
    const bool last = number + 1 == rungs.size();
    auto event = next();
    auto& reached = *event.mutable_rung_reached();
    const std::uint32_t repeat = last && need(kind).on_last_rung ? need(kind).repeats : 0;
    auto candidates = match({state_, need(kind), rung, directory_, now_, load_});
    reached.set_need(kind);
    reached.set_rung(number);
    reached.set_repeat(repeat);
    reached.set_last(last);
    reached.set_due_ms(due == Instant{} ? 0 : to_ms(due));
    reached.set_directory_revision(directory_.revision());
    reached.set_handover_bound_ms(handover_bound.count());
    reached.set_matching_version(matching_version);
    reached.set_reach(rung.reach());
    std::uint64_t wait = rung.wait_ms();
    if (last)
        wait = std::min<std::uint64_t>(wait << std::min(repeat, 16u),
                                       std::max(rung.wait_max_ms(), rung.wait_ms()));
    reached.set_wait_ms(static_cast<std::uint32_t>(wait));
    const auto page = [&](v1::Pick& picked, bool copy) {
        const auto index = static_cast<std::size_t>(reached.picks_size());
        auto& pick = *reached.add_picks() = std::move(picked);
        pick.set_page(page_id(state_.uuid(), event.version(), index).value());
        *pick.mutable_message() = message_to(pick.person(), pick.page(), copy);
    };
    const bool paged = !candidates.picks.empty();
    for (auto& pick : candidates.picks) page(pick, false);
    for (auto& pick : candidates.copies) page(pick, true);
    for (auto& passed : candidates.passed_over) *reached.add_passed_over() = std::move(passed);
    add(std::move(event));
    return paged;
}

v1::Message Draft::message_to(const std::string& person_id, const std::string& id,
                              bool copy) const {
    const auto* person = directory_.person(person_id);
    check(person != nullptr && !person->ways().empty(), "a pick has a way");
    PageRecord page;
    page.person = person_id;
    page.copy = copy;
    page.way_id = person->ways(0).id();
    page.channel = person->ways(0).channel();
    page.language = person->languages().empty() ? "fr" : person->languages(0);
    return page_message(state_.code, id, page);
}

void Draft::climb_if_rung_is_spent(v1::Need::Kind kind) {
    const auto& spent = need(kind);
    // On the last rung there is nowhere to climb to: it is asked again when its wait is over.
    if (spent.open() && spent.rung && !spent.on_last_rung && !spent.rung_has_open_page())
        climb(kind, {});
}

void Draft::cover_if_quota_is_met(v1::Need::Kind kind) {
    if (!need(kind).open() || need(kind).accepted() < need(kind).quota) return;
    auto event = next();
    event.mutable_need_covered()->set_need(kind);
    add(std::move(event));
    stand_down(kind, false);
}

// Everybody who was called and is not needed is told so, once; who was never reached needs no word,
// and who is coming must not read that she is not needed because she slept through an earlier call.
void Draft::stand_down(v1::Need::Kind kind, bool accepted_too) {
    const auto pages = need(kind).pages;
    std::set<std::string> told;
    for (const auto& [id, page] : pages)
        if (page.state == PageState::accepted && !accepted_too) told.insert(page.person);
    for (const auto& [id, page] : pages) {
        const bool waiting =
            page.state == PageState::raised || page.state == PageState::handed_over;
        if (!waiting && !(accepted_too && page.state == PageState::accepted)) continue;
        auto event = next();
        auto& down = *event.mutable_page_stood_down();
        down.set_page(id);
        if (page.state != PageState::raised && told.insert(page.person).second) {
            *down.mutable_message() = stand_down_message(state_.code, id, page);
        }
        add(std::move(event));
    }
}

// Whoever left the directory, or whose organization does not belong any more, is called no longer,
// from the next thing that happens in the case on; the need goes on with the others.
void Draft::let_go_of_the_gone() {
    std::vector<v1::Need::Kind> open;
    for (const auto& entry : state_.needs)
        if (entry.open()) open.push_back(entry.kind);
    for (const auto kind : open)
        if (let_go_of_the_gone(kind)) climb_if_rung_is_spent(kind);
}

bool Draft::let_go_of_the_gone(v1::Need::Kind kind) {
    std::vector<std::pair<std::string, v1::Reason::Code>> gone;
    for (const auto& [id, page] : need(kind).pages) {
        if (page.state != PageState::raised && page.state != PageState::handed_over) continue;
        const auto* person = directory_.person(page.person);
        if (person == nullptr)
            gone.emplace_back(id, v1::Reason::not_in_directory);
        else if (!member_at(directory_.organization(person->organization()), now_))
            gone.emplace_back(id, v1::Reason::membership_not_active);
    }
    for (const auto& [id, why] : gone) {
        auto event = next();
        auto& down = *event.mutable_page_stood_down();
        down.set_page(id);
        down.set_reason(why);
        // Whoever is known no more cannot be written to either.
        const auto& page = need(kind).pages.at(id);
        if (page.state == PageState::handed_over && why == v1::Reason::membership_not_active)
            *down.mutable_message() = stand_down_message(state_.code, id, page);
        add(std::move(event));
    }
    return !gone.empty();
}

Verdict Draft::answer(const v1::AnswerPage& answer) {
    const auto* owner = state_.need_of_page(answer.page());
    if (owner == nullptr) return no(v1::Rejection::page_unknown);
    const v1::Need::Kind kind = owner->kind;
    const PageRecord asked = owner->pages.at(answer.page());
    if (command_.actor().person() != asked.person) return no(v1::Rejection::page_of_someone_else);
    const bool accepts = answer.answer() == v1::Answer::accept;
    if (!accepts && answer.answer() != v1::Answer::decline)
        return no(v1::Rejection::answer_not_understood);
    const auto already = accepts ? PageState::accepted : PageState::declined;
    if (asked.state == already) return {};
    if (asked.state == PageState::accepted) return no(v1::Rejection::page_already_answered);
    // She is gone since she was called, and let go of by this very command: that stands.
    if (std::ranges::any_of(events_, [&](const v1::Event& event) {
            return event.page_stood_down().page() == answer.page();
        }))
        return {};
    if (asked.state == PageState::stood_down || !owner->open())
        return no(v1::Rejection::page_stood_down);

    auto event = next();
    auto& answered = *event.mutable_page_answered();
    answered.set_page(answer.page());
    answered.set_person(asked.person);
    answered.set_answer(answer.answer());
    if (accepts) answered.set_eta_minutes(std::min(answer.eta_minutes(), eta_max_minutes));
    add(std::move(event));
    cover_if_quota_is_met(kind);
    climb_if_rung_is_spent(kind);
    return {};
}

Verdict Draft::handed_over(const v1::ReportHandover& report) {
    const auto* known = page(report.page());
    if (known == nullptr) return no(v1::Rejection::page_unknown);
    if (known->handed_over_at != Instant{} && known->state != PageState::raised) return {};
    const PageRecord record = *known;
    auto event = next();
    auto& over = *event.mutable_page_handed_over();
    over.set_page(report.page());
    over.set_way(report.way());
    over.set_message_id(report.message_id());
    over.set_at_ms(std::clamp(report.at_ms(), to_ms(record.raised_at), to_ms(now_)));
    add(std::move(event));
    const bool coming =
        std::ranges::any_of(state_.need_of_page(report.page())->pages, [&](const auto& entry) {
            return entry.second.state == PageState::accepted &&
                   entry.second.person == record.person;
        });
    // It reached her after all: tell her, unless she answered another call of the same need.
    if (record.state == PageState::stood_down && !coming) {
        auto down = next();
        down.mutable_page_stood_down()->set_page(report.page());
        *down.mutable_page_stood_down()->mutable_message() =
            stand_down_message(state_.code, report.page(), record);
        add(std::move(down));
    }
    return {};
}

Verdict Draft::undelivered(const v1::ReportUndelivered& report) {
    const auto* known = page(report.page());
    if (known == nullptr) return no(v1::Rejection::page_unknown);
    const bool waiting =
        known->state == PageState::raised || known->state == PageState::handed_over;
    if (!waiting || report.way() < known->ways_failed) return {};
    auto event = next();
    auto& failed = *event.mutable_page_undelivered();
    failed.set_page(report.page());
    failed.set_way(report.way());
    failed.set_message_id(report.message_id());
    failed.set_fault(report.fault());
    *failed.mutable_message() = page_message(state_.code, report.page(), *known);
    failed.mutable_message()->set_way(report.way());
    add(std::move(event));
    return {};
}

Verdict Draft::exhausted(const v1::ReportExhausted& report) {
    const auto* owner = state_.need_of_page(report.page());
    if (owner == nullptr) return no(v1::Rejection::page_unknown);
    const v1::Need::Kind kind = owner->kind;
    if (owner->pages.at(report.page()).state != PageState::raised) return {};
    auto event = next();
    event.mutable_page_exhausted()->set_page(report.page());
    add(std::move(event));
    climb_if_rung_is_spent(kind);
    return {};
}

Verdict Draft::take_need(const v1::TakeNeed& take) {
    const auto* wanted = state_.need(take.need());
    if (wanted == nullptr || wanted->state == v1::Need::refused)
        return no(v1::Rejection::need_not_open);
    if (wanted->state == v1::Need::covered) return no(v1::Rejection::need_already_covered);
    check(!command_.actor().person().empty(), "who takes a need has a name");
    // R11: absolute, for whoever takes it by her own hand too.
    const auto* taker = directory_.person(command_.actor().person());
    if (taker != nullptr &&
        excluded(state_, *taker, {directory_.organization(taker->organization()), nullptr}) !=
            v1::Reason::unknown)
        return no(v1::Rejection::excluded_for_her);
    auto event = next();
    auto& taken = *event.mutable_need_taken();
    taken.set_need(take.need());
    taken.set_person(command_.actor().person());
    taken.set_reason(take.reason());
    add(std::move(event));
    stand_down(take.need(), false);
    return {};
}

Verdict Draft::give_consent(const v1::GiveConsent& given) {
    const auto* wanted = state_.need(given.need());
    if (wanted == nullptr || wanted->state != v1::Need::awaiting_consent)
        return no(v1::Rejection::need_not_open);
    if (!allows(given.basis(), wanted->sector)) return no(v1::Rejection::consent_missing);
    auto event = next();
    auto& consent = *event.mutable_consent_given();
    consent.set_need(given.need());
    consent.mutable_consent()->set_sector(wanted->sector);
    consent.mutable_consent()->set_basis(given.basis());
    consent.mutable_consent()->set_attested_by(command_.actor().person());
    add(std::move(event));
    climb(given.need(), {});
    return {};
}

Verdict Draft::refuse_need(v1::Need::Kind kind) {
    const auto* wanted = state_.need(kind);
    if (wanted == nullptr) return no(v1::Rejection::need_not_open);
    if (wanted->state == v1::Need::refused) return {};
    auto event = next();
    event.mutable_need_refused()->set_need(kind);
    add(std::move(event));
    stand_down(kind, true);
    return {};
}

// A timer may come late, twice, or after it was armed anew: only what is due now happens.
Verdict Draft::fire(const v1::FireDeadline& fired) {
    const auto armed = deadlines(state_);
    const auto found = armed.find(fired.deadline());
    if (found == armed.end() || found->second > now_) return {};
    const Instant due = found->second;
    if (fired.deadline() == "term") {
        auto event = next();
        auto& term = *event.mutable_term_reached();
        for (const auto& entry : state_.needs)
            if (entry.open()) term.add_uncovered(entry.kind);
        add(std::move(event));
        return {};
    }
    const auto slash = fired.deadline().find('/');
    v1::Need::Kind kind = v1::Need::unknown;
    check(v1::Need::Kind_Parse(fired.deadline().substr(slash + 1), &kind),
          "a deadline names its need");
    climb(kind, due);
    return {};
}

}  // namespace

Decision decide(const CaseState& state, const v1::Command& command, Instant now,
                const Directory& directory, const Load& load) {
    Draft draft(state, command, std::max(now, state.last_now), directory, load);
    if (const auto verdict = draft.run(); !verdict) return std::unexpected(verdict.error());
    return draft.take();
}

}  // namespace relais::domain
