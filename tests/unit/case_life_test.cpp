// The life of a case after its first pages: what people promise and do, what opens again, how it
// ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Answer;
using v1::Need;

std::vector<v1::Event> withdraw(Story& story, v1::Sector::Code sector) {
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(sector);
    return story.when(command);
}

std::vector<v1::Event> close(Story& story) {
    v1::Command command;
    command.mutable_close_case();
    return story.when(command, "coralie");
}

// ── what she promised ──

TEST(Promise, IsKeptByAWordFromHerOnTheWay) {
    auto story = accepted();
    const auto due = domain::deadlines(story.state).at("promise/immediate_care");
    EXPECT_EQ(due, night + 20min + 10min);
    EXPECT_THAT(kinds(story.answer(story.page_of("nadia"), Answer::in_contact)),
                ElementsAre("page_answered", "need_engaged", "pivot_proposed"));
    EXPECT_EQ(story.state.need(care)->state, Need::engaged);
    EXPECT_FALSE(domain::deadlines(story.state).contains("promise/immediate_care"));
    EXPECT_THAT(kinds(story.answer(story.page_of("nadia"), Answer::arrived)),
                ElementsAre("page_answered"));
    const auto events = story.answer(story.page_of("nadia"), Answer::done);
    EXPECT_THAT(kinds(events), ElementsAre("page_answered", "need_settled"));
    EXPECT_EQ(story.state.need(care)->state, Need::met);
}

TEST(Promise, ThatIsNotKeptIsRemindedOnceAndThenSomebodyElseIsCalledToo) {
    auto story = accepted();
    const auto reminded = story.fire("promise/immediate_care");
    ASSERT_THAT(kinds(reminded), ElementsAre("promise_reminded"));
    const auto leaves = domain::effects(case_aggregate, reminded);
    ASSERT_EQ(leaves.rest.size(), 1u);
    EXPECT_EQ(leaves.rest[0].kind(), v1::Message::reminder);
    EXPECT_EQ(leaves.rest[0].person(), "nadia");

    const auto broken = story.fire("promise/immediate_care");
    EXPECT_EQ(story.now, night + 20min + 10min + 5min);
    EXPECT_THAT(kinds(broken), ElementsAre("promise_broken", "need_reopened", "rung_reached"));
    EXPECT_THAT(paged(broken), ElementsAre("omar"));
    EXPECT_EQ(story.state.need(care)->state, Need::paging);

    // She is not lost: she arrives after all, and whoever was called instead is thanked.
    story.handed_over(story.page_of("omar"));
    const auto arrives = story.answer(story.page_of("nadia"), Answer::arrived);
    EXPECT_THAT(kinds(arrives), ElementsAre("page_answered", "need_covered", "page_stood_down",
                                            "need_engaged", "pivot_proposed"));
    EXPECT_EQ(story.state.need(care)->state, Need::engaged);
}

TEST(Promise, OfSomebodyWhoDoesNotSayWhenIsAskedAfterAnHour) {
    const auto story = accepted(World{}, 0);
    EXPECT_EQ(domain::deadlines(story.state).at("promise/immediate_care"), night + 60min + 10min);
}

TEST(Promise, MadeAnewIsRemindedAnew) {
    auto story = accepted();
    story.fire("promise/immediate_care");
    story.fire("promise/immediate_care");
    story.answer(story.page_of("nadia"), Answer::accept, 15);
    EXPECT_EQ(story.state.need(care)->state, Need::covered);
    const auto again = story.fire("promise/immediate_care");
    ASSERT_THAT(kinds(again), testing::Contains("promise_reminded"));
    std::set<std::string> ids;
    for (const auto& event : story.history)
        if (event.has_promise_reminded()) ids.insert(event.promise_reminded().message().id());
    EXPECT_EQ(ids.size(), 2u) << "or the second would be taken for the first";
}

TEST(Promise, WhoPromisedNothingHasNothingToMove) {
    World world;
    world.data().mutable_territories(0)->clear_neighbours();
    Story story{world};
    v1::Command alarm;
    alarm.mutable_raise_alarm()->set_alarm("alert_quarantined");
    alarm.mutable_raise_alarm()->set_territory("06");
    story.when(alarm);
    const auto page = story.page_of("coralie");
    story.answer(page, Answer::accept, 30);
    EXPECT_FALSE(story.state.need_of_page(page)->pages.at(page).may_come_later());
    EXPECT_THAT(story.answer(page, Answer::accept, 60), IsEmpty());
    EXPECT_TRUE(accepted().state.need(care)->pages.begin()->second.may_come_later());
}

