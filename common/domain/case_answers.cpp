// What comes back of a page: that it was handed over or was not, and what she says.
#include <algorithm>

#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {

Verdict CaseDraft::answer(const v1::AnswerPage& answer) {
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

Verdict CaseDraft::handed_over(const v1::ReportHandover& report) {
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

Verdict CaseDraft::undelivered(const v1::ReportUndelivered& report) {
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

Verdict CaseDraft::exhausted(const v1::ReportExhausted& report) {
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

}  // namespace relais::domain
