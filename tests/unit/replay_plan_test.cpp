// A night of real calls, turned into alerts and answers before anything is sent.
#include "services/relais/replay_plan.hpp"

#include <set>

#include <gmock/gmock.h>

#include "services/relais/instant_text.hpp"

namespace relais::cli {
namespace {

using testing::Each;
using testing::Ge;
using testing::HasSubstr;

constexpr std::string_view header =
    "call_seq,unit_seq,received,entered,dispatched,responding,on_scene,transport,hospital,"
    "available,neighbourhood\n";

std::string row(int call, int unit, std::string_view dispatched, std::string_view responding,
                std::string_view neighbourhood = "Mission") {
    const auto at = [](std::string_view time) {
        return time.empty() ? std::string{} : "2017-01-01T" + std::string(time) + "-08:00";
    };
    return std::to_string(call) + "," + std::to_string(unit) + "," + at("00:10:00") + "," +
           at("00:10:30") + "," + at(dispatched) + "," + at(responding) + "," + at("00:50:00") +
           ",,," + at("00:59:00") + "," + std::string(neighbourhood) + "\n";
}

v1::Directory directory() {
    v1::Directory directory;
    for (const char* id : {"06", "03", "13"}) directory.add_territories()->set_id(id);
    auto* ladder = directory.add_ladders();
    ladder->set_id("standard");
    ladder->add_rungs()->set_wait_ms(120'000);
    auto* last = ladder->add_rungs();
    last->set_reach(v1::Rung::coordinator);
    last->set_wait_ms(90'000);
    last->set_wait_max_ms(900'000);
    for (const auto& [need, sector] :
         {std::pair{v1::Need::immediate_care, v1::Sector::health},
          std::pair{v1::Need::emergency_shelter, v1::Sector::shelter},
          std::pair{v1::Need::legal_help, v1::Sector::legal},
          std::pair{v1::Need::immigration_defence, v1::Sector::legal}}) {
        auto* rule = directory.add_need_rules();
        rule->set_need(need);
        rule->set_sector(sector);
        rule->set_ladder("standard");
    }
    return directory;
}

ReplayPlan plan(const std::string& rows, const Span& span = {}) {
    const auto parsed = parse_calls(std::string(header) + rows);
    EXPECT_TRUE(parsed.has_value());
    return plan_replay(*parsed, directory(), span);
}

TEST(ReplayPlan, MakesOneAlertOfACallAndOneNeedOfEachUnit) {
    const auto made = plan(row(7, 1, "00:11:00", "00:11:40") + row(7, 2, "00:11:00", "00:13:00") +
                           row(8, 1, "00:12:00", "00:12:05"));
    ASSERT_EQ(made.alerts.size(), 2U);
    EXPECT_EQ(made.alerts[0].call, 7U);
    EXPECT_EQ(instant_text(made.alerts[0].received), "2017-01-01T08:10:00Z");
    ASSERT_EQ(made.alerts[0].needs.size(), 2U);
    EXPECT_EQ(made.alerts[0].needs[0].answers_after, std::chrono::seconds{40});
    EXPECT_EQ(made.alerts[0].needs[1].answers_after, std::chrono::seconds{120});
    EXPECT_EQ(made.alerts[1].needs.size(), 1U);
    EXPECT_EQ(made.rows, 3U);
}

TEST(ReplayPlan, AsksForEachSectorOnceAtMost) {
    std::string rows;
    for (int unit = 1; unit <= 5; ++unit) rows += row(7, unit, "00:11:00", "00:12:00");
    const auto made = plan(rows);
    std::set<v1::Sector::Code> sectors;
    for (const auto& need : made.alerts[0].needs) sectors.insert(need.sector);
    EXPECT_EQ(sectors.size(), 3U);
    EXPECT_EQ(made.alerts[0].needs.size(), 3U);
    EXPECT_EQ(made.units_without_need, 2U);
}

TEST(ReplayPlan, IsTheSameEveryTimeButNotForEveryCall) {
    std::set<std::vector<int>> orders;
    std::set<std::string> territories;
    for (int call = 1; call <= 40; ++call) {
        std::string rows;
        for (int unit = 1; unit <= 3; ++unit) {
            rows += row(call, unit, "00:11:00", "", "Place " + std::to_string(call));
        }
        const auto once = plan(rows).alerts.at(0);
        const auto again = plan(rows).alerts.at(0);
        std::vector<int> order;
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(once.needs[i].need, again.needs[i].need);
            order.push_back(once.needs[i].need);
        }
        EXPECT_EQ(once.territory, again.territory);
        orders.insert(order);
        territories.insert(once.territory);
    }
    EXPECT_GT(orders.size(), 4U);
    EXPECT_EQ(territories.size(), 3U);
}

TEST(ReplayPlan, KeepsANeighbourhoodInOneTerritoryWhateverTheOrderOfTheFile) {
    auto turned = directory();
    turned.mutable_territories()->SwapElements(0, 2);
    const auto rows = parse_calls(std::string(header) + row(7, 1, "00:11:00", ""));
    EXPECT_EQ(plan_replay(*rows, turned, {}).alerts[0].territory,
              plan_replay(*rows, directory(), {}).alerts[0].territory);
}

TEST(ReplayPlan, KnowsWhichUnitsNeverAnswered) {
    const auto made = plan(row(7, 1, "00:11:00", "") + row(7, 2, "00:11:00", "00:11:01"));
    EXPECT_FALSE(made.alerts[0].needs[0].answers_after.has_value());
    EXPECT_TRUE(made.alerts[0].needs[1].answers_after.has_value());
    EXPECT_EQ(made.incomplete, 1U);
}

TEST(ReplayPlan, CountsWhatIsOutOfOrderAndKeepsIt) {
    const auto made = plan(row(7, 1, "00:11:00", "00:10:50") + row(8, 1, "00:11:00", "00:11:10"));
    ASSERT_EQ(made.alerts.size(), 2U);
    EXPECT_EQ(made.out_of_order, 1U);
    EXPECT_EQ(made.alerts[0].needs[0].answers_after, Duration{0});
}

TEST(ReplayPlan, TakesOnlyTheCallsOfItsSpan) {
    const auto received = parse_instant("2017-01-01T00:10:00-08:00");
    const auto rows = row(7, 1, "00:11:00", "");
    EXPECT_EQ(plan(rows, {.from = received, .to = {}}).alerts.size(), 1U);
    EXPECT_EQ(plan(rows, {.from = {}, .to = received}).alerts.size(), 0U);
}

TEST(CallRows, RefuseAFileThatIsHalfUnderstood) {
    const auto cause = [](const std::string& text) { return parse_calls(text).error(); };
    EXPECT_THAT(cause("call_seq,received\n").cause, HasSubstr("no column"));
    const auto short_line = cause(std::string(header) + "1,2\n");
    EXPECT_EQ(short_line.operation, "line 2");
    auto zoneless = row(7, 1, "00:11:00", "");
    zoneless.replace(zoneless.find("-08:00"), 6, "");
    EXPECT_THAT(cause(std::string(header) + zoneless).cause, HasSubstr("received"));
}

TEST(CallRows, ReadQuotedFields) {
    const auto rows =
        parse_calls(std::string(header) + row(7, 1, "00:11:00", "", "\"Castro, \"\"Upper\"\"\""));
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(rows->at(0).neighbourhood, "Castro, \"Upper\"");
}

TEST(Pace, DividesEveryWaitButNotBelowFiftyMilliseconds) {
    const auto pace = parse_pace("60");
    ASSERT_TRUE(pace.has_value());
    const auto ladder = squeezed(directory(), *pace).ladders(0);
    EXPECT_EQ(ladder.rungs(0).wait_ms(), 2'000U);
    EXPECT_EQ(ladder.rungs(1).wait_ms(), 1'500U);
    EXPECT_EQ(ladder.rungs(1).wait_max_ms(), 15'000U);
    EXPECT_EQ(squeezed(directory(), *parse_pace("100000")).ladders(0).rungs(0).wait_ms(), 50U);
    const PlannedNeed need{.first_wait_ms = 120'000};
    EXPECT_EQ(squeezed(Duration{60'000}, need, *pace), Duration{1'000});
}

TEST(Pace, AtMostGivesEveryRungOneSecondAndDelaysTheSameProportion) {
    const auto pace = parse_pace("max");
    ASSERT_TRUE(pace.has_value());
    const auto ladder = squeezed(directory(), *pace).ladders(0);
    EXPECT_EQ(ladder.rungs(0).wait_ms(), 1'000U);
    EXPECT_EQ(ladder.rungs(1).wait_ms(), 1'000U);
    EXPECT_EQ(ladder.rungs(1).wait_max_ms(), 10'000U);
    const PlannedNeed need{.first_wait_ms = 120'000};
    EXPECT_EQ(squeezed(Duration{60'000}, need, *pace), Duration{500});
}

TEST(Pace, RefusesWhatIsNoSpeed) {
    for (const auto* text : {"", "0", "-1", "fast", "60x", "nan", "1e9"}) {
        EXPECT_FALSE(parse_pace(text).has_value()) << text;
    }
}

TEST(InstantText, ReadsAnOffsetAndRefusesGuesses) {
    EXPECT_EQ(instant_text(*parse_instant("2016-12-31T22:45:10.5-08:00")), "2017-01-01T06:45:10Z");
    EXPECT_EQ(instant_text(*parse_instant("2026-02-03T04:05Z")), "2026-02-03T04:05:00Z");
    for (const auto* text :
         {"2026-02-03", "2026-02-03T04:05:06", "2026-02-30T04:05:06Z", "2026-02-03T24:00:00Z",
          "2026-02-03T04:05:06Zx", "2026-2-3T04:05:06Z", "+026-02-03T04:05:06Z", ""}) {
        EXPECT_FALSE(parse_instant(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace relais::cli
