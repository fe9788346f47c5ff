// A need climbs its ladder until somebody comes.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto care = v1::Need::immediate_care;
constexpr auto shelter = v1::Need::emergency_shelter;

TEST(Escalation, PagesWhoIsOnCallAtOnce) {
    Story story{World{}};
    const auto events = story.alert({care, shelter});
    EXPECT_THAT(kinds(events), ElementsAre("case_opened", "need_opened", "need_opened",
                                           "rung_reached", "rung_reached", "milestones_set"));
    EXPECT_THAT(paged(events), ElementsAre("nadia", "ines"));
    const auto leaves = domain::effects(case_aggregate, events);
    ASSERT_EQ(leaves.first.size(), 2u);
    EXPECT_EQ(leaves.first[0].code(), "TOKA-RILU");
    EXPECT_THAT(leaves.rest, IsEmpty());
}

TEST(Escalation, RingsTheSecondResponderAfterNinetySilentSecondsFromHandOver) {
    Story story{World{}};
    story.alert({care});
    story.now += 4s;
    story.handed_over(story.page_of("nadia"));
    const auto due = domain::deadlines(story.state).at("rung/immediate_care");
    EXPECT_EQ(due, night + 4s + 90s);
    const auto events = story.fire("rung/immediate_care");
    EXPECT_THAT(paged(events), ElementsAre("omar"));
    EXPECT_EQ(events[0].rung_reached().due_ms(), to_ms(due));
    EXPECT_EQ(domain::effects(case_aggregate, events).rest.size(), 1u);
}

TEST(Escalation, CountsFromABoundWhenNoPageIsEverHandedOver) {
    Story story{World{}};
    story.alert({care});
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), night + 30s + 90s);
}

TEST(Escalation, ATraineeGetsACopyAndIsNeverCounted) {
    World world;
    world.roster(v1::Sector::health, "06", {{"olga"}});
    auto& roster = *world.data().mutable_rosters()->rbegin();
    auto& trainee = *world.data().mutable_rosters(0)->add_layers();
    trainee.CopyFrom(roster.layers(0));
    trainee.set_id("learning");
    trainee.set_trainee(true);
    world.data().mutable_rosters()->RemoveLast();

    Story story{world};
    const auto events = story.alert({care});
    EXPECT_THAT(paged(events), ElementsAre("nadia", "olga"));
    const auto leaves = domain::effects(case_aggregate, events);
    EXPECT_EQ(leaves.first[0].kind(), v1::Message::come);
    EXPECT_EQ(leaves.first[1].kind(), v1::Message::copy);

    // She says yes, and nothing is covered; she is handed her copy first, and no wait begins.
    story.handed_over(story.page_of("olga"));
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), night + 30s + 90s);
    story.answer(story.page_of("olga"), v1::Answer::accept);
    EXPECT_EQ(story.state.need(care)->state, v1::Need::paging);
    EXPECT_EQ(story.state.need(care)->accepted(), 0u);
    // The one who counts declines: the ladder climbs although the copy stands.
    EXPECT_THAT(paged(story.answer(story.page_of("nadia"), v1::Answer::decline)),
                ElementsAre("omar"));
}

// Whoever is woken for a drill is told so by what wakes her, and by every word after it.
TEST(Escalation, SaysInEveryMessageOfADrillThatItIsOne) {
    for (const bool drill : {true, false}) {
        Story story{World{}};
        v1::Command command;
        auto& open = *command.mutable_open_case();
        open.set_territory("06");
        open.set_drill(drill);
        open.add_needs()->set_need(care);
        story.when(command);
        story.handed_over(story.page_of("nadia"));
        v1::Command take;
        take.mutable_take_need()->set_need(care);
        take.mutable_take_need()->set_reason("coordinator_will_follow");
        story.when(take, "coralie");
        auto said = domain::effects(case_aggregate, story.history);
        said.first.insert(said.first.end(), said.rest.begin(), said.rest.end());
        ASSERT_EQ(said.first.size(), 2u) << "called, and stood down";
        for (const auto& message : said.first) EXPECT_EQ(message.drill(), drill) << message.kind();
    }
}

TEST(Escalation, ClimbsAtOnceOnADecline) {
    Story story{World{}};
    story.alert({care});
    const auto events = story.answer(story.page_of("nadia"), v1::Answer::decline);
    EXPECT_THAT(kinds(events), ElementsAre("page_answered", "rung_reached"));
    EXPECT_THAT(paged(events), ElementsAre("omar"));
}

