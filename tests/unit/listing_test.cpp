// A listing: put, put again, assured, removed; by whom, and what is refused.
#include "common/domain/listing.hpp"

#include <gmock/gmock.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::IsEmpty;

class ListingStory : public testing::Test {
protected:
    ListingStory() { state.aggregate = domain::listing_of("o1"); }

    domain::Decision when(v1::Command command, v1::Role::Code role = v1::Role::coordinator,
                          const std::string& organization = "coalition") {
        command.set_command_id(std::to_string(++commands_));
        command.mutable_actor()->set_role(role);
        command.mutable_actor()->set_person("somebody");
        command.mutable_actor()->set_organization(organization);
        auto decision = domain::decide(state, command, now, *world.directory());
        if (decision)
            for (const auto& event : *decision) state = domain::evolve(std::move(state), event);
        return decision;
    }
    static v1::Command put(const std::string& digest, const std::string& organization = {},
                           std::optional<std::uint64_t> expected = {}) {
        v1::Command command;
        auto& listing = *command.mutable_put_listing();
        listing.set_digest(digest);
        listing.set_organization(organization);
        if (expected) listing.set_expected_version(*expected);
        return command;
    }
    static v1::Command remove() {
        v1::Command command;
        command.mutable_remove_listing()->set_why("closed");
        return command;
    }
    static v1::Command assure() {
        v1::Command command;
        command.mutable_assure_listing();
        return command;
    }
    static void refused(const domain::Decision& decision, v1::Rejection::Code why) {
        ASSERT_FALSE(decision);
        EXPECT_EQ(decision.error(), why) << v1::Rejection::Code_Name(decision.error());
    }

    World world;
    Instant now = relais::instant(1'000'000);
    domain::ListingState state;

private:
    int commands_ = 0;
};

TEST_F(ListingStory, TheSameAgainChangesNothing) {
    EXPECT_EQ(when(put("a"))->size(), 1u);
    EXPECT_THAT(*when(put("a")), IsEmpty());
    EXPECT_EQ(when(put("b"))->size(), 1u);
    EXPECT_EQ(when(put("b", "night-shelter"))->size(), 1u);
    EXPECT_EQ(state.version, 3u);
    EXPECT_EQ(state.organization, "night-shelter");
}

TEST_F(ListingStory, WhoReadAnOlderOneIsRefused) {
    EXPECT_TRUE(when(put("a", {}, 0)));
    refused(when(put("b", {}, 0)), v1::Rejection::listing_moved_on);
    EXPECT_TRUE(when(put("b", {}, 1)));
    EXPECT_THAT(*when(put("b", {}, 1)), IsEmpty());  // a retry
}

TEST_F(ListingStory, AnOrganizationChangesItsOwnAndGivesNoneAway) {
    const auto own = [&](v1::Command command) {
        return when(std::move(command), v1::Role::worker, "night-shelter");
    };
    refused(own(put("a")), v1::Rejection::listing_of_someone_else);
    refused(own(put("a", "other")), v1::Rejection::listing_of_someone_else);
    EXPECT_TRUE(own(put("a", "night-shelter")));
    EXPECT_TRUE(own(assure()));
    refused(own(put("b", "other")), v1::Rejection::listing_of_someone_else);
    EXPECT_TRUE(when(put("b", "other")));
    refused(own(put("c", "night-shelter")), v1::Rejection::listing_of_someone_else);
    refused(own(assure()), v1::Rejection::listing_of_someone_else);
    refused(own(remove()), v1::Rejection::listing_of_someone_else);
}

TEST_F(ListingStory, AnAssuranceStandsUntilSomethingElseIsPut) {
    EXPECT_TRUE(when(put("a")));
    EXPECT_EQ(state.assured, Instant{});
    now += 1h;
    EXPECT_TRUE(when(assure()));
    EXPECT_EQ(state.assured, now);
    EXPECT_EQ(state.assured_by, "somebody");
    EXPECT_TRUE(when(put("b")));
    EXPECT_EQ(state.assured, Instant{});
}

TEST_F(ListingStory, WhatIsRemovedIsUnknownUntilItIsPutAgain) {
    refused(when(remove()), v1::Rejection::listing_unknown);
    refused(when(assure()), v1::Rejection::listing_unknown);
    EXPECT_TRUE(when(put("a", "night-shelter")));
    EXPECT_TRUE(when(remove()));
    EXPECT_FALSE(state.stands);
    EXPECT_EQ(state.organization, "");
    refused(when(assure()), v1::Rejection::listing_unknown);
    EXPECT_EQ(when(put("a"))->size(), 1u);
    EXPECT_EQ(state.version, 3u);
}

TEST_F(ListingStory, AnyIdMakesANameThatIsSafeInKeys) {
    EXPECT_THAT(domain::listing_of("{a}|b \n\xff"), testing::MatchesRegex("listing/[0-9a-f-]+"));
    EXPECT_NE(domain::listing_of("a"), domain::listing_of("b"));
}

TEST_F(ListingStory, AnotherCommandIsNotForIt) {
    v1::Command command;
    command.mutable_tell_beds();
    refused(when(command), v1::Rejection::command_not_for_this_aggregate);
}

}  // namespace
}  // namespace relais::test
