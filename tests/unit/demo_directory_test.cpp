// The demo's directory is whole: it can be read, nothing in it is wrong, somebody is on call for
// every sector everywhere, by day and by night, and it can wake nobody real.
#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "common/domain/coverage.hpp"
#include "common/domain/directory.hpp"

namespace relais {
namespace {

v1::DirectoryFile read_demo() {
    const std::ifstream file(std::string(DEMO_DIR) + "/directory.json");
    std::ostringstream text;
    text << file.rdbuf();
    v1::DirectoryFile demo;
    const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &demo);
    EXPECT_TRUE(status.ok()) << status.ToString();
    return demo;
}

const v1::DirectoryFile& demo() {
    static const v1::DirectoryFile file = read_demo();
    return file;
}

TEST(DemoDirectory, HasNoFaults) {
    for (const auto& fault : domain::faults_of(demo().directory())) {
        ADD_FAILURE() << fault.path << ": " << fault.reason << " " << fault.value;
    }
    EXPECT_EQ(demo().directory().territories_size(), 20);
    EXPECT_EQ(demo().directory().need_rules_size(), 18);
}

TEST(DemoDirectory, HasSomebodyOnCallForEverySectorEverywhereByDayAndByNight) {
    const domain::Directory directory(demo().directory());
    // A Saturday in November, each three hours: 21 November 2026, 00:00 UTC.
    const std::int64_t midnight = 1'795'219'200'000;
    for (int step = 0; step < 8; ++step) {
        const Instant at = instant(midnight + step * std::int64_t{10'800'000});
        for (const auto& territory : directory.data().territories()) {
            for (int sector = 0; sector < v1::Sector::Code_ARRAYSIZE; ++sector) {
                std::set<std::uint32_t> levels;
                const auto code = static_cast<v1::Sector::Code>(sector);
                for (const auto* roster : directory.rosters(code, territory.id())) {
                    for (const auto& person : directory.timetable(*roster).on_call(at)) {
                        levels.insert(person.level);
                    }
                }
                EXPECT_EQ(levels, (std::set<std::uint32_t>{1, 2}))
                    << territory.id() << " " << v1::Sector::Code_Name(code) << " step " << step;
            }
        }
    }
}

TEST(DemoDirectory, HasOneGapOfThirtySevenMinutesInAYearAndNoOther) {
    const domain::Directory directory(demo().directory());
    const Instant from = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21};
    int found = 0;
    for (const auto& line : domain::coverage(directory, from, from + std::chrono::days(365))) {
        for (const auto& gap : domain::gaps(line)) {
            ++found;
            EXPECT_EQ(line.sector, v1::Sector::shelter);
            EXPECT_EQ(line.territory, "11-iles");
            EXPECT_EQ(gap.cover, domain::Cover::empty);
            EXPECT_EQ(gap.from, instant(1'796'364'683'000));  // 2026-12-04T06:11:23Z
            EXPECT_EQ(gap.until - gap.from, std::chrono::minutes(37));
        }
    }
    EXPECT_EQ(found, 1);
}

TEST(DemoDirectory, ShowsEachKindOfRosterOnce) {
    std::set<std::string> shown;
    const auto show = [&shown](bool holds, const char* what) {
        if (holds) shown.insert(what);
    };
    for (const auto& roster : demo().directory().rosters()) {
        EXPECT_FALSE(roster.owner().empty()) << roster.id();
        show(roster.temporary_schedules_size() > 0, "temporary schedule");
        for (const auto& change : roster.overrides())
            shown.insert(v1::Override::Kind_Name(change.kind()));
        for (const auto& swap : roster.swaps())
            shown.insert(swap.taken_by().empty() ? "swap not taken" : "swap taken");
        for (const auto& layer : roster.layers()) {
            show(layer.priority() > 0, "priority");
            show(layer.trainee(), "trainee");
            show(layer.shifts_size() > 0, "shifts");
            show(layer.windows_size() > 1, "several windows");
            for (const auto& window : layer.windows())
                show(window.until_weekday() != v1::Weekday::unknown, "contiguous window");
            const auto& rotation = layer.rotation();
            if (layer.has_rotation()) shown.insert(v1::Rotation::Unit_Name(rotation.unit()));
            show(rotation.weekdays_size() > 0 && rotation.interval() > 1, "mask and interval");
        }
    }
    show(demo().directory().absences_size() > 0, "absence");
    EXPECT_EQ(shown,
              (std::set<std::string>{"add", "remove", "replace", "swap taken", "swap not taken",
                                     "temporary schedule", "priority", "trainee", "shifts",
                                     "several windows", "contiguous window", "hourly", "daily",
                                     "weekly", "monthly", "mask and interval", "absence"}));
}

TEST(DemoDirectory, CanWakeNobodyReal) {
    const std::regex fiction(R"(\d{3} 555-01\d\d)");
    std::set<std::string> labels;
    for (const auto& card : demo().cards()) {
        ASSERT_EQ(card.ways_size(), 1) << card.person();
        EXPECT_TRUE(std::regex_match(card.ways(0).address(), fiction)) << card.ways(0).address();
        EXPECT_TRUE(labels.insert(card.ways(0).address()).second) << card.ways(0).address();
    }
    for (const auto& person : demo().directory().people()) {
        ASSERT_EQ(person.ways_size(), 1) << person.id();
        EXPECT_EQ(person.ways(0).channel(), v1::Channel::sandbox) << person.id();
    }
}

TEST(DemoDirectory, GivesEverybodyACardAndFrench) {
    std::set<std::string> with_card;
    for (const auto& card : demo().cards()) with_card.insert(card.person());
    for (const auto& person : demo().directory().people()) {
        EXPECT_TRUE(with_card.contains(person.id())) << person.id();
        EXPECT_NE(std::ranges::find(person.languages(), "fr"), person.languages().end())
            << person.id();
    }
}

TEST(DemoDirectory, AsksForExplicitConsentForThePoliceAlone) {
    for (const auto& rule : demo().directory().need_rules()) {
        EXPECT_EQ(rule.explicit_consent(), rule.need() == v1::Need::police_protection);
    }
}

}  // namespace
}  // namespace relais
