#include "tests/simulation/calls.hpp"

#include <algorithm>

#include "common/domain/rules.hpp"

namespace relais::test {

void Calls::note(const v1::Event& event, const domain::CaseState& after,
                 const domain::Directory& directory) {
    if (event.has_need_opened()) open(event.need_opened(), directory);
    if (event.has_rung_reached()) reach(event);
    if (event.has_person_paged())
        add(event.person_paged().page(), event.person_paged().person(), event.person_paged().need(),
            false);
    note_case(event);
    note_need(event, after);
    note_page(event);
}

const Call* Calls::call(const std::string& page) const {
    const auto found = calls_.find(page);
    return found == calls_.end() ? nullptr : &found->second;
}

const Wanted* Calls::wanted(v1::Need::Kind need) const {
    const auto found = needs_.find(need);
    return found == needs_.end() ? nullptr : &found->second;
}

bool Calls::of_this_life(const Call& call) const { return call.life == needs_.at(call.need).life; }

bool Calls::mandatory(v1::Need::Kind need) const {
    return needs_.at(need).mandatory || std::ranges::any_of(by_another_, [&](const auto& taken) {
               return taken.second.contains(need);
           });
}

std::size_t Calls::coming(v1::Need::Kind need) const {
    return static_cast<std::size_t>(std::ranges::count_if(calls_, [&](const auto& entry) {
        const auto& call = entry.second;
        return call.need == need && !call.copy && of_this_life(call) && call.counts();
    }));
}

void Calls::open(const v1::NeedOpened& opened, const domain::Directory& directory) {
    Wanted need;
    const auto* rule = directory.rule(opened.need());
    need.sector = opened.sector();
    need.basis = opened.consent().basis();
    need.ladder = opened.ladder();
    need.quota = rule == nullptr ? 1 : std::max(rule->quota(), 1u);
    need.awaiting = !opened.has_consent();
    need.mandatory = std::ranges::any_of(opened.rules(), [](int code) {
        return domain::mandatory(static_cast<v1::Rule::Code>(code));
    });
    needs_.insert_or_assign(opened.need(), std::move(need));
}

void Calls::add(const std::string& page, const std::string& person, v1::Need::Kind kind,
                bool copy) {
    const auto& need = needs_.at(kind);
    Call call;
    call.person = person;
    call.need = kind;
    call.rung = need.last ? need.last->rung() : 0;
    call.round = need.round;
    call.life = need.life;
    call.copy = copy;
    calls_.emplace(page, std::move(call));
}

void Calls::reach(const v1::Event& event) {
    const auto& reached = event.rung_reached();
    auto& need = needs_.at(reached.need());
    need.last = reached;
    need.last_at = instant(event.now_ms());
    need.may_go_back = false;
    for (const auto& pick : reached.picks())
        add(pick.page(), pick.person(), reached.need(), pick.message().kind() == v1::Message::copy);
}

void Calls::note_case(const v1::Event& event) {
    if (event.has_case_opened()) {
        const auto& told = event.case_opened().alert().exclusions();
        exclusions_.assign(told.begin(), told.end());
    }
    if (event.has_case_taken_in()) {
        const auto& taken = event.case_taken_in().taken();
        exclusions_.insert(exclusions_.end(), taken.exclusions().begin(), taken.exclusions().end());
        for (const auto& need : taken.needs())
            if (need.mandatory()) by_another_[taken.duplicate()].insert(need.need());
    }
    if (event.has_case_given_back()) by_another_.erase(event.case_given_back().duplicate());
    if (event.has_case_closed()) closed_ = true;
    if (event.has_case_reopened()) closed_ = false;
    if (event.has_case_merged()) merged_ = true;
    if (event.has_case_unmerged()) merged_ = false;
}

void Calls::start_again(Wanted& need) {
    need.open = true;
    need.by_hand.clear();
    need.last.reset();
    need.sent_home.clear();
    ++need.round;
}

void Calls::settle(Wanted& need) {
    need.open = false;
    need.settled = true;
}

void Calls::note_need(const v1::Event& event, const domain::CaseState& after) {
    const auto of = [&](v1::Need::Kind kind) -> Wanted& { return needs_.at(kind); };
    if (event.has_need_covered()) of(event.need_covered().need()).open = false;
    if (event.has_need_taken()) {
        of(event.need_taken().need()).open = false;
        of(event.need_taken().need()).by_hand = event.actor().person();
    }
    if (event.has_need_released()) of(event.need_released().need()).by_hand.clear();
    if (event.has_rule_overridden()) of(event.rule_overridden().need()).may_go_back = true;
    if (event.has_need_settled()) settle(of(event.need_settled().need()));
    if (event.has_need_refused()) settle(of(event.need_refused().need()));
    if (event.has_need_reopened()) {
        auto& need = of(event.need_reopened().need());
        need.open = true;
        need.settled = false;
        need.sent_home.clear();
        need.awaiting = need.basis == v1::ConsentBasis::unknown &&
                        event.need_reopened().need() != v1::Need::unknown;
        if (event.need_reopened().from_the_start()) start_again(need);
    }
    if (event.has_consent_given()) {
        auto& need = of(event.consent_given().need());
        if (need.settled) ++need.life;
        start_again(need);
        need.settled = need.awaiting = false;
        need.basis = event.consent_given().consent().basis();
    }
    if (event.has_consent_withdrawn() || event.has_case_given_back()) await_consent(event, after);
}

void Calls::await_consent(const v1::Event& event, const domain::CaseState& after) {
    for (auto& [kind, need] : needs_) {
        const bool withdrawn = event.has_consent_withdrawn() && !need.settled &&
                               need.sector == event.consent_withdrawn().sector() &&
                               domain::hers_to_take_back(need.basis);
        // What is here only because of another alert: the core alone knows which that is.
        const bool given_back = event.has_case_given_back() && !need.awaiting &&
                                after.need(kind)->state == v1::Need::awaiting_consent;
        if (!withdrawn && !given_back) continue;
        start_again(need);
        need.awaiting = true;
        need.basis = v1::ConsentBasis::unknown;
    }
}

void Calls::note_answer(const v1::PageAnswered& answered) {
    static const std::map<int, Standing> said{
        {v1::Answer::accept, Standing::coming},    {v1::Answer::decline, Standing::said_no},
        {v1::Answer::in_contact, Standing::there}, {v1::Answer::arrived, Standing::there},
        {v1::Answer::done, Standing::done},        {v1::Answer::release, Standing::said_no}};
    auto& call = calls_.at(answered.page());
    call.standing = said.at(answered.answer());
    call.reminders = 0;
}

void Calls::note_page(const v1::Event& event) {
    if (event.has_page_answered()) note_answer(event.page_answered());
    if (event.has_page_handed_over()) calls_.at(event.page_handed_over().page()).reached = true;
    if (event.has_page_undelivered()) calls_.at(event.page_undelivered().page()).reached = false;
    if (event.has_page_exhausted())
        calls_.at(event.page_exhausted().page()).standing = Standing::unreachable;
    if (event.has_promise_reminded()) {
        auto& call = calls_.at(event.promise_reminded().page());
        ++call.reminders;
        call.reminded_at = instant(event.now_ms());
    }
    if (event.has_promise_broken())
        calls_.at(event.promise_broken().page()).standing = Standing::late;
    if (event.has_page_stood_down()) {
        auto& call = calls_.at(event.page_stood_down().page());
        const bool once_more = call.standing == Standing::sent_home;  // it reached her after all
        call.standing = Standing::sent_home;
        // Whoever is gone may belong again; that is another law.
        if (event.page_stood_down().reason() == v1::Reason::unknown && !once_more)
            needs_.at(call.need).sent_home.insert(call.person);
    }
}

}  // namespace relais::test
