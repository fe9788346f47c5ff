// What somebody reads who sees nothing of a case any more: that her part has ended, since when if
// she was told, and nothing of the case; or that her answer is awaited, or that she only learns.
#include "common/domain/ended_part.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/case_lives.hpp"

namespace relais::test {
namespace {

using domain::OwnPart;
using domain::Part;
using domain::Viewer;
using v1::Answer;

World with_companions() {
    World world = beside_a_clinic();
    world.organization("boussole", v1::Sector::victim_services);
    world.roster(v1::Sector::victim_services, "06", {{"vera"}, {"yann"}});
    world.rule(v1::Need::accompaniment, v1::Sector::victim_services);
    return world;
}

OwnPart part_of(const Story& story, const std::string& person,
                const std::string& organization = "hospital") {
    const Viewer viewer{.person = person, .organization = organization, .responder = true};
    return domain::own_part(viewer, story.state, story.history);
}

// What is asked of it is only asked of whoever sees nothing.
OwnPart blind(const Story& story, const std::string& person,
              const std::string& organization = "hospital") {
    const Viewer viewer{.person = person, .organization = organization, .responder = true};
    EXPECT_FALSE(domain::Sight(viewer, story.state).any()) << person;
    return part_of(story, person, organization);
}

void close(Story& story) {
    story.now += 3h;
    settle(story, care, v1::Outcome::met);
    v1::Command command;
    command.mutable_close_case();
    story.when(command, "coralie");
    ASSERT_TRUE(story.state.closed);
}

TEST(EndedPart, WhoeverWasStoodDownReadsSinceWhen) {
    auto story = accepted();
    story.now += 10min;
    settle(story, care, v1::Outcome::met);
    const auto ended = story.now;
    EXPECT_TRUE(story.history.back().page_stood_down().has_message());
    const auto before = blind(story, "nadia");
    EXPECT_EQ(before.part, Part::ended);
    EXPECT_EQ(before.since, ended);
    close(story);
    EXPECT_EQ(blind(story, "nadia").since, ended) << "whether it goes on is not told";
}

TEST(EndedPart, WhatSheSaidHerselfSheKnows) {
    auto story = accepted();
    story.now += 5min;
    const auto released = story.now;
    story.answer(story.page_of("nadia"), Answer::release);
    story.now += 1h;
    close(story);
    const auto own = blind(story, "nadia");
    EXPECT_EQ(own.part, Part::ended);
    EXPECT_EQ(own.since, released);
}

// Whoever was with her when it closed was told nothing: when it closed is not for her.
TEST(EndedPart, OfAnEndThatSheWasNotToldOfThereIsNoInstant) {
    auto story = accepted();
    story.answer(story.page_of("nadia"), Answer::arrived);
    close(story);
    const auto own = blind(story, "nadia");
    EXPECT_EQ(own.part, Part::ended);
    EXPECT_EQ(own.since, Instant{});
}

// Her message had not left: she was told neither that she was called nor that it is over.
TEST(EndedPart, OfACallThatNeverReachedHerThereIsNoInstantEither) {
    Story story{World{}};
    story.alert({care});
    settle(story, care, v1::Outcome::met);
    ASSERT_FALSE(story.history.back().page_stood_down().has_message());
    const auto own = blind(story, "nadia");
    EXPECT_EQ(own.part, Part::ended);
    EXPECT_EQ(own.since, Instant{});
}

TEST(EndedPart, WhoeverWasNeverCalledReadsNothingOfIt) {
    auto story = accepted();
    for (const char* person : {"omar", "ines", "", "worker"})
        EXPECT_EQ(blind(story, person).part, Part::none) << person;
    close(story);
    EXPECT_EQ(blind(story, "ines").part, Part::none);
}

TEST(EndedPart, WhoeverIsCalledAnswersFirst) {
    auto story = opened();
    EXPECT_EQ(blind(story, "nadia").part, Part::awaited);
    settle(story, care, v1::Outcome::met);
    EXPECT_EQ(blind(story, "nadia").part, Part::ended);
}

TEST(EndedPart, AReferralThatWasTakenBackEndsForItsOrganization) {
    Story story{beside_a_clinic()};
    story.alert({care});
    v1::Command propose;
    propose.mutable_propose_referral()->set_organization("clinic");
    propose.mutable_propose_referral()->set_need("mental_health");
    propose.mutable_propose_referral()->set_basis(v1::ConsentBasis::verbal);
    story.when(propose, "coralie");
    v1::Command revoke;
    revoke.mutable_actor()->set_role(v1::Role::coordinator);
    revoke.mutable_revoke_referral()->set_referral(story.state.referrals.at(0).id);
    revoke.mutable_revoke_referral()->set_why(v1::Referral::another_service);
    story.now += 20min;
    story.when(revoke, "coralie");
    ASSERT_FALSE(story.state.referrals.at(0).stands());
    const auto own = blind(story, "camille", "clinic");
    EXPECT_EQ(own.part, Part::ended);
    EXPECT_EQ(own.since, night + 20min);
    EXPECT_EQ(blind(story, "ines", "night-shelter").part, Part::none) << "of another organization";
}

TEST(EndedPart, WhoeverWentWithHerReadsItWhenThatIsOver) {
    Story story{with_companions()};
    story.alert({care});
    v1::Command plan;
    plan.mutable_plan_escort()->set_purpose(v1::Escort::court);
    plan.mutable_plan_escort()->set_from_ms(to_ms(night + 6h));
    plan.mutable_plan_escort()->set_until_ms(to_ms(night + 9h));
    plan.mutable_plan_escort()->set_person("vera");
    story.when(plan, "coralie");
    v1::Command drop;
    drop.mutable_actor()->set_role(v1::Role::coordinator);
    drop.mutable_report_escort()->set_escort(story.state.escorts.at(0).id);
    drop.mutable_report_escort()->set_state(v1::Escort::dropped);
    story.now += 30min;
    story.when(drop, "coralie");
    const auto own = blind(story, "vera", "boussole");
    EXPECT_EQ(own.part, Part::ended);
    EXPECT_EQ(own.since, night + 30min);
}

TEST(EndedPart, WhoeverFollowedItReadsItOnceAnotherDoes) {
    Story story{with_companions()};
    story.alert({care});
    const auto follow = [&](const std::string& person) {
        v1::Command offer;
        offer.mutable_offer_pivot()->set_person(person);
        story.when(offer, "coralie");
        v1::Command yes;
        yes.mutable_answer_pivot()->set_accept(true);
        story.when(yes, person);
        ASSERT_EQ(story.state.pivot, person);
    };
    follow("vera");
    EXPECT_TRUE(domain::Sight({.person = "vera", .responder = true}, story.state).any());
    story.now += 1h;
    follow("yann");
    const auto own = blind(story, "vera", "boussole");
    EXPECT_EQ(own.part, Part::ended);
    EXPECT_EQ(own.since, night + 1h);
}

// Nothing depends on her: neither an answer, nor an end.
TEST(EndedPart, WhoeverLearnsIsToldThatSheDoes) {
    Story story{with_learner("roster-health-06")};
    story.alert({care});
    EXPECT_EQ(blind(story, "tina").part, Part::learning) << "called, and nobody waits for her";
    story.handed_over(story.page_of("tina"));
    story.answer(story.page_of("tina"), Answer::accept, 10);
    EXPECT_EQ(blind(story, "tina").part, Part::learning);
    close(story);
    EXPECT_EQ(blind(story, "tina").part, Part::learning);
}

}  // namespace
}  // namespace relais::test