// Ten needs that nobody answers are one telephone: it rings for all of them, once a minute at most.
TEST(Escalation, TheLastRungsOfOneCaseRingTogether) {
    Story story{World{}};
    story.alert({care, shelter});
    story.handed_over(story.page_of("nadia"));
    story.now += 20s;
    story.handed_over(story.page_of("ines"));
    Instant rang{};
    std::string first;
    int rings = 0;
    int asked = 0;
    for (int step = 0; step < 12; ++step) {
        const auto armed = domain::deadlines(story.state);
        const auto next = std::ranges::min_element(armed, {}, [](const auto& one) {
            return one.first.starts_with("rung/") ? one.second : Instant::max();
        });
        const auto events = story.fire(next->first);
        for (const auto& message : domain::effects(case_aggregate, events).rest) {
            if (message.person() != "coralie") continue;
            EXPECT_GE(story.now - rang, 1min) << "it rang a moment ago, for the other need";
            rang = story.now;
            first = message.page();
            story.handed_over(first);
            ++rings;
        }
        asked += static_cast<int>(std::ranges::count(paged(events), "coralie"));
        for (const auto& id : story.state.asked_together(first))
            EXPECT_EQ(story.state.need_of_page(id)->pages.at(id).state,
                      domain::PageState::handed_over)
                << "so that the wait of each begins";
    }
    EXPECT_GE(rings, 3) << "again and again";
    EXPECT_GT(asked, rings) << "each need asks her";
    story.answer(first, v1::Answer::accept);
    const auto covered = [&](v1::Need::Kind kind) {
        return story.state.need(kind)->state == v1::Need::covered;
    };
    EXPECT_NE(covered(care), covered(shelter)) << "each has its own answer";
}

TEST(Escalation, SkipsAnEmptyRungAtOnceAndSaysSo) {
    World world;
    world.data().mutable_territories(0)->clear_neighbours();
    Story story{world};
    story.alert({care});
    story.answer(story.page_of("nadia"), v1::Answer::decline);
    const auto events = story.answer(story.page_of("omar"), v1::Answer::decline);
    EXPECT_THAT(kinds(events), ElementsAre("page_answered", "rung_reached", "rung_reached"));
    EXPECT_THAT(events[1].rung_reached().picks(), IsEmpty());
    EXPECT_THAT(paged(events), ElementsAre("coralie"));
    EXPECT_TRUE(events[2].rung_reached().last());
}

TEST(Escalation, AsksTheCoordinatorAgainUntilSheAnswersWaitingLongerEachTime) {
    Story story{World{}};
    story.alert({care});
    for (int rung = 0; rung < 3; ++rung) story.fire("rung/immediate_care");
    ASSERT_TRUE(story.state.need(care)->on_last_rung);
    std::vector<std::uint32_t> waits;
    for (int repeat = 0; repeat < 4; ++repeat) {
        const auto events = story.fire("rung/immediate_care");
        for (const auto& event : events)
            if (event.rung_reached().need() == care)
                waits.push_back(event.rung_reached().wait_ms());
        EXPECT_EQ(paged(events)[0], "coralie");
    }
    EXPECT_THAT(waits, ElementsAre(240'000, 480'000, 480'000, 480'000));
    EXPECT_FALSE(story.page_of("denis").empty()) << "who stands behind her is asked as well";
    story.answer(story.page_of("coralie"), v1::Answer::accept);
    EXPECT_EQ(story.state.need(care)->state, v1::Need::covered);
}

TEST(Escalation, AnAcceptanceCoversAndStandsTheOthersDown) {
    Story story{World{}};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    story.fire("rung/immediate_care");
    const auto events = story.answer(story.page_of("omar"), v1::Answer::accept, 25);
    EXPECT_THAT(kinds(events), ElementsAre("page_answered", "need_covered", "page_stood_down",
                                           "milestone_reached"));
    EXPECT_EQ(events[2].page_stood_down().page(), story.page_of("nadia"));
    const auto leaves = domain::effects(case_aggregate, events);
    ASSERT_EQ(leaves.rest.size(), 1u);
    EXPECT_EQ(leaves.rest[0].kind(), v1::Message::stand_down);
    EXPECT_EQ(leaves.rest[0].person(), "nadia");
    EXPECT_FALSE(domain::deadlines(story.state).contains("rung/immediate_care"));
    EXPECT_EQ(domain::summary(story.state).needs(0).arrives_ms(), to_ms(story.now + 25min));
}

TEST(Escalation, WhoIsComingIsNotToldThatSheIsNotNeededForACallSheSleptThrough) {
    Story story{World{}};
    story.alert({care});
    for (int rung = 0; rung < 4; ++rung) {
        for (const auto& [page, record] : story.state.need(care)->pages) story.handed_over(page);
        story.fire("rung/immediate_care");
    }
    std::vector<std::string> hers;
    for (const auto& [page, record] : story.state.need(care)->pages)
        if (record.person == "coralie") hers.push_back(page);
    ASSERT_EQ(hers.size(), 2u);
    const auto leaves =
        domain::effects(case_aggregate, story.answer(hers.back(), v1::Answer::accept));
    for (const auto& message : leaves.rest) EXPECT_NE(message.person(), "coralie");
    EXPECT_EQ(leaves.rest.size(), 3u) << "nadia, omar and lise, once each";
}

