// What being on call weighs on each person.
#include "common/domain/fairness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rosters.hpp"

namespace relais::test {
namespace {

using namespace std::chrono_literals;
using domain::Burden;
using testing::ElementsAre;

TEST(Fairness, CountsHoursNightsAndWeekendsOfEach) {
    auto roster = roster_in("UTC");
    layer(roster, "day", {{"ana"}, {"bea"}}, v1::Rotation::daily, "2026-11-27", 8 * 60);
    always(roster, "pupil", "tina").set_trainee(true);
    // Friday 08:00 to Sunday 08:00: a night each; of the weekend ana has eight hours.
    EXPECT_THAT(domain::burdens(timetable(roster), utc("2026-11-27T08:00:00Z"),
                                utc("2026-11-29T08:00:00Z")),
                ElementsAre(Burden{"ana", 24h, 8h, 8h}, Burden{"bea", 24h, 8h, 24h}));
}

TEST(Fairness, WeighsTheNightOfNovemberAnHourMoreAndThatOfMarchAnHourLess) {
    auto roster = roster_in("America/Toronto");
    always(roster, "all", "ana");
    const auto table = timetable(roster);
    EXPECT_THAT(domain::burdens(table, utc("2026-10-31T16:00:00Z"), utc("2026-11-01T17:00:00Z")),
                ElementsAre(Burden{"ana", 25h, 9h, 25h}));
    EXPECT_THAT(domain::burdens(table, utc("2026-03-07T17:00:00Z"), utc("2026-03-08T16:00:00Z")),
                ElementsAre(Burden{"ana", 23h, 7h, 23h}));
}

}  // namespace
}  // namespace relais::test
