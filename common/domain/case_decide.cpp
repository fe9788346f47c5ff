// What happens: one command, one decision. Each decision is a draft that grows event by event; what
// comes later in it sees what came before, through the same evolve() that will replay it.
#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/case.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {

Verdict CaseDraft::run() {
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
        case v1::Command::kOverrideRule:
            return override_rule(command_.override_rule());
        case v1::Command::kPagePerson:
            return page_person(command_.page_person());
        case v1::Command::kReadField:
            return read_field(command_.read_field());
        case v1::Command::kAllowReading:
            return allow_reading(command_.allow_reading());
        case v1::Command::kFireDeadline:
            return fire(command_.fire_deadline());
        default:
            return no(v1::Rejection::command_not_for_this_aggregate);
    }
}

Verdict CaseDraft::open(const v1::OpenCase& alert) {
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

void CaseDraft::open_need(const v1::OpenCase& alert, const OpenedNeed& wanted) {
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
Verdict CaseDraft::raise(const v1::RaiseAlarm& alarm) {
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

// A timer may come late, twice, or after it was armed anew: only what is due now happens.
Verdict CaseDraft::fire(const v1::FireDeadline& fired) {
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

Decision decide(const CaseState& state, const v1::Command& command, Instant now,
                const Directory& directory, const Known& known) {
    CaseDraft draft(state, command, std::max(now, state.last_now), directory, known);
    if (const auto verdict = draft.run(); !verdict) return std::unexpected(verdict.error());
    return draft.take();
}

}  // namespace relais::domain
