// Every command that a case knows, in every state of a need: an event, nothing because it is so
// already, or a refusal with a name. What README.md of the core says in rows is walked here.
#include "tests/unit/case_walk.hpp"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

namespace relais::test {
namespace {

using C = v1::Command;
using v1::Answer;
using v1::Need;

World town() {
    World world;
    world.organization("boussole", v1::Sector::victim_services);
    world.roster(v1::Sector::victim_services, "06", {{"vera"}});
    for (const char* woman : {"nadia", "omar"})
        world.person(woman).set_gender(v1::GenderPreference::woman);
    auto& permit = *world.data().add_clocks();
    permit.set_id("permit");
    permit.set_within_hours(100);
    return world;
}

Story paging() {
    Story story{town()};
    C command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(care);
    open.set_gender_preference(v1::GenderPreference::woman);
    open.set_gender_may_relax(false);
    open.mutable_note()->set_box("sealed");
    story.when(command);
    return story;
}

Story and_then(Story story, std::initializer_list<Answer::Kind> answers) {
    story.handed_over(story.page_of("nadia"));
    for (const auto answer : answers) story.answer(story.page_of("nadia"), answer, 10);
    return story;
}

Story settled(v1::Outcome::Code outcome) {
    auto story = paging();
    settle(story, care, outcome, v1::Outcome::settled_elsewhere);
    return story;
}

Story by(Story story, const std::function<C(const Story&)>& make) {
    story.when(make(story), "coralie");
    return story;
}

const auto withdraw =
    wish([](C& c) { c.mutable_withdraw_consent()->set_sector(v1::Sector::health); });
const auto take = wish([](C& c) { c.mutable_take_need()->set_need(care); });
const auto close = wish([](C& c) { c.mutable_close_case(); });

// In the order of a life; nothing has happened in the first.
std::vector<State> states() {
    return {
        {"unknown", [] { return Story{town()}; }},
        {"awaiting_consent", [] { return by(paging(), withdraw); }},
        {"paging", paging},
        {"covered", [] { return and_then(paging(), {Answer::accept}); }},
        {"taken by hand", [] { return by(paging(), take); }},
        {"engaged", [] { return and_then(paging(), {Answer::accept, Answer::arrived}); }},
        {"met", [] { return settled(v1::Outcome::met); }},
        {"refused", [] { return settled(v1::Outcome::refused_by_her); }},
        {"unmet", [] { return settled(v1::Outcome::unmet); }},
        {"closed", [] { return by(settled(v1::Outcome::met), close); }},
    };
}

auto page(auto set) {
    return wish([set](C& c, const Story& story) { set(c, story.page_of("nadia")); });
}

// Whatever is due first, long after it was.
C fire_the_first(const Story& story) {
    C command;
    command.mutable_fire_deadline()->set_deadline("none");
    Instant soonest = Instant::max();
    for (const auto& [name, due] : domain::deadlines(story.state)) {
        if (due >= soonest) continue;
        soonest = due;
        command.mutable_fire_deadline()->set_deadline(name);
    }
    return command;
}

std::vector<Row> opening_and_pages() {
    return {
        {"open_case", wish([](C& c) {
             c.mutable_open_case()->set_territory("06");
             c.mutable_open_case()->add_needs()->set_need(care);
         }),
         "case_opened no:case_already_open no:case_already_open no:case_already_open "
         "no:case_already_open no:case_already_open no:case_already_open "
         "no:case_already_open no:case_already_open no:case_already_open"},
        {"raise_alarm", wish([](C& c) { c.mutable_raise_alarm()->set_territory("06"); }),
         "alarm_raised no:case_already_open no:case_already_open no:case_already_open "
         "no:case_already_open no:case_already_open no:case_already_open "
         "no:case_already_open no:case_already_open no:case_already_open"},
        {"answer_page", page([](C& c, const std::string& page) {
             c.mutable_answer_page()->set_page(page);
             c.mutable_answer_page()->set_answer(Answer::accept);
         }),
         "no:case_unknown page_noted page_answered nothing page_noted "
         "no:page_already_answered page_noted page_noted page_noted page_noted",
         "nadia"},
        {"report_handover",
         page([](C& c, const std::string& page) { c.mutable_report_handover()->set_page(page); }),
         "no:case_unknown page_handed_over page_handed_over nothing page_handed_over "
         "nothing page_handed_over page_handed_over page_handed_over page_handed_over"},
        {"report_undelivered", page([](C& c, const std::string& page) {
             c.mutable_report_undelivered()->set_page(page);
         }),
         "no:case_unknown nothing page_undelivered nothing nothing nothing nothing "
         "nothing nothing nothing"},
        {"report_exhausted",
         page([](C& c, const std::string& page) { c.mutable_report_exhausted()->set_page(page); }),
         "no:case_unknown nothing page_exhausted nothing nothing nothing nothing "
         "nothing nothing nothing"},
        {"fire_deadline", fire_the_first,
         "no:case_unknown milestone_missed rung_reached promise_reminded milestone_missed "
         "milestone_missed milestone_missed milestone_missed milestone_missed nothing",
         "coralie", 1h},
    };
}

std::vector<Row> needs() {
    return {
        {"take_need", take,
         "no:case_unknown need_taken need_taken no:need_already_covered "
         "no:need_already_covered no:need_already_covered no:need_settled "
         "no:need_not_open no:need_settled no:case_closed"},
        {"release_need", wish([](C& c) { c.mutable_release_need()->set_need(care); }),
         "no:case_unknown no:need_not_covered no:need_not_covered no:need_not_covered "
         "need_released no:need_not_covered no:need_not_covered no:need_not_covered "
         "no:need_not_covered no:case_closed"},
        {"settle_need", wish([](C& c) {
             c.mutable_settle_need()->set_need(care);
             c.mutable_settle_need()->set_outcome(v1::Outcome::met);
         }),
         "no:case_unknown need_settled need_settled need_settled need_settled "
         "need_settled nothing no:need_settled no:need_settled no:case_closed"},
        {"refuse_need", wish([](C& c) { c.mutable_refuse_need()->set_need(care); }),
         "no:case_unknown need_refused need_refused need_refused need_refused "
         "need_refused no:need_settled nothing no:need_settled no:case_closed"},
        {"add_need", wish([](C& c) { c.mutable_add_need()->set_need(care); }),
         "no:case_unknown no:need_already_there no:need_already_there "
         "no:need_already_there no:need_already_there no:need_already_there "
         "consent_given consent_given consent_given no:case_closed"},
        {"give_consent", wish([](C& c) {
             c.mutable_give_consent()->set_need(care);
             c.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
         }),
         "no:case_unknown consent_given no:need_not_open no:need_not_open "
         "no:need_not_open no:need_not_open no:need_not_open consent_given "
         "no:need_not_open no:case_closed"},
        {"withdraw_consent", withdraw,
         "no:case_unknown no:consent_not_given page_stood_down page_stood_down "
         "consent_withdrawn page_stood_down consent_withdrawn consent_withdrawn "
         "consent_withdrawn consent_withdrawn"},
        {"override_rule", wish([](C& c) {
             c.mutable_override_rule()->set_need(care);
             c.mutable_override_rule()->set_rule(v1::OverridableRule::responder_gender);
             c.mutable_override_rule()->set_reason(v1::OverrideReason::she_agreed);
         }),
         "no:case_unknown rule_overridden rule_overridden no:need_not_open "
         "no:need_not_open no:need_not_open no:need_not_open no:need_not_open "
         "no:need_not_open no:case_closed"},
        {"page_person", wish([](C& c) {
             c.mutable_page_person()->set_need(care);
             c.mutable_page_person()->set_person("lise");
             c.mutable_page_person()->set_reason(v1::OverrideReason::she_agreed);
         }),
         "no:case_unknown no:consent_missing person_paged no:need_not_open "
         "no:need_not_open no:need_not_open no:need_not_open no:need_not_open "
         "no:need_not_open no:case_closed"},
    };
}

std::vector<Row> the_case() {
    return {
        {"offer_pivot", wish([](C& c) { c.mutable_offer_pivot()->set_person("ines"); }),
         "no:case_unknown pivot_offered pivot_offered pivot_offered pivot_offered "
         "pivot_offered pivot_offered pivot_offered pivot_offered no:case_closed"},
        {"answer_pivot", wish([](C& c) { c.mutable_answer_pivot()->set_accept(true); }),
         "no:case_unknown no:pivot_not_offered no:pivot_not_offered "
         "no:pivot_not_offered no:pivot_not_offered pivot_accepted no:pivot_not_offered "
         "no:pivot_not_offered no:pivot_not_offered no:case_closed",
         "nadia"},
        {"reach_milestone",
         wish([](C& c) { c.mutable_reach_milestone()->set_milestone(v1::Milestone::review_24h); }),
         "no:case_unknown milestone_reached milestone_reached milestone_reached "
         "milestone_reached milestone_reached milestone_reached milestone_reached "
         "milestone_reached no:case_closed"},
        {"hand_to_pathway",
         wish([](C& c) { c.mutable_hand_to_pathway()->add_steps()->set_need("housing"); }),
         "no:case_unknown handed_to_pathway handed_to_pathway handed_to_pathway "
         "handed_to_pathway handed_to_pathway handed_to_pathway handed_to_pathway "
         "handed_to_pathway no:case_closed"},
        {"restrict_case", wish([](C& c) {
             c.mutable_restrict_case()->set_restricted(true);
             c.mutable_restrict_case()->set_reason("known_in_the_network");
         }),
         "no:case_unknown case_restricted case_restricted case_restricted "
         "case_restricted case_restricted case_restricted case_restricted "
         "case_restricted no:case_closed"},
    };
}

std::vector<Row> her_words_and_its_end() {
    return {
        {"tell_safe_contact",
         wish([](C& c) { c.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("box"); }),
         "no:case_unknown safe_contact_told safe_contact_told safe_contact_told "
         "safe_contact_told safe_contact_told safe_contact_told safe_contact_told "
         "safe_contact_told no:case_closed"},
        {"read_field", wish([](C& c) {
             c.mutable_read_field()->set_field(v1::SealedField::note);
             c.mutable_read_field()->set_reason(v1::ReadingReason::to_meet_her);
         }),
         "no:case_unknown field_read field_read field_read field_read field_read "
         "field_read field_read field_read field_read"},
        {"allow_reading", wish([](C& c) { c.mutable_allow_reading()->set_reading("9"); }),
         "no:case_unknown no:reading_unknown no:reading_unknown no:reading_unknown "
         "no:reading_unknown no:reading_unknown no:reading_unknown no:reading_unknown "
         "no:reading_unknown no:reading_unknown"},
        {"close_case", close,
         "no:case_unknown no:needs_unsettled no:needs_unsettled no:needs_unsettled "
         "no:needs_unsettled no:needs_unsettled case_closed case_closed case_closed "
         "no:case_closed"},
        {"reopen_case", wish([](C& c) { c.mutable_reopen_case()->set_reason("she_came_back"); }),
         "no:case_unknown no:case_not_closed no:case_not_closed no:case_not_closed "
         "no:case_not_closed no:case_not_closed no:case_not_closed no:case_not_closed "
         "no:case_not_closed case_reopened"},
        {"give_advice",
         wish([](C& c) { c.mutable_give_advice()->mutable_advice()->set_box("box"); }),
         "no:case_unknown no:not_asked_for_advice no:not_asked_for_advice "
         "no:not_asked_for_advice no:not_asked_for_advice no:not_asked_for_advice "
         "no:not_asked_for_advice no:not_asked_for_advice no:not_asked_for_advice "
         "no:case_closed"},
        {"ask_fund", wish([](C& c) {
             c.mutable_ask_fund()->set_fund("main");
             c.mutable_ask_fund()->mutable_request()->set_request("taxi-1");
             c.mutable_ask_fund()->mutable_request()->set_expense("taxi");
         }),
         "no:case_unknown fund_asked fund_asked fund_asked fund_asked fund_asked "
         "fund_asked fund_asked fund_asked no:case_closed"},
        {"note_fund", wish([](C& c) {
             c.mutable_actor()->set_role(v1::Role::system);
             c.mutable_note_fund();
         }),
         "no:case_unknown no:request_unknown no:request_unknown no:request_unknown "
         "no:request_unknown no:request_unknown no:request_unknown no:request_unknown "
         "no:request_unknown no:request_unknown"},
    };
}

std::vector<Row> ties() {
    return {
        {"link_case", wish([](C& c) { c.mutable_link_case()->set_other("other"); }),
         "no:case_unknown case_linked case_linked case_linked case_linked case_linked "
         "case_linked case_linked case_linked case_linked"},
        {"merge_case", wish([](C& c) { c.mutable_merge_case()->set_into("other"); }),
         "no:case_unknown merge_asked merge_asked no:somebody_coming no:somebody_coming "
         "no:somebody_coming merge_asked merge_asked merge_asked no:case_closed"},
        {"unmerge_case", wish([](C& c) { c.mutable_unmerge_case()->set_reason("two_people"); }),
         "no:case_unknown no:case_not_merged no:case_not_merged no:case_not_merged "
         "no:case_not_merged no:case_not_merged no:case_not_merged no:case_not_merged "
         "no:case_not_merged no:case_closed"},
        {"take_in_case", wish([](C& c) {
             c.mutable_take_in_case()->set_duplicate("third");
             c.mutable_take_in_case()->set_territory("06");
             c.mutable_take_in_case()->add_needs()->set_need(care);
         }),
         "no:case_unknown case_taken_in case_taken_in case_taken_in case_taken_in "
         "case_taken_in taking_in_declined taking_in_declined taking_in_declined "
         "taking_in_declined"},
        {"confirm_merge", wish([](C& c) { c.mutable_confirm_merge()->set_into("other"); }),
         "no:case_unknown merge_declined merge_declined merge_declined merge_declined "
         "merge_declined merge_declined merge_declined merge_declined merge_declined"},
        {"give_back_case", wish([](C& c) { c.mutable_give_back_case()->set_duplicate("third"); }),
         "no:case_unknown nothing nothing nothing nothing nothing nothing nothing "
         "nothing nothing"},
        {"propose_referral", wish([](C& c) {
             c.mutable_propose_referral()->set_organization("boussole");
             c.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
         }),
         "no:case_unknown referral_proposed referral_proposed referral_proposed "
         "referral_proposed referral_proposed referral_proposed referral_proposed "
         "referral_proposed no:case_closed"},
        {"answer_referral", wish([](C& c) { c.mutable_answer_referral(); }),
         "no:case_unknown no:referral_unknown no:referral_unknown no:referral_unknown "
         "no:referral_unknown no:referral_unknown no:referral_unknown "
         "no:referral_unknown no:referral_unknown no:referral_unknown"},
        {"complete_referral", wish([](C& c) { c.mutable_complete_referral(); }),
         "no:case_unknown no:referral_unknown no:referral_unknown no:referral_unknown "
         "no:referral_unknown no:referral_unknown no:referral_unknown "
         "no:referral_unknown no:referral_unknown no:referral_unknown"},
        {"revoke_referral", wish([](C& c) { c.mutable_revoke_referral(); }),
         "no:case_unknown no:referral_unknown no:referral_unknown no:referral_unknown "
         "no:referral_unknown no:referral_unknown no:referral_unknown "
         "no:referral_unknown no:referral_unknown no:referral_unknown"},
        {"plan_escort", wish([](C& c) {
             c.mutable_plan_escort()->set_from_ms(to_ms(night + 1h));
             c.mutable_plan_escort()->set_until_ms(to_ms(night + 2h));
         }),
         "no:case_unknown escort_planned escort_planned escort_planned escort_planned "
         "escort_planned escort_planned escort_planned escort_planned no:case_closed"},
    };
}

std::vector<Row> what_goes_with_her() {
    return {
        {"answer_escort", wish([](C& c) { c.mutable_answer_escort(); }),
         "no:case_unknown no:escort_unknown no:escort_unknown no:escort_unknown "
         "no:escort_unknown no:escort_unknown no:escort_unknown no:escort_unknown "
         "no:escort_unknown no:case_closed"},
        {"report_escort", wish([](C& c) { c.mutable_report_escort(); }),
         "no:case_unknown no:escort_unknown no:escort_unknown no:escort_unknown "
         "no:escort_unknown no:escort_unknown no:escort_unknown no:escort_unknown "
         "no:escort_unknown no:case_closed"},
        {"plan_relocation", wish([](C& c) {
             c.mutable_plan_relocation()->mutable_destination()->set_box("sealed");
             c.mutable_plan_relocation()->set_receiving("vera");
             c.mutable_plan_relocation()->set_depart_ms(to_ms(night + 1h));
             c.mutable_plan_relocation()->set_arrive_ms(to_ms(night + 2h));
         }),
         "no:case_unknown relocation_planned relocation_planned relocation_planned "
         "relocation_planned relocation_planned relocation_planned relocation_planned "
         "relocation_planned no:case_closed"},
        {"answer_relocation", wish([](C& c) { c.mutable_answer_relocation(); }),
         "no:case_unknown no:relocation_unknown no:relocation_unknown "
         "no:relocation_unknown no:relocation_unknown no:relocation_unknown "
         "no:relocation_unknown no:relocation_unknown no:relocation_unknown "
         "no:case_closed"},
        {"report_relocation", wish([](C& c) { c.mutable_report_relocation(); }),
         "no:case_unknown no:relocation_unknown no:relocation_unknown "
         "no:relocation_unknown no:relocation_unknown no:relocation_unknown "
         "no:relocation_unknown no:relocation_unknown no:relocation_unknown "
         "no:case_closed"},
        {"share_with_sector", wish([](C& c) {
             c.mutable_share_with_sector()->set_sector(v1::Sector::police);
             c.mutable_share_with_sector()->add_fields(v1::SharedField::status);
             c.mutable_share_with_sector()->set_basis(v1::ConsentBasis::verbal);
         }),
         "no:case_unknown shared_with_sector shared_with_sector shared_with_sector "
         "shared_with_sector shared_with_sector shared_with_sector shared_with_sector "
         "shared_with_sector no:case_closed"},
        {"start_clock", wish([](C& c) {
             c.mutable_start_clock()->set_clock("permit");
             c.mutable_start_clock()->set_from_ms(to_ms(night));
         }),
         "no:case_unknown clocks_started clocks_started clocks_started clocks_started "
         "clocks_started clocks_started clocks_started clocks_started clocks_started"},
        {"note_clock", wish([](C& c) { c.mutable_note_clock()->set_clock("permit"); }),
         "no:case_unknown no:clock_unknown no:clock_unknown no:clock_unknown "
         "no:clock_unknown no:clock_unknown no:clock_unknown no:clock_unknown "
         "no:clock_unknown no:clock_unknown"},
    };
}

TEST(Walk, HasEveryCommandInEveryStateOfANeed) {
    walk(states(), opening_and_pages());
    walk(states(), needs());
    walk(states(), the_case());
    walk(states(), her_words_and_its_end());
    walk(states(), ties());
    walk(states(), what_goes_with_her());
}

// A command that is added to the vocabulary has its row here, or is told to another aggregate.
TEST(Walk, LeavesOutNoCommandThatThereIs) {
    std::set<std::string> walked;
    for (const auto& rows : {opening_and_pages(), needs(), the_case(), her_words_and_its_end(),
                             ties(), what_goes_with_her()})
        for (const auto& row : rows) EXPECT_TRUE(walked.insert(row.name).second) << row.name;
    const auto* body = v1::Command::descriptor()->FindOneofByName("body");
    for (int index = 0; index < body->field_count(); ++index) {
        C command;
        command.GetReflection()->MutableMessage(&command, body->field(index));
        auto story = paging();
        story.when(command, "coralie");
        const bool elsewhere = story.rejection == v1::Rejection::command_not_for_this_aggregate;
        EXPECT_EQ(walked.contains(body->field(index)->name()), !elsewhere)
            << body->field(index)->name();
    }
}

}  // namespace
}  // namespace relais::test