TEST(Promise, MayBeMovedAFewTimesThenOnlyBeingThereCounts) {
    auto story = accepted();
    const auto page = story.page_of("nadia");
    const auto due = [&] { return domain::deadlines(story.state).at("promise/immediate_care"); };
    story.now = night + 5min;
    EXPECT_THAT(story.answer(page, Answer::accept, 15), IsEmpty()) << "as soon as she had said";
    EXPECT_THAT(story.answer(page, Answer::accept, 0), IsEmpty()) << "the same tap again";
    EXPECT_EQ(due(), night + 20min + 10min);
    EXPECT_THAT(kinds(story.answer(page, Answer::accept, 30)), ElementsAre("page_answered"));
    EXPECT_EQ(due(), night + 5min + 30min + 10min);
    EXPECT_EQ(story.state.need(care)->state, Need::covered);
    ASSERT_THAT(kinds(story.fire("promise/immediate_care")), ElementsAre("promise_reminded"));
    EXPECT_THAT(kinds(story.answer(page, Answer::accept, 15)), ElementsAre("page_answered"))
        << "asked where she is, she says when";
    EXPECT_EQ(due(), story.now + 15min + 10min);
    story.fire("promise/immediate_care");
    story.fire("promise/immediate_care");
    ASSERT_EQ(story.state.need(care)->state, Need::paging);
    story.answer(page, Answer::accept, 60);
    EXPECT_EQ(story.state.need(care)->state, Need::covered);
    story.answer(page, Answer::accept, 120);
    EXPECT_EQ(story.rejection, v1::Rejection::page_already_answered) << "a fourth time";
    story.fire("promise/immediate_care");
    story.fire("promise/immediate_care");
    story.answer(page, Answer::accept, 15);
    EXPECT_EQ(story.rejection, v1::Rejection::page_already_answered);
    EXPECT_EQ(story.state.need(care)->state, Need::paging);
    story.answer(page, Answer::arrived);
    EXPECT_EQ(story.state.need(care)->state, Need::engaged);
}

TEST(Release, StartsTheLadderAgainAtOnceWithoutWhoSaidNo) {
    World world;
    auto story = accepted(world);
    const auto events = story.answer(story.page_of("nadia"), Answer::release);
    EXPECT_THAT(kinds(events),
                ElementsAre("page_answered", "need_reopened", "rung_reached", "rung_reached"));
    EXPECT_EQ(events[1].need_reopened().why(), v1::NeedReopened::released);
    EXPECT_EQ(events[2].rung_reached().rung(), 0u);
    EXPECT_EQ(events[2].rung_reached().passed_over(0).reason(), v1::Reason::declined_before);
    EXPECT_THAT(paged(events), ElementsAre("omar"));
}

TEST(Release, CallsAgainWhoWasSilentTheFirstTime) {
    Story story{World{}};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    story.fire("rung/immediate_care");  // omar
    story.answer(story.page_of("omar"), Answer::accept, 20);
    const auto first = story.page_of("nadia");
    story.answer(story.page_of("omar"), Answer::release);
    EXPECT_NE(story.page_of("nadia"), first);
}

TEST(Quota, OfTwoIsMetByTwoAndOpensAgainWithOne) {
    World world;
    for (auto& rule : *world.data().mutable_need_rules())
        if (rule.need() == shelter) rule.set_quota(2);
    world.roster(v1::Sector::shelter, "06", {{"ines", "paul", "rose"}});
    world.data().mutable_rosters(2)->CopyFrom(*world.data().mutable_rosters()->rbegin());
    world.data().mutable_rosters()->RemoveLast();
    Story story{world};
    EXPECT_THAT(paged(story.alert({shelter})), ElementsAre("ines", "paul"));
    story.answer(story.page_of("ines"), Answer::accept, 10);
    EXPECT_EQ(story.state.need(shelter)->state, Need::paging);
    story.answer(story.page_of("ines"), Answer::arrived);
    EXPECT_EQ(story.state.need(shelter)->state, Need::paging) << "one of two is with her";
    EXPECT_THAT(kinds(story.answer(story.page_of("paul"), Answer::accept, 10)),
                ElementsAre("page_answered", "need_covered", "need_engaged"));
    story.answer(story.page_of("ines"), Answer::done);
    EXPECT_EQ(story.state.need(shelter)->state, Need::engaged) << "not done before both are";
    EXPECT_THAT(paged(story.answer(story.page_of("paul"), Answer::release)), ElementsAre("rose"));
    EXPECT_EQ(story.state.need(shelter)->accepted(), 1u);
}

