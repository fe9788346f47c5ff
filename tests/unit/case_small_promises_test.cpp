// Small promises of a case that nothing else happens to notice: a refusal with its own name, a
// reason that is kept, what is forgotten when it is over.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/case_lives.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::Answer;
using v1::Need;
using v1::Rejection;

Rejection::Code refused(Story& story, const v1::Command& command,
                        const std::string& person = "coralie") {
    EXPECT_THAT(story.when(command, person), IsEmpty());
    return story.rejection;
}

void close(Story& story) {
    settle(story, care, v1::Outcome::met);
    v1::Command command;
    command.mutable_close_case();
    story.when(command, "coralie");
    ASSERT_TRUE(story.state.closed);
}

v1::Command pathway(const std::string& need) {
    v1::Command command;
    command.mutable_hand_to_pathway()->add_steps()->set_need(need);
    return command;
}

World with_interpreter() {
    World world;
    world.organization("clinic", v1::Sector::crisis);
    world.roster(v1::Sector::crisis, "06", {{"camille"}, {"carl"}});
    world.rule(Need::accompaniment, v1::Sector::crisis);
    return world;
}

std::string plan_escort(Story& story, Instant from, const std::string& person) {
    v1::Command command;
    auto& plan = *command.mutable_plan_escort();
    plan.set_from_ms(to_ms(from));
    plan.set_until_ms(to_ms(from + 2h));
    plan.set_person(person);
    story.when(command, "coralie");
    return story.state.escorts.back().id;
}

std::vector<v1::Event> answer_escort(Story& story, const std::string& id, const std::string& person,
                                     bool accept) {
    v1::Command command;
    command.mutable_answer_escort()->set_escort(id);
    command.mutable_answer_escort()->set_accept(accept);
    return story.when(command, person);
}

v1::Command refer(Instant answer_by = {}) {
    v1::Command command;
    auto& asked = *command.mutable_propose_referral();
    asked.set_organization("clinic");
    asked.set_need("mental_health");
    asked.set_basis(v1::ConsentBasis::verbal);
    if (answer_by != Instant{}) asked.set_answer_by_ms(to_ms(answer_by));
    return command;
}

// ── reasons ──

TEST(SmallPromises, ACaseIsOpenedAgainForAReasonOnly) {
    auto story = opened();
    close(story);
    v1::Command command;
    command.mutable_reopen_case();
    EXPECT_EQ(refused(story, command), Rejection::reason_missing);
    EXPECT_TRUE(story.state.closed);
}

TEST(SmallPromises, ACaseIsRestrictedForAReasonOnly) {
    auto story = opened();
    v1::Command command;
    command.mutable_restrict_case()->set_restricted(true);
    EXPECT_EQ(refused(story, command), Rejection::reason_missing);
    EXPECT_FALSE(story.state.restricted());
}

TEST(SmallPromises, AnEmptyPathwayHandsNothingOver) {
    auto story = opened();
    v1::Command command;
    command.mutable_hand_to_pathway();
    EXPECT_EQ(refused(story, command), Rejection::outcome_not_understood);
}

TEST(SmallPromises, APathwayToldAnewTakesThePlaceOfTheOld) {
    auto story = opened();
    story.when(pathway("transitional_housing"), "coralie");
    story.when(pathway("job_support"), "coralie");
    ASSERT_EQ(story.state.pathway.size(), 1u);
    EXPECT_EQ(story.state.pathway[0].first, "job_support");
}

TEST(SmallPromises, ACaseIsNeverLinkedToItself) {
    auto story = opened();
    v1::Command command;
    command.mutable_link_case()->set_other(story.state.uuid());
    EXPECT_EQ(refused(story, command), Rejection::case_of_itself);
}

// ── who comes ──

// Her own answer makes it known that she is gone: it is thanked, and does not bring her.
TEST(SmallPromises, AYesOfSomebodyWhoIsGoneBringsNobody) {
    World world;
    auto story = opened(world);
    end_membership(world, "hospital");
    story.directory = world.directory();
    const auto events = story.answer(story.page_of("nadia"), Answer::accept, 10);
    EXPECT_THAT(kinds(events), Contains("page_stood_down"));
    EXPECT_THAT(kinds(events), Not(Contains("page_noted"))) << "let go of, and told so, once";
    EXPECT_THAT(kinds(events), Not(Contains("page_answered")));
    EXPECT_EQ(story.state.need(care)->accepted(), 0u);
}

