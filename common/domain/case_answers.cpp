// What comes back of a page: that it was handed over or was not, what she says, and what becomes of
// what she promised.
#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {

Verdict CaseDraft::answer() {
    const auto& answer = command_.answer_page();
    const auto* owner = state_.need_of_page(answer.page());
    if (owner == nullptr) return no(v1::Rejection::page_unknown);
    const auto& asked = owner->pages.at(answer.page());
    if (command_.actor().person() != asked.person) return no(v1::Rejection::page_of_someone_else);
    if (answer.answer() <= v1::Answer::unknown || answer.answer() > v1::Answer::release)
        return no(v1::Rejection::answer_not_understood);
    // She is gone since she was called, and let go of by this very command: that stands.
    if (std::ranges::any_of(events_, [&](const v1::Event& event) {
            return event.page_stood_down().page() == answer.page();
        }))
        return {};
    const bool closed = answer.answer() == v1::Answer::accept && !asked.engaged() &&
                        closed_to_her(owner->kind, asked.person);
    if (closed || gone_because(asked.person) != v1::Reason::unknown ||
        comes_too_late(*owner, asked))
        return note_late_answer(answer.page());
    if (answer.answer() == v1::Answer::accept) return accept(answer.page());
    if (answer.answer() == v1::Answer::decline) return decline(answer.page());
    if (answer.answer() == v1::Answer::release) return release_page(answer.page());
    return come_nearer(answer.page());
}

// Who was stood down, or could not come, may still come where somebody is needed. While her consent
// is awaited only the coordinator is, whose page is of the ladder's latest start.
bool CaseDraft::comes_too_late(const NeedState& need, const PageRecord& asked) const {
    if (state_.over() || need.settled() || asked.round < need.counts_from) return true;
    if (command_.answer_page().answer() != v1::Answer::accept)
        return asked.state == PageState::stood_down;
    if (asked.coming() || asked.state == PageState::broken) return false;
    return need.state != v1::Need::paging &&
           !(need.state == v1::Need::awaiting_consent && asked.round == need.round);
}

// Thanked, and kept once: it changes nothing any more.
Verdict CaseDraft::note_late_answer(const std::string& id) {
    const auto& asked = *page(id);
    if (asked.noted || asked.engaged()) return {};
    auto event = next();
    auto& noted = *event.mutable_page_noted();
    noted.set_page(id);
    noted.set_person(asked.person);
    noted.set_answer(command_.answer_page().answer());
    noted.set_eta_minutes(std::min(command_.answer_page().eta_minutes(), eta_max_minutes));
    add(std::move(event));
    return {};
}

void CaseDraft::say(const std::string& id, Instant promise_due) {
    const auto& answer = command_.answer_page();
    auto event = next();
    auto& answered = *event.mutable_page_answered();
    answered.set_page(id);
    answered.set_person(page(id)->person);
    answered.set_answer(answer.answer());
    answered.set_reason(answer.reason());
    if (answer.answer() == v1::Answer::accept)
        answered.set_eta_minutes(std::min(answer.eta_minutes(), eta_max_minutes));
    if (promise_due != Instant{}) answered.set_promise_due_ms(to_ms(promise_due));
    add(std::move(event));
}

Verdict CaseDraft::accept(const std::string& id) {
    const auto& asked = *page(id);
    const auto kind = state_.need_of_page(id)->kind;
    const auto told = std::min(command_.answer_page().eta_minutes(), eta_max_minutes);
    const auto eta = std::chrono::minutes(told == 0 ? eta_default_minutes : told);
    // A trainee's word, and the coordinator's on what is hers anyway, bind nobody.
    const bool promises = !asked.copy && kind != v1::Need::unknown;
    const Instant due = promises ? now_ + eta + promise_grace : Instant{};
    const bool comes = asked.state == PageState::accepted;
    if (comes && (told == 0 || due < asked.promise_due + promise_move_least)) return {};
    const bool later = comes || asked.state == PageState::broken;
    if (asked.engaged() || (later && !asked.may_come_later()))
        return no(v1::Rejection::page_already_answered);
    const std::string person = asked.person;
    const bool goes_with_her = promises && kind == v1::Need::accompaniment;
    say(id, due);
    if (comes) return {};
    if (goes_with_her) give_escorts_to(person);
    cover_if_quota_is_met(kind);
    climb_if_rung_is_spent(kind);
    return {};
}

Verdict CaseDraft::decline(const std::string& id) {
    const auto& asked = *page(id);
    if (asked.state == PageState::declined || asked.state == PageState::released) return {};
    if (asked.coming()) return no(v1::Rejection::page_already_answered);
    say(id);
    climb_if_rung_is_spent(state_.need_of_page(id)->kind);
    return {};
}

// In contact, arrived, done: each may be the first word after the acceptance, none goes back.
Verdict CaseDraft::come_nearer(const std::string& id) {
    const auto& asked = *page(id);
    const auto kind = state_.need_of_page(id)->kind;
    const auto answer = command_.answer_page().answer();
    const auto step = [](PageState state) {
        return state == PageState::in_contact ? 1
               : state == PageState::arrived  ? 2
               : state == PageState::done     ? 3
                                              : 0;
    };
    const int wanted = answer - v1::Answer::in_contact + 1;
    if (step(asked.state) == wanted) return {};
    if (step(asked.state) > wanted) return no(v1::Rejection::page_already_answered);
    if (!asked.coming() && asked.state != PageState::broken)
        return no(v1::Rejection::answer_out_of_turn);
    const bool counts = !asked.copy;
    const std::string person = asked.person;
    say(id);
    if (!counts) return {};
    cover_if_quota_is_met(kind);
    engage_if_somebody_is_there(kind);
    propose_pivot(person);
    settle_if_all_is_done(kind);
    return {};
}

