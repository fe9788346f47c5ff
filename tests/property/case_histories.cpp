#include "tests/property/case_histories.hpp"

#include "tests/property/case_towns.hpp"

namespace relais::test {
namespace {

std::vector<std::string> pages_of(const Story& story) {
    std::vector<std::string> pages;
    for (const auto& event : story.history)
        for (const auto& pick : event.rung_reached().picks()) pages.push_back(pick.page());
    return pages;
}

bool of_a_page(const Step& step, const Story& story, v1::Command& command) {
    const auto pages = pages_of(story);
    const std::string page = pages.empty() ? "none" : pages[step.which % pages.size()];
    switch (step.wish) {
        case Wish::answer:
            command.mutable_answer_page()->set_page(page);
            command.mutable_answer_page()->set_answer(
                static_cast<v1::Answer::Kind>(1 + step.detail % 6));
            command.mutable_answer_page()->set_eta_minutes(step.detail % 40);
            break;
        case Wish::hand_over:
            command.mutable_report_handover()->set_page(page);
            command.mutable_report_handover()->set_at_ms(to_ms(story.now));
            break;
        case Wish::undelivered:
            command.mutable_report_undelivered()->set_page(page);
            command.mutable_report_undelivered()->set_way(step.detail % 2);
            break;
        case Wish::exhausted:
            command.mutable_report_exhausted()->set_page(page);
            break;
        default:
            return false;
    }
    return true;
}

bool of_a_need(const Step& step, v1::Command& command) {
    const auto need = all_needs[step.which % all_needs.size()];
    switch (step.wish) {
        case Wish::take:
            command.mutable_take_need()->set_need(need);
            break;
        case Wish::give_back:
            command.mutable_release_need()->set_need(need);
            break;
        case Wish::settle:
            command.mutable_settle_need()->set_need(need);
            command.mutable_settle_need()->set_outcome(
                static_cast<v1::Outcome::Code>(1 + step.detail % 3));
            command.mutable_settle_need()->set_why(v1::Outcome::settled_elsewhere);
            break;
        case Wish::add:
            command.mutable_add_need()->set_need(need);
            break;
        case Wish::consent:
            command.mutable_give_consent()->set_need(need);
            command.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
            break;
        case Wish::refuse:
            command.mutable_refuse_need()->set_need(need);
            break;
        default:
            return false;
    }
    return true;
}

bool of_the_case(const Step& step, v1::Command& command) {
    switch (step.wish) {
        case Wish::withdraw:
            command.mutable_withdraw_consent()->set_sector(
                step.detail % 2 == 0 ? v1::Sector::health : v1::Sector::shelter);
            break;
        case Wish::offer:
            command.mutable_offer_pivot()->set_person(step.detail % 2 == 0 ? "ines" : "omar");
            break;
        case Wish::be_pivot:
            command.mutable_answer_pivot()->set_accept(step.detail % 3 != 0);
            break;
        case Wish::milestone:
            command.mutable_reach_milestone()->set_milestone(v1::Milestone::safe_place);
            break;
        case Wish::pathway:
            command.mutable_hand_to_pathway()->add_steps()->set_need("transitional_housing");
            break;
        case Wish::close:
            command.mutable_close_case();
            break;
        case Wish::reopen:
            command.mutable_reopen_case()->set_reason("she_came_back");
            break;
        case Wish::restrict:
            command.mutable_restrict_case()->set_restricted(step.detail % 4 != 0);
            command.mutable_restrict_case()->set_reason("known_in_the_network");
            break;
        case Wish::ask_fund: {
            auto& asked = *command.mutable_ask_fund();
            asked.set_fund("main");
            asked.mutable_request()->set_request("r" + std::to_string(step.which % 5));
            asked.mutable_request()->set_expense("taxi");
            break;
        }
        case Wish::hear_fund: {
            auto& news = *command.mutable_note_fund()->mutable_news();
            command.mutable_actor()->set_role(v1::Role::system);
            news.set_request("r" + std::to_string(step.which % 5));
            news.set_fund_version(1 + step.detail % 50);
            news.set_state(static_cast<v1::FundRequest::State>(1 + step.detail % 13));
            break;
        }
        default:
            return false;
    }
    return true;
}

bool of_other_cases(const Step& step, const Story& story, v1::Command& command) {
    switch (step.wish) {
        case Wish::merge:
            command.mutable_merge_case()->set_into("other");
            break;
        case Wish::confirm:
            command.mutable_confirm_merge()->set_into("other");
            if (story.state.merging)
                command.mutable_confirm_merge()->set_ask(story.state.merging->ask);
            if (step.detail % 3 == 0)
                command.mutable_confirm_merge()->set_declined(v1::MergeDecline::over);
            break;
        case Wish::unmerge:
            command.mutable_unmerge_case()->set_reason("two_people");
            break;
        case Wish::take_in: {
            auto& taken = *command.mutable_take_in_case();
            taken.set_duplicate("third");
            taken.set_territory("06");
            taken.add_needs()->set_need(v1::Need::accompaniment);
            if (step.detail % 2 == 0) taken.mutable_needs(0)->set_basis(v1::ConsentBasis::verbal);
            taken.mutable_needs(0)->set_mandatory(step.detail % 3 == 0);
            break;
        }
        case Wish::hand_back:
            command.mutable_give_back_case()->set_duplicate("third");
            break;
        default:
            return false;
    }
    return true;
}

// Ids of what was opened are versions: any that there was, or none.
std::string some_version(const Step& step, const Story& story) {
    return std::to_string(1 + step.which % (story.state.version + 1));
}

template <class Records>
std::string some_id(const Step& step, const Story& story, const Records& records) {
    return records.empty() ? some_version(step, story) : records[step.which % records.size()].id;
}

bool of_companions(const Step& step, const Story& story, v1::Command& command) {
    const auto now_ms = to_ms(story.now);
    switch (step.wish) {
        case Wish::plan_escort:
            command.mutable_plan_escort()->set_from_ms(now_ms + step.detail % 14'400'000);
            command.mutable_plan_escort()->set_until_ms(now_ms + 20'000'000);
            if (step.detail % 2 == 0) command.mutable_plan_escort()->set_person("vera");
            break;
        case Wish::answer_escort:
            command.mutable_answer_escort()->set_escort(some_id(step, story, story.state.escorts));
            command.mutable_answer_escort()->set_accept(step.detail % 3 != 0);
            break;
        case Wish::report_escort:
            command.mutable_report_escort()->set_escort(some_id(step, story, story.state.escorts));
            command.mutable_report_escort()->set_state(
                static_cast<v1::Escort::State>(3 + step.detail % 3));
            break;
        case Wish::plan_move: {
            auto& plan = *command.mutable_plan_relocation();
            plan.mutable_destination()->set_box("sealed");
            plan.set_receiving("vera");
            plan.set_depart_ms(now_ms + 3'600'000);
            plan.set_arrive_ms(now_ms + 7'200'000);
            break;
        }
        case Wish::answer_move:
            command.mutable_answer_relocation()->set_accept(step.detail % 3 != 0);
            break;
        case Wish::report_move:
            command.mutable_report_relocation()->set_state(
                static_cast<v1::Relocation::State>(3 + step.detail % 3));
            break;
        default:
            return false;
    }
    return true;
}

bool of_services(const Step& step, const Story& story, v1::Command& command) {
    switch (step.wish) {
        case Wish::refer: {
            auto& asked = *command.mutable_propose_referral();
            asked.set_organization("boussole");
            asked.set_need(step.detail % 2 == 0 ? "mental_health" : "job_support");
            asked.set_basis(v1::ConsentBasis::verbal);
            break;
        }
        case Wish::answer_referral: {
            const auto id = some_id(step, story, story.state.referrals);
            if (step.detail % 4 == 0)
                command.mutable_complete_referral()->set_referral(id);
            else if (step.detail % 4 == 1)
                command.mutable_revoke_referral()->set_referral(id);
            else
                command.mutable_answer_referral()->set_referral(id);
            if (step.detail % 4 == 2) command.mutable_answer_referral()->set_accept(true);
            break;
        }
        case Wish::share:
            command.mutable_share_with_sector()->set_sector(v1::Sector::police);
            command.mutable_share_with_sector()->set_basis(v1::ConsentBasis::verbal);
            if (step.detail % 2 == 0)
                command.mutable_share_with_sector()->add_fields(v1::SharedField::status);
            break;
        case Wish::start_clock:
            command.mutable_start_clock()->set_clock("permit");
            command.mutable_start_clock()->set_from_ms(to_ms(story.now) - step.detail % 7'200'000);
            break;
        case Wish::note_clock:
            command.mutable_note_clock()->set_clock("permit");
            command.mutable_note_clock()->set_done(step.detail % 2 == 0);
            break;
        default:
            return false;
    }
    return true;
}

// Anybody of the town: of the need's sector or not, excluded, gone, or nobody at all.
const std::vector<std::string> anybody{"nadia", "omar",     "lise",    "ines",  "paul",
                                       "vera",  "sergeant", "coralie", "denis", "nobody"};

bool by_hand(const Step& step, v1::Command& command) {
    const auto need = all_needs[step.which % all_needs.size()];
    const auto reason = static_cast<v1::OverrideReason::Code>(step.detail % 7);
    if (step.wish == Wish::override_rule) {
        static const std::vector<v1::OverridableRule::Code> rules{
            v1::OverridableRule::indigenous_first, v1::OverridableRule::responder_gender,
            v1::OverridableRule::youth_transition};
        command.mutable_override_rule()->set_need(need);
        command.mutable_override_rule()->set_rule(rules[step.detail % rules.size()]);
        command.mutable_override_rule()->set_reason(reason);
        return true;
    }
    if (step.wish != Wish::call_by_hand) return false;
    command.mutable_page_person()->set_need(need);
    command.mutable_page_person()->set_person(anybody[step.detail % anybody.size()]);
    command.mutable_page_person()->set_reason(reason);
    return true;
}

bool of_what_is_sealed(const Step& step, const Story& story, v1::Command& command) {
    static const std::vector<v1::Role::Code> roles{v1::Role::worker, v1::Role::responder,
                                                   v1::Role::coordinator, v1::Role::privacy};
    const auto as = [&] { command.mutable_actor()->set_role(roles[step.which % roles.size()]); };
    switch (step.wish) {
        case Wish::read: {
            auto& wish = *command.mutable_read_field();
            wish.set_field(static_cast<v1::SealedField::Code>(1 + step.detail % 5));
            wish.set_reason(static_cast<v1::ReadingReason::Code>(step.detail % 8));
            wish.set_break_glass(step.detail % 3 == 0);
            as();
            return true;
        }
        case Wish::allow_reading: {
            const auto& asked = story.state.readings;
            command.mutable_allow_reading()->set_reading(
                asked.empty() ? some_version(step, story)
                              : asked[step.detail % asked.size()].reading);
            as();
            return true;
        }
        case Wish::safe_contact:
            command.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("sealed");
            return true;
        case Wish::advise:
            command.mutable_give_advice()->mutable_advice()->set_box("sealed");
            return true;
        case Wish::link:
            command.mutable_link_case()->set_other(step.which % 2 == 0 ? "other" : "third");
            command.mutable_link_case()->set_apart(step.detail % 3 == 0);
            return true;
        case Wish::raise_alarm:
            command.mutable_raise_alarm()->set_alarm("alert_quarantined");
            return true;
        default:
            return false;
    }
}

}  // namespace

void showValue(const Step& step, std::ostream& out) {
    out << "{wish " << static_cast<int>(step.wish) << ", which " << step.which << ", detail "
        << step.detail << ", after " << step.seconds << " s}";
}

// Answers and deadlines are what most of a night is made of.
rc::Gen<Wish> wishes() {
    return rc::gen::weightedElement<Wish>({{6, Wish::answer},
                                           {2, Wish::hand_over},
                                           {1, Wish::undelivered},
                                           {1, Wish::exhausted},
                                           {1, Wish::take},
                                           {1, Wish::give_back},
                                           {1, Wish::settle},
                                           {1, Wish::add},
                                           {1, Wish::consent},
                                           {1, Wish::withdraw},
                                           {1, Wish::refuse},
                                           {1, Wish::offer},
                                           {1, Wish::be_pivot},
                                           {1, Wish::milestone},
                                           {1, Wish::pathway},
                                           {1, Wish::close},
                                           {1, Wish::reopen},
                                           {5, Wish::fire},
                                           {1, Wish::merge},
                                           {1, Wish::confirm},
                                           {1, Wish::unmerge},
                                           {1, Wish::take_in},
                                           {1, Wish::hand_back},
                                           {1, Wish::refer},
                                           {1, Wish::answer_referral},
                                           {1, Wish::plan_escort},
                                           {1, Wish::answer_escort},
                                           {1, Wish::report_escort},
                                           {1, Wish::plan_move},
                                           {1, Wish::answer_move},
                                           {1, Wish::report_move},
                                           {1, Wish::share},
                                           {1, Wish::start_clock},
                                           {1, Wish::note_clock},
                                           {1, Wish::again},
                                           {1, Wish::restrict},
                                           {1, Wish::ask_fund},
                                           {1, Wish::hear_fund},
                                           {1, Wish::override_rule},
                                           {3, Wish::call_by_hand},
                                           {2, Wish::read},
                                           {1, Wish::allow_reading},
                                           {1, Wish::link},
                                           {1, Wish::advise},
                                           {1, Wish::raise_alarm},
                                           {1, Wish::safe_contact}});
}

rc::Gen<std::vector<Step>> histories() {
    return rc::gen::container<std::vector<Step>>(
        rc::gen::construct<Step>(wishes(), rc::gen::arbitrary<unsigned>(),
                                 rc::gen::arbitrary<unsigned>(), rc::gen::inRange(0u, 400u)));
}

v1::Command command_for(const Step& step, const Story& story) {
    v1::Command command;
    if (of_a_page(step, story, command) || of_a_need(step, command) || of_the_case(step, command) ||
        of_other_cases(step, story, command) || of_companions(step, story, command) ||
        of_services(step, story, command) || by_hand(step, command) ||
        of_what_is_sealed(step, story, command)) {
        if (step.detail % 2 == 1 && !command.has_actor())
            command.mutable_actor()->set_role(v1::Role::coordinator);
        return command;
    }
    const auto armed = domain::deadlines(story.state);
    command.mutable_fire_deadline()->set_deadline("term");
    if (armed.empty()) return command;
    auto chosen = armed.begin();
    std::advance(chosen, static_cast<long>(step.detail % armed.size()));
    command.mutable_fire_deadline()->set_deadline(chosen->first);
    return command;
}

std::string person_for(const v1::Command& command, const Story& story) {
    if (command.has_answer_pivot()) return "ines";
    const bool veras = command.has_answer_escort() || command.has_answer_relocation() ||
                       (command.has_report_escort() && command.actor().role() == v1::Role::unknown);
    if (veras) return "vera";
    if (command.has_read_field() || command.has_allow_reading()) switch (command.actor().role()) {
            case v1::Role::worker:
                return "worker";
            case v1::Role::responder:
                return command.read_field().break_glass() ? "nadia" : "vera";
            case v1::Role::privacy:
                return "paul";
            default:
                return command.read_field().break_glass() ? "denis" : "coralie";
        }
    if (!command.has_answer_page()) return "coralie";
    const auto* need = story.state.need_of_page(command.answer_page().page());
    return need == nullptr ? "nobody" : need->pages.at(command.answer_page().page()).person;
}

Story tell(const std::vector<Step>& steps, const std::function<void(const Story&)>& must_hold) {
    const unsigned night_of = steps.empty() ? 0 : steps.front().which % 64;
    Story story{town(night_of % 16 == 5)};
    const auto opening = opening_of(night_of / 8);
    story.when(opening);
    must_hold(story);
    v1::Command last = opening;
    for (const auto& step : steps) {
        if (night_of % 16 == 9 && &step == &steps[steps.size() / 2]) fill(story);
        story.now += std::chrono::seconds(step.seconds);
        const auto command = step.wish == Wish::again ? last : command_for(step, story);
        story.when(command, person_for(command, story));
        must_hold(story);
        last = command;
    }
    return story;
}

}  // namespace relais::test