TEST(Answer, OutOfTurnIsRefusedWithANameAndChangesNothing) {
    Story story{World{}};
    story.alert({care});
    for (const auto early : {Answer::in_contact, Answer::arrived, Answer::done, Answer::release}) {
        EXPECT_THAT(story.answer(story.page_of("nadia"), early), IsEmpty());
        EXPECT_EQ(story.rejection, v1::Rejection::answer_out_of_turn);
    }
    story.answer(story.page_of("nadia"), Answer::accept);
    story.answer(story.page_of("nadia"), Answer::arrived);
    story.answer(story.page_of("nadia"), Answer::in_contact);
    EXPECT_EQ(story.rejection, v1::Rejection::page_already_answered);
}

// ── ladders ──

TEST(Ladder, AsksOneAfterTheOtherWithAGap) {
    World world;
    world.roster(v1::Sector::health, "06", {{"nadia", "omar", "olga"}});
    world.data().mutable_rosters(0)->CopyFrom(*world.data().mutable_rosters()->rbegin());
    world.data().mutable_rosters()->RemoveLast();
    auto& rung = *world.data().mutable_ladders(0)->mutable_rungs(0);
    rung.set_gap_ms(20'000);
    Story story{world};
    EXPECT_THAT(paged(story.alert({care})), ElementsAre("nadia"));
    story.handed_over(story.page_of("nadia"));
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), night + 20s);
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("omar"));
    story.handed_over(story.page_of("omar"));
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("olga"));
    story.handed_over(story.page_of("olga"));
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), story.now + 90s)
        << "nobody is left to ask: the whole wait";
    EXPECT_EQ(story.fire("rung/immediate_care").back().rung_reached().rung(), 2u);
}

TEST(Ladder, AsksARungAgainAsOftenAsItSaysAndThenGoesOn) {
    World world;
    world.data().mutable_ladders(0)->mutable_rungs(0)->set_times(2);
    Story story{world};
    story.alert({care});
    const auto again = story.fire("rung/immediate_care");
    EXPECT_THAT(paged(again), ElementsAre("nadia"));
    EXPECT_EQ(again[0].rung_reached().repeat(), 1u);
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("omar"));
}

TEST(Ladder, AsksTwoRungsAtTheSameInstant) {
    World world;
    world.data().mutable_ladders(0)->mutable_rungs(0)->set_with_next(true);
    Story story{world};
    EXPECT_THAT(paged(story.alert({care})), ElementsAre("nadia", "omar"));
    EXPECT_EQ(story.state.need(care)->rung, 1u);
}

TEST(Ladder, WaitsHalfAsLongWhenSomebodyMustComeAtOnce) {
    Story story{World{}};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_urgency(v1::Urgency::immediate);
    open.add_needs()->set_need(care);
    EXPECT_EQ(story.when(command).at(2).rung_reached().wait_ms(), 45'000u);
}

TEST(Ladder, OfACaseThatWokeTooManyAsksOnlyTheCoordinator) {
    Story story{World{}};
    story.alert({care});
    story.state.paged_at.assign(500, night);
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("coralie"));
}

// ── consent that is taken back ──

TEST(ConsentWithdrawn, StopsTheSectorTellsWhoWasCalledAndAsksTheCoordinator) {
    Story story{World{}};
    story.alert({care, shelter});
    story.handed_over(story.page_of("nadia"));
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    const auto events = withdraw(story, v1::Sector::health);
    EXPECT_THAT(kinds(events), ElementsAre("page_stood_down", "consent_withdrawn"));
    ASSERT_EQ(domain::effects(case_aggregate, events).rest.size(), 1u);
    EXPECT_EQ(story.state.need(care)->state, Need::awaiting_consent);
    EXPECT_EQ(story.state.need(shelter)->state, Need::paging) << "nothing else changes";
    EXPECT_THAT(paged(story.fire("consent/immediate_care")), ElementsAre("coralie"));
    story.answer(story.page_of("nadia"), Answer::accept);
    EXPECT_EQ(story.state.need(care)->accepted(), 0u) << "she may not come any more";
    withdraw(story, v1::Sector::health);
    EXPECT_EQ(story.rejection, v1::Rejection::consent_not_given);
}

