// Rosters on the nights on which clocks change, in months that are too short, and in zones with
// habits of their own. Every answer was worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rosters.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t eight = 8 * 60;
constexpr std::uint32_t twenty = 20 * 60;

TEST(WeeklyHandoffAtHalfPastTwo, ComesAtTheFirstInstantAfterTheJumpInMarch) {
    auto roster = roster_in("America/Toronto");
    layer(roster, "week", {{"ana"}, {"bea"}}, v1::Rotation::weekly, "2026-03-01", 150);
    EXPECT_THAT(told(roster, "2026-03-01T00:00:00Z", "2026-03-16T00:00:00Z"),
                ElementsAre("2026-03-01T07:30:00Z 2026-03-08T07:00:00Z ana",
                            "2026-03-08T07:00:00Z 2026-03-15T06:30:00Z bea",
                            "2026-03-15T06:30:00Z 2026-03-16T00:00:00Z ana"));
}

TEST(WeeklyHandoffAtHalfPastTwo, ComesOnceInNovember) {
    auto roster = roster_in("America/Toronto");
    layer(roster, "week", {{"ana"}, {"bea"}}, v1::Rotation::weekly, "2026-10-25", 150);
    EXPECT_THAT(told(roster, "2026-10-25T00:00:00Z", "2026-11-09T00:00:00Z"),
                ElementsAre("2026-10-25T06:30:00Z 2026-11-01T07:30:00Z ana",
                            "2026-11-01T07:30:00Z 2026-11-08T07:30:00Z bea",
                            "2026-11-08T07:30:00Z 2026-11-09T00:00:00Z ana"));
}

TEST(WeeklyHandoffAtHalfPastOne, ComesTheFirstOfTheTwoTimesInNovember) {
    auto roster = roster_in("America/Toronto");
    layer(roster, "week", {{"ana"}, {"bea"}}, v1::Rotation::weekly, "2026-10-25", 90);
    EXPECT_THAT(told(roster, "2026-10-25T05:30:00Z", "2026-11-02T00:00:00Z"),
                ElementsAre("2026-10-25T05:30:00Z 2026-11-01T05:30:00Z ana",
                            "2026-11-01T05:30:00Z 2026-11-02T00:00:00Z bea"));
}

TEST(WeeklyHandoffAtHalfPastOne, IsNotUndoneWhileTheHourComesAgain) {
    auto roster = roster_in("America/Toronto");
    layer(roster, "week", {{"ana"}, {"bea"}}, v1::Rotation::weekly, "2026-10-25", 90);
    window(always(roster, "behind", "cleo"), 0, 90);
    const auto table = timetable(roster);
    EXPECT_THAT(people_at(table, "2026-11-01T05:29:59Z"), ElementsAre("ana", "cleo"));
    EXPECT_THAT(people_at(table, "2026-11-01T05:30:00Z"), ElementsAre("bea"));
    EXPECT_THAT(people_at(table, "2026-11-01T06:15:00Z"), ElementsAre("bea"));  // 01:15 again
    EXPECT_THAT(people_at(table, "2026-11-01T06:45:00Z"), ElementsAre("bea"));
}

class DayAndNight : public testing::Test {
protected:
    DayAndNight() {
        window(always(roster, "day", "dana"), eight, twenty);
        window(always(roster, "night", "nora"), twenty, eight);
    }
    v1::Roster roster = roster_in("America/Toronto");
};

TEST_F(DayAndNight, HaveElevenHoursOfNightInMarch) {
    EXPECT_THAT(told(roster, "2026-03-07T13:00:00Z", "2026-03-09T00:00:00Z"),
                ElementsAre("2026-03-07T13:00:00Z 2026-03-08T01:00:00Z dana",
                            "2026-03-08T01:00:00Z 2026-03-08T12:00:00Z nora",
                            "2026-03-08T12:00:00Z 2026-03-09T00:00:00Z dana"));
}

TEST_F(DayAndNight, HaveThirteenHoursOfNightInNovember) {
    EXPECT_THAT(told(roster, "2026-10-31T12:00:00Z", "2026-11-02T01:00:00Z"),
                ElementsAre("2026-10-31T12:00:00Z 2026-11-01T00:00:00Z dana",
                            "2026-11-01T00:00:00Z 2026-11-01T13:00:00Z nora",
                            "2026-11-01T13:00:00Z 2026-11-02T01:00:00Z dana"));
}

std::vector<std::string> monthly_from(const std::string& start, const std::string& from,
                                      const std::string& to) {
    auto roster = roster_in("UTC");
    layer(roster, "month", {{"ana"}, {"bea"}, {"cleo"}}, v1::Rotation::monthly, start, eight);
    std::vector<std::string> lines;
    for (const auto& shift : timetable(roster).shifts(utc(from), utc(to)))
        lines.push_back(text_of(shift.from).substr(0, 10) + " " + shift.who.person);
    return lines;
}

