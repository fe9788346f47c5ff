// Who sleeps where, and why somebody does not.
#include "common/domain/assignment.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::domain {
namespace {

using Left = v1::BedPlan::Left;
using testing::Each;
using testing::ElementsAre;

v1::BedWish aged(v1::AgeBand::Code band) {
    v1::BedWish wish;
    wish.set_age_band(band);
    return wish;
}
const v1::BedWish adult = aged(v1::AgeBand::over_25);
const v1::BedWish child = aged(v1::AgeBand::under_14);

BedPlace place(const std::string& shelter, std::uint32_t free,
               std::initializer_list<v1::AgeBand::Code> bands = {}) {
    BedPlace made;
    made.organization = shelter;
    made.kind.set_id("kind");
    made.free = free;
    for (const auto band : bands) made.kind.add_age_bands(band);
    return made;
}
const auto all_ages = {v1::AgeBand::under_14, v1::AgeBand::over_25};

TEST(Assignment, AFamilyIsNotSplitThoughItCostsAnotherABed) {
    const Planning planning{.guests = {adult, child, adult},
                            .places = {place("a", 1, all_ages), place("b", 2, all_ages)},
                            .together = {{0, 1}}};
    const auto found = assign(planning);
    EXPECT_THAT(found.place, ElementsAre(1u, 1u, 0u));
}

TEST(Assignment, AFamilyThatFitsNowhereWaitsAsAWhole) {
    const Planning planning{.guests = {adult, child},
                            .places = {place("a", 1, all_ages), place("b", 1, all_ages)},
                            .together = {{0, 1}}};
    const auto found = assign(planning);
    EXPECT_THAT(found.place, Each(std::nullopt));
    EXPECT_THAT(found.left, Each(Left::group_splits));
}

TEST(Assignment, AMinorWithoutAnAdultOfHersSleepsApartFromAdults) {
    Planning planning{.guests = {child}, .places = {place("a", 3, all_ages)}};
    EXPECT_THAT(assign(planning).left, ElementsAre(Left::fits_nowhere));
    planning.places.push_back(place("youth", 1, {v1::AgeBand::under_14}));
    EXPECT_THAT(assign(planning).place, ElementsAre(1u));
    planning.together = {{0}};
    EXPECT_THAT(assign(planning).place, ElementsAre(1u)) << "a group of one is alone";
}

TEST(Assignment, WhoIsKeptApartIsToldSo) {
    Planning planning{.guests = {adult, adult}, .places = {place("a", 5)}, .apart = {{0, 1}}};
    const auto found = assign(planning);
    EXPECT_NE(found.place[0].has_value(), found.place[1].has_value());
    EXPECT_THAT(found.left, testing::UnorderedElementsAre(Left::unknown, Left::kept_apart));
    planning.places.push_back(place("b", 1));
    EXPECT_THAT(assign(planning).left, Each(Left::unknown));
}

TEST(Assignment, WhoComesTooLateIsToldThatAllIsTaken) {
    const Planning planning{.guests = {adult, adult}, .places = {place("a", 1)}};
    EXPECT_THAT(assign(planning).left,
                testing::UnorderedElementsAre(Left::unknown, Left::all_taken));
}

TEST(Assignment, WhereNothingIsFreeEverybodyIsToldSo) {
    const Planning planning{.guests = {adult, adult}, .places = {place("a", 0)}, .apart = {{0, 1}}};
    EXPECT_THAT(assign(planning).left, Each(Left::all_taken));
}

TEST(Assignment, LeavesWhatSomebodyElseNeeds) {
    auto accessible = place("a", 1);
    accessible.kind.set_accessible(true);
    auto wish = adult;
    wish.set_accessible(true);
    const Planning planning{.guests = {adult, wish}, .places = {accessible, place("b", 1)}};
    EXPECT_THAT(assign(planning).place, ElementsAre(1u, 0u));
}

// A raid, with families, people on their own, minors, and some who are kept apart: as many beds
// as people, so that everybody could be placed; and one shelter less.
Planning raid() {
    Planning planning;
    for (std::size_t number = 0; number < 200; ++number) {
        auto wish = number % 10 == 3 ? child : adult;
        wish.set_pets(number % 23 == 1);
        wish.set_accessible(number % 20 == 0);
        planning.guests.push_back(wish);
        if (number % 10 == 4) planning.together.push_back({number - 2, number - 1, number});
        if (number % 25 == 6) planning.apart.emplace_back(number, number - 1);
    }
    for (int shelter = 0; shelter < 20; ++shelter) {
        const auto name = "shelter-" + std::to_string(shelter);
        auto family = place(name, 6, all_ages);
        family.kind.set_pets(true);
        planning.places.push_back(family);
        auto adults = place(name, 4);
        adults.kind.set_accessible(true);
        adults.kind.set_reserved(shelter % 3 == 0);
        planning.places.push_back(adults);
    }
    return planning;
}

TEST(Assignment, PlacesTwoHundredPeopleAtOnce) {
    const auto planning = raid();
    const auto found = assign(planning);
    std::map<std::size_t, std::uint32_t> used;
    std::size_t placed = 0;
    for (const auto& each : found.place)
        if (each) {
            ++placed;
            EXPECT_LE(++used[*each], planning.places[*each].free);
        }
    EXPECT_EQ(placed, 200u);
    for (const auto& group : planning.together) {
        std::set<std::string> shelters;
        for (const auto guest : group)
            shelters.insert(planning.places[found.place[guest].value()].organization);
        EXPECT_EQ(shelters.size(), 1u);
    }
    auto scarce = planning;
    scarce.places.resize(20);
    const auto fewer = assign(scarce);
    EXPECT_EQ(std::ranges::count_if(fewer.place, [](const auto& one) { return one.has_value(); }),
              100);
}

TEST(Assignment, AQuestionThatMakesNoSenseIsNotAnswered) {
    v1::BedPlanQuestion question;
    EXPECT_FALSE(plan_beds(question, {}));
    question.add_guests()->set_id("one");
    ASSERT_TRUE(plan_beds(question, {}));
    EXPECT_EQ(plan_beds(question, {})->left(0).reason(), Left::fits_nowhere);
    auto strange = question;
    strange.add_together()->add_guests("two");
    EXPECT_FALSE(plan_beds(strange, {}));
    strange = question;
    strange.add_guests()->set_id("one");
    EXPECT_FALSE(plan_beds(strange, {}));
    strange = question;
    strange.add_together()->add_guests("one");
    strange.add_together()->add_guests("one");
    EXPECT_FALSE(plan_beds(strange, {})) << "in two groups";
    for (int number = 0; number < guests_max; ++number)
        question.add_guests()->set_id(std::to_string(number));
    EXPECT_FALSE(plan_beds(question, {}));
}

}  // namespace
}  // namespace relais::domain
