// What people do in the life of a case: those who raise it, who come, who are asked for something
// else, and who end it.
#include <fmt/format.h>

#include "tests/simulation/life.hpp"

namespace relais::test {

using v1::Answer;

void Life::say(Duration after, v1::Command command, const std::string& person) {
    command.set_aggregate(case_aggregate);
    command.mutable_actor()->set_person(person);
    command.set_command_id(fmt::format("c{}", ++order_));
    queue_.push({now_ + after, order_, std::move(command)});
}

void Life::say_answer(Duration after, const v1::Message& message, Answer::Kind kind,
                      std::uint32_t eta) {
    v1::Command command;
    command.mutable_answer_page()->set_page(message.page());
    command.mutable_answer_page()->set_answer(kind);
    command.mutable_answer_page()->set_eta_minutes(eta);
    say(after, std::move(command), message.person());
}

void Life::raise() {
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_alert_id(alert_uuid);
    open.set_code("TOKA-RILU");
    open.set_territory(chance_.in_100(80) ? "06" : "13");
    for (const auto need :
         {v1::Need::immediate_care, v1::Need::emergency_shelter, v1::Need::police_protection})
        if (chance_.in_100(70)) open.add_needs()->set_need(need);
    if (open.needs().empty()) open.add_needs()->set_need(v1::Need::immediate_care);
    if (chance_.in_100(15)) open.set_age_band(v1::AgeBand::from_14_to_17);
    if (chance_.in_100(15)) open.set_gender_preference(v1::GenderPreference::woman);
    if (chance_.in_100(20)) open.add_exclusions()->set_person("omar");
    if (chance_.in_100(20)) open.set_urgency(v1::Urgency::immediate);
    say(0s, std::move(command), "worker");
}

void Life::what_people_will_do() {
    const auto maybe = [&](unsigned percent, Duration from, Duration to, auto set,
                           const std::string& person) {
        if (!chance_.in_100(percent)) return;
        v1::Command command;
        set(command);
        say(chance_.between(from, to), std::move(command), person);
    };
    using C = v1::Command;
    maybe(
        50, 30s, 20min,
        [](C& c) {
            c.mutable_give_consent()->set_need(v1::Need::police_protection);
            c.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
        },
        "worker");
    maybe(
        8, 1min, 3h, [](C& c) { c.mutable_withdraw_consent()->set_sector(v1::Sector::health); },
        "worker");
    maybe(
        5, 1min, 3h, [](C& c) { c.mutable_refuse_need()->set_need(v1::Need::emergency_shelter); },
        "worker");
    maybe(
        15, 1h, 20h, [](C& c) { c.mutable_add_need()->set_need(v1::Need::immediate_care); },
        "worker");
    maybe(
        10, 5min, 2h, [](C& c) { c.mutable_take_need()->set_need(v1::Need::emergency_shelter); },
        "coralie");
    maybe(
        8, 2h, 4h, [](C& c) { c.mutable_release_need()->set_need(v1::Need::emergency_shelter); },
        "coralie");
    maybe(60, 10min, 50min, [](C& c) { c.mutable_offer_pivot()->set_person("ines"); }, "coralie");
    maybe(40, 20min, 90min, [](C& c) { c.mutable_answer_pivot()->set_accept(true); }, "ines");
    maybe(10, 1h, 5h, [](C& c) { c.mutable_close_case(); }, "coralie");
    // Something always happens after the third day: somebody sits down and ends it.
    maybe(
        100, 73h + 1min, 74h,
        [](C& c) { c.mutable_reach_milestone()->set_milestone(v1::Milestone::review_48h); },
        "coralie");
}

// Services, companions, a move, a second alert for her; each of them answers, or does not.
void Life::what_else_they_will_do() {
    const auto maybe = [&](unsigned percent, Duration from, Duration to, auto set,
                           const std::string& person) {
        if (!chance_.in_100(percent)) return;
        v1::Command command;
        command.mutable_actor()->set_role(v1::Role::coordinator);
        set(command);
        say(chance_.between(from, to), std::move(command), person);
    };
    using C = v1::Command;
    maybe(
        25, 1h, 20h,
        [](C& c) {
            c.mutable_propose_referral()->set_organization("boussole");
            c.mutable_propose_referral()->set_need("mental_health");
            c.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
        },
        "coralie");
    maybe(
        25, 1h, 20h,
        [this](C& c) {
            const auto from = now_ + chance_.between(2h, 30h);
            c.mutable_plan_escort()->set_purpose(v1::Escort::court);
            c.mutable_plan_escort()->set_from_ms(to_ms(from));
            c.mutable_plan_escort()->set_until_ms(to_ms(from + 3h));
            if (chance_.in_100(70)) c.mutable_plan_escort()->set_person("vera");
        },
        "coralie");
    maybe(
        15, 1h, 20h,
        [this](C& c) {
            auto& plan = *c.mutable_plan_relocation();
            plan.mutable_destination()->set_box("sealed");
            plan.set_receiving("yann");
            plan.set_depart_ms(to_ms(now_ + 30h));
            plan.set_arrive_ms(to_ms(now_ + 40h));
        },
        "coralie");
    maybe(10, 30s, 5h, [](C& c) { c.mutable_merge_case()->set_into("other"); }, "coralie");
    maybe(
        10, 30s, 5h,
        [](C& c) {
            c.mutable_take_in_case()->set_duplicate("third");
            c.mutable_take_in_case()->set_territory("06");
            c.mutable_take_in_case()->add_needs()->set_need(v1::Need::accompaniment);
            c.mutable_take_in_case()->mutable_needs(0)->set_basis(v1::ConsentBasis::verbal);
        },
        "");
    maybe(5, 5h, 9h, [](C& c) { c.mutable_give_back_case()->set_duplicate("third"); }, "");
}

// The other case takes it in, refuses, or says nothing; and sometimes they are two people after
// all.
void Life::ask_the_other_case(const std::vector<v1::Command>& mail) {
    for (const auto& letter : mail) {
        if (!letter.has_take_in_case() || chance_.in_100(20)) continue;
        v1::Command answer;
        answer.mutable_confirm_merge()->set_into("other");
        answer.mutable_confirm_merge()->set_ask(letter.take_in_case().ask());
        if (chance_.in_100(30))
            answer.mutable_confirm_merge()->set_declined(v1::MergeDecline::over);
        say(chance_.between(10ms, 2min), std::move(answer), "");
        v1::Command apart;
        apart.mutable_unmerge_case()->set_reason("two_people");
        if (chance_.in_100(50)) say(chance_.between(1h, 20h), std::move(apart), "coralie");
    }
}

// Whoever is asked for something else than to come now: yes, no, or nothing; then they do it.
void Life::go_with_her(const v1::Event& event) {
    const bool yes = chance_.in_100(60);
    v1::Command answer;
    if (event.has_referral_proposed()) {
        answer.mutable_answer_referral()->set_referral(event.referral_proposed().referral());
        answer.mutable_answer_referral()->set_accept(yes);
        answer.mutable_actor()->set_organization("boussole");
    } else if (event.has_escort_planned() && !event.escort_planned().person().empty()) {
        answer.mutable_answer_escort()->set_escort(event.escort_planned().escort());
        answer.mutable_answer_escort()->set_accept(yes);
    } else if (event.has_relocation_planned()) {
        answer.mutable_answer_relocation()->set_accept(yes);
    } else if (event.escort_answered().accepted()) {
        for (const auto state : {v1::Escort::with_her, v1::Escort::ended}) {
            v1::Command report;
            report.mutable_report_escort()->set_escort(event.escort_answered().escort());
            report.mutable_report_escort()->set_state(state);
            if (chance_.in_100(85))
                say(chance_.between(10min, 20h), std::move(report),
                    event.escort_answered().person());
        }
        return;
    } else {
        return;
    }
    const std::string who = event.has_relocation_planned() ? "yann" : "vera";
    if (chance_.in_100(80)) say(chance_.between(1min, 5h), std::move(answer), who);
}

// Three days later somebody sits down and says of every need what became of it.
void Life::settle_everything() {
    settling_ = true;
    for (const auto& need : state_.needs) {
        if (need.settled() || need.kind == v1::Need::unknown) continue;
        v1::Command command;
        command.mutable_settle_need()->set_need(need.kind);
        command.mutable_settle_need()->set_outcome(v1::Outcome::met);
        say(1s, std::move(command), "coralie");
    }
    end_what_is_under_way();
    v1::Command close;
    close.mutable_close_case();
    say(1min, std::move(close), "coralie");
}

void Life::end_what_is_under_way() {
    const auto by_hand = [&](auto set) {
        v1::Command command;
        command.mutable_actor()->set_role(v1::Role::coordinator);
        set(command);
        say(1s, std::move(command), "coralie");
    };
    using C = v1::Command;
    if (!state_.merged_into.empty())
        by_hand([](C& c) { c.mutable_unmerge_case()->set_reason("two_people"); });
    for (const auto& referral : state_.referrals)
        if (referral.state == v1::Referral::proposed)
            by_hand([&](C& c) { c.mutable_revoke_referral()->set_referral(referral.id); });
    for (const auto& escort : state_.escorts)
        if (!escort.over())
            by_hand([&](C& c) {
                c.mutable_report_escort()->set_escort(escort.id);
                c.mutable_report_escort()->set_state(v1::Escort::dropped);
            });
    if (state_.relocation && !state_.relocation->over())
        by_hand([](C& c) { c.mutable_report_relocation()->set_state(v1::Relocation::dropped); });
}

void Life::answer(const v1::Message& message) {
    const bool coordinator = message.person() == "coralie" || message.person() == "denis";
    const auto roll = chance_.next() % 100;
    const auto after = chance_.between(8s, 4min);
    const auto eta = static_cast<std::uint32_t>(5 + chance_.next() % 50);
    if (coordinator && roll < 85) return promise(message, chance_.between(30s, 10min), 0);
    if (roll < 45) return promise(message, after, eta);
    if (roll < 52) {  // twice, as telephones do
        promise(message, after, eta);
        return say_answer(after + 1s, message, Answer::accept, eta);
    }
    if (roll < 68) return say_answer(after, message, Answer::decline);
    if (roll < 71) say_answer(after, message, Answer::arrived);  // out of turn
}

// She says that she comes; and then she does, or cannot go on, or forgets.
void Life::promise(const v1::Message& message, Duration after, std::uint32_t eta) {
    say_answer(after, message, Answer::accept, eta);
    const auto roll = chance_.next() % 100;
    const auto there = after + std::chrono::minutes(eta) + chance_.between(0s, 12min);
    if (roll < 12)
        return say_answer(after + chance_.between(1min, 30min), message, Answer::release);
    if (roll > 75) return;  // she forgets
    say_answer(there, message, roll < 40 ? Answer::in_contact : Answer::arrived);
    if (roll < 60) say_answer(there + chance_.between(20min, 3h), message, Answer::done);
    if (roll < 18) say_answer(there + chance_.between(5min, 1h), message, Answer::release);
}

void Life::deliver(const v1::Message& message) {
    if (message.kind() == v1::Message::reminder) {
        if (chance_.in_100(60)) say_answer(chance_.between(20s, 4min), message, Answer::arrived);
        return;
    }
    if (message.kind() != v1::Message::come && message.kind() != v1::Message::copy) return;
    ++night_.pages;
    if (chance_.in_100(4)) {  // no way reaches her
        v1::Command exhausted;
        exhausted.mutable_report_exhausted()->set_page(message.page());
        return say(chance_.between(1s, 20s), std::move(exhausted), "");
    }
    const auto after = chance_.between(20ms, 4s);
    v1::Command over;
    over.mutable_report_handover()->set_page(message.page());
    over.mutable_report_handover()->set_at_ms(to_ms(now_ + after));
    say(after, std::move(over), "");
    // One message may ask for several needs, and she answers them one by one.
    for (const auto& page : state_.asked_together(message.page())) {
        auto each = message;
        each.set_page(page);
        answer(each);
    }
}

}  // namespace relais::test