// Whoever took it by her own hand was never paged: there is no page to stand down.
TEST(ConsentWithdrawn, TellsWhoeverHoldsANeedByHandOnce) {
    const auto held = [] {
        Story story{World{}};
        story.alert({care, shelter});
        v1::Command take;
        take.mutable_take_need()->set_need(care);
        take.mutable_take_need()->set_reason("coordinator_will_follow");
        story.when(take, "denis");
        return story;
    };
    Story story = held();
    const auto left = domain::effects(case_aggregate, withdraw(story, v1::Sector::health)).rest;
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].person(), "denis");
    EXPECT_EQ(left[0].kind(), v1::Message::called_off);
    EXPECT_EQ(story.state.need(care)->taken_by, "");

    Story refused = held();
    v1::Command refuse;
    refuse.mutable_refuse_need()->set_need(care);
    const auto told = domain::effects(case_aggregate, refused.when(refuse, "worker")).rest;
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].person(), "denis");

    Story her_own = held();
    EXPECT_TRUE(domain::effects(case_aggregate, her_own.when(refuse, "denis")).rest.empty())
        << "she said so herself";
}

TEST(ConsentWithdrawn, AfterTheNeedIsMetTellsWhoCameAndEndsWhatSheSees) {
    for (const bool closed_first : {false, true}) {
        Story story{World{}};
        story.alert({care});
        const auto page = story.page_of("nadia");
        story.handed_over(page);
        for (const auto said : {Answer::accept, Answer::arrived, Answer::done})
            story.answer(page, said, 10);
        ASSERT_EQ(story.state.need(care)->state, Need::met);
        const domain::Viewer nadia{.person = "nadia", .responder = true};
        EXPECT_TRUE(domain::Sight(nadia, story.state).sees(domain::Field::health));
        if (closed_first) close(story);
        const auto events = withdraw(story, v1::Sector::health);
        EXPECT_EQ(story.rejection, v1::Rejection::none);
        EXPECT_THAT(kinds(events), Contains("consent_withdrawn"));
        const auto left = domain::effects(case_aggregate, events);
        ASSERT_EQ(left.rest.size(), 1u) << "whoever came is told, once";
        EXPECT_EQ(left.rest[0].person(), "nadia");
        EXPECT_EQ(story.state.need(care)->state, Need::met) << "what was done is done";
        EXPECT_FALSE(domain::Sight(nadia, story.state).any());
        EXPECT_EQ(domain::deadlines(story.state).contains("consent/immediate_care"), false);
        withdraw(story, v1::Sector::health);
        EXPECT_EQ(story.rejection, v1::Rejection::consent_not_given) << "once is enough";
    }
}

// A history that was written while a need with an outcome was left alone: nobody was stood down.
TEST(ConsentWithdrawn, EndsWhatIsSeenWhateverBecameOfThePage) {
    Story story{World{}};
    story.alert({care});
    const auto page = story.page_of("nadia");
    story.handed_over(page);
    for (const auto said : {Answer::accept, Answer::arrived, Answer::done})
        story.answer(page, said, 10);
    v1::Event withdrawn;
    withdrawn.set_version(story.state.version + 1);
    withdrawn.set_now_ms(to_ms(story.state.last_now));
    withdrawn.mutable_consent_withdrawn()->set_sector(v1::Sector::health);
    story.state = domain::evolve(std::move(story.state), withdrawn);
    EXPECT_EQ(story.state.need(care)->pages.at(page).state, domain::PageState::done);
    EXPECT_FALSE(domain::Sight({.person = "nadia", .responder = true}, story.state)
                     .sees(domain::Field::timeline));
}

