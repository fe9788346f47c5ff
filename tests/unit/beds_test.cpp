// The beds of a shelter, told and held command by command.
#include "common/domain/beds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/beds.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class Shelter : public testing::Test {
protected:
    Shelter() { told(beds.tell({count("women", 4, 1), count("reserved", 2, 0, true)})); }

    static void told(const domain::Decision& decision) {
        ASSERT_TRUE(decision) << v1::Rejection::Code_Name(decision.error());
        EXPECT_EQ(decision->size(), 1u);
    }
    static void unchanged(const domain::Decision& decision) {
        ASSERT_TRUE(decision) << v1::Rejection::Code_Name(decision.error());
        EXPECT_THAT(*decision, IsEmpty());
    }
    void refused(const domain::Decision& decision, v1::Rejection::Code why) {
        ASSERT_FALSE(decision);
        EXPECT_EQ(decision.error(), why) << v1::Rejection::Code_Name(decision.error());
    }
    [[nodiscard]] std::string kind_of(const std::string& hold) const {
        const auto found = beds.state.holds.find(hold);
        return found == beds.state.holds.end() ? "" : found->second.kind;
    }

    BedsStory beds;
};

TEST_F(Shelter, HoldsAReservedBedFirstAndThenAGeneralOne) {
    for (const auto* hold : {"h1", "h2", "h3"}) told(beds.hold(hold));
    EXPECT_EQ(kind_of("h1"), "reserved");
    EXPECT_EQ(kind_of("h2"), "reserved");
    EXPECT_EQ(kind_of("h3"), "women");
}

TEST_F(Shelter, NeverHoldsMoreThanIsFree) {
    v1::BedWish women;
    women.set_kind("women");
    for (const auto* hold : {"h1", "h2", "h3"}) told(beds.hold(hold, women));
    EXPECT_EQ(beds.free("women"), 0u);
    refused(beds.hold("h4", women), v1::Rejection::no_bed_free);
    told(beds.release("h2"));
    told(beds.hold("h4", women));
}

TEST_F(Shelter, HoldsAllBedsOfAFamilyOrNone) {
    refused(beds.hold("family", {}, 4), v1::Rejection::no_bed_free);
    EXPECT_THAT(beds.state.holds, IsEmpty());
    told(beds.hold("family", {}, 3));
    EXPECT_EQ(kind_of("family"), "women");
    EXPECT_EQ(beds.free("women"), 0u);
}

TEST_F(Shelter, TheSameHoldAskedTwiceIsHeldOnce) {
    told(beds.hold("h1"));
    unchanged(beds.hold("h1"));
    EXPECT_EQ(beds.free("reserved"), 1u);
    refused(beds.hold("h1", {}, 2), v1::Rejection::beds_not_understood);
    told(beds.release("h1"));
    refused(beds.hold("h1"), v1::Rejection::hold_over);
}

TEST_F(Shelter, AHoldExpiresAtItsInstantOnceAlsoAfterAnOutage) {
    told(beds.hold("h1"));
    const auto armed = domain::deadlines(beds.state);
    ASSERT_THAT(armed, ElementsAre(Pair("hold/h1", beds.now + 2h)));
    beds.now += 2h - 1ms;
    unchanged(beds.fire("hold/h1"));
    beds.now += 26h;
    told(beds.fire("hold/h1"));
    EXPECT_EQ(beds.free("reserved"), 2u);
    unchanged(beds.fire("hold/h1"));
    refused(beds.confirm("h1"), v1::Rejection::hold_over);
    EXPECT_EQ(beds.free("reserved"), 2u);
}

TEST_F(Shelter, WhatIsConfirmedDoesNotExpire) {
    told(beds.hold("h1"));
    beds.now += 3h;  // the clock has not come round to it
    told(beds.confirm("h1"));
    unchanged(beds.confirm("h1"));
    EXPECT_THAT(domain::deadlines(beds.state), IsEmpty());
    unchanged(beds.fire("hold/h1"));
    EXPECT_EQ(beds.free("reserved"), 1u);
}

