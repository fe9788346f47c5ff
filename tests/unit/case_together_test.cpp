// Who is asked for several needs of one case at once is woken once, and sent home once; each need
// keeps its own page, its own ladder and its own answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using domain::PageState;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Answer;

constexpr auto crisis = v1::Need::crisis_intervention;

// Two needs that the same people are on call for.
World one_roster_for_two_needs() {
    World world;
    world.rule(crisis, v1::Sector::health);
    return world;
}

std::vector<v1::Message> to(const std::string& person, const std::vector<v1::Event>& events) {
    const auto leaves = domain::effects(case_aggregate, events);
    std::vector<v1::Message> all;
    for (const auto* lane : {&leaves.first, &leaves.rest})
        for (const auto& message : *lane)
            if (message.person() == person) all.push_back(message);
    return all;
}

class Together : public testing::Test {
protected:
    Together() { opened = story.alert({care, crisis}); }

    // Her page for a need.
    [[nodiscard]] std::string page(v1::Need::Kind need, const std::string& person = "nadia") const {
        std::string last;
        for (const auto& [id, one] : story.state.need(need)->pages)
            if (one.person == person) last = id;
        return last;
    }
    [[nodiscard]] PageState state(v1::Need::Kind need, const std::string& person = "nadia") const {
        return story.state.need(need)->pages.at(page(need, person)).state;
    }
    // What carries both.
    [[nodiscard]] std::string message() const { return to("nadia", opened).at(0).page(); }
    std::vector<v1::Event> take(v1::Need::Kind need, const std::string& by = "coralie") {
        v1::Command command;
        command.mutable_take_need()->set_need(need);
        return story.when(command, by);
    }

    Story story{one_roster_for_two_needs()};
    std::vector<v1::Event> opened;
};

TEST_F(Together, SheIsWokenOnceAndEachNeedHasItsPage) {
    EXPECT_THAT(paged(opened), ElementsAre("nadia", "nadia")) << "the timeline tells both";
    ASSERT_EQ(to("nadia", opened).size(), 1u);
    EXPECT_NE(page(care), page(crisis));
    EXPECT_THAT(story.state.asked_together(message()), ElementsAre(page(care), page(crisis)));
    EXPECT_THAT(story.state.asked_together(page(crisis)), ElementsAre(page(care), page(crisis)));
}

TEST_F(Together, WhatIsHeardOfTheMessageHoldsForBoth) {
    story.now += 10s;
    EXPECT_THAT(kinds(story.handed_over(message())),
                ElementsAre("page_handed_over", "page_handed_over"));
    for (const auto* rung : {"rung/immediate_care", "rung/crisis_intervention"})
        EXPECT_EQ(domain::deadlines(story.state).at(rung), story.now + 90s);
    EXPECT_THAT(kinds(story.handed_over(message())), IsEmpty());
}

TEST_F(Together, SheAnswersThemOneByOne) {
    story.handed_over(message());
    EXPECT_THAT(story.state.asked_of_her(page(crisis)), ElementsAre(page(care), page(crisis)));
    story.answer(page(care), Answer::accept, 20);
    EXPECT_EQ(story.state.need(care)->state, v1::Need::covered);
    EXPECT_EQ(story.state.need(crisis)->state, v1::Need::paging);
    EXPECT_THAT(paged(story.answer(page(crisis), Answer::decline)), ElementsAre("omar"));
    // What she said no to stands beside: one message asked for both.
    EXPECT_THAT(story.state.asked_of_her(page(care)), ElementsAre(page(care), page(crisis)));
}

TEST_F(Together, AWayThatFailedIsFollowedByTheNextOnceForBoth) {
    v1::Command failed;
    failed.mutable_report_undelivered()->set_page(message());
    const auto events = story.when(failed, "");
    EXPECT_THAT(kinds(events), ElementsAre("page_undelivered", "page_undelivered"));
    const auto mail = domain::effects(case_aggregate, events).mail;
    ASSERT_EQ(mail.size(), 1u);
    EXPECT_EQ(mail[0].aggregate(), "contact/nadia");
    EXPECT_EQ(mail[0].continue_page().message().page(), message());
    EXPECT_THAT(story.when(failed, ""), IsEmpty()) << "the same way again";
}

TEST_F(Together, WhoCannotBeReachedIsReplacedForBothAndTheOtherIsWokenOnce) {
    v1::Command report;
    report.mutable_report_exhausted()->set_page(message());
    const auto events = story.when(report, "");
    EXPECT_EQ(state(care), PageState::exhausted);
    EXPECT_EQ(state(crisis), PageState::exhausted);
    EXPECT_THAT(paged(events), ElementsAre("omar", "omar"));
    EXPECT_EQ(to("omar", events).size(), 1u);
}

