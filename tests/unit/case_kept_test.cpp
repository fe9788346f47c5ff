// What a case keeps of what it was told, and what it forgets with what is over: each read somewhere
// later, and by nobody at once.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/case_lives.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Answer;
using v1::Need;
using v1::Rejection;

const std::string other_case = "0b6a3a52-5d0c-4d56-8f0e-6a4f0c9f3b11";

std::vector<v1::Event> take(Story& story, const std::string& person = "coralie") {
    v1::Command command;
    command.mutable_take_need()->set_need(care);
    command.mutable_take_need()->set_reason("coordinator_will_follow");
    return story.when(command, person);
}

v1::Command merge() {
    v1::Command command;
    command.mutable_merge_case()->set_into(other_case);
    return command;
}

v1::Command taking(const std::string& duplicate, Need::Kind kind) {
    v1::Command command;
    auto& taken = *command.mutable_take_in_case();
    taken.set_duplicate(duplicate);
    taken.set_ask("7");
    taken.set_territory("06");
    auto& need = *taken.add_needs();
    need.set_need(kind);
    need.set_basis(v1::ConsentBasis::verbal);
    return command;
}

v1::Command giving_back(const std::string& duplicate) {
    v1::Command command;
    command.mutable_give_back_case()->set_duplicate(duplicate);
    command.mutable_give_back_case()->set_ask("7");
    return command;
}

// ── who had it ──

TEST(Kept, NobodyHasANeedThatSheRefusedOrTookBack) {
    auto refused = opened();
    take(refused);
    ASSERT_EQ(refused.state.need(care)->taken_by, "coralie");
    refuse(refused);
    EXPECT_TRUE(refused.state.need(care)->taken_by.empty());
    auto back = opened();
    take(back);
    withdraw(back);
    EXPECT_TRUE(back.state.need(care)->taken_by.empty());
}

TEST(Kept, NobodyTakesANeedWhomSheExcluded) {
    Story story{World{}};
    v1::Command open;
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->add_needs()->set_need(care);
    open.mutable_open_case()->add_exclusions()->set_person("omar");
    story.when(open);
    EXPECT_THAT(take(story, "omar"), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::excluded_for_her);
}

TEST(Kept, WhoeverIsOnHerWayIsToldThatSheRefused) {
    auto story = opened();
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    const auto events = refuse(story);
    ASSERT_THAT(kinds(events), Contains("page_stood_down"));
    EXPECT_EQ(page_that(story, "nadia").state, domain::PageState::stood_down);
}

TEST(Kept, TheCoordinatorsOwnCallEndsWithTheCase) {
    auto story = opened();
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    settle(story, care, v1::Outcome::met);
    story.fire(domain::deadlines(story.state).begin()->first);
    ASSERT_NE(story.state.need(Need::unknown), nullptr) << "she was called for something";
    v1::Command close;
    close.mutable_close_case();
    story.when(close, "coralie");
    ASSERT_TRUE(story.state.closed);
    EXPECT_TRUE(story.state.need(Need::unknown)->settled());
}

// ── what somebody said ──

TEST(Kept, WhyOfANoAndOfAnotherNo) {
    auto story = opened(beside_a_clinic());
    v1::Command no;
    no.mutable_answer_page()->set_page(story.page_of("nadia"));
    no.mutable_answer_page()->set_answer(Answer::decline);
    no.mutable_answer_page()->set_reason(v1::DeclineReason::too_far);
    EXPECT_EQ(story.when(no, "nadia").at(0).page_answered().reason(), v1::DeclineReason::too_far);
    v1::Command refer;
    refer.mutable_propose_referral()->set_organization("clinic");
    refer.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
    story.when(refer, "coralie");
    v1::Command full;
    full.mutable_actor()->set_organization("clinic");
    full.mutable_answer_referral()->set_referral(story.state.referrals.at(0).id);
    full.mutable_answer_referral()->set_why(v1::Referral::full);
    EXPECT_EQ(story.when(full, "camille").at(0).referral_answered().why(), v1::Referral::full);
}

TEST(Kept, WhoSaysThatSheConsents) {
    auto story = opened();
    add_need(story, police);
    v1::Command yes;
    yes.mutable_give_consent()->set_need(police);
    yes.mutable_give_consent()->set_basis(v1::ConsentBasis::written);
    const auto events = story.when(yes, "worker");
    const auto given = std::ranges::find_if(events, &v1::Event::has_consent_given);
    ASSERT_NE(given, events.end());
    EXPECT_EQ(given->consent_given().consent().attested_by(), "worker");
}