TEST(ConsentWithdrawn, OfAClosedCaseLeavesNobodyWhoFollowsAndCallsNobody) {
    Story story{World{}};
    story.alert({care});
    const auto page = story.page_of("nadia");
    story.handed_over(page);
    for (const auto said : {Answer::accept, Answer::arrived, Answer::done})
        story.answer(page, said, 10);
    v1::Command take_on;
    take_on.mutable_answer_pivot()->set_accept(true);
    story.when(take_on, "nadia");
    ASSERT_EQ(story.state.pivot, "nadia");
    close(story);
    const auto events = withdraw(story, v1::Sector::health);
    EXPECT_THAT(kinds(events),
                ElementsAre("page_stood_down", "consent_withdrawn", "pivot_declined"));
    EXPECT_EQ(story.state.pivot, "");
    EXPECT_TRUE(domain::deadlines(story.state).empty());
}

TEST(ConsentWithdrawn, DoesNotTouchWhatTheLawDemands) {
    Story story{World{}};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(police);
    auto& basis = *open.add_consents();
    basis.set_sector(v1::Sector::police);
    basis.set_basis(v1::ConsentBasis::serious_risk);
    story.when(command);
    withdraw(story, v1::Sector::police);
    EXPECT_EQ(story.rejection, v1::Rejection::consent_not_given);
    EXPECT_EQ(story.state.need(police)->state, Need::paging);
}

// ── outcomes ──

TEST(Outcome, UnmetWantsAReasonAndIsNoneForAMandatoryNeed) {
    World world;
    world.rule(Need::youth_protection, v1::Sector::health);
    Story story{world};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_age_band(v1::AgeBand::under_14);
    open.add_needs()->set_need(care);
    story.when(command);
    settle(story, care, v1::Outcome::unmet);
    EXPECT_EQ(story.rejection, v1::Rejection::reason_missing);
    settle(story, Need::youth_protection, v1::Outcome::unmet, v1::Outcome::no_service);
    EXPECT_EQ(story.rejection, v1::Rejection::mandatory_need);
    EXPECT_THAT(kinds(settle(story, care, v1::Outcome::unmet, v1::Outcome::no_service)),
                Contains("need_settled"));
    EXPECT_EQ(story.state.need(care)->state, Need::unmet);
    settle(story, care, v1::Outcome::met);
    EXPECT_EQ(story.rejection, v1::Rejection::need_settled);
}

TEST(Outcome, TakenByHandIsGivenBackAndClimbsAgain) {
    Story story{World{}};
    story.alert({care});
    v1::Command take;
    take.mutable_take_need()->set_need(care);
    story.when(take, "coralie");
    v1::Command back;
    back.mutable_release_need()->set_need(care);
    EXPECT_THAT(kinds(story.when(back, "coralie")),
                ElementsAre("need_released", "need_reopened", "rung_reached"));
    EXPECT_EQ(story.state.need(care)->taken_by, "");
}

TEST(Case, ClosesOnlyWhenEveryNeedHasAnOutcomeAndOpensAgain) {
    auto story = accepted();
    close(story);
    EXPECT_EQ(story.rejection, v1::Rejection::needs_unsettled);
    settle(story, care, v1::Outcome::met, v1::Outcome::done);
    EXPECT_THAT(kinds(close(story)), ElementsAre("case_closed"));
    EXPECT_THAT(domain::deadlines(story.state), IsEmpty());
    add_need(story, shelter);
    EXPECT_EQ(story.rejection, v1::Rejection::case_closed);
    v1::Command again;
    again.mutable_reopen_case()->set_reason("she_came_back");
    EXPECT_THAT(kinds(story.when(again, "coralie")), ElementsAre("case_reopened"));
    EXPECT_THAT(paged(add_need(story, shelter)), ElementsAre("ines"));
    EXPECT_THAT(paged(add_need(story, care)), ElementsAre("nadia")) << "it comes up again";
}

TEST(Case, ANeedThatComesUpLaterIsCalledForAtOnceAndPoliceWaitForHerConsent) {
    auto story = accepted();
    EXPECT_THAT(paged(add_need(story, shelter)), ElementsAre("ines"));
    EXPECT_TRUE(domain::deadlines(story.state).contains("milestone/safe_place"));
    EXPECT_THAT(paged(add_need(story, police)), IsEmpty());
    EXPECT_EQ(story.state.need(police)->state, Need::awaiting_consent);
    add_need(story, care);
    EXPECT_EQ(story.rejection, v1::Rejection::need_already_there);
    add_need(story, Need::spiritual_support);
    EXPECT_EQ(story.rejection, v1::Rejection::need_unknown);
}

}  // namespace
}  // namespace relais::test
