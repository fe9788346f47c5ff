// What stands over the layers: swaps, overrides, temporary schedules, absences, in this order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rosters.hpp"

namespace relais::test {
namespace {

using domain::OnCall;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string eight_o_clock = "2026-11-23T08:00:00Z";
const std::string noon = "2026-11-23T12:00:00Z";
const std::string four = "2026-11-23T16:00:00Z";
const std::string next_day = "2026-11-24T08:00:00Z";

// Days of ana and bea in turn from 08:00, ana on Monday the 23rd; cleo behind; in UTC.
class AChange : public testing::Test {
protected:
    AChange() {
        layer(roster, "day", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-11-23", 8 * 60);
        always(roster, "behind", "cleo").set_level(2);
    }
    [[nodiscard]] std::vector<OnCall> at(const std::string& instant) const {
        return timetable(roster, absences).on_call(utc(instant));
    }
    [[nodiscard]] std::vector<std::string> names(const std::string& instant) const {
        return people_at(timetable(roster, absences), instant);
    }
    v1::Roster roster = roster_in("UTC");
    domain::Absences absences;
};

TEST_F(AChange, AddsSomebodyAtALevel) {
    change(roster, v1::Override::add, "dora", noon, four).set_level(2);
    EXPECT_THAT(at(noon),
                ElementsAre(OnCall{"ana", "day", 1, false}, OnCall{"cleo", "behind", 2, false},
                            OnCall{"dora", "change-1", 2, false}));
    EXPECT_THAT(names(four), ElementsAre("ana", "cleo"));
}

TEST_F(AChange, RemovesSomebodyAndLeavesTheGapThatIsAskedFor) {
    always(roster, "higher", "dora").set_priority(1);
    change(roster, v1::Override::remove, "dora", noon, four);
    EXPECT_THAT(names(noon), ElementsAre("cleo"));
    EXPECT_THAT(names(four), ElementsAre("dora", "cleo"));
}

TEST_F(AChange, PutsOneInThePlaceOfAnother) {
    change(roster, v1::Override::replace, "ana", noon, four, "dora");
    EXPECT_THAT(at(noon),
                ElementsAre(OnCall{"dora", "day", 1, false}, OnCall{"cleo", "behind", 2, false}));
}

TEST_F(AChange, RunsAcrossAHandoffInThreeLayers) {
    always(roster, "third", "dora").set_level(3);
    change(roster, v1::Override::replace, "ana", "2026-11-24T06:00:00Z", "2026-11-24T10:00:00Z",
           "eva");
    EXPECT_THAT(
        told(timetable(roster).shifts(utc("2026-11-24T00:00:00Z"), utc("2026-11-26T00:00:00Z"))),
        ElementsAre("2026-11-24T00:00:00Z 2026-11-24T06:00:00Z ana",
                    "2026-11-24T00:00:00Z 2026-11-26T00:00:00Z cleo",
                    "2026-11-24T00:00:00Z 2026-11-26T00:00:00Z dora",
                    "2026-11-24T06:00:00Z 2026-11-24T08:00:00Z eva",
                    "2026-11-24T08:00:00Z 2026-11-25T08:00:00Z bea",
                    "2026-11-25T08:00:00Z 2026-11-26T00:00:00Z ana"));
}

TEST_F(AChange, FollowsTheOneWrittenBefore) {
    change(roster, v1::Override::add, "dora", noon, four);
    change(roster, v1::Override::replace, "dora", noon, four, "eva");
    change(roster, v1::Override::remove, "ana", noon, four);
    EXPECT_THAT(names(noon), ElementsAre("eva", "cleo"));
}

TEST_F(AChange, OfPartOfAShiftSwapsThatPart) {
    swap(roster, "ana", "dora", noon, four);
    EXPECT_THAT(told(timetable(roster).shifts(utc(eight_o_clock), utc(next_day))),
                ElementsAre("2026-11-23T08:00:00Z 2026-11-23T12:00:00Z ana",
                            "2026-11-23T08:00:00Z 2026-11-24T08:00:00Z cleo",
                            "2026-11-23T12:00:00Z 2026-11-23T16:00:00Z dora",
                            "2026-11-23T16:00:00Z 2026-11-24T08:00:00Z ana"));
}

TEST_F(AChange, OfSeveralShiftsSwapsThemAllAndTheReturn) {
    auto& swapped = swap(roster, "ana", "bea", eight_o_clock, "2026-11-26T08:00:00Z");
    *swapped.mutable_return_from() = stamp("2026-11-26T08:00:00Z");
    *swapped.mutable_return_until() = stamp("2026-11-28T08:00:00Z");
    // Her own day between them stays bea's: what she gives back lies in the return alone.
    EXPECT_THAT(names(noon), ElementsAre("bea", "cleo"));
    EXPECT_THAT(names("2026-11-24T12:00:00Z"), ElementsAre("bea", "cleo"));
    EXPECT_THAT(names("2026-11-26T12:00:00Z"), ElementsAre("ana", "cleo"));
    EXPECT_THAT(names("2026-11-27T12:00:00Z"), ElementsAre("ana", "cleo"));
    EXPECT_THAT(names("2026-11-28T12:00:00Z"), ElementsAre("bea", "cleo"));
}

TEST_F(AChange, ThatNobodyTookOrThatWasTakenBackSwapsNothing) {
    swap(roster, "ana", "", noon, four);
    swap(roster, "ana", "dora", noon, four).set_taken_back(true);
    EXPECT_THAT(names(noon), ElementsAre("ana", "cleo"));
}

TEST_F(AChange, PassesASwapOnToAnother) {
    swap(roster, "ana", "dora", noon, four);
    swap(roster, "dora", "eva", eight_o_clock, four);
    EXPECT_THAT(names(noon), ElementsAre("eva", "cleo"));
}

TEST_F(AChange, ByATemporaryScheduleStandsInsteadOfEverything) {
    change(roster, v1::Override::add, "dora", noon, four);
    auto& pupil = always(roster, "pupil", "tina");
    pupil.set_trainee(true);
    auto& schedule = *roster.add_temporary_schedules();
    schedule.set_id("storm");
    last(schedule, noon, four);
    last(*schedule.add_shifts(), noon, "2026-11-23T15:00:00Z").add_people("eva");
    EXPECT_THAT(at(noon), ElementsAre(OnCall{"eva", "storm", 1, false}));
    EXPECT_THAT(names("2026-11-23T15:00:00Z"), IsEmpty()) << "nobody but those of its shifts";
    EXPECT_THAT(names(four), ElementsAre("ana", "tina", "cleo"));
}

TEST_F(AChange, SkipsWhoIsAwayAndLetsTheLowerPriorityShowThrough) {
    always(roster, "special", "dora").set_priority(3);
    EXPECT_THAT(names(noon), ElementsAre("dora", "cleo"));
    away(absences, "dora", noon, four);
    EXPECT_THAT(names(noon), ElementsAre("ana", "cleo"));
    EXPECT_THAT(names(four), ElementsAre("dora", "cleo"));
}

TEST_F(AChange, OfAGroupSkipsOnlyWhoIsAway) {
    always(roster, "special", "dora").set_priority(3);
    roster.mutable_layers(2)->mutable_rotation()->mutable_turns(0)->add_people("eva");
    away(absences, "dora", noon, four);
    EXPECT_THAT(names(noon), ElementsAre("eva", "cleo"));
}

TEST_F(AChange, SkipsWhoeverIsBroughtByOneAndIsAway) {
    for (const char* person : {"dora", "eva", "fay"}) away(absences, person, noon, four);
    swap(roster, "ana", "dora", noon, four);
    change(roster, v1::Override::add, "eva", noon, four);
    EXPECT_THAT(names(noon), ElementsAre("cleo"));
    auto& schedule = *roster.add_temporary_schedules();
    schedule.set_id("storm");
    last(schedule, noon, four);
    auto& shift = last(*schedule.add_shifts(), noon, four);
    shift.add_people("fay");
    shift.add_people("gil");
    EXPECT_THAT(names(noon), ElementsAre("gil"));
}

TEST_F(AChange, LetsWhoIsAwaySendAnother) {
    away(absences, "ana", noon, four);
    EXPECT_THAT(names(noon), ElementsAre("cleo"));
    swap(roster, "ana", "dora", noon, four);
    EXPECT_THAT(names(noon), ElementsAre("dora", "cleo"));
    roster.clear_swaps();
    change(roster, v1::Override::replace, "ana", noon, four, "eva");
    EXPECT_THAT(names(noon), ElementsAre("eva", "cleo"));
}

}  // namespace
}  // namespace relais::test