TEST_F(Shelter, SheComesAndTheBedIsOccupied) {
    told(beds.hold("h1"));
    told(beds.release("h1", true));
    unchanged(beds.release("h1", true));
    unchanged(beds.release("h1"));
    EXPECT_EQ(beds.state.kind("reserved")->occupied, 1u);
    EXPECT_EQ(beds.free("reserved"), 1u);
}

TEST_F(Shelter, WhoComesAfterTheEndMustBeCountedAnew) {
    told(beds.hold("h1"));
    told(beds.release("h1"));
    refused(beds.release("h1", true), v1::Rejection::hold_over);
    EXPECT_EQ(beds.state.kind("reserved")->occupied, 0u);
    refused(beds.release("h2"), v1::Rejection::hold_unknown);
    refused(beds.confirm("h2"), v1::Rejection::hold_unknown);
}

TEST_F(Shelter, ATapCountsOnceAndNotOverSomebodyElses) {
    told(beds.tap("women", 1, 2));
    refused(beds.tap("women", 1, 2), v1::Rejection::beds_moved_on);
    EXPECT_EQ(beds.state.kind("women")->occupied, 2u);
    EXPECT_EQ(beds.state.kind("women")->capacity, 4u);
}

TEST_F(Shelter, WhatIsHeldCannotBeToldAway) {
    told(beds.hold("h1", {}, 2));
    refused(beds.tap("reserved", 0, 1), v1::Rejection::beds_over_capacity);
    refused(beds.tell({count("reserved", 1, 0, true)}), v1::Rejection::beds_over_capacity);
    refused(beds.remove("reserved"), v1::Rejection::beds_over_capacity);
    told(beds.release("h1"));
    told(beds.remove("reserved"));
    EXPECT_EQ(beds.state.kind("reserved"), nullptr);
}

TEST_F(Shelter, OneWrongNumberRefusesTheWholeMessage) {
    const auto version = beds.state.version;
    refused(beds.tell({count("women", 4, 2), count("men", 2, 3)}),
            v1::Rejection::beds_over_capacity);
    refused(beds.tell({count("women", 4, 2), count("women", 4, 3)}),
            v1::Rejection::beds_not_understood);
    refused(beds.tell({}), v1::Rejection::beds_not_understood);
    refused(beds.tap("men", 0, 1), v1::Rejection::bed_kind_unknown);
    EXPECT_EQ(beds.state.version, version);
    EXPECT_EQ(beds.state.kind("women")->occupied, 1u);
}

TEST_F(Shelter, AHoldSaysForWhomAndUntilWhen) {
    refused(beds.hold("", {}, 1), v1::Rejection::beds_not_understood);
    refused(beds.hold("h|1", {}, 1), v1::Rejection::beds_not_understood);
    refused(beds.hold("h1", {}, 1, 0h), v1::Rejection::beds_not_understood);
    refused(beds.hold("h1", {}, 1, domain::hold_longest + 1ms), v1::Rejection::beds_not_understood);
    beds.case_code.clear();
    refused(beds.hold("h1"), v1::Rejection::beds_not_understood);
}

TEST_F(Shelter, AnOrganizationThatEndsTakesNothingMoreAndGivesBackWhatItHeld) {
    told(beds.hold("h1"));
    told(beds.hold("h2"));
    beds.world.data().mutable_organizations()->DeleteSubrange(1, 1);
    const auto before = beds.state.version;
    refused(beds.hold("h3"), v1::Rejection::shelter_unknown);
    refused(beds.tap("women", 1, 2), v1::Rejection::shelter_unknown);
    refused(beds.confirm("h1"), v1::Rejection::shelter_unknown);
    EXPECT_EQ(beds.state.version, before);
    told(beds.release("h1"));
    beds.now += 2h;
    told(beds.fire("hold/h2"));
    EXPECT_THAT(beds.state.holds, IsEmpty());
}

