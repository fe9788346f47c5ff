// Whom to page, and why her and not another.
#include "common/domain/matching.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/beds.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Matching : public testing::Test {
protected:
    domain::Candidates match(v1::Rung::Reach reach, std::uint32_t level = 0) {
        v1::Rung rung;
        rung.set_reach(reach);
        rung.set_level(level);
        return domain::match({state, need, rung, *world.directory(), night, known});
    }
    static std::vector<std::string> people(const domain::Candidates& candidates) {
        std::vector<std::string> names;
        for (const auto& pick : candidates.picks) names.push_back(pick.person());
        return names;
    }
    static v1::Reason::Code reason(const domain::Candidates& candidates, const char* person) {
        for (const auto& passed : candidates.passed_over)
            if (passed.person() == person) return passed.reason();
        return v1::Reason::unknown;
    }
    Matching() {
        state.territory = "06";
        need.sector = v1::Sector::health;
    }

    World world;
    domain::CaseState state;
    domain::NeedState need;
    domain::Known known;
};

TEST_F(Matching, GivesTheReasonOfEveryPickAndPassOver) {
    const auto found = match(v1::Rung::territory, 1);
    ASSERT_THAT(people(found), ElementsAre("nadia"));
    EXPECT_THAT(found.picks[0].reasons(),
                ElementsAre(v1::Reason::on_call, v1::Reason::in_territory));
    EXPECT_EQ(found.picks[0].layer(), "level-1");
    EXPECT_EQ(reason(found, "omar"), v1::Reason::not_on_call_at_this_level);
}

TEST_F(Matching, AnExclusionIsAbsoluteOnEveryRung) {
    state.exclusions = {{"nadia", ""}, {"", "coalition"}};
    EXPECT_EQ(reason(match(v1::Rung::territory), "nadia"), v1::Reason::excluded_person);
    const auto coordinators = match(v1::Rung::coordinator);
    EXPECT_THAT(people(coordinators), IsEmpty());
    EXPECT_EQ(reason(coordinators, "coralie"), v1::Reason::excluded_organization);
}

TEST_F(Matching, ATraineeIsNotAskedUnlessAnotherRosterCountsHer) {
    world.data().mutable_rosters(0)->mutable_layers(0)->set_trainee(true);
    const auto found = match(v1::Rung::territory);
    EXPECT_THAT(people(found), ElementsAre("omar"));
    EXPECT_THAT(found.copies, testing::SizeIs(1)) << "her roster is called: she gets a copy";
    EXPECT_EQ(found.copies[0].person(), "nadia");
    need.pages["p"].person = "nadia";
    EXPECT_EQ(reason(match(v1::Rung::territory), "nadia"), v1::Reason::already_paged);
    need.pages.clear();
    world.roster(v1::Sector::health, "06", {{"nadia"}});
    EXPECT_THAT(people(match(v1::Rung::territory)), ElementsAre("nadia"));
}

TEST_F(Matching, HerLanguageComesFirstAndIsRelaxedRatherThanNobody) {
    state.languages = {"es"};
    EXPECT_THAT(match(v1::Rung::territory).picks[0].reasons(),
                testing::Contains(v1::Reason::language_relaxed));
    world.person("omar").add_languages("es");
    const auto found = match(v1::Rung::territory);
    EXPECT_THAT(people(found), ElementsAre("omar"));
    EXPECT_EQ(reason(found, "nadia"), v1::Reason::enough_paged);
}

TEST_F(Matching, AnInterpreterMustSpeakIt) {
    world.roster(v1::Sector::interpreter, "06", {{"ana", "bo"}});
    world.person("bo").add_languages("es");
    need.sector = v1::Sector::interpreter;
    state.languages = {"es"};
    const auto found = match(v1::Rung::territory);
    EXPECT_THAT(people(found), ElementsAre("bo"));
    EXPECT_EQ(reason(found, "ana"), v1::Reason::language_not_spoken);
}

