// On call at an instant, in local wall time.
#include "common/domain/roster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::Layer& layer(v1::Roster& roster, const char* id, std::uint32_t from, std::uint32_t until,
                 const std::vector<std::string>& weekly) {
    auto& added = *roster.add_layers();
    added.set_id(id);
    added.set_level(1);
    if (from != until) {
        added.mutable_window()->set_from_minute(from);
        added.mutable_window()->set_until_minute(until);
    }
    added.mutable_rotation()->set_length(7);
    added.mutable_rotation()->set_start_date("2026-01-05");
    added.mutable_rotation()->set_handoff_minute(8 * 60);
    for (const auto& person : weekly) added.mutable_rotation()->add_turns()->add_people(person);
    return added;
}

std::vector<std::string> at(const v1::Roster& roster, std::int64_t utc_s) {
    std::vector<std::string> people;
    for (const auto& entry : domain::on_call(roster, instant(utc_s * 1000)))
        people.push_back(entry.person);
    return people;
}

class DayAndNight : public testing::Test {
protected:
    DayAndNight() {
        roster.set_zone("America/Toronto");
        layer(roster, "day", 8 * 60, 20 * 60, {"dana"});
        layer(roster, "night", 20 * 60, 8 * 60, {"nora", "noam"});
    }
    v1::Roster roster;
};

TEST_F(DayAndNight, TheWindowRunsOverMidnight) {
    EXPECT_THAT(at(roster, 1767632400), ElementsAre("dana"));  // 2026-01-05 12:00 local
    EXPECT_THAT(at(roster, 1767661200), ElementsAre("nora"));  // 20:00
    EXPECT_THAT(at(roster, 1767682800), ElementsAre("nora"));  // 02:00 the next day
    EXPECT_THAT(at(roster, 1767704399), ElementsAre("nora"));  // 07:59:59
    EXPECT_THAT(at(roster, 1767704400), ElementsAre("dana"));  // 08:00
}

TEST_F(DayAndNight, TheTurnChangesAtTheLocalHandoffAWeekLater) {
    EXPECT_THAT(at(roster, 1768222799), ElementsAre("nora"));  // Monday 12th, 07:59:59
    EXPECT_THAT(at(roster, 1768266000), ElementsAre("noam"));  // Monday 12th, 20:00
    EXPECT_THAT(at(roster, 1768870800), ElementsAre("nora"));  // Monday 19th, 20:00
}

TEST_F(DayAndNight, TheNightsTheClocksChangeHaveNoGap) {
    // 2026-03-08: 01:59 EST is followed by 03:00 EDT; 2026-11-01: 01:30 comes twice.
    for (const std::int64_t start : {1772935200L, 1793491200L})
        for (std::int64_t minute = 0; minute < 14 * 60; ++minute)
            EXPECT_EQ(at(roster, start + minute * 60).size(), 1u) << start << " + " << minute;
    EXPECT_THAT(at(roster, 1772971199), ElementsAre("nora"));  // 07:59:59 EDT
    EXPECT_THAT(at(roster, 1772971200), ElementsAre("dana"));  // 08:00 EDT
}

TEST_F(DayAndNight, BeforeItsStartARotationTurnsBackwards) {
    EXPECT_THAT(at(roster, 1767056400), ElementsAre("noam"));  // 2025-12-29 20:00
}

TEST_F(DayAndNight, APersonInTwoLayersStandsOnce) {
    layer(roster, "all", 0, 0, {"dana"}).set_level(2);
    EXPECT_THAT(at(roster, 1767632400), ElementsAre("dana"));
    EXPECT_THAT(at(roster, 1767661200), ElementsAre("nora", "dana"));
}

TEST(Zone, IsKnownOrNot) {
    EXPECT_TRUE(domain::zone_known("America/Blanc-Sablon"));
    EXPECT_FALSE(domain::zone_known("America/Montreal-Nord"));
    EXPECT_FALSE(domain::zone_known(""));
}

TEST(Roster, AnEmptyOneHasNobody) {
    v1::Roster roster;
    roster.set_zone("America/Halifax");
    EXPECT_THAT(at(roster, 1767632400), IsEmpty());
}

}  // namespace
}  // namespace relais::test