// "I cannot go on": somebody else is called at once, from the first rung.
Verdict CaseDraft::release_page(const std::string& id) {
    const auto& asked = *page(id);
    const auto kind = state_.need_of_page(id)->kind;
    if (asked.state == PageState::released || asked.state == PageState::declined) return {};
    if (asked.state == PageState::done) return no(v1::Rejection::page_already_answered);
    if (!asked.coming() && asked.state != PageState::broken)
        return no(v1::Rejection::answer_out_of_turn);
    const bool counted = !asked.copy && asked.coming();
    const std::string person = asked.person;
    say(id);
    if (kind == v1::Need::accompaniment) take_escorts_from(person);
    // Whoever is not with her any more is not asked to follow her either.
    if (state_.pivot_proposed == person && !stands_by_her(person)) {
        let_go_of_pivot(person, v1::PivotDeclined::unknown);
        propose_whoever_is_there();
    }
    if (counted) reopen_if_short(kind, v1::NeedReopened::released, true);
    return {};
}

// She was to be there by now. She is asked once; then somebody else is called as well, and she is
// still expected.
void CaseDraft::keep_or_break_promise(v1::Need::Kind kind) {
    const auto* late = need(kind).next_promise();
    check(late != nullptr, "a promise that is due was made");
    const auto [id, record] = *late;
    auto event = next();
    if (!record.reminded) {
        auto& reminded = *event.mutable_promise_reminded();
        reminded.set_page(id);
        reminded.set_due_ms(to_ms(now_ + reminder_wait));
        if (said(record.person, v1::Message::reminder) == nullptr)
            *reminded.mutable_message() = reminder_message(heading_of(state_), id, record);
        add(std::move(event));
        return;
    }
    event.mutable_promise_broken()->set_page(id);
    event.mutable_promise_broken()->set_due_ms(to_ms(record.promise_due));
    add(std::move(event));
    reopen_if_short(kind, v1::NeedReopened::promise_broken, false);
}

// One message may ask for several pages: what is heard of it holds for each.
Verdict CaseDraft::handed_over() {
    const auto& report = command_.report_handover();
    if (page(report.page()) == nullptr) return no(v1::Rejection::page_unknown);
    for (const auto& id : state_.asked_together(report.page())) hand_over(id);
    return {};
}

void CaseDraft::hand_over(const std::string& id) {
    const auto& report = command_.report_handover();
    const PageRecord record = *page(id);
    if (record.handed_over_at != Instant{} && record.state != PageState::raised) return;
    auto event = next();
    auto& over = *event.mutable_page_handed_over();
    over.set_page(id);
    over.set_way(report.way());
    over.set_message_id(report.message_id());
    over.set_at_ms(std::clamp(report.at_ms(), to_ms(record.raised_at), to_ms(now_)));
    add(std::move(event));
    const bool expected =
        std::ranges::any_of(state_.need_of_page(id)->pages, [&](const auto& entry) {
            const auto& page = entry.second;
            return entry.first != id && page.person == record.person &&
                   (page.coming() || page.waiting());
        });
    // It reached her after all: tell her, unless she is expected by another call.
    if (record.state != PageState::stood_down || expected || expected_elsewhere(id) ||
        waits_for_another(id) || said(record.person, v1::Message::stand_down) != nullptr)
        return;
    auto down = next();
    down.mutable_page_stood_down()->set_page(id);
    *down.mutable_page_stood_down()->mutable_message() =
        stand_down_message(heading_of(state_), id, record, down.version());
    add(std::move(down));
}

// Another page of the same message.
bool CaseDraft::waits_for_another(const std::string& id) const {
    return std::ranges::any_of(state_.asked_together(id), [&](const std::string& other) {
        return other != id && page(other)->waiting();
    });
}

Verdict CaseDraft::undelivered() {
    const auto& report = command_.report_undelivered();
    const auto* known = page(report.page());
    if (known == nullptr) return no(v1::Rejection::page_unknown);
    auto message = page_message(heading_of(state_), report.page(), *known);
    message.set_way(report.way());
    bool goes_on = false;
    for (const auto& id : state_.asked_together(report.page())) {
        const auto& asked = *page(id);
        if (!asked.waiting() || report.way() < asked.ways_failed) continue;
        auto event = next();
        auto& failed = *event.mutable_page_undelivered();
        failed.set_page(id);
        failed.set_way(report.way());
        failed.set_message_id(report.message_id());
        failed.set_fault(report.fault());
        // Her other ways are tried once for them all.
        if (!goes_on) *failed.mutable_message() = message;
        goes_on = true;
        add(std::move(event));
    }
    return {};
}

Verdict CaseDraft::exhausted() {
    const auto& report = command_.report_exhausted();
    if (page(report.page()) == nullptr) return no(v1::Rejection::page_unknown);
    for (const auto& id : state_.asked_together(report.page())) {
        if (page(id)->state != PageState::raised) continue;
        auto event = next();
        event.mutable_page_exhausted()->set_page(id);
        add(std::move(event));
        climb_if_rung_is_spent(state_.need_of_page(id)->kind);
    }
    return {};
}

}  // namespace relais::domain
