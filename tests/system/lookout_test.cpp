// A gap in the rosters, told before it happens: by the real processes, once, by whatever way works.
#include <gtest/gtest.h>

#include "tests/system/house.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

constexpr auto soon = between(0ms, 6'000ms);

class Lookout : public testing::Test {
protected:
    void TearDown() override { house_.close(); }

    // Both who stand for health are away for two hours, in three hours.
    [[nodiscard]] v1::DirectoryFile town_with_gap(const std::string& owner) {
        auto file = town(house_.phones());
        for (auto& roster : *file.mutable_directory()->mutable_rosters())
            if (roster.sector() == v1::Sector::health) roster.set_owner(owner);
        const auto now_s = house_.archive().now_ms() / 1000;
        for (const auto* person : {"health-1", "health-2"}) {
            auto& absence = *file.mutable_directory()->add_absences();
            absence.set_id(std::string("away-") + person);
            absence.set_person(person);
            absence.mutable_from()->set_seconds(now_s + 3 * 3'600);
            absence.mutable_until()->set_seconds(now_s + 5 * 3'600);
        }
        return file;
    }
    void put(const v1::DirectoryFile& file) {
        house_.phones().mark();
        ASSERT_EQ(house_.put_directory(file).status, 200);
    }
    Received want(const std::string& person, const std::string& way = {}) {
        return house_.phones()
            .want({.person = person, .kind = "gap", .way = way}, soon)
            .value_or(Received{});
    }
    void stays_silent() {
        EXPECT_FALSE(house_.phones().first({.person = "legal-1", .kind = "gap"}, 2'500ms));
        EXPECT_FALSE(house_.phones().first({.person = "coordination-1", .kind = "gap"}, 0ms));
    }

    House house_;
};

TEST_F(Lookout, TellsTheOwnerAndTheCoordinatorOnceAndLeadsToTheScreen) {
    const auto file = town_with_gap("legal-1");
    put(file);
    const auto told = want("legal-1");
    EXPECT_TRUE(told.link.ends_with("/coverage")) << told.link;
    EXPECT_EQ(told.code, "");
    (void)want("coordination-1");
    // Put again, and looked at again by a dispatcher that starts anew.
    put(file);
    house_.kill(Service::dispatcher);
    house_.start(Service::dispatcher);
    house_.await_ready();
    stays_silent();
}

TEST_F(Lookout, TriesTheNextWayWhenOneFails) {
    house_.phones().behave("health-1", "first", {.status = 410});
    put(town_with_gap("health-1"));
    (void)want("health-1", "second");
    (void)want("coordination-1");
}

}  // namespace
}  // namespace relais::system