TEST(Monthly, FromTheThirtyFirstTakesTheLastDayWithoutDrifting) {
    EXPECT_THAT(monthly_from("2026-01-31", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
                ElementsAre("2026-01-31 ana", "2026-02-28 bea", "2026-03-31 cleo", "2026-04-30 ana",
                            "2026-05-31 bea"));
}

TEST(Monthly, FromTheThirtiethIsShortInFebruaryAlone) {
    EXPECT_THAT(
        monthly_from("2026-01-30", "2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z"),
        ElementsAre("2026-01-30 ana", "2026-02-28 bea", "2026-03-30 cleo", "2026-04-30 ana"));
}

TEST(Monthly, FromTheTwentyNinthKnowsLeapYears) {
    EXPECT_THAT(monthly_from("2027-01-29", "2027-01-01T00:00:00Z", "2027-04-01T00:00:00Z"),
                ElementsAre("2027-01-29 ana", "2027-02-28 bea", "2027-03-29 cleo"));
    EXPECT_THAT(monthly_from("2028-01-29", "2028-01-01T00:00:00Z", "2028-04-01T00:00:00Z"),
                ElementsAre("2028-01-29 ana", "2028-02-29 bea", "2028-03-29 cleo"));
}

TEST(Hourly, EightHourTurnsStayAtMidnightEightAndSixteenThroughAChange) {
    auto roster = roster_in("America/Toronto");
    layer(roster, "turns", {{"ana"}, {"bea"}, {"cleo"}}, v1::Rotation::hourly, "2026-03-07")
        .mutable_rotation()
        ->set_length(8);
    EXPECT_THAT(told(roster, "2026-03-07T21:00:00Z", "2026-03-08T20:00:00Z"),
                ElementsAre("2026-03-07T21:00:00Z 2026-03-08T05:00:00Z cleo",
                            "2026-03-08T05:00:00Z 2026-03-08T12:00:00Z ana",
                            "2026-03-08T12:00:00Z 2026-03-08T20:00:00Z bea"));
}

TEST(BasseCoteNord, BesideMinganieHandsOffAnHourEarlierInWinterAndTogetherInSummer) {
    auto blanc_sablon = roster_in("America/Blanc-Sablon");
    auto minganie = roster_in("America/Toronto");
    for (auto* roster : {&blanc_sablon, &minganie})
        layer(*roster, "day", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-01-01", eight);
    EXPECT_THAT(told(blanc_sablon, "2026-03-07T12:00:00Z", "2026-03-09T12:00:00Z"),
                ElementsAre("2026-03-07T12:00:00Z 2026-03-08T12:00:00Z bea",
                            "2026-03-08T12:00:00Z 2026-03-09T12:00:00Z ana"));
    EXPECT_THAT(told(minganie, "2026-03-07T13:00:00Z", "2026-03-09T12:00:00Z"),
                ElementsAre("2026-03-07T13:00:00Z 2026-03-08T12:00:00Z bea",
                            "2026-03-08T12:00:00Z 2026-03-09T12:00:00Z ana"));
}

TEST(LordHowe, ChangesByHalfAnHour) {
    auto roster = roster_in("Australia/Lord_Howe");
    layer(roster, "spring", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-10-03", 135);
    EXPECT_THAT(told(roster, "2026-10-02T15:45:00Z", "2026-10-04T15:15:00Z"),
                ElementsAre("2026-10-02T15:45:00Z 2026-10-03T15:30:00Z ana",
                            "2026-10-03T15:30:00Z 2026-10-04T15:15:00Z bea"));
    roster.clear_layers();
    layer(roster, "autumn", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-04-04", 105);
    EXPECT_THAT(told(roster, "2026-04-03T14:45:00Z", "2026-04-05T15:15:00Z"),
                ElementsAre("2026-04-03T14:45:00Z 2026-04-04T14:45:00Z ana",
                            "2026-04-04T14:45:00Z 2026-04-05T15:15:00Z bea"));
}

TEST(Apia, GivesNobodyTheDayThatDidNotExist) {
    auto roster = roster_in("Pacific/Apia");
    layer(roster, "day", {{"ana"}, {"bea"}, {"cleo"}}, v1::Rotation::daily, "2011-12-28");
    EXPECT_THAT(told(roster, "2011-12-28T10:00:00Z", "2012-01-01T10:00:00Z"),
                ElementsAre("2011-12-28T10:00:00Z 2011-12-29T10:00:00Z ana",
                            "2011-12-29T10:00:00Z 2011-12-30T10:00:00Z bea",
                            "2011-12-30T10:00:00Z 2011-12-31T10:00:00Z ana",
                            "2011-12-31T10:00:00Z 2012-01-01T10:00:00Z bea"));
}

TEST(WallClock, NeverGoesBackAndKnowsWhenItReachesWhatItSkips) {
    const domain::WallClock clock("America/Toronto");
    const auto local = [](unsigned month, unsigned day, int minute) {
        return domain::WallTime{std::chrono::local_days{
                   std::chrono::year{2026} / static_cast<int>(month) / static_cast<int>(day)}} +
               std::chrono::minutes{minute};
    };
    EXPECT_EQ(clock.at(utc("2026-11-01T05:59:59Z")), local(11, 1, 119));
    EXPECT_EQ(clock.at(utc("2026-11-01T06:30:00Z")), local(11, 1, 119));  // 01:30 again
    EXPECT_EQ(clock.at(utc("2026-11-01T07:00:00Z")), local(11, 1, 120));
    EXPECT_EQ(clock.reaches(local(3, 8, 150)), utc("2026-03-08T07:00:00Z"));
    EXPECT_EQ(clock.reaches(local(11, 1, 90)), utc("2026-11-01T05:30:00Z"));
    EXPECT_EQ(clock.reaches(local(11, 1, 120)), utc("2026-11-01T07:00:00Z"));
}

TEST(Zone, IsKnownOrNot) {
    EXPECT_TRUE(domain::zone_known("America/Blanc-Sablon"));
    EXPECT_FALSE(domain::zone_known("America/Montreal-Nord"));
    EXPECT_FALSE(domain::zone_known("../../../etc/passwd"));
    EXPECT_FALSE(domain::zone_known(""));
}

}  // namespace
}  // namespace relais::test