TEST(SmallPromises, WhoeverCameTheLastTimeDoesNotComeAgainByAnOldYes) {
    auto story = opened();
    const auto page = story.page_of("nadia");
    story.answer(page, Answer::accept, 10);
    settle(story, care, v1::Outcome::met);
    add_need(story, care);
    ASSERT_EQ(story.state.need(care)->state, Need::paging);
    EXPECT_THAT(kinds(story.answer(page, Answer::accept, 10)), Not(Contains("page_answered")));
    EXPECT_EQ(story.state.need(care)->accepted(), 0u);
}

TEST(SmallPromises, ATraineesYesIsNoPromise) {
    auto story = opened(with_learner("roster-health-06"));
    ASSERT_THAT(paged(story.history), Contains("tina"));
    const auto events = story.answer(story.page_of("tina"), Answer::accept, 10);
    ASSERT_EQ(kinds(events).front(), "page_answered");
    EXPECT_EQ(events[0].page_answered().promise_due_ms(), 0);
    EXPECT_FALSE(domain::deadlines(story.state).contains("promise/immediate_care"));
}

TEST(SmallPromises, WhoIsDoneCannotReleaseHerself) {
    auto world = World{};
    world.data().mutable_need_rules(0)->set_quota(2);
    auto story = opened(world);
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    story.answer(story.page_of("nadia"), Answer::done);
    ASSERT_FALSE(story.state.need(care)->settled());
    EXPECT_THAT(story.answer(story.page_of("nadia"), Answer::release), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::page_already_answered);
}

TEST(SmallPromises, ANeedThatIsGivenBackSaysWhoHadIt) {
    auto story = opened();
    v1::Command command;
    command.mutable_take_need()->set_need(care);
    command.mutable_take_need()->set_reason("coordinator_will_follow");
    story.when(command, "coralie");
    command.mutable_release_need()->set_need(care);
    const auto events = story.when(command, "coralie");
    ASSERT_EQ(kinds(events).front(), "need_released");
    EXPECT_EQ(events[0].need_released().person(), "coralie");
    EXPECT_TRUE(story.state.need(care)->taken_by.empty());
}

TEST(SmallPromises, NobodyIsCalledByHandWhoseHouseIsNoMember) {
    World world;
    auto story = opened(world);
    end_membership(world, "hospital");
    story.directory = world.directory();
    v1::Command command;
    command.mutable_page_person()->set_need(care);
    command.mutable_page_person()->set_person("lise");
    command.mutable_page_person()->set_reason(v1::OverrideReason::knows_her);
    EXPECT_EQ(refused(story, command), Rejection::person_unknown);
}

// The coordinator was asked to settle it with her: when she said yes herself, that is over.
TEST(SmallPromises, HerConsentEndsTheCallThatAskedForIt) {
    auto story = opened();
    add_need(story, police);
    story.fire("consent/police_protection");
    const auto asked = story.state.need(police)->pages.begin()->first;
    ASSERT_EQ(story.state.need(police)->pages.at(asked).person, "coralie");
    story.handed_over(asked);
    v1::Command command;
    command.mutable_give_consent()->set_need(police);
    command.mutable_give_consent()->set_basis(v1::ConsentBasis::written);
    const auto events = story.when(command);
    EXPECT_THAT(kinds(events), Contains("page_stood_down"));
    EXPECT_THAT(paged(events), ElementsAre("sergeant"));
    EXPECT_FALSE(story.state.need(police)->pages.at(asked).waiting());
}

TEST(SmallPromises, WhoeverIsGoneDoesNotFollowTheCase) {
    World world;
    auto story = opened(world);
    v1::Command offer;
    offer.mutable_offer_pivot()->set_person("ines");
    story.when(offer, "coralie");
    end_membership(world, "night-shelter");
    story.directory = world.directory();
    v1::Command yes;
    yes.mutable_answer_pivot()->set_accept(true);
    story.when(yes, "ines");
    EXPECT_NE(story.rejection, Rejection::none);
    EXPECT_TRUE(story.state.pivot.empty());
}

TEST(SmallPromises, WhoeverWasProposedAndWentFollowsItNoMore) {
    World world;
    world.rule(Need::emergency_shelter, v1::Sector::shelter);
    auto story = opened(world);
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    story.answer(story.page_of("nadia"), Answer::in_contact);
    ASSERT_EQ(story.state.pivot_proposed, "nadia");
    settle(story, care, v1::Outcome::refused_by_her);
    ASSERT_EQ(story.state.pivot_proposed, "nadia");
    v1::Command yes;
    yes.mutable_answer_pivot()->set_accept(true);
    EXPECT_EQ(refused(story, yes, "nadia"), Rejection::pivot_not_offered);
}

