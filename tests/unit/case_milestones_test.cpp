// What the 72 hours promise her, and who follows it through; how she may be reached, and who is
// gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::Answer;
using v1::Milestone;
using v1::Need;

std::vector<v1::Event> offer(Story& story, const std::string& person) {
    v1::Command command;
    command.mutable_offer_pivot()->set_person(person);
    return story.when(command, "coralie");
}

std::vector<v1::Event> answer_pivot(Story& story, const std::string& person, bool accept) {
    v1::Command command;
    command.mutable_answer_pivot()->set_accept(accept);
    return story.when(command, person);
}

// ── milestones ──

TEST(Milestones, AreCountedFromFirstContactAndAMissedOneCallsTheCoordinator) {
    Story story{World{}};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_raised_ms(to_ms(night - 1min));
    open.add_needs()->set_need(care);
    story.when(command);
    const auto due = domain::deadlines(story.state).at("milestone/first_acceptance");
    EXPECT_EQ(due, night - 1min + 5min);
    const auto missed = story.fire("milestone/first_acceptance");
    EXPECT_THAT(kinds(missed), ElementsAre("milestone_missed", "need_opened", "rung_reached"));
    EXPECT_THAT(paged(missed), ElementsAre("coralie"));
    story.answer(story.page_of("nadia"), Answer::accept, 5);
    EXPECT_NE(story.state.milestones.at(Milestone::first_acceptance).reached, Instant{});
    EXPECT_EQ(domain::summary(story.state).milestones(0).state(), v1::Milestone::reached);
}

TEST(Milestones, StandAsTheDirectorySays) {
    World world;
    auto& rule = *world.data().add_milestones();
    rule.set_milestone(Milestone::pivot_named);
    rule.set_within_minutes(7);
    Story story{world};
    story.alert({care});
    EXPECT_EQ(domain::deadlines(story.state).at("milestone/pivot_named"), night + 7min);
    EXPECT_FALSE(domain::deadlines(story.state).contains("milestone/safe_place"))
        << "nobody asked for a shelter";
}

TEST(Milestones, TheLawyerComesBeforeTheRemoval) {
    World world;
    world.rule(Need::immigration_defence, v1::Sector::legal);
    Story story{world};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_deadline_ms(to_ms(night + 90min));
    open.add_needs()->set_need(Need::immigration_defence);
    story.when(command);
    EXPECT_EQ(domain::deadlines(story.state).at("milestone/legal_contact"), night + 90min);
}

TEST(Milestones, TheLastIsReachedWhenAPathwayTakesOverAndEveryNeedHasAnOutcome) {
    auto story = accepted();
    v1::Command pathway;
    pathway.mutable_hand_to_pathway()->add_steps()->set_need("transitional_housing");
    EXPECT_THAT(kinds(story.when(pathway, "coralie")), ElementsAre("handed_to_pathway"));
    EXPECT_THAT(kinds(settle(story, care, v1::Outcome::met, v1::Outcome::done)),
                Contains("milestone_reached"));
    EXPECT_NE(story.state.milestones.at(Milestone::handed_over).reached, Instant{});
}

TEST(Milestones, AReviewIsToldByHandAndWhatIsSeenIsNot) {
    auto story = accepted();
    v1::Command command;
    command.mutable_reach_milestone()->set_milestone(Milestone::review_24h);
    EXPECT_THAT(kinds(story.when(command, "coralie")), ElementsAre("milestone_reached"));
    EXPECT_THAT(story.when(command, "coralie"), IsEmpty());
    command.mutable_reach_milestone()->set_milestone(Milestone::legal_contact);
    story.when(command, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::milestone_not_told_by_hand);
}

// ── the pivot ──

TEST(Pivot, IsProposedFromTheFirstInContactAndAcceptsByHerself) {
    auto story = accepted();
    story.answer(story.page_of("nadia"), Answer::in_contact);
    EXPECT_EQ(story.state.pivot_proposed, "nadia");
    answer_pivot(story, "omar", true);
    EXPECT_EQ(story.rejection, v1::Rejection::pivot_not_offered);
    EXPECT_THAT(kinds(answer_pivot(story, "nadia", true)),
                ElementsAre("pivot_accepted", "milestone_reached"));
    EXPECT_EQ(story.state.pivot, "nadia");
}

TEST(Pivot, IsHandedOverOnlyWhenTheOtherAccepts) {
    auto story = accepted();
    const auto offered = offer(story, "nadia");
    ASSERT_THAT(kinds(offered), ElementsAre("pivot_offered"));
    EXPECT_EQ(domain::effects(case_aggregate, offered).rest.at(0).kind(), v1::Message::handover);
    answer_pivot(story, "nadia", true);
    offer(story, "ines");
    EXPECT_EQ(story.state.pivot, "nadia") << "never empty";
    answer_pivot(story, "ines", false);
    EXPECT_EQ(story.state.pivot, "nadia");
    offer(story, "ines");
    answer_pivot(story, "ines", true);
    EXPECT_EQ(story.state.pivot, "ines");
    offer(story, "stranger");
    EXPECT_EQ(story.rejection, v1::Rejection::person_unknown);
}