TEST_F(Shelter, OnlyAShelterHasBeds) {
    beds.state.aggregate = domain::beds_of("hospital");
    refused(beds.tap("women", 1, 2), v1::Rejection::shelter_unknown);
    beds.world.organization("a|b", v1::Sector::shelter);
    beds.state.aggregate = domain::beds_of("a|b");
    refused(beds.tap("women", 1, 2), v1::Rejection::shelter_unknown);
    v1::Command other;
    other.mutable_take_need();
    refused(beds.when(other), v1::Rejection::command_not_for_this_aggregate);
}

TEST_F(Shelter, AMinorSleepsOnlyWhereMinorsAreAdmitted) {
    v1::BedKind adults;
    v1::BedKind youth;
    youth.add_age_bands(v1::AgeBand::from_14_to_17);
    v1::BedWish wish;
    EXPECT_TRUE(domain::fits(adults, wish));
    EXPECT_FALSE(domain::fits(youth, wish)) << "a woman of an age that nobody told";
    for (const auto band : {v1::AgeBand::from_14_to_17, v1::AgeBand::possibly_minor}) {
        wish.set_age_band(band);
        EXPECT_FALSE(domain::fits(adults, wish));
        EXPECT_TRUE(domain::fits(youth, wish));
    }
    wish.set_age_band(v1::AgeBand::under_14);
    EXPECT_FALSE(domain::fits(youth, wish));
    wish.set_age_band(v1::AgeBand::over_25);
    EXPECT_FALSE(domain::fits(youth, wish));
}

TEST_F(Shelter, WhatIsNotSaidToBeAcceptedIsNot) {
    const auto* wish_type = v1::BedWish::descriptor();
    for (const auto* name : {"reserved", "children", "pets", "accessible", "substance_use",
                             "medication", "no_status", "individual_programme"}) {
        v1::BedWish wish;
        v1::BedKind kind;
        wish.GetReflection()->SetBool(&wish, wish_type->FindFieldByName(name), true);
        EXPECT_FALSE(domain::fits(kind, wish)) << name;
        kind.GetReflection()->SetBool(&kind, v1::BedKind::descriptor()->FindFieldByName(name),
                                      true);
        EXPECT_TRUE(domain::fits(kind, wish)) << name;
        EXPECT_TRUE(domain::fits(kind, {})) << name;
    }
    v1::BedWish wish;
    v1::BedKind kind;
    wish.set_security_level(2);
    kind.set_security_level(1);
    EXPECT_FALSE(domain::fits(kind, wish));
    kind.set_security_level(2);
    EXPECT_TRUE(domain::fits(kind, wish));
    kind.add_genders(v1::GenderPreference::woman);
    wish.set_gender(v1::GenderPreference::man);
    EXPECT_FALSE(domain::fits(kind, wish));
    wish.set_gender(v1::GenderPreference::woman);
    EXPECT_TRUE(domain::fits(kind, wish));
}

TEST_F(Shelter, TheAnswerTellsWhatIsFree) {
    told(beds.hold("h1"));
    told(beds.confirm("h1"));
    told(beds.hold("h2"));
    const auto answer = domain::beds_answer(beds.state);
    EXPECT_EQ(answer.organization(), "night-shelter");
    ASSERT_EQ(answer.kinds_size(), 2);
    EXPECT_EQ(answer.kinds(1).held(), 2u);
    EXPECT_EQ(answer.kinds(1).free(), 0u);
    EXPECT_EQ(answer.kinds(0).free(), 3u);
    ASSERT_EQ(answer.holds_size(), 2);
    EXPECT_TRUE(answer.holds(0).confirmed());
    EXPECT_FALSE(answer.holds(0).has_until());
    EXPECT_TRUE(answer.holds(1).has_until());
}

}  // namespace
}  // namespace relais::test
