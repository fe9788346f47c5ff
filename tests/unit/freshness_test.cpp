// How fresh the directory is: who said of which entry that it is so, and what nobody has looked at.
#include "common/domain/freshness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coalition.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using v1::Rejection;

class Freshness : public testing::Test {
protected:
    [[nodiscard]] std::string last(const v1::EntryName& name) const {
        const auto* one = domain::assurance_of(coalition.state.data, name);
        if (one == nullptr) return "never";
        return one->person() + " " + text_of(domain::instant_of(one->at()));
    }
    [[nodiscard]] std::vector<std::string> stale(Instant now) const {
        const domain::Directory directory(coalition.state.data);
        std::vector<std::string> lines;
        for (const auto& one : domain::stale_entries(directory, now))
            lines.push_back(one.entry.kind() + "/" + one.entry.id() + " of " + one.owner);
        return lines;
    }

    Coalition coalition;
    const v1::EntryName hospital = entry("organization", "hospital");
    const v1::EntryName omar = entry("person", "omar");
};

TEST_F(Freshness, WhoeverPutsAnEntrySaysThatItIsSo) {
    EXPECT_EQ(last(hospital), "alice " + text_of(night));
    auto person = coalition.world.person("omar");
    person.add_languages("es");
    ASSERT_EQ(coalition.change(Coalition::putting(person), night + 1h, "nadia"), Rejection::none);
    EXPECT_EQ(last(omar), "nadia " + text_of(night + 1h));
    EXPECT_EQ(last(hospital), "alice " + text_of(night));
}

TEST_F(Freshness, WhoeverLookedSaysSoWithoutChangingAnything) {
    v1::ChangeDirectory change;
    *change.add_assured() = omar;
    const auto before = coalition.state.data.people(1);
    ASSERT_EQ(coalition.change(change, night + 2h, "nadia"), Rejection::none);
    EXPECT_EQ(last(omar), "nadia " + text_of(night + 2h));
    EXPECT_EQ(coalition.state.data.people(1).SerializeAsString(), before.SerializeAsString());
    *change.add_assured() = entry("person", "ghost");
    EXPECT_EQ(coalition.change(change, night + 3h, "nadia"), Rejection::directory_faulty);
}

TEST_F(Freshness, GoesWithTheEntryAndIsKeptWhereAWholeDirectoryLeavesItAsItWas) {
    auto next = coalition.state.data;
    organization_of(next, "police").set_name("Équipe");
    next.mutable_assurances(0)->set_person("a file says anything");
    v1::Command command;
    *command.mutable_put_directory()->mutable_directory() = next;
    command.mutable_actor()->set_person("boris");
    const auto decision = domain::decide(coalition.state, command, night + 1h, {});
    ASSERT_TRUE(decision);
    coalition.state = domain::evolve(std::move(coalition.state), decision->at(0));
    EXPECT_EQ(last(entry("organization", "police")), "boris " + text_of(night + 1h));
    EXPECT_EQ(last(hospital), "alice " + text_of(night));
    v1::ChangeDirectory gone;
    *gone.add_removed() = entry("criterion", "charter");
    ASSERT_EQ(coalition.change(gone, night + 2h), Rejection::none);
    EXPECT_EQ(last(entry("criterion", "charter")), "never");
}

TEST_F(Freshness, IsTheSameAfterTheDirectoryWasWrittenWhole) {
    v1::ChangeDirectory change;
    *change.add_assured() = omar;
    std::uint64_t version = coalition.state.version;
    while (version++ < domain::whole_directory_every)
        ASSERT_EQ(coalition.change(change, night + 1h, "nadia"), Rejection::none);
    EXPECT_EQ(coalition.state.version, domain::whole_directory_every);
    EXPECT_EQ(last(omar), "nadia " + text_of(night + 1h));
    EXPECT_EQ(last(hospital), "alice " + text_of(night));
}

TEST_F(Freshness, IsOverAfterHalfAYearAndListedForItsOwner) {
    coalition.data().mutable_rosters(0)->set_owner("omar");
    coalition.state = Coalition::put(coalition.data());
    EXPECT_THAT(stale(night + domain::fresh_for - 1ms), IsEmpty());
    v1::ChangeDirectory change;
    *change.add_assured() = omar;
    ASSERT_EQ(coalition.change(change, night + 1h, "nadia"), Rejection::none);
    const auto lines = stale(night + domain::fresh_for);
    EXPECT_THAT(lines, Contains("organization/hospital of nadia"));
    EXPECT_THAT(lines, Contains("person/nadia of nadia"));
    EXPECT_THAT(lines, Contains("roster/roster-health-06 of omar"));
    EXPECT_THAT(lines, Contains("organization/police of "));
    EXPECT_THAT(lines, Not(Contains(testing::StartsWith("person/omar"))));
    EXPECT_THAT(lines, Not(Contains(testing::StartsWith("committee"))));
    EXPECT_EQ(stale(night + domain::fresh_for + 1h).back(), "person/omar of nadia")
        << "the oldest first";
}

TEST_F(Freshness, OfADirectoryFromBeforeNobodyHasSaidAnything) {
    coalition.state.data.clear_assurances();
    EXPECT_EQ(stale(night).size(), static_cast<std::size_t>(coalition.data().organizations_size() +
                                                            coalition.data().people_size() +
                                                            coalition.data().rosters_size()));
}

}  // namespace
}  // namespace relais::test
