// Who is on call: layers, windows, rotations, and what is told of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rosters.hpp"

namespace relais::test {
namespace {

using domain::OnCall;
using testing::ElementsAre;
using testing::IsEmpty;
using W = v1::Weekday;

constexpr std::uint32_t eight = 8 * 60;
constexpr std::uint32_t seventeen = 17 * 60;
constexpr std::uint32_t twenty = 20 * 60;

// 23 November 2026 is a Monday. All of it in UTC: roster_time_test.cpp has the nights of change.
class ARoster : public testing::Test {
protected:
    [[nodiscard]] std::vector<std::string> at(const std::string& instant) const {
        return people_at(timetable(roster, absences), instant);
    }
    [[nodiscard]] std::vector<std::string> shifts(const std::string& from,
                                                  const std::string& to) const {
        return told(timetable(roster, absences).shifts(utc(from), utc(to)));
    }
    v1::Roster roster = roster_in("UTC");
    domain::Absences absences;
};

TEST_F(ARoster, WithoutLayersHasNobody) {
    EXPECT_THAT(at("2026-11-23T12:00:00Z"), IsEmpty());
    EXPECT_THAT(shifts("2026-11-23T00:00:00Z", "2027-11-23T00:00:00Z"), IsEmpty());
}

TEST_F(ARoster, HasNobodyBeforeItsStart) {
    layer(roster, "week", {{"ana"}}, v1::Rotation::weekly, "2026-11-23", eight);
    EXPECT_THAT(at("2026-11-23T07:59:59.999Z"), IsEmpty());
    EXPECT_THAT(at("2026-11-23T08:00:00Z"), ElementsAre("ana"));
}

TEST_F(ARoster, AsksAGroupInTheOrderOfItsTurn) {
    layer(roster, "day", {{"ana", "bea"}, {"cleo", "ana", "dora"}}, v1::Rotation::daily,
          "2026-11-23");
    EXPECT_THAT(at("2026-11-23T12:00:00Z"), ElementsAre("ana", "bea"));
    EXPECT_THAT(at("2026-11-24T12:00:00Z"), ElementsAre("cleo", "ana", "dora"));
    EXPECT_THAT(shifts("2026-11-23T00:00:00Z", "2026-11-25T00:00:00Z"),
                ElementsAre("2026-11-23T00:00:00Z 2026-11-25T00:00:00Z ana",
                            "2026-11-23T00:00:00Z 2026-11-24T00:00:00Z bea",
                            "2026-11-24T00:00:00Z 2026-11-25T00:00:00Z cleo",
                            "2026-11-24T00:00:00Z 2026-11-25T00:00:00Z dora"));
}

TEST_F(ARoster, HandsOffEveryFewDays) {
    layer(roster, "days", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-11-23", eight)
        .mutable_rotation()
        ->set_length(3);
    EXPECT_THAT(shifts("2026-11-23T08:00:00Z", "2026-11-30T00:00:00Z"),
                ElementsAre("2026-11-23T08:00:00Z 2026-11-26T08:00:00Z ana",
                            "2026-11-26T08:00:00Z 2026-11-29T08:00:00Z bea",
                            "2026-11-29T08:00:00Z 2026-11-30T00:00:00Z ana"));
}

TEST_F(ARoster, CountsOnlyTheOpenDaysOfADailyRotation) {
    auto& rotation = *layer(roster, "work", {{"ana"}, {"bea"}, {"cleo"}}, v1::Rotation::daily,
                            "2026-11-26", eight)
                          .mutable_rotation();
    for (const auto day : {W::monday, W::tuesday, W::wednesday, W::thursday, W::friday})
        rotation.add_weekdays(day);
    EXPECT_THAT(shifts("2026-11-26T00:00:00Z", "2026-12-02T00:00:00Z"),
                ElementsAre("2026-11-26T08:00:00Z 2026-11-27T08:00:00Z ana",
                            "2026-11-27T08:00:00Z 2026-11-28T08:00:00Z bea",
                            "2026-11-30T08:00:00Z 2026-12-01T08:00:00Z cleo",
                            "2026-12-01T08:00:00Z 2026-12-02T00:00:00Z ana"));
}

TEST_F(ARoster, HasSomebodyOnMondaysOfEverySecondWeek) {
    auto& rotation =
        *layer(roster, "alternate", {{"ana"}, {"bea"}}, v1::Rotation::weekly, "2026-11-23")
             .mutable_rotation();
    rotation.add_weekdays(W::monday);
    rotation.set_interval(2);
    EXPECT_THAT(shifts("2026-11-23T00:00:00Z", "2026-12-23T00:00:00Z"),
                ElementsAre("2026-11-23T00:00:00Z 2026-11-24T00:00:00Z ana",
                            "2026-12-07T00:00:00Z 2026-12-08T00:00:00Z bea",
                            "2026-12-21T00:00:00Z 2026-12-22T00:00:00Z ana"));
}

TEST_F(ARoster, LeavesMonthsOutByItsInterval) {
    layer(roster, "quarter", {{"ana"}, {"bea"}}, v1::Rotation::monthly, "2026-01-01")
        .mutable_rotation()
        ->set_interval(3);
    EXPECT_THAT(shifts("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z"),
                ElementsAre("2026-01-01T00:00:00Z 2026-02-01T00:00:00Z ana",
                            "2026-04-01T00:00:00Z 2026-05-01T00:00:00Z bea"));
}

TEST_F(ARoster, KeepsAWindowOpenOverAWholeWeekend) {
    window(always(roster, "weekend", "ana"), seventeen, eight, {W::friday})
        .set_until_weekday(W::monday);
    EXPECT_THAT(shifts("2026-11-23T00:00:00Z", "2026-12-01T00:00:00Z"),
                ElementsAre("2026-11-23T00:00:00Z 2026-11-23T08:00:00Z ana",
                            "2026-11-27T17:00:00Z 2026-11-30T08:00:00Z ana"));
}

TEST_F(ARoster, OpensALayerInAnyOfItsWindows) {
    auto& mixed = always(roster, "mixed", "ana");
    window(mixed, eight, 12 * 60, {W::monday, W::tuesday});
    window(mixed, 11 * 60, 1440, {W::tuesday});
    window(mixed, 22 * 60, 6 * 60, {W::wednesday});
    EXPECT_THAT(shifts("2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"),
                ElementsAre("2026-11-23T08:00:00Z 2026-11-23T12:00:00Z ana",
                            "2026-11-24T08:00:00Z 2026-11-25T00:00:00Z ana",
                            "2026-11-25T22:00:00Z 2026-11-26T06:00:00Z ana"));
}

TEST_F(ARoster, TakesAWindowThatClosesWhereItOpensAsAWholeWeek) {
    window(always(roster, "week", "ana"), eight, eight, {W::monday}).set_until_weekday(W::monday);
    EXPECT_THAT(shifts("2026-11-23T00:00:00Z", "2026-12-23T00:00:00Z").size(), 1u);
}

TEST_F(ARoster, PutsItsShiftsOnCallAtTheirLevels) {
    auto& calendar = *roster.add_layers();
    calendar.set_id("calendar");
    calendar.set_level(1);
    auto& behind = last(*calendar.add_shifts(), "2026-11-23T08:00:00Z", "2026-11-23T20:00:00Z");
    behind.add_people("bea");
    behind.set_level(2);
    last(*calendar.add_shifts(), "2026-11-23T10:00:00Z", "2026-11-23T10:37:00.500Z")
        .add_people("ana");
    EXPECT_THAT(at("2026-11-23T10:37:00.499Z"), ElementsAre("ana", "bea"));
    EXPECT_THAT(at("2026-11-23T10:37:00.500Z"), ElementsAre("bea"));
    EXPECT_THAT(at("2026-11-23T20:00:00Z"), IsEmpty());
}

TEST_F(ARoster, AddsUpLayersOfOnePriority) {
    always(roster, "first", "ana");
    always(roster, "second", "bea");
    EXPECT_THAT(at("2026-11-23T12:00:00Z"), ElementsAre("ana", "bea"));
}

TEST_F(ARoster, PutsAHigherPriorityInThePlaceOfALowerWhileItIsOpen) {
    always(roster, "usual", "ana");
    auto& special = always(roster, "special", "bea");
    special.set_priority(5);
    window(special, eight, twenty);
    EXPECT_THAT(shifts("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"),
                ElementsAre("2026-11-23T00:00:00Z 2026-11-23T08:00:00Z ana",
                            "2026-11-23T08:00:00Z 2026-11-23T20:00:00Z bea",
                            "2026-11-23T20:00:00Z 2026-11-24T00:00:00Z ana"));
}

TEST_F(ARoster, KeepsThePriorityOfOneLevelFromAnother) {
    always(roster, "first", "ana");
    auto& second = always(roster, "second", "bea");
    second.set_level(2);
    second.set_priority(9);
    EXPECT_THAT(at("2026-11-23T12:00:00Z"), ElementsAre("ana", "bea"));
}

TEST_F(ARoster, NeitherLetsTraineesReplaceNorBeReplaced) {
    auto& pupil = always(roster, "pupil", "tina");
    pupil.set_trainee(true);
    pupil.set_priority(7);
    always(roster, "usual", "ana");
    always(roster, "higher", "bea").set_priority(8);
    EXPECT_THAT(timetable(roster).on_call(utc("2026-11-23T12:00:00Z")),
                ElementsAre(OnCall{"tina", "pupil", 1, true}, OnCall{"bea", "higher", 1, false}));
}

TEST_F(ARoster, NamesAPersonOnceWithHerCountedPlaceFirst) {
    always(roster, "pupil", "ana").set_trainee(true);
    always(roster, "behind", "ana").set_level(2);
    always(roster, "far", "ana").set_level(3);
    EXPECT_THAT(timetable(roster).on_call(utc("2026-11-23T12:00:00Z")),
                ElementsAre(OnCall{"ana", "behind", 2, false}));
}

TEST_F(ARoster, MarksTheShiftsThatItCutsAtTheBorders) {
    layer(roster, "day", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-11-23", eight);
    const auto cut = [this](const std::string& from, const std::string& to) {
        std::vector<std::pair<bool, bool>> marks;
        for (const auto& shift : timetable(roster).shifts(utc(from), utc(to)))
            marks.emplace_back(shift.cut_start, shift.cut_end);
        return marks;
    };
    EXPECT_THAT(cut("2026-11-23T08:00:01Z", "2026-11-24T08:00:01Z"),
                ElementsAre(std::pair(true, false), std::pair(false, true)));
    EXPECT_THAT(cut("2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"),
                ElementsAre(std::pair(false, false)));
}

TEST_F(ARoster, TellsUntilWhenEachStands) {
    layer(roster, "day", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-11-23", eight);
    always(roster, "behind", "cleo").set_level(2);
    const auto standing = timetable(roster).standing(utc("2026-11-23T12:00:00Z"));
    ASSERT_EQ(standing.size(), 2u);
    EXPECT_EQ(standing[0].until, utc("2026-11-24T08:00:00Z"));
    EXPECT_FALSE(standing[0].cut_end);
    EXPECT_TRUE(standing[0].cut_start);
    EXPECT_EQ(standing[1].who.person, "cleo");
    EXPECT_TRUE(standing[1].cut_end) << "longer than it looks ahead";
}

}  // namespace
}  // namespace relais::test
