// Everything wrong with a roster is told at once, with where and why.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rosters.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using W = v1::Weekday;

// The health roster of the small world: nadia first, omar behind, weekly from 2026-01-05.
class ARosterFault : public testing::Test {
protected:
    [[nodiscard]] std::vector<std::string> faults() {
        std::vector<std::string> lines;
        for (const auto& fault : domain::faults_of(world.data()))
            lines.push_back(fault.path + " " + fault.reason + " " + fault.value);
        return lines;
    }
    [[nodiscard]] v1::Roster& roster() { return *world.data().mutable_rosters(0); }
    [[nodiscard]] v1::Layer& first() { return *roster().mutable_layers(0); }
    World world;
};

const std::string start = "2026-11-23T08:00:00Z";
const std::string finish = "2026-11-23T20:00:00Z";

TEST_F(ARosterFault, IsNotToldOfARosterWithEverythingInIt) {
    roster().set_owner("omar");
    window(first(), 17 * 60, 8 * 60, {W::friday}).set_until_weekday(W::monday);
    window(first(), 0, 1440);
    first().mutable_rotation()->add_weekdays(W::friday);
    change(roster(), v1::Override::add, "lise", start, finish);
    change(roster(), v1::Override::replace, "nadia", start, finish, "lise");
    swap(roster(), "nadia", "omar", start, "2026-12-23T08:00:00Z");
    swap(roster(), "omar", "", start, finish);
    auto& schedule = *roster().add_temporary_schedules();
    schedule.set_id("storm");
    last(schedule, start, finish);
    away(*world.data().mutable_absences(), "lise", start, finish);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ARosterFault, IsACalendarWithoutItsLayer) {
    auto& calendars = *roster().mutable_calendars();
    for (const auto& [id, layer] :
         {std::pair("agenda", "nobody"), std::pair("agenda", "level-1"), std::pair("", "")}) {
        auto& source = *calendars.Add();
        source.set_id(id);
        source.set_layer(layer);
    }
    EXPECT_THAT(faults(),
                UnorderedElementsAre("rosters[0].calendars[1].id id_twice agenda",
                                     "rosters[0].calendars[2].id id_missing ",
                                     "rosters[0].calendars[0].layer layer_unknown nobody",
                                     "rosters[0].calendars[1].layer layer_rotates level-1"));
}

TEST_F(ARosterFault, IsALayerOfTwoCalendars) {
    auto& layer = *roster().add_layers();
    layer.set_id("agenda");
    layer.set_level(1);
    for (const auto* id : {"first", "second"}) {
        auto& source = *roster().add_calendars();
        source.set_id(id);
        source.set_layer("agenda");
    }
    EXPECT_THAT(faults(),
                ElementsAre("rosters[0].calendars[1].layer layer_of_two_calendars agenda"));
    roster().mutable_calendars()->RemoveLast();
    EXPECT_THAT(faults(), IsEmpty()) << "before it was read it has no shift";
    roster().clear_calendars();
    EXPECT_THAT(faults(), ElementsAre("rosters[0].layers[2] rotation_or_shifts agenda"));
}

TEST_F(ARosterFault, IsARotationWithoutPeople) {
    first().mutable_rotation()->clear_turns();
    roster().mutable_layers(1)->mutable_rotation()->mutable_turns(0)->clear_people();
    EXPECT_THAT(faults(), ElementsAre("rosters[0].layers[0].rotation.turns turns_missing level-1",
                                      "rosters[0].layers[1].rotation.turns[0] turn_empty "));
}

TEST_F(ARosterFault, IsAWindowThatNeverOpens) {
    window(first(), 480, 480);
    EXPECT_THAT(faults(),
                ElementsAre("rosters[0].layers[0].windows[0] window_never_opens level-1"));
}

TEST_F(ARosterFault, IsAWindowOnDaysOnWhichTheRotationHasNobody) {
    first().mutable_rotation()->add_weekdays(W::monday);
    first().mutable_rotation()->set_handoff_minute(480);
    window(first(), 0, 480, {W::tuesday});  // still Monday's day
    window(first(), 480, 1440, {W::tuesday});
    EXPECT_THAT(faults(),
                ElementsAre("rosters[0].layers[0].windows[1] window_never_opens level-1"));
}