TEST_F(Together, WhatIsDueAtOneInstantWakesTheNextOnce) {
    story.handed_over(message());
    const auto events = story.fire("rung/immediate_care");
    EXPECT_THAT(paged(events), ElementsAre("omar", "omar"));
    EXPECT_EQ(to("omar", events).size(), 1u);
    EXPECT_EQ(events.front().rung_reached().due_ms(), events.back().rung_reached().due_ms());
}

TEST_F(Together, WhoIsSentHomeIsToldOnce) {
    story.handed_over(message());
    v1::Command withdraw;
    withdraw.mutable_withdraw_consent()->set_sector(v1::Sector::health);
    const auto events = story.when(withdraw, "coralie");
    EXPECT_EQ(state(care), PageState::stood_down);
    EXPECT_EQ(state(crisis), PageState::stood_down);
    const auto told = to("nadia", events);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].kind(), v1::Message::stand_down);
}

TEST_F(Together, WhoStillComesForOneIsNotSentHomeForTheOther) {
    story.handed_over(message());
    story.answer(page(care), Answer::accept, 20);
    EXPECT_THAT(to("nadia", take(crisis)), IsEmpty());
    EXPECT_EQ(state(crisis), PageState::stood_down);
    const auto told = to("nadia", settle(story, care, v1::Outcome::met));
    ASSERT_EQ(told.size(), 1u) << "now nothing is expected of her";
    EXPECT_EQ(told[0].kind(), v1::Message::stand_down);
}

TEST_F(Together, AMessageThatArrivesLateIsNotTakenBackWhileOneOfItsNeedsWaits) {
    take(care);
    EXPECT_THAT(to("nadia", story.handed_over(message())), IsEmpty());
    EXPECT_EQ(state(crisis), PageState::handed_over);
}

TEST_F(Together, AMessageThatArrivesAfterBothIsTakenBackOnce) {
    take(care);
    take(crisis);
    EXPECT_EQ(to("nadia", story.handed_over(message())).size(), 1u);
}

TEST_F(Together, SheIsRemindedOnceOfWhatSheSaidForBoth) {
    story.handed_over(message());
    story.answer(page(care), Answer::accept, 20);
    story.answer(page(crisis), Answer::accept, 20);
    const auto events = story.fire("promise/immediate_care");
    EXPECT_THAT(kinds(events), ElementsAre("promise_reminded", "promise_reminded"));
    EXPECT_EQ(to("nadia", events).size(), 1u);
}

TEST_F(Together, WhoBelongsNoMoreIsToldOnce) {
    story.handed_over(message());
    World world = one_roster_for_two_needs();
    end_membership(world, "hospital");
    story.directory = world.directory();
    EXPECT_EQ(to("nadia", take(shelter)).size(), 0u) << "refused: nothing happens";
    const auto events = take(care);
    EXPECT_EQ(state(crisis), PageState::stood_down);
    EXPECT_EQ(to("nadia", events).size(), 1u);
}

// Beside nadia, who is on call.
World where_olga_learns() {
    World world;
    auto& learning = *world.data().mutable_rosters(0)->add_layers();
    learning.CopyFrom(world.data().rosters(0).layers(0));
    learning.set_id("learning");
    learning.set_trainee(true);
    auto& learns = *learning.mutable_rotation()->mutable_turns(0);
    learns.clear_people();
    learns.add_people("olga");
    auto& olga = *world.data().add_people();
    olga.CopyFrom(world.person("nadia"));
    olga.set_id("olga");
    return world;
}

// A trainee's copy says another thing than a call.
TEST(TogetherAndLearning, ACopyIsNotACall) {
    auto world = where_olga_learns();
    world.roster(v1::Sector::legal, "06", {{"olga"}});
    world.rule(v1::Need::legal_help, v1::Sector::legal);
    Story story{world};
    const auto events = story.alert({care, v1::Need::legal_help});
    std::vector<int> said;
    for (const auto& message : to("olga", events)) said.push_back(message.kind());
    EXPECT_THAT(said, testing::UnorderedElementsAre(v1::Message::copy, v1::Message::come));
}

// R6: of somebody who is hunted few hear.
TEST(TogetherAndLearning, NobodyIsOnlyThereToLearnWhereFewMayKnow) {
    auto world = where_olga_learns();
    for (const bool hunted : {false, true}) {
        Story story{world};
        v1::Command command;
        auto& open = *command.mutable_open_case();
        open.set_territory("06");
        open.add_needs()->set_need(care);
        if (hunted) open.add_circumstances(v1::Circumstance::organized_crime);
        const auto events = story.when(command);
        EXPECT_EQ(story.state.restricted(), hunted);
        EXPECT_EQ(to("nadia", events).size(), 1u);
        EXPECT_EQ(to("olga", events).size(), hunted ? 0u : 1u);
    }
}

}  // namespace
}  // namespace relais::test