// ── a ladder that starts again ──

TEST(SmallPromises, ALadderThatStartsAgainForgetsWhoWasLeftOnTheLast) {
    World world;
    auto& rung = *world.data().mutable_ladders(0)->mutable_rungs(0);
    rung.set_gap_ms(30'000);
    rung.set_people(1);
    world.data()
        .mutable_rosters(0)
        ->mutable_layers(0)
        ->mutable_rotation()
        ->mutable_turns(0)
        ->add_people("omar");
    auto story = opened(world);
    ASSERT_TRUE(story.state.need(care)->others_left);
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(v1::Sector::health);
    story.when(command);
    EXPECT_FALSE(story.state.need(care)->others_left);
}

TEST(SmallPromises, ANeedThatStartsAgainIsNobodysAnyMore) {
    auto story = opened();
    v1::Command command;
    command.mutable_take_need()->set_need(care);
    command.mutable_take_need()->set_reason("coordinator_will_follow");
    story.when(command, "coralie");
    settle(story, care, v1::Outcome::met);
    add_need(story, care);
    EXPECT_TRUE(story.state.need(care)->taken_by.empty());
}

// What is over an hour old is kept no longer than it counts.
TEST(SmallPromises, PagesAreKeptForTheHourThatTheyCountIn) {
    auto story = opened();
    story.now += 2h;
    story.fire("rung/immediate_care");
    EXPECT_EQ(story.state.paged_at.size(), story.state.paged_lately(story.now));
}

// ── what is sealed ──

TEST(SmallPromises, HowSheIsReachedIsReadByNobodyOnceItHoldsNoMore) {
    auto story = opened();
    v1::Command command;
    command.mutable_tell_safe_contact()->mutable_safe_contact()->set_box("sealed");
    story.when(command);
    story.fire("safe_contact");
    EXPECT_FALSE(story.state.sealed.contains(v1::SealedField::safe_contact));
}

TEST(SmallPromises, OnlyACoordinatorOnDutyAllowsAReading) {
    Story story{World{}};
    v1::Command open;
    open.mutable_open_case()->set_territory("06");
    open.mutable_open_case()->add_needs()->set_need(care);
    open.mutable_open_case()->add_circumstances(v1::Circumstance::organized_crime);
    open.mutable_open_case()->mutable_note()->set_box("sealed");
    story.when(open);
    const auto ask = [&] {
        v1::Command read;
        read.mutable_actor()->set_role(v1::Role::coordinator);
        read.mutable_read_field()->set_field(v1::SealedField::note);
        read.mutable_read_field()->set_reason(v1::ReadingReason::to_reach_her);
        story.when(read, "coralie");
    };
    ask();
    ASSERT_EQ(story.state.readings.size(), 1u);
    v1::Command allow;
    allow.mutable_actor()->set_role(v1::Role::coordinator);
    allow.mutable_allow_reading()->set_reading(story.state.readings[0].reading);
    EXPECT_EQ(refused(story, allow, "somebody-off-duty"), Rejection::sight_not_allowed);
    story.now += 1h;
    ask();
    EXPECT_EQ(story.state.readings.size(), 1u) << "what is over is forgotten";
}

// ── referrals and escorts ──

TEST(SmallPromises, AReferralWaitsNoLongerThanTheLongest) {
    Story story{with_interpreter()};
    story.alert({care});
    story.when(refer(night + 400 * 24h), "coralie");
    ASSERT_EQ(story.state.referrals.size(), 1u);
    EXPECT_EQ(story.state.referrals[0].due, night + 92 * 24h);
}

TEST(SmallPromises, AReferralIsDoneByWhoseItIsAndTakenBackByTheCoordination) {
    Story story{with_interpreter()};
    story.alert({care});
    story.when(refer(), "coralie");
    const auto id = story.state.referrals.at(0).id;
    v1::Command yes;
    yes.mutable_actor()->set_organization("clinic");
    yes.mutable_answer_referral()->set_referral(id);
    yes.mutable_answer_referral()->set_accept(true);
    story.when(yes, "camille");
    v1::Command done;
    done.mutable_actor()->set_organization("hospital");
    done.mutable_complete_referral()->set_referral(id);
    EXPECT_EQ(refused(story, done, "nadia"), Rejection::referral_of_someone_else);
    v1::Command revoke;
    revoke.mutable_actor()->set_organization("hospital");
    revoke.mutable_revoke_referral()->set_referral(id);
    EXPECT_EQ(refused(story, revoke, "nadia"), Rejection::sight_not_allowed);
}

TEST(SmallPromises, WhoeverIsAskedToGoWithHerIsToldAndOnlyOneGoes) {
    Story story{with_interpreter()};
    story.alert({care});
    const auto id = plan_escort(story, night + 5h, "camille");
    ASSERT_TRUE(story.history.back().escort_planned().has_message());
    EXPECT_EQ(story.history.back().escort_planned().message().person(), "camille");
    story.fire("escort/" + id);
    ASSERT_THAT(paged(story.history), Contains("camille"));
    story.answer(story.page_of("camille"), Answer::decline);
    story.fire("rung/accompaniment");
    story.answer(story.page_of("carl"), Answer::accept, 10);
    ASSERT_EQ(story.state.escorts.at(0).person, "carl");
    EXPECT_FALSE(story.state.escorts.at(0).called) << "nobody is called for it any more";
    EXPECT_THAT(answer_escort(story, id, "camille", true), IsEmpty());
    EXPECT_EQ(story.rejection, Rejection::need_already_covered);
}

// ── two alerts for one person ──

v1::Command taking() {
    v1::Command command;
    auto& taken = *command.mutable_take_in_case();
    taken.set_duplicate("elsewhere");
    taken.set_ask("7");
    taken.set_territory("06");
    return command;
}

v1::RunningClock& clock_of(v1::Command& taken, Instant due) {
    auto& clock = *taken.mutable_take_in_case()->add_clocks();
    clock.set_clock("care");
    clock.set_kind(v1::SharedField::health);
    clock.set_warn_ms(to_ms(due - 1h));
    clock.set_due_ms(to_ms(due));
    return clock;
}

World with_clock() {
    World world;
    auto& rule = *world.data().add_clocks();
    rule.set_id("care");
    rule.set_within_hours(72);
    rule.set_warn_hours(60);
    return world;
}

TEST(SmallPromises, OfTwoClocksTheSoonerCounts) {
    auto story = opened(with_clock());
    v1::Command start;
    start.mutable_start_clock()->set_clock("care");
    start.mutable_start_clock()->set_from_ms(to_ms(night));
    story.when(start, "coralie");
    auto later = taking();
    clock_of(later, night + 90h);
    story.when(later, "");
    ASSERT_EQ(story.state.taken_in.size(), 1u);
    EXPECT_EQ(story.state.clocks.at(0).due, night + 72h);
}

TEST(SmallPromises, ADuplicateHandsItsClocksOver) {
    auto story = opened(with_clock());
    v1::Command start;
    start.mutable_start_clock()->set_clock("care");
    start.mutable_start_clock()->set_from_ms(to_ms(night));
    story.when(start, "coralie");
    v1::Command merge;
    merge.mutable_merge_case()->set_into("0b6a3a52-5d0c-4d56-8f0e-6a4f0c9f3b11");
    const auto events = story.when(merge, "coralie");
    ASSERT_THAT(kinds(events), Contains("merge_asked"));
    EXPECT_EQ(events.back().merge_asked().taken().clocks_size(), 1);
}

TEST(SmallPromises, WhatIsTakenInHasItsMilestones) {
    World world;
    world.rule(Need::legal_help, v1::Sector::legal);
    auto story = opened(world);
    ASSERT_FALSE(story.state.milestones.contains(v1::Milestone::legal_contact));
    auto taken = taking();
    auto& need = *taken.mutable_take_in_case()->add_needs();
    need.set_need(Need::legal_help);
    need.set_basis(v1::ConsentBasis::written);
    story.when(taken, "");
    EXPECT_TRUE(story.state.milestones.contains(v1::Milestone::legal_contact));
}

TEST(SmallPromises, WhatIsTwoPeopleAfterAllIsCalledForAgain) {
    auto story = opened();
    v1::Command merge;
    merge.mutable_merge_case()->set_into("0b6a3a52-5d0c-4d56-8f0e-6a4f0c9f3b11");
    story.when(merge, "coralie");
    v1::Command yes;
    yes.mutable_confirm_merge()->set_into("0b6a3a52-5d0c-4d56-8f0e-6a4f0c9f3b11");
    yes.mutable_confirm_merge()->set_ask(story.state.merging->ask);
    story.when(yes, "");
    ASSERT_FALSE(story.state.merged_into.empty());
    v1::Command apart;
    apart.mutable_unmerge_case()->set_reason("two_people");
    EXPECT_THAT(paged(story.when(apart, "coralie")), ElementsAre("nadia"));
}

}  // namespace
}  // namespace relais::test