TEST(Escalation, AQuotaOfTwoNeedsTwoAcceptances) {
    World world;
    world.data().mutable_need_rules(0)->set_quota(2);
    Story story{world};
    story.alert({care});
    story.answer(story.page_of("nadia"), v1::Answer::accept);
    EXPECT_EQ(story.state.need(care)->state, v1::Need::paging);
    ASSERT_FALSE(story.page_of("omar").empty()) << "her rung is spent, so it climbs for the second";
    story.answer(story.page_of("omar"), v1::Answer::accept);
    EXPECT_EQ(story.state.need(care)->state, v1::Need::covered);
}

TEST(Escalation, APageThatReachesHerAfterTheStandDownIsTakenBackInWords) {
    Story story{World{}};
    story.alert({care});
    story.fire("rung/immediate_care");
    story.answer(story.page_of("omar"), v1::Answer::accept);
    const auto events = story.handed_over(story.page_of("nadia"));
    EXPECT_THAT(kinds(events), ElementsAre("page_handed_over", "page_stood_down"));
    EXPECT_EQ(domain::effects(case_aggregate, events).rest.size(), 1u);
    EXPECT_THAT(story.handed_over(story.page_of("nadia")), IsEmpty());
}

TEST(Escalation, ALateTimerOrADoubleOneChangesNothing) {
    Story story{World{}};
    story.alert({care});
    v1::Command early;
    early.mutable_fire_deadline()->set_deadline("rung/immediate_care");
    EXPECT_THAT(story.when(early), IsEmpty());
    story.fire("rung/immediate_care");
    EXPECT_THAT(story.when(early), IsEmpty());
    story.answer(story.page_of("omar"), v1::Answer::accept);
    EXPECT_THAT(story.when(early), IsEmpty());
    EXPECT_EQ(story.rejection, v1::Rejection::none);
}

TEST(Escalation, WhenNoWayReachesHerTheLadderClimbs) {
    Story story{World{}};
    story.alert({care});
    v1::Command failed;
    failed.mutable_report_undelivered()->set_page(story.page_of("nadia"));
    failed.mutable_report_undelivered()->set_fault("status_500");
    const auto events = story.when(failed);
    const auto leaves = domain::effects(case_aggregate, events);
    ASSERT_EQ(leaves.mail.size(), 1u);
    EXPECT_EQ(leaves.mail[0].aggregate(), "contact/nadia");
    EXPECT_THAT(story.when(failed), IsEmpty()) << "told twice, recorded once";
    v1::Command exhausted;
    exhausted.mutable_report_exhausted()->set_page(story.page_of("nadia"));
    EXPECT_THAT(paged(story.when(exhausted)), ElementsAre("omar"));
}

TEST(Escalation, ALadderThatVanishedStillEndsAtTheCoordinator) {
    World world;
    Story story{world};
    story.alert({care});
    world.data().clear_ladders();
    story.directory = world.directory();
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("coralie"));
}

TEST(Escalation, AfterAnOutageOnlyTheRungThatIsDueClimbsOnce) {
    Story story{World{}};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    story.now += 3h;
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("omar"));
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), story.now + 30s + 60s);
}

TEST(Term, IsSeventyTwoElapsedHoursAndNamesWhatIsStillOpen) {
    Story story{World{}};
    story.alert({care, shelter});
    story.answer(story.page_of("ines"), v1::Answer::accept);
    EXPECT_EQ(domain::deadlines(story.state).at("term"), night + 72h);
    const auto events = story.fire("term");
    ASSERT_EQ(kinds(events).back(), "term_reached");
    EXPECT_THAT(events.back().term_reached().uncovered(), ElementsAre(care));
    EXPECT_TRUE(domain::deadlines(story.state).contains("rung/immediate_care"))
        << "what is open is still paged for";
}

TEST(Alarm, PagesTheCoordinatorWithoutAPerson) {
    Story story{World{}};
    v1::Command command;
    command.mutable_raise_alarm()->set_alarm("alert_quarantined");
    command.mutable_raise_alarm()->set_territory("06");
    const auto events = story.when(command);
    EXPECT_THAT(kinds(events), ElementsAre("alarm_raised", "need_opened", "rung_reached"));
    EXPECT_THAT(paged(events), ElementsAre("coralie"));
    EXPECT_TRUE(domain::deadlines(story.state).contains("rung/unknown"));
}

}  // namespace
}  // namespace relais::test
