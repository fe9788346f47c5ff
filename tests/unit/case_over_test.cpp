// What is over stays over, and what is late is looked at again: what nothing else happens to
// notice.
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

TEST(Over, NoneOfTheFirstLifeOfANeedStaysInTheNext) {
    auto story = opened();
    while (!story.state.need(care)->on_last_rung) story.fire("rung/immediate_care");
    auto withdrawn = story;
    withdraw(withdrawn);
    EXPECT_FALSE(withdrawn.state.need(care)->on_last_rung);
    v1::Command yes;
    yes.mutable_give_consent()->set_need(care);
    yes.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
    withdrawn.when(yes);
    EXPECT_FALSE(withdrawn.state.withdrawn.contains(v1::Sector::health));
    settle(story, care, v1::Outcome::unmet, v1::Outcome::no_service);
    add_need(story, care);
    EXPECT_EQ(story.state.need(care)->why, v1::Outcome::why_unknown);
}

TEST(Over, ThePromiseOfWhoeverIsStoodDownIsOver) {
    auto story = opened();
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    ASSERT_NE(page_that(story, "nadia").promise_due, Instant{});
    settle(story, care, v1::Outcome::unmet, v1::Outcome::no_service);
    EXPECT_EQ(page_that(story, "nadia").promise_due, Instant{});
}

TEST(Over, WhoeverIsWithHerIsToldThatSheRefused) {
    auto story = opened();
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    story.answer(story.page_of("nadia"), Answer::arrived);
    refuse(story);
    EXPECT_EQ(page_that(story, "nadia").state, domain::PageState::stood_down);
}

TEST(Over, ACoordinatorWhoHadACallHasNotTheNext) {
    World world;
    auto story = opened(world);
    const auto miss = [&] {
        for (const auto& [name, due] : domain::deadlines(story.state))
            if (name.starts_with("milestone/")) return story.fire(name);
        return std::vector<v1::Event>{};
    };
    miss();
    v1::Command mine;
    mine.mutable_take_need()->set_need(Need::unknown);
    mine.mutable_take_need()->set_reason("coordinator_will_follow");
    story.when(mine, "coralie");
    ASSERT_EQ(story.state.need(Need::unknown)->taken_by, "coralie");
    while (!story.state.need(Need::unknown)->open()) ASSERT_FALSE(miss().empty());
    EXPECT_TRUE(story.state.need(Need::unknown)->taken_by.empty());
}

// ── moves, referrals, clocks ──

TEST(Over, AMoveThatWasLateIsLookedAtAgainAfterEachStep) {
    auto story = opened();
    v1::Command command;
    auto& plan = *command.mutable_plan_relocation();
    plan.mutable_destination()->set_box("sealed");
    plan.set_receiving("lise");
    plan.set_depart_ms(to_ms(night + 5h));
    plan.set_arrive_ms(to_ms(night + 12h));
    story.when(command, "coralie");
    story.fire("relocation");
    ASSERT_FALSE(domain::deadlines(story.state).contains("relocation"));
    v1::Command yes;
    yes.mutable_answer_relocation()->set_accept(true);
    story.when(yes, "lise");
    EXPECT_TRUE(domain::deadlines(story.state).contains("relocation"));
    story.fire("relocation");
    ASSERT_FALSE(domain::deadlines(story.state).contains("relocation"));
    v1::Command left;
    left.mutable_actor()->set_role(v1::Role::coordinator);
    left.mutable_report_relocation()->set_state(v1::Relocation::departed);
    story.when(left, "coralie");
    EXPECT_TRUE(domain::deadlines(story.state).contains("relocation"));
}

TEST(Over, AReferralThatNobodyAnsweredCallsTheCoordinator) {
    auto story = opened(beside_a_clinic());
    v1::Command refer;
    refer.mutable_propose_referral()->set_organization("clinic");
    refer.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
    refer.mutable_propose_referral()->set_answer_by_ms(to_ms(night + 5h));
    story.when(refer, "coralie");
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    settle(story, care, v1::Outcome::met);
    const auto events = story.fire("referral/" + story.state.referrals.at(0).id);
    EXPECT_THAT(kinds(events), Contains("referral_ended"));
    EXPECT_THAT(paged(events), Contains("coralie"));
}

