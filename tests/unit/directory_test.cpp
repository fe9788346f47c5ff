// A directory is used whole or refused whole, with every fault named.
#include "common/domain/directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/directory_put.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using domain::DirectoryFault;
using testing::Contains;
using testing::IsEmpty;

std::string in_words(const DirectoryFault& fault) {
    return fault.path + ": " + fault.reason + " " + fault.value;
}

TEST(Directory, AGoodOneHasNoFaults) {
    World world;
    EXPECT_THAT(domain::faults_of(world.data()), IsEmpty());
}

TEST(Directory, EveryFaultIsNamedWithItsPathReasonAndValue) {
    World world;
    auto& data = world.data();
    data.mutable_territories(0)->set_zone("America/Nowhere");
    data.mutable_territories(1)->add_neighbours("99");
    data.add_people()->set_id("nadia");
    data.mutable_rosters(0)->mutable_layers(0)->mutable_rotation()->mutable_turns(0)->set_people(
        0, "ghost");
    data.mutable_rosters(1)->mutable_layers(0)->mutable_rotation()->set_start_date("2026-02-30");
    data.mutable_rosters(2)->mutable_layers(0)->add_windows()->set_from_minute(1'500);
    data.mutable_ladders(0)->mutable_rungs()->RemoveLast();
    data.mutable_need_rules(0)->set_ladder("none");
    data.add_packages()->add_needs(v1::Need::labour_rights);
    const std::vector<DirectoryFault> wanted{
        {"territories[0].zone", "zone_unknown", "America/Nowhere"},
        {"territories[1].neighbours[1]", "territory_unknown", "99"},
        {"people[8].id", "id_twice", "nadia"},
        {"people[8].organization", "organization_unknown", ""},
        {"rosters[0].layers[0].rotation.turns[0].people[0]", "person_unknown", "ghost"},
        {"rosters[1].layers[0].rotation.startDate", "date_wrong", "2026-02-30"},
        {"rosters[2].layers[0].windows[0]", "window_wrong", "level-1"},
        {"ladders[0].rungs[2].reach", "last_rung_not_coordinator", "standard"},
        {"needRules[0].ladder", "ladder_unknown", "none"},
        {"packages[0].needs[0]", "rule_missing", "labour_rights"},
        {"packages[0].id", "id_missing", ""},
    };
    std::vector<std::string> said;
    for (const auto& fault : domain::faults_of(data)) said.push_back(in_words(fault));
    for (const auto& fault : wanted) EXPECT_THAT(said, Contains(in_words(fault)));
}

TEST(Directory, ATerritoryWithoutACoordinatorIsAFault) {
    World world;
    world.data().mutable_rosters()->RemoveLast();
    EXPECT_THAT(domain::faults_of(world.data()),
                Contains(DirectoryFault{"territories[1]", "no_coordinator", "13"}));
}

TEST(Directory, IsPutWholeWithANewRevisionOrRefusedWhole) {
    World world;
    domain::DirectoryState state;
    v1::Command command;
    *command.mutable_put_directory()->mutable_directory() = world.data();
    const auto decision = domain::decide(state, command, night, domain::Directory{});
    ASSERT_TRUE(decision);
    EXPECT_EQ(decision->at(0).directory_put().directory().revision(), 1u);
    command.mutable_put_directory()->mutable_directory()->mutable_people(0)->set_organization("?");
    const auto refused = domain::decide(state, command, night, domain::Directory{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), v1::Rejection::directory_faulty);
}

}  // namespace
}  // namespace relais::test
