// A directory is used whole or refused whole, with every fault named.
#include "common/domain/directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/directory_aggregate.hpp"
#include "common/domain/directory_change.hpp"
#include "common/domain/directory_history.hpp"
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

v1::Event decided(const domain::DirectoryState& state, const v1::Command& command) {
    const auto decision = domain::decide(state, command, night, domain::Directory{});
    EXPECT_TRUE(decision);
    return decision ? decision->at(0) : v1::Event{};
}

domain::DirectoryState put(const v1::Directory& data) {
    v1::Command command;
    command.set_command_id("put");
    *command.mutable_put_directory()->mutable_directory() = data;
    for (const auto& person : data.people()) {
        auto& card = *command.mutable_put_directory()->add_cards();
        card.set_person(person.id());
        card.mutable_card()->set_box("of " + person.id());
    }
    return domain::evolve(domain::DirectoryState{}, decided({}, command));
}

TEST(DirectoryChange, TheDifferenceOfTwoAppliedToTheFirstGivesTheSecond) {
    World world;
    const auto before = world.data();
    world.person("nadia").add_languages("es");
    world.data().mutable_people()->DeleteSubrange(1, 1);
    world.data().mutable_need_rules(0)->set_quota(2);
    world.data().add_absences()->set_id("away");
    const auto change = domain::difference(before, world.data());
    EXPECT_EQ(change.put_size(), 3);
    ASSERT_EQ(change.removed_size(), 1);
    EXPECT_EQ(change.removed(0).kind(), "person");
    EXPECT_EQ(domain::apply(before, change).SerializeAsString(), world.data().SerializeAsString());
    EXPECT_EQ(domain::difference(before, before).ByteSizeLong(), 0u);
}

TEST(DirectoryChange, StoresNothingButWhatChangedAndTheCardsStayWithTheCommandThatSealedThem) {
    World world;
    const auto state = put(world.data());
    v1::Command command;
    command.set_command_id("change");
    auto& change = *command.mutable_change_directory();
    change.set_why("languages_told");
    change.set_expected_revision(1);
    *change.add_put()->mutable_person() = world.person("nadia");
    change.mutable_put(0)->mutable_person()->add_languages("es");
    change.add_cards()->set_person("nadia");
    const auto event = decided(state, command);
    ASSERT_TRUE(event.has_directory_changed());
    EXPECT_LT(event.ByteSizeLong(), world.data().ByteSizeLong() / 4);
    const auto changed = evolve(state, event);
    EXPECT_EQ(changed.data.revision(), 2u);
    EXPECT_EQ(changed.data.people(0).languages_size(), state.data.people(0).languages_size() + 1);
    EXPECT_EQ(changed.cards.at("nadia").command(), "change");
    EXPECT_EQ(changed.cards.at("omar").command(), "put");
}

TEST(DirectoryChange, IsRefusedWithoutItsRevisionAndWhenAnythingWouldBeWrong) {
    World world;
    const auto state = put(world.data());
    v1::Command command;
    auto& change = *command.mutable_change_directory();
    change.set_expected_revision(7);
    EXPECT_EQ(domain::decide(state, command, night, {}).error(), v1::Rejection::revision_moved_on);
    change.set_expected_revision(1);
    auto& gone = *change.add_removed();
    gone.set_kind("person");
    gone.set_id("nadia");  // a roster names her
    EXPECT_EQ(domain::decide(state, command, night, {}).error(), v1::Rejection::directory_faulty);
    change.clear_removed();
    change.add_put();
    EXPECT_EQ(domain::decide(state, command, night, {}).error(), v1::Rejection::directory_faulty);
}