TEST(Kept, HerWishWithANeedThatIsAdded) {
    auto story = opened();
    v1::Command command;
    command.mutable_add_need()->set_need(shelter);
    command.mutable_add_need()->set_wish("not_tonight");
    EXPECT_EQ(story.when(command).at(0).need_opened().wish(), "not_tonight");
}

TEST(Kept, HerNoUntilSheSaysOtherwise) {
    auto story = opened();
    add_need(story, police, v1::ConsentBasis::written);
    settle(story, police, v1::Outcome::refused_by_her);
    EXPECT_THAT(add_need(story, police), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::consent_missing);
}

TEST(Kept, TheSamePathwayIsToldOnce) {
    auto story = opened();
    v1::Command command;
    command.mutable_hand_to_pathway()->add_steps()->set_need("transitional_housing");
    EXPECT_FALSE(story.when(command, "coralie").empty());
    EXPECT_THAT(story.when(command, "coralie"), IsEmpty());
}

// ── pages ──

TEST(Kept, APageIsHandedOverWithinItsOwnTime) {
    const auto told = [](Instant at) {
        Story story{World{}};
        story.alert({care});
        story.now += 20s;
        v1::Command command;
        command.mutable_report_handover()->set_page(story.page_of("nadia"));
        command.mutable_report_handover()->set_at_ms(to_ms(at));
        story.when(command);
        return page_that(story, "nadia").handed_over_at;
    };
    EXPECT_EQ(told(night + 10s), night + 10s);
    EXPECT_EQ(told(night - 1h), night) << "never before it was raised";
    EXPECT_EQ(told(night + 9h), night + 20s) << "never later than it is heard of";
}

TEST(Kept, WhatDidNotArriveWaitsToBeHandedOver) {
    auto story = opened();
    v1::Command command;
    command.mutable_report_undelivered()->set_page(story.page_of("nadia"));
    command.mutable_report_undelivered()->set_fault("timeout");
    story.when(command);
    EXPECT_EQ(page_that(story, "nadia").state, domain::PageState::raised);
}

TEST(Kept, ATraineeWhoIsThereEngagesNoNeed) {
    auto story = opened(with_learner("roster-health-06"));
    story.answer(story.page_of("tina"), Answer::accept, 10);
    story.answer(story.page_of("tina"), Answer::arrived);
    EXPECT_EQ(story.state.need(care)->state, Need::paging);
    EXPECT_TRUE(story.state.pivot_proposed.empty());
}

TEST(Kept, TheLastRungIsCountedAnewWhenALadderStartsAgain) {
    auto story = opened();
    while (!story.state.need(care)->on_last_rung) story.fire("rung/immediate_care");
    story.fire("rung/immediate_care");
    ASSERT_GT(story.state.need(care)->repeats, 1u);
    withdraw(story);
    EXPECT_EQ(story.state.need(care)->repeats, 0u);
}

TEST(Kept, ASectorIsWantedAgainByANewNeedOfIts) {
    World world;
    world.rule(Need::crisis_intervention, v1::Sector::health);
    auto story = opened(world);
    withdraw(story);
    ASSERT_TRUE(story.state.withdrawn.contains(v1::Sector::health));
    add_need(story, Need::crisis_intervention);
    EXPECT_FALSE(story.state.withdrawn.contains(v1::Sector::health));
}

// ── limits in time, and what is sealed ──

TEST(Kept, NoClockRunsForAQuestion) {
    World world;
    auto& rule = *world.data().add_clocks();
    rule.set_id("care");
    rule.set_circumstance(v1::Circumstance::sexual_violence);
    rule.set_within_hours(72);
    Story story{world};
    v1::Command open;
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->set_advice(true);
    open.mutable_open_case()->add_circumstances(v1::Circumstance::sexual_violence);
    story.when(open);
    EXPECT_THAT(story.state.clocks, IsEmpty());
}

TEST(Kept, AnAgreementToReadHoldsFromItsOwnHour) {
    Story story{World{}};
    v1::Command open;
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->add_needs()->set_need(care);
    open.mutable_open_case()->add_circumstances(v1::Circumstance::organized_crime);
    open.mutable_open_case()->mutable_note()->set_box("sealed");
    story.when(open);
    v1::Command read;
    read.mutable_actor()->set_role(v1::Role::coordinator);
    read.mutable_read_field()->set_field(v1::SealedField::note);
    read.mutable_read_field()->set_reason(v1::ReadingReason::to_reach_her);
    story.when(read, "coralie");
    ASSERT_EQ(story.state.readings.size(), 1u);
    story.now += 10min;
    v1::Command allow;
    allow.mutable_actor()->set_role(v1::Role::coordinator);
    allow.mutable_allow_reading()->set_reading(story.state.readings[0].reading);
    story.when(allow, "denis");
    EXPECT_EQ(story.state.readings.at(0).until, night + 25min);
}

