// A gap in the coming days is told once, to those who can mend it, before it happens.
#include "common/domain/lookout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr Instant noon = night + 10h;  // Wednesday, in Montréal
constexpr Duration day = 24h;

class Watched : public testing::Test {
protected:
    Watched() {
        for (auto& roster : *world.data().mutable_rosters())
            if (roster.sector() == v1::Sector::health) roster.set_owner("ines");
        state.aggregate = "lookout";
    }

    void away(const std::string& person, Instant from, Instant until) {
        auto& absence = *world.data().add_absences();
        absence.set_id("away-" + std::to_string(world.data().absences_size()));
        absence.set_person(person);
        absence.mutable_from()->set_seconds(to_ms(from) / 1000);
        absence.mutable_until()->set_seconds(to_ms(until) / 1000);
    }

    std::vector<v1::Event> tell(v1::Command command, Instant now) {
        command.set_command_id(std::to_string(state.version));
        const auto decision = domain::decide(state, command, now, *world.directory());
        EXPECT_TRUE(decision);
        for (const auto& event : *decision) state = evolve(std::move(state), event);
        return *decision;
    }
    // Looks as the dispatcher does; gives who is told.
    std::vector<std::string> look(Instant now) {
        v1::Command command;
        *command.mutable_report_gaps() =
            domain::upcoming_gaps(*world.directory(), now, now + domain::lookout_ahead);
        return told(tell(command, now));
    }
    std::vector<std::string> calendar(const std::string& fault, Instant now) {
        v1::Command command;
        auto& report = *command.mutable_report_calendar();
        report.set_roster("roster-health-06");
        report.set_calendar("google");
        report.set_fault(fault);
        return told(tell(command, now));
    }
    static std::vector<std::string> told(const std::vector<v1::Event>& events) {
        std::vector<std::string> people;
        for (const auto& message : domain::effects("lookout", events).rest)
            people.push_back(message.person());
        return people;
    }

    World world;
    domain::LookoutState state;
};

TEST_F(Watched, WhereSomebodyIsAlwaysOnCallNobodyIsTold) {
    EXPECT_THAT(look(noon), IsEmpty());
    EXPECT_EQ(state.version, 0u);
}

TEST_F(Watched, AGapIsOnlyWhereARosterPromisesToServe) {
    // Nothing serves the shelter in 13: its ladder climbs to the neighbours, nobody is missing.
    const auto report = domain::upcoming_gaps(*world.directory(), noon, noon + 14 * day);
    EXPECT_EQ(report.gaps_size(), 0);
}

TEST_F(Watched, ANewGapTellsTheOwnerAndTheCoordinatorOnce) {
    away("nadia", noon + 5 * day, noon + 6 * day);
    away("omar", noon + 5 * day + 1h, noon + 5 * day + 3h);
    EXPECT_THAT(look(noon), UnorderedElementsAre("ines", "coralie"));
    ASSERT_EQ(state.told.size(), 1u);
    EXPECT_EQ(state.told[0].from_ms(), to_ms(noon + 5 * day + 1h));
    EXPECT_EQ(state.told[0].until_ms(), to_ms(noon + 5 * day + 3h));
    const auto version = state.version;
    for (int hours = 1; hours < 24 * 5; ++hours)
        EXPECT_THAT(look(noon + std::chrono::hours(hours)), IsEmpty()) << hours;
    EXPECT_THAT(look(noon + 5 * day + 2h), IsEmpty()) << "while it lasts";
    EXPECT_THAT(look(noon + 7 * day), IsEmpty()) << "it is history";
    EXPECT_EQ(state.version, version) << "and no event says so again and again";
}

TEST_F(Watched, AGapThatEndsBeyondTheDaysThatAreWatchedIsOneGap) {
    away("nadia", noon + 2 * day, noon + 40 * day);
    away("omar", noon + 2 * day, noon + 40 * day);
    EXPECT_THAT(look(noon), UnorderedElementsAre("ines", "coralie"));
    EXPECT_TRUE(state.told.at(0).open());
    for (int days = 1; days < 30; ++days) EXPECT_THAT(look(noon + days * day), IsEmpty()) << days;
}