TEST(DirectoryChange, IsWrittenWholeNowAndThenSoThatReadingStartsThere) {
    World world;
    auto state = put(world.data());
    std::vector<v1::Event> events;
    for (std::uint64_t version = 2; version <= 2 * domain::whole_directory_every + 3; ++version) {
        v1::Command command;
        command.set_command_id(std::to_string(version));
        auto& absence = *command.mutable_change_directory()->add_put()->mutable_absence();
        absence.set_id(std::to_string(version));
        absence.set_person("nadia");
        absence.mutable_from()->set_seconds(1'800'000'000 + static_cast<int>(version) * 10);
        absence.mutable_until()->set_seconds(1'800'000'005 + static_cast<int>(version) * 10);
        events.push_back(decided(state, command));
        state = evolve(std::move(state), events.back());
    }
    const auto whole = domain::whole_directory_before(state.version);
    EXPECT_EQ(whole, 2 * domain::whole_directory_every);
    domain::DirectoryState read;
    read.version = whole - 1;
    for (const auto& event : events)
        if (event.version() >= whole) read = evolve(std::move(read), event);
    EXPECT_EQ(read.data.SerializeAsString(), state.data.SerializeAsString());
    EXPECT_EQ(read.cards.size(), state.cards.size());
    EXPECT_EQ(read.cards.at("nadia").command(), "put");
}

TEST(DirectoryHistory, SaysWhoChangedWhichFieldOfWhichEntryWhenAndWhy) {
    World world;
    std::vector<v1::Event> events;
    v1::Command command;
    *command.mutable_put_directory()->mutable_directory() = world.data();
    events.push_back(decided({}, command));
    auto state = domain::evolve(domain::DirectoryState{}, events.back());
    command.Clear();
    command.mutable_actor()->set_person("coralie");
    command.mutable_actor()->set_role(v1::Role::coordinator);
    auto& change = *command.mutable_change_directory();
    change.set_why("languages_told");
    auto& nadia = *change.add_put()->mutable_person();
    nadia = world.person("nadia");
    nadia.set_languages(0, "ar");
    nadia.add_languages("es");
    nadia.mutable_ways(1)->set_channel(v1::Channel::webhook);
    events.push_back(decided(state, command));
    const auto history = domain::history_of(events, {.kind = "person", .id = "nadia"});
    ASSERT_EQ(history.changes_size(), 2);
    const auto& changed = history.changes(0);
    EXPECT_EQ(changed.kind(), v1::EntryChange::changed);
    EXPECT_EQ(changed.person(), "coralie");
    EXPECT_EQ(changed.why(), "languages_told");
    EXPECT_EQ(changed.revision(), 2u);
    std::vector<std::string> fields;
    for (const auto& field : changed.fields())
        fields.push_back(field.path() + ": " + field.before() + " > " + field.after());
    EXPECT_THAT(fields,
                testing::UnorderedElementsAre("languages[0]: fr > ar", "languages[1]:  > es",
                                              "ways[1].channel: sandbox > webhook"));
    EXPECT_EQ(history.changes(1).kind(), v1::EntryChange::added);
    EXPECT_EQ(history.next_before(), 0u);
}

TEST(DirectoryHistory, IsReadInPartsFromTheNewest) {
    World world;
    auto state = put(world.data());
    std::vector<v1::Event> events;
    {
        v1::Command command;
        *command.mutable_put_directory()->mutable_directory() = world.data();
        events.push_back(decided({}, command));
    }
    for (std::uint32_t quota = 2; quota < 9; ++quota) {
        v1::Command command;
        auto& rule = *command.mutable_change_directory()->add_put()->mutable_need_rule();
        rule = world.data().need_rules(0);
        rule.set_quota(quota);
        events.push_back(decided(state, command));
        state = domain::evolve(std::move(state), events.back());
    }
    const auto first = domain::history_of(events, {.kind = "need_rule", .most = 3});
    ASSERT_EQ(first.changes_size(), 3);
    EXPECT_EQ(first.changes(0).fields(0).after(), "8");
    const auto next =
        domain::history_of(events, {.kind = "need_rule", .before = first.next_before(), .most = 3});
    EXPECT_EQ(next.changes(0).fields(0).after(), "5");
}

}  // namespace
}  // namespace relais::test