// ── two alerts for one person ──

TEST(Kept, AReferralThatStandsIsNotCutOffByAMerge) {
    auto story = opened(beside_a_clinic());
    v1::Command refer;
    refer.mutable_propose_referral()->set_organization("clinic");
    refer.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
    story.when(refer, "coralie");
    EXPECT_THAT(story.when(merge(), "coralie"), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::referrals_open);
}

TEST(Kept, WhatIsSettledIsNotHandedOverAndWhoFollowsItIs) {
    auto story = opened();
    add_need(story, shelter);
    settle(story, care, v1::Outcome::met);
    v1::Command offer;
    offer.mutable_offer_pivot()->set_person("ines");
    story.when(offer, "ines");
    ASSERT_EQ(story.state.pivot, "ines");
    const auto events = story.when(merge(), "coralie");
    ASSERT_THAT(kinds(events), Contains("merge_asked"));
    const auto& taken = events.back().merge_asked().taken();
    ASSERT_EQ(taken.needs_size(), 1);
    EXPECT_EQ(taken.needs(0).need(), shelter);
    EXPECT_EQ(taken.pivot(), "ines");
}

TEST(Kept, AWordThatSheTookBackHereIsNotPutAsideByAnotherAlert) {
    World world;
    world.rule(Need::crisis_intervention, v1::Sector::health);
    auto story = opened(world);
    withdraw(story);
    story.when(taking("elsewhere", Need::crisis_intervention), "");
    ASSERT_NE(story.state.need(Need::crisis_intervention), nullptr);
    EXPECT_EQ(story.state.need(Need::crisis_intervention)->state, Need::awaiting_consent);
}

TEST(Kept, WhatSeveralAlertsMayWantGoesOnWhenOneIsGivenBack) {
    auto story = opened();
    story.when(taking("elsewhere", shelter), "");
    auto alone = story;
    alone.when(giving_back("elsewhere"), "");
    EXPECT_EQ(alone.state.need(shelter)->state, Need::awaiting_consent);
    story.when(taking("third", shelter), "");
    ASSERT_EQ(story.state.taken_in.size(), 2u);
    story.when(giving_back("elsewhere"), "");
    EXPECT_EQ(story.state.need(shelter)->state, Need::paging);
}

TEST(Kept, WhoeverIsOnHerWayComesAlsoWhenTheOtherAlertIsGivenBack) {
    World world;
    world.data().mutable_need_rules(1)->set_quota(2);
    auto story = opened(world);
    story.when(taking("elsewhere", shelter), "");
    story.answer(story.page_of("ines"), Answer::accept, 10);
    ASSERT_EQ(story.state.need(shelter)->state, Need::paging) << "one of two";
    story.when(giving_back("elsewhere"), "");
    EXPECT_EQ(story.state.need(shelter)->accepted(), 1u);
    EXPECT_EQ(story.state.need(shelter)->state, Need::paging);
}

TEST(Kept, WhomSheExcludedIsHandedOverAsWell) {
    Story story{World{}};
    v1::Command open;
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->add_needs()->set_need(care);
    open.mutable_open_case()->add_exclusions()->set_person("omar");
    story.when(open);
    const auto events = story.when(merge(), "coralie");
    ASSERT_EQ(events.back().merge_asked().taken().exclusions_size(), 1);
    EXPECT_EQ(events.back().merge_asked().taken().exclusions(0).person(), "omar");
}

TEST(Kept, WhoeverSaidYesWhileItWasAskedIsWhyItIsNotMerged) {
    auto story = opened();
    story.when(merge(), "coralie");
    const auto ask = story.state.merging->ask;
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    v1::Command yes;
    yes.mutable_confirm_merge()->set_into(other_case);
    yes.mutable_confirm_merge()->set_ask(ask);
    const auto events = story.when(yes, "");
    ASSERT_EQ(kinds(events).front(), "merge_declined");
    EXPECT_EQ(events[0].merge_declined().why(), v1::MergeDecline::somebody_coming);
}

TEST(Kept, ARemovalToldByAnotherAlertHurriesTheLawyer) {
    World world;
    world.rule(Need::legal_help, v1::Sector::legal);
    Story story{world};
    story.alert({care, Need::legal_help});
    const auto legal = [&] { return story.state.milestones.at(v1::Milestone::legal_contact).due; };
    ASSERT_GT(legal(), night + 1h);
    auto taken = taking("elsewhere", care);
    taken.mutable_take_in_case()->set_deadline_ms(to_ms(night + 1h));
    story.when(taken, "");
    EXPECT_EQ(legal(), night + 1h);
}

}  // namespace
}  // namespace relais::test
