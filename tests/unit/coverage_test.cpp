// How well a sector is covered, in exact instants.
#include "common/domain/coverage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rosters.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::Cover;
using testing::ElementsAre;

// The world's health roster of territory 06 (nadia first, omar behind), changed by each test.
class ACoverage : public testing::Test {
protected:
    [[nodiscard]] v1::Roster& health() { return *world.data().mutable_rosters(0); }
    [[nodiscard]] domain::CoverLine line(const std::string& from, const std::string& to,
                                         const std::string& territory = "06") {
        directory = world.directory();
        for (auto& one : domain::coverage(*directory, utc(from), utc(to)))
            if (one.sector == v1::Sector::health && one.territory == territory) return one;
        ADD_FAILURE() << "no line of health in " << territory;
        return {};
    }
    [[nodiscard]] std::vector<std::string> told(const std::string& from, const std::string& to) {
        std::vector<std::string> lines;
        for (const auto& stretch : line(from, to).stretches) {
            std::string text = text_of(stretch.from).substr(11) + " ";
            text += std::array{"covered", "thin", "unreachable",
                               "empty"}[static_cast<std::size_t>(stretch.cover)];
            for (const auto* person : stretch.people) text += " " + person->id();
            lines.push_back(text);
        }
        return lines;
    }
    World world;
    domain::DirectoryPtr directory;
};

TEST_F(ACoverage, IsWholeWhereTwoStandAllTheTime) {
    EXPECT_THAT(told("2026-11-23T00:00:00Z", "2027-11-23T00:00:00Z"),
                ElementsAre("00:00:00Z covered nadia omar"));
}

TEST_F(ACoverage, TellsAGapToTheMillisecondAndIsNotFooledByTwoAtOnce) {
    change(health(), v1::Override::remove, "nadia", "2026-11-23T10:00:00Z",
           "2026-11-23T10:37:00.250Z");
    change(health(), v1::Override::remove, "omar", "2026-11-23T10:00:00Z",
           "2026-11-23T10:37:00.250Z");
    change(health(), v1::Override::add, "lise", "2026-11-23T11:00:00Z", "2026-11-23T23:00:00Z");
    EXPECT_THAT(
        told("2026-11-23T00:00:00Z", "2026-11-23T12:00:00Z"),
        ElementsAre("00:00:00Z covered nadia omar", "10:00:00Z empty",
                    "10:37:00.250Z covered nadia omar", "11:00:00Z covered lise nadia omar"));
    const auto gaps = domain::gaps(line("2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"));
    ASSERT_EQ(gaps.size(), 1u);
    EXPECT_EQ(gaps[0].until - gaps[0].from, 37min + 250ms);
}

TEST_F(ACoverage, IsThinWithOnePersonAtTwoPlacesOrInTwoRosters) {
    change(health(), v1::Override::replace, "omar", "2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z",
           "nadia");
    auto again = health();
    again.set_id("again");
    again.mutable_layers()->RemoveLast();
    *world.data().add_rosters() = again;
    EXPECT_THAT(told("2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z"),
                ElementsAre("10:00:00Z thin nadia", "11:00:00Z covered nadia omar"));
}

TEST_F(ACoverage, DoesNotCountTraineesNorWhoIsAway) {
    health().mutable_layers(1)->set_trainee(true);
    away(*world.data().mutable_absences(), "nadia", "2026-11-23T11:00:00Z", "2026-11-23T12:00:00Z");
    EXPECT_THAT(told("2026-11-23T10:00:00Z", "2026-11-23T13:00:00Z"),
                ElementsAre("10:00:00Z thin nadia", "11:00:00Z empty", "12:00:00Z thin nadia"));
}

TEST_F(ACoverage, IsUnreachableWhereNobodyOfThemHasAWay) {
    world.person("nadia").clear_ways();
    EXPECT_THAT(told("2026-11-23T10:00:00Z", "2026-11-23T13:00:00Z"),
                ElementsAre("10:00:00Z thin nadia omar"));
    world.person("omar").clear_ways();
    EXPECT_THAT(told("2026-11-23T10:00:00Z", "2026-11-23T13:00:00Z"),
                ElementsAre("10:00:00Z unreachable nadia omar"));
}

TEST_F(ACoverage, HasALineForEverySectorEverywhereAndIsEmptyWhereNobodyServes) {
    directory = world.directory();
    const auto lines =
        domain::coverage(*directory, utc("2026-11-23T00:00:00Z"), utc("2026-11-24T00:00:00Z"));
    EXPECT_EQ(lines.size(), 2u * 13u);
    for (const auto& one : lines) {
        ASSERT_FALSE(one.stretches.empty());
        EXPECT_EQ(one.stretches.front().from, utc("2026-11-23T00:00:00Z"));
        EXPECT_EQ(one.stretches.back().until, utc("2026-11-24T00:00:00Z"));
        if (one.sector == v1::Sector::legal) {
            EXPECT_EQ(one.stretches.front().cover, Cover::empty);
        }
    }
}

}  // namespace
}  // namespace relais::test