TEST(Over, OfARestrictedCaseNobodyOffDutyTakesAReferralBack) {
    auto story = opened(beside_a_clinic());
    v1::Command refer;
    refer.mutable_propose_referral()->set_organization("clinic");
    refer.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
    story.when(refer, "coralie");
    v1::Command restrict;
    restrict.mutable_restrict_case()->set_restricted(true);
    restrict.mutable_restrict_case()->set_reason("known_in_the_network");
    story.when(restrict, "coralie");
    v1::Command revoke;
    revoke.mutable_actor()->set_role(v1::Role::coordinator);
    revoke.mutable_revoke_referral()->set_referral(story.state.referrals.at(0).id);
    EXPECT_THAT(story.when(revoke, "somebody-off-duty"), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::sight_not_allowed);
    EXPECT_FALSE(story.when(revoke, "coralie").empty());
}

TEST(Over, OfTwoClocksThatEndTogetherOneWordIsSaid) {
    World world;
    for (const auto* id : {"first", "second"}) {
        auto& rule = *world.data().add_clocks();
        rule.set_id(id);
        rule.set_circumstance(v1::Circumstance::sexual_violence);
        rule.set_within_hours(72);
        rule.set_warn_hours(60);
    }
    Story story{world};
    v1::Command open;
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->add_circumstances(v1::Circumstance::sexual_violence);
    open.mutable_open_case()->add_needs()->set_need(care);
    story.when(open);
    v1::Command mine;
    mine.mutable_offer_pivot()->set_person("ines");
    story.when(mine, "ines");
    int words = 0;
    for (const auto& event : story.fire("clock/first"))
        for (const auto& message : event.clock_nearing().messages())
            if (message.person() == "ines") ++words;
    EXPECT_EQ(words, 1);
}

// Called for one need, and learning beside another: the word of the first asks her to come, that of
// the second does not.
TEST(Over, WhoeverLearnsIsNotAskedToComeByTheMessageOfAnotherNeed) {
    auto world = with_learner("roster-shelter-06");
    world.data()
        .mutable_rosters(0)
        ->mutable_layers(0)
        ->mutable_rotation()
        ->mutable_turns(0)
        ->set_people(0, "tina");
    Story story{world};
    story.alert({care, shelter});
    ASSERT_THAT(paged(story.history), ElementsAre("tina", "ines", "tina"));
    for (const auto& event : story.history)
        for (const auto& pick : event.rung_reached().picks())
            if (pick.person() == "tina")
                EXPECT_EQ(pick.message().kind(), event.rung_reached().need() == care
                                                     ? v1::Message::come
                                                     : v1::Message::copy);
}

// What is only practised asks no money of anybody: no envelope is closed with it.
TEST(Over, ADrillClosesNoEnvelope) {
    Story story{World{}};
    v1::Command open;
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->set_drill(true);
    open.mutable_open_case()->add_needs()->set_need(care);
    story.when(open);
    v1::Command ask;
    ask.mutable_actor()->set_role(v1::Role::coordinator);
    ask.mutable_ask_fund()->set_fund("main");
    ask.mutable_ask_fund()->mutable_request()->set_request("r1");
    ask.mutable_ask_fund()->mutable_request()->set_expense("taxi");
    story.when(ask, "coralie");
    ASSERT_EQ(story.state.funds.size(), 1u);
    settle(story, care, v1::Outcome::met);
    v1::Command close;
    close.mutable_close_case();
    const auto events = story.when(close, "coralie");
    ASSERT_THAT(kinds(events), Contains("case_closed"));
    EXPECT_EQ(events.back().case_closed().funds_size(), 0);
}

}  // namespace
}  // namespace relais::test
