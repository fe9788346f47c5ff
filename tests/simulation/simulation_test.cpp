// A week of cases, and the bugs that such a week must find.
#include <cstdlib>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/simulation/night.hpp"

namespace relais::test {
namespace {

constexpr std::uint64_t cases_of_a_week = 10'000;

// RELAIS_SEED runs another week.
std::uint64_t week() {
    const char* seed = std::getenv("RELAIS_SEED");
    return seed == nullptr ? 1 : std::strtoull(seed, nullptr, 10);
}

TEST(Simulation, AWeekOfTenThousandCasesKeepsEveryLaw) {
    const auto place = town();
    std::size_t events = 0, pages = 0, closed = 0;
    for (std::uint64_t number = 0; number < cases_of_a_week; ++number) {
        const auto seed = week() * cases_of_a_week + number;
        const auto night = live(place, seed);
        ASSERT_FALSE(night.broken) << "seed " << seed << ": " << *night.broken;
        events += night.events;
        pages += night.pages;
        closed += night.closed ? 1 : 0;
    }
    // A week in which nothing happens keeps every law too.
    EXPECT_GT(events, cases_of_a_week * 20);
    EXPECT_GT(pages, cases_of_a_week * 2);
    EXPECT_GT(closed, cases_of_a_week * 8 / 10);
    RecordProperty("events", std::to_string(events));
    RecordProperty("pages", std::to_string(pages));
}

TEST(Simulation, TheSameSeedGivesTheSameHistory) {
    const auto place = town();
    std::set<std::string> histories;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto once = live(place, seed).fingerprint;
        EXPECT_EQ(live(place, seed).fingerprint, once) << "seed " << seed;
        histories.insert(once);
    }
    EXPECT_EQ(histories.size(), 200u) << "and another seed another one";
}

struct Planted {
    Bug bug;
    const char* law;  // that finds it, by a word of its own
};

class PlantedBug : public testing::TestWithParam<Planted> {};

TEST_P(PlantedBug, IsFoundWithinAThousandSeeds) {
    const auto place = town();
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
        const auto night = live(place, seed, GetParam().bug);
        if (night.broken && night.broken->contains(GetParam().law)) return;
    }
    ADD_FAILURE() << "its own law did not notice";
}

INSTANTIATE_TEST_SUITE_P(
    Simulation, PlantedBug,
    testing::Values(Planted{Bug::no_version_check, "no longer so"},
                    Planted{Bug::acceptance_ends_everything, "promise without an end"},
                    Planted{Bug::empty_rung_waits, "empty rung"},
                    Planted{Bug::timer_lost, "without a deadline"},
                    Planted{Bug::quota_off_by_one, "too few"},
                    Planted{Bug::page_after_stand_down, "called after the stand-down"},
                    Planted{Bug::consent_ignored, "without her consent"},
                    Planted{Bug::wrong_clock, "tomorrow"}, Planted{Bug::ladder_burst, "burst"},
                    Planted{Bug::release_forgotten, "owned by too few"},
                    Planted{Bug::clock_believed, "time went back"}));

}  // namespace
}  // namespace relais::test