TEST(Pivot, WhoTakesItHerselfHasAccepted) {
    auto story = accepted();
    EXPECT_THAT(kinds(offer(story, "coralie")), ElementsAre("pivot_accepted", "milestone_reached"));
    EXPECT_EQ(story.state.pivot, "coralie");
}

TEST(Pivot, WhoBelongsNoMoreIsMissedAloud) {
    World world;
    auto story = accepted(world);
    offer(story, "ines");
    answer_pivot(story, "ines", true);
    end_membership(world, "night-shelter");
    story.directory = world.directory();
    const auto events = add_need(story, shelter);
    EXPECT_THAT(kinds(events), Contains("pivot_declined"));
    EXPECT_THAT(paged(events), Contains("coralie"));
    EXPECT_EQ(story.state.pivot, "");
}

// ── what may be read, and how she may be reached ──

TEST(SafeContact, MustBeConfirmedAnewAfterADay) {
    auto story = accepted();
    v1::Command told;
    told.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("sealed");
    story.when(told);
    EXPECT_EQ(story.state.safe_contact_until, story.now + 24h);
    EXPECT_THAT(kinds(story.fire("safe_contact")), testing::Contains("safe_contact_expired"));
    EXPECT_EQ(story.state.safe_contact_until, Instant{});
}

TEST(Restricted, IsSetWithAReasonAndR6IsNotTheCoordinatorsToLift) {
    Story story{World{}};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(care);
    open.add_circumstances(v1::Circumstance::organized_crime);
    story.when(command);
    EXPECT_TRUE(story.state.restricted());
    v1::Command lift;
    lift.mutable_restrict_case()->set_reason("known_in_the_network");
    story.when(lift, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::rule_not_overridable);
    EXPECT_TRUE(story.state.restricted());
}

// Two houses: one where she was found, one further away.
Story called_by_two_houses() {
    World world;
    world.organization("far-house", v1::Sector::shelter);
    for (auto& house : *world.data().mutable_organizations())
        if (house.sector() == v1::Sector::shelter)
            house.set_place(house.id() == "far-house" ? "13" : "06");
    world.person("paul").set_organization("far-house");
    Story story{world};
    story.alert({shelter});
    story.handed_over(story.page_of("ines"));
    return story;
}

v1::Command restrict() {
    v1::Command command;
    command.mutable_restrict_case()->set_restricted(true);
    command.mutable_restrict_case()->set_reason("known_in_the_network");
    return command;
}

TEST(Restricted, AHouseThatWasCalledBeforeIsWeighedAgain) {
    auto story = called_by_two_houses();
    ASSERT_THAT(paged(story.history), testing::ElementsAre("ines"));
    const auto events = story.when(restrict(), "coralie");
    EXPECT_THAT(kinds(events),
                testing::ElementsAre("case_restricted", "page_stood_down", "rung_reached"));
    EXPECT_EQ(events[1].page_stood_down().reason(), v1::Reason::in_danger_area);
    EXPECT_THAT(paged(events), testing::ElementsAre("paul"));
}

TEST(Restricted, AHouseWhereSheMustNotBeIsThankedForItsYes) {
    auto story = called_by_two_houses();
    story.when(restrict(), "coralie");
    EXPECT_THAT(kinds(story.answer(story.page_of("ines"), Answer::accept, 5)),
                testing::ElementsAre("page_noted"));
    EXPECT_TRUE(story.state.need(shelter)->open());
}

TEST(Restricted, AHouseThatSaidYesBeforeIsThankedAndAnotherIsCalled) {
    auto story = called_by_two_houses();
    story.answer(story.page_of("ines"), Answer::accept, 10);
    const auto events = story.when(restrict(), "coralie");
    EXPECT_THAT(kinds(events), Contains("need_reopened"));
    EXPECT_TRUE(story.state.need(shelter)->open());
}

TEST(Restricted, NobodyTakesHerOutOfAHouseWhereSheIs) {
    auto story = called_by_two_houses();
    story.answer(story.page_of("ines"), Answer::accept, 10);
    story.answer(story.page_of("ines"), Answer::arrived);
    EXPECT_THAT(kinds(story.when(restrict(), "coralie")), testing::ElementsAre("case_restricted"));
    EXPECT_FALSE(story.answer(story.page_of("ines"), Answer::release).empty());
    EXPECT_TRUE(story.answer(story.page_of("ines"), Answer::release).empty()) << "said once";
}

TEST(Gone, WhoBelongsNoMoreComesNoMoreAndTheNeedGoesOn) {
    World world;
    auto story = accepted(world);
    end_membership(world, "hospital");
    story.directory = world.directory();
    story.now += 1min;
    const auto events = add_need(story, shelter);
    EXPECT_THAT(kinds(events), Contains("need_reopened"));
    EXPECT_THAT(paged(events), Contains("coralie")) << "no hospital is left: the coordinator";
    EXPECT_THAT(paged(events), Not(Contains("omar")));
}

}  // namespace
}  // namespace relais::test
