// Whom to page, and why her and not another.
#include "common/domain/matching.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
        return domain::match({state, need, rung, *world.directory(), night, load});
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
    domain::Load load;
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

}  // namespace
}  // namespace relais::test