TEST_F(ARosterFault, IsAWindowOutsideTheDayOrTheWeek) {
    window(first(), 1440, 480);
    window(first(), 480, 1441);
    window(first(), 480, 1000).add_weekdays(W::unknown);
    EXPECT_THAT(faults(),
                ElementsAre("rosters[0].layers[0].windows[0] window_wrong level-1",
                            "rosters[0].layers[0].windows[1] window_wrong level-1",
                            "rosters[0].layers[0].windows[2].weekdays[0] weekday_wrong "));
}

TEST_F(ARosterFault, IsALengthOfZeroOrOneBeyondAnyPlan) {
    first().mutable_rotation()->set_length(0);
    roster().mutable_layers(1)->mutable_rotation()->set_length(4'000'000'000);
    roster().mutable_layers(1)->mutable_rotation()->set_interval(4'000'000'000);
    EXPECT_THAT(faults(),
                ElementsAre("rosters[0].layers[0].rotation.length length_missing level-1",
                            "rosters[0].layers[1].rotation.length length_too_long level-2",
                            "rosters[0].layers[1].rotation.interval length_too_long level-2"));
}

TEST_F(ARosterFault, IsAHandoffADateOrAUnitThatIsNone) {
    first().mutable_rotation()->set_handoff_minute(1440);
    first().mutable_rotation()->set_start_date("2026-02-29");
    first().mutable_rotation()->set_unit(static_cast<v1::Rotation::Unit>(9));
    EXPECT_THAT(faults(),
                ElementsAre("rosters[0].layers[0].rotation.unit unit_unknown level-1",
                            "rosters[0].layers[0].rotation.handoffMinute handoff_wrong level-1",
                            "rosters[0].layers[0].rotation.startDate date_wrong 2026-02-29"));
}

TEST_F(ARosterFault, IsALayerWithNeitherOrBothOfRotationAndShifts) {
    last(*first().add_shifts(), start, finish).add_people("nadia");
    roster().mutable_layers(1)->clear_rotation();
    EXPECT_THAT(faults(), ElementsAre("rosters[0].layers[0] rotation_or_shifts level-1",
                                      "rosters[0].layers[1] rotation_or_shifts level-2"));
}

TEST_F(ARosterFault, IsAShiftWithoutPeopleOrThatEndsBeforeItBegins) {
    first().clear_rotation();
    last(*first().add_shifts(), finish, start).add_people("nadia");
    last(*first().add_shifts(), start, finish);
    EXPECT_THAT(faults(), ElementsAre("rosters[0].layers[0].shifts[0] period_wrong ",
                                      "rosters[0].layers[0].shifts[1] shift_empty "));
}

TEST_F(ARosterFault, IsAnUnknownZone) {
    roster().set_zone("America/Sept-Iles");
    swap(roster(), "nadia", "omar", start, finish);
    EXPECT_THAT(faults(), ElementsAre("rosters[0].zone zone_unknown America/Sept-Iles"));
}

TEST_F(ARosterFault, IsAPersonWhomNobodyKnows) {
    roster().set_owner("ghost");
    change(roster(), v1::Override::replace, "ghost", start, finish, "phantom");
    swap(roster(), "ghost", "phantom", start, finish);
    away(*world.data().mutable_absences(), "ghost", start, finish);
    EXPECT_THAT(faults(), ElementsAre("rosters[0].owner person_unknown ghost",
                                      "rosters[0].overrides[0].person person_unknown ghost",
                                      "rosters[0].overrides[0].by person_unknown phantom",
                                      "rosters[0].swaps[0].askedBy person_unknown ghost",
                                      "rosters[0].swaps[0].takenBy person_unknown phantom",
                                      "absences[0].person person_unknown ghost"));
}

TEST_F(ARosterFault, IsAnIdThatIsMissingOrUsedTwice) {
    roster().mutable_layers(1)->set_id("level-1");
    for (int i = 0; i < 2; ++i) {
        change(roster(), v1::Override::add, "omar", start, finish).set_id("same");
        swap(roster(), "nadia", "omar", start, finish).set_id("same");
        away(*world.data().mutable_absences(), "lise", start, finish);
    }
    world.data().mutable_absences(0)->clear_id();
    EXPECT_THAT(faults(), UnorderedElementsAre("rosters[0].layers[1].id id_twice level-1",
                                               "rosters[0].overrides[1].id id_twice same",
                                               "rosters[0].swaps[1].id id_twice same",
                                               "absences[0].id id_missing "));
}

TEST_F(ARosterFault, IsAPeriodWithoutABeginningOrThatEndsBeforeIt) {
    change(roster(), v1::Override::add, "omar", finish, start);
    change(roster(), v1::Override::add, "omar", start, finish).clear_from();
    change(roster(), v1::Override::add, "omar", start, finish)
        .mutable_until()
        ->set_seconds(9'000'000'000'000'000'000);
    swap(roster(), "nadia", "omar", start, start);
    *swap(roster(), "nadia", "omar", start, finish).mutable_return_from() = stamp(start);
    auto& schedule = *roster().add_temporary_schedules();
    schedule.set_id("storm");
    last(schedule, finish, start);
    away(*world.data().mutable_absences(), "lise", finish, start);
    EXPECT_THAT(faults(), ElementsAre("rosters[0].overrides[0] period_wrong ",
                                      "rosters[0].overrides[1] period_wrong ",
                                      "rosters[0].overrides[2] period_wrong ",
                                      "rosters[0].temporarySchedules[0] period_wrong ",
                                      "rosters[0].swaps[0] period_wrong ",
                                      "rosters[0].swaps[1].returnFrom period_wrong ",
                                      "absences[0] period_wrong "));
}

TEST_F(ARosterFault, IsAnOverrideOfNoKind) {
    change(roster(), v1::Override::unknown, "omar", start, finish);
    change(roster(), static_cast<v1::Override::Kind>(7), "omar", start, finish);
    EXPECT_THAT(faults(), ElementsAre("rosters[0].overrides[0].kind kind_missing change-1",
                                      "rosters[0].overrides[1].kind kind_missing change-2"));
}

TEST_F(ARosterFault, IsASwapWithOneself) {
    swap(roster(), "nadia", "nadia", start, finish);
    EXPECT_THAT(faults(), ElementsAre("rosters[0].swaps[0].takenBy swap_with_oneself nadia"));
}

TEST_F(ARosterFault, IsASwapOfSomebodyElsesShift) {
    swap(roster(), "lise", "omar", start, finish);
    auto& returned = swap(roster(), "nadia", "lise", start, finish);
    *returned.mutable_return_from() = stamp("2026-12-23T08:00:00Z");
    *returned.mutable_return_until() = stamp("2026-12-24T08:00:00Z");
    EXPECT_THAT(faults(), ElementsAre("rosters[0].swaps[0].askedBy swap_not_hers lise",
                                      "rosters[0].swaps[1].takenBy swap_not_hers lise"));
}

TEST_F(ARosterFault, IsNotASwapThatPassesOnAShiftThatWasTaken) {
    swap(roster(), "nadia", "lise", start, finish);
    swap(roster(), "lise", "omar", start, finish);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ARosterFault, IsATemporaryScheduleThatOverlapsAnother) {
    for (const auto& [id, from, until] :
         {std::tuple{"a", start, finish},
          std::tuple{"b", finish, std::string("2026-11-25T00:00:00Z")},
          std::tuple{"c", std::string("2026-11-24T00:00:00Z"),
                     std::string("2026-11-24T01:00:00Z")}}) {
        auto& schedule = *roster().add_temporary_schedules();
        schedule.set_id(id);
        last(schedule, from, until);
    }
    EXPECT_THAT(faults(), ElementsAre("rosters[0].temporarySchedules[2] schedules_overlap b"));
}

}  // namespace
}  // namespace relais::test