TEST_F(Matching, AStatedGenderPreferenceIsAHardFilterSaveForTheCoordinator) {
    state.gender_preference = v1::GenderPreference::woman;
    world.person("omar").set_gender(v1::GenderPreference::woman);
    const auto found = match(v1::Rung::territory);
    EXPECT_THAT(people(found), ElementsAre("omar"));
    EXPECT_EQ(reason(found, "nadia"), v1::Reason::gender_not_as_asked);
    EXPECT_THAT(people(match(v1::Rung::coordinator)), ElementsAre("coralie"));
}

TEST_F(Matching, NobodyIsPagedTwiceForTheSameNeed) {
    need.pages["p"].person = "nadia";
    const auto found = match(v1::Rung::territory);
    EXPECT_THAT(people(found), ElementsAre("omar"));
    EXPECT_EQ(reason(found, "nadia"), v1::Reason::already_paged);
}

TEST_F(Matching, WhoHasNoWayIsToldNotSilentlySkipped) {
    world.person("nadia").clear_ways();
    EXPECT_EQ(reason(match(v1::Rung::territory), "nadia"), v1::Reason::no_way);
}

TEST_F(Matching, ReachesNeighboursThenTheWholeProvince) {
    EXPECT_THAT(people(match(v1::Rung::neighbours)), ElementsAre("lise"));
    need.quota = 3;
    EXPECT_THAT(people(match(v1::Rung::province)), ElementsAre("nadia", "lise", "omar"));
}

class Beds : public Matching {
protected:
    Beds() {
        need.sector = v1::Sector::shelter;
        need.kind = v1::Need::emergency_shelter;
        state.code = "TOKA-RILU";
        world.organization("quiet-house", v1::Sector::shelter);
        world.roster(v1::Sector::shelter, "06", {{"zoe"}});
        world.person("zoe").set_organization("quiet-house");
        for (auto& roster : *world.data().mutable_rosters())
            if (roster.sector() == v1::Sector::shelter)
                roster.set_organization(roster.layers(0).rotation().turns(0).people(0) == "zoe"
                                            ? "quiet-house"
                                            : "night-shelter");
    }
    // One kind of the night shelter, and how many of its beds are free.
    void tells(v1::BedKind kind, std::uint32_t free) {
        kind.set_id("kind-" + std::to_string(shelter.kinds.size()));
        shelter.aggregate = domain::beds_of("night-shelter");
        shelter.kinds.push_back({std::move(kind), 4, 4 - free, night});
        known.beds.put(shelter);
    }
    v1::Reason::Code told_of(const char* person, v1::Rung::Reach reach = v1::Rung::territory) {
        const auto found = match(reach);
        for (const auto& pick : found.picks)
            if (pick.person() == person)
                for (const int code : pick.reasons())
                    if (code == v1::Reason::bed_free || code == v1::Reason::reserved_bed_free ||
                        code == v1::Reason::situation_relaxed)
                        return static_cast<v1::Reason::Code>(code);
        return reason(found, person);
    }

    domain::BedsState shelter;
};

TEST_F(Beds, AHouseThatTellsNoneIsAskedLikeBefore) {
    EXPECT_THAT(people(match(v1::Rung::territory)), ElementsAre("ines"));
}

TEST_F(Beds, AFullHouseIsPassedOverOnEveryRungSaveTheCoordinators) {
    tells({}, 0);
    EXPECT_THAT(people(match(v1::Rung::territory)), ElementsAre("zoe"));
    EXPECT_EQ(told_of("ines"), v1::Reason::no_bed_free);
    EXPECT_EQ(told_of("ines", v1::Rung::province), v1::Reason::no_bed_free);
}

TEST_F(Beds, AReservedBedComesFirstThenOneThatIsFreeThenAHouseThatTellsNone) {
    need.quota = 3;
    tells({}, 1);
    EXPECT_THAT(people(match(v1::Rung::territory)), ElementsAre("ines", "paul", "zoe"));
    EXPECT_EQ(told_of("ines"), v1::Reason::bed_free);
    world.person("zoe").add_languages("es");
    state.languages = {"es"};
    EXPECT_EQ(people(match(v1::Rung::territory))[0], "zoe") << "her language before a bed";
    v1::BedKind reserved;
    reserved.set_reserved(true);
    tells(reserved, 1);
    EXPECT_EQ(people(match(v1::Rung::territory))[0], "ines");
    EXPECT_EQ(told_of("ines"), v1::Reason::reserved_bed_free);
}