TEST_F(Watched, AGapThatGrowsOrComesBackIsToldAgain) {
    away("nadia", noon + 5 * day, noon + 9 * day);
    away("omar", noon + 5 * day, noon + 6 * day);
    EXPECT_THAT(look(noon), UnorderedElementsAre("ines", "coralie"));
    world.data().mutable_absences(1)->mutable_until()->set_seconds(to_ms(noon + 7 * day) / 1000);
    EXPECT_THAT(look(noon + 1h), UnorderedElementsAre("ines", "coralie")) << "grown";
    world.data().mutable_absences()->RemoveLast();
    EXPECT_THAT(look(noon + 2h), IsEmpty());
    EXPECT_THAT(state.told, IsEmpty()) << "mended";
    away("omar", noon + 5 * day, noon + 6 * day);
    EXPECT_THAT(look(noon + 3h), UnorderedElementsAre("ines", "coralie")) << "come back";
}

TEST_F(Watched, SomebodyOnCallWithoutAWayLeavesAGapToo) {
    away("omar", noon + 5 * day, noon + 6 * day);
    world.person("nadia").clear_ways();
    EXPECT_THAT(look(noon), UnorderedElementsAre("ines", "coralie"));
    EXPECT_TRUE(state.told.at(0).unreachable());
}

TEST_F(Watched, ANoticeWaitsForTheDayUnlessTheGapIsNear) {
    away("nadia", noon + 5 * day, noon + 6 * day);
    away("omar", noon + 5 * day, noon + 6 * day);
    EXPECT_THAT(look(night), IsEmpty()) << "two in the morning";
    EXPECT_THAT(look(night + 6h), UnorderedElementsAre("ines", "coralie")) << "eight";
    away("nadia", night + 30h, night + 31h);
    away("omar", night + 30h, night + 31h);
    EXPECT_THAT(look(night + 24h), UnorderedElementsAre("ines", "coralie")) << "it is near";
}

TEST_F(Watched, SeveralNewGapsAreOneMessageToEach) {
    for (const auto* person : {"nadia", "omar", "ines", "paul"})
        for (const auto days : {3, 5, 7}) away(person, noon + days * day, noon + days * day + 1h);
    EXPECT_THAT(look(noon), UnorderedElementsAre("ines", "coralie"));
    EXPECT_EQ(state.told.size(), 6u);
}

TEST_F(Watched, AWayThatFailsIsHandedToTheContact) {
    away("nadia", noon + 5 * day, noon + 6 * day);
    away("omar", noon + 5 * day, noon + 6 * day);
    v1::Command command;
    *command.mutable_report_gaps() =
        domain::upcoming_gaps(*world.directory(), noon, noon + domain::lookout_ahead);
    const auto message = domain::effects("lookout", tell(command, noon)).rest.at(0);
    EXPECT_EQ(message.kind(), v1::Message::gap);
    EXPECT_EQ(message.code(), "") << "it is of no case";
    v1::Command failed;
    failed.mutable_report_undelivered()->set_page(message.page());
    const auto mail = domain::effects("lookout", tell(failed, noon)).mail;
    ASSERT_EQ(mail.size(), 1u);
    EXPECT_EQ(mail[0].aggregate(), "contact/" + message.person());
    EXPECT_EQ(mail[0].continue_page().message().page(), message.page());
    EXPECT_THAT(tell(failed, noon), IsEmpty()) << "reported twice";
}

TEST_F(Watched, ACalendarThatFailsForAnHourIsToldOnceByDayAndForgottenWhenItIsReadAgain) {
    EXPECT_THAT(calendar("", noon), IsEmpty());
    EXPECT_EQ(state.version, 0u) << "a good one is no event";
    EXPECT_THAT(calendar("timeout", noon), IsEmpty());
    EXPECT_THAT(calendar("timeout", noon + 30min), IsEmpty());
    EXPECT_THAT(calendar("timeout", noon + 60min), UnorderedElementsAre("ines", "coralie"));
    EXPECT_THAT(calendar("status_500", noon + 70min), IsEmpty());
    EXPECT_EQ(state.version, 2u);
    EXPECT_THAT(calendar("", noon + 80min), IsEmpty());
    EXPECT_THAT(state.failing, IsEmpty());
    EXPECT_THAT(calendar("timeout", night + 24h), IsEmpty());
    EXPECT_THAT(calendar("timeout", night + 26h), IsEmpty()) << "four in the morning";
    EXPECT_THAT(calendar("timeout", noon + 24h), UnorderedElementsAre("ines", "coralie"));
}

TEST_F(Watched, KnowsNoOtherCommand) {
    v1::Command command;
    command.mutable_open_case();
    const auto decision = domain::decide(state, command, noon, *world.directory());
    ASSERT_FALSE(decision);
    EXPECT_EQ(decision.error(), v1::Rejection::command_not_for_this_aggregate);
}

}  // namespace
}  // namespace relais::test