TEST_F(Beds, WhatIsHeldForHerIsHersAlsoInAFullHouse) {
    tells({}, 0);
    shelter.holds["hold"] = {.kind = "kind-0", .case_code = state.code, .until = night};
    known.beds.put(shelter);
    EXPECT_EQ(told_of("ines"), v1::Reason::reserved_bed_free);
}

TEST_F(Beds, WhoeverIsNotAdmittedIsPassedOver) {
    tells({}, 2);
    const std::vector<std::function<void()>> reasons{
        [&] { state.age_band = v1::AgeBand::from_14_to_17; },
        [&] { state.circumstances = {v1::Circumstance::children_with_her}; },
        [&] { state.circumstances = {v1::Circumstance::pets}; },
        [&] { state.circumstances = {v1::Circumstance::disability}; },
    };
    for (const auto& make : reasons) {
        state.age_band = v1::AgeBand::unknown;
        state.circumstances.clear();
        make();
        EXPECT_EQ(told_of("ines"), v1::Reason::no_bed_for_her);
    }
}

TEST_F(Beds, ABedForWomenIsNotForAMan) {
    v1::BedKind women;
    women.add_genders(v1::GenderPreference::woman);
    tells(women, 1);
    EXPECT_EQ(told_of("ines"), v1::Reason::bed_free) << "her gender was not told";
    state.gender = v1::GenderPreference::man;
    EXPECT_EQ(told_of("ines"), v1::Reason::no_bed_for_her);
}

TEST_F(Beds, R6WantsAHouseThatIsSaferThanOthers) {
    for (auto& organization : *world.data().mutable_organizations()) organization.set_place("13");
    state.circumstances = {v1::Circumstance::organized_crime};
    tells({}, 1);
    EXPECT_EQ(told_of("ines"), v1::Reason::no_bed_for_her);
    v1::BedKind secure;
    secure.set_security_level(1);
    tells(secure, 1);
    EXPECT_EQ(told_of("ines"), v1::Reason::bed_free);
}

TEST_F(Beds, R7MayChangeWhoComesFirstAndNeverEndsInNobody) {
    need.quota = 3;
    need.ladder = "wide";
    auto& ladder = *world.data().add_ladders();
    ladder.set_id("wide");
    for (const auto reach : {v1::Rung::territory, v1::Rung::province, v1::Rung::coordinator})
        ladder.add_rungs()->set_reach(reach);
    state.circumstances = {v1::Circumstance::substance_use, v1::Circumstance::precarious_status};
    tells({}, 1);
    EXPECT_EQ(told_of("ines"), v1::Reason::no_bed_for_her);
    EXPECT_THAT(people(match(v1::Rung::province)), ElementsAre("zoe", "ines", "paul"));
    EXPECT_EQ(told_of("ines", v1::Rung::province), v1::Reason::situation_relaxed);
    need.ladder = "standard";
    EXPECT_EQ(told_of("ines"), v1::Reason::situation_relaxed)
        << "nothing wider is asked before the coordinator";
}

TEST(MatchingByAge, YouthProtectionDecidesWhoIsAMinorWhereHerAgeWasNotTold) {
    World world;
    world.rule(v1::Need::youth_protection, v1::Sector::health);
    world.data().mutable_need_rules()->rbegin()->set_sector(v1::Sector::youth_protection);
    world.organization("dpj", v1::Sector::youth_protection);
    world.data().mutable_organizations()->rbegin()->add_serves(v1::AgeGroup::minors);
    world.roster(v1::Sector::youth_protection, "06", {{"yara"}});
    Story unknown{world};
    EXPECT_THAT(paged(unknown.alert({v1::Need::youth_protection})), testing::ElementsAre("yara"));

    Story adult{world};
    v1::Command command;
    command.mutable_open_case()->set_territory("06");
    command.mutable_open_case()->set_age_band(v1::AgeBand::over_25);
    command.mutable_open_case()->add_needs()->set_need(v1::Need::youth_protection);
    EXPECT_THAT(paged(adult.when(command)), testing::Not(testing::Contains("yara")));
}

}  // namespace
}  // namespace relais::test
