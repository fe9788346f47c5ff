// R14: the coordinator sets rules aside and calls by hand; never past an exclusion or a consent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/matching.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Rule = v1::OverridableRule;
using Because = v1::OverrideReason;

class Override : public testing::Test {
protected:
    Override() {
        world.rule(v1::Need::youth_transition, v1::Sector::health);
        world.roster(v1::Sector::health, "06", {{"rita"}});
        world.person("rita").set_gender(v1::GenderPreference::woman);
    }
    Story opened(v1::OpenCase open, v1::Need::Kind kind = v1::Need::immediate_care) {
        Story story(world);
        open.set_alert_id(alert_uuid);
        open.set_code("TOKA-RILU");
        open.set_territory("06");
        if (kind != v1::Need::unknown) open.add_needs()->set_need(kind);
        v1::Command command;
        *command.mutable_open_case() = std::move(open);
        story.when(command);
        return story;
    }
    static std::vector<v1::Event> set_aside(Story& story, Rule::Code rule, Because::Code because,
                                            v1::Need::Kind need = v1::Need::immediate_care) {
        v1::Command command;
        command.mutable_override_rule()->set_need(need);
        command.mutable_override_rule()->set_rule(rule);
        command.mutable_override_rule()->set_reason(because);
        return story.when(command, "coralie");
    }
    static std::vector<v1::Event> call(Story& story, const std::string& person,
                                       Because::Code because = Because::knows_her,
                                       v1::Need::Kind need = v1::Need::immediate_care) {
        v1::Command command;
        command.mutable_page_person()->set_need(need);
        command.mutable_page_person()->set_person(person);
        command.mutable_page_person()->set_reason(because);
        return story.when(command, "coralie");
    }
    static v1::OpenCase woman_wanted() {
        v1::OpenCase open;
        open.set_gender_preference(v1::GenderPreference::woman);
        return open;
    }

    World world;
};

TEST_F(Override, R9IsSetAsideWithHerAgreementOnlyAndTheLadderIsAskedAgainAtOnce) {
    world.person("rita").set_gender(v1::GenderPreference::unknown);
    auto story = opened(woman_wanted());
    ASSERT_THAT(paged(story.history), ElementsAre("coralie")) << "no woman is on call";
    EXPECT_THAT(set_aside(story, Rule::responder_gender, Because::nobody_else), IsEmpty());
    EXPECT_EQ(story.rejection, v1::Rejection::consent_missing);
    const auto events = set_aside(story, Rule::responder_gender, Because::she_agreed);
    ASSERT_THAT(kinds(events), ElementsAre("rule_overridden", "rung_reached"));
    EXPECT_THAT(paged(events), ElementsAre("nadia"));
    EXPECT_THAT(events[1].rung_reached().picks(0).reasons(),
                testing::Contains(v1::Reason::gender_relaxed));
    EXPECT_EQ(events[1].rung_reached().rung(), 0u);
}

TEST_F(Override, WhileSomebodyIsAskedTheNextRungHonoursIt) {
    auto story = opened(woman_wanted());
    ASSERT_THAT(paged(story.history), ElementsAre("rita"));
    const auto events = set_aside(story, Rule::responder_gender, Because::she_agreed);
    EXPECT_THAT(kinds(events), ElementsAre("rule_overridden")) << "rita may still answer";
    EXPECT_THAT(paged(story.fire("rung/immediate_care")), ElementsAre("nadia"));
}

TEST_F(Override, R8NoLongerComesFirst) {
    world.rule(v1::Need::indigenous_support, v1::Sector::shelter);
    world.organization("lodge", v1::Sector::unknown);
    world.data().mutable_organizations()->rbegin()->set_indigenous(true);
    for (auto& roster : *world.data().mutable_rosters())
        if (roster.id() == "roster-health-13") roster.set_organization("lodge");
    v1::OpenCase open;
    open.add_needs()->set_need(v1::Need::indigenous_support);
    open.add_circumstances(v1::Circumstance::indigenous);
    auto story = opened(open);
    const auto* need = story.state.need(v1::Need::immediate_care);
    v1::Rung rung;
    rung.set_reach(v1::Rung::province);
    const auto first = [&] {
        auto asked = *need;
        asked.pages.clear();
        domain::Known known;
        return domain::match({story.state, asked, rung, *story.directory, night, known})
            .picks[0]
            .person();
    };
    EXPECT_EQ(first(), "lise");
    set_aside(story, Rule::indigenous_first, Because::she_asked);
    need = story.state.need(v1::Need::immediate_care);
    EXPECT_EQ(first(), "nadia");
}

TEST_F(Override, R12IsNoLongerClimbedAndBelongsToWhoeverSetItAside) {
    v1::OpenCase open;
    open.set_age_band(v1::AgeBand::from_18_to_25);
    auto story = opened(open);
    ASSERT_TRUE(story.state.need(v1::Need::youth_transition)->open());
    const auto events =
        set_aside(story, Rule::youth_transition, Because::life_safety, v1::Need::youth_transition);
    EXPECT_THAT(kinds(events), ElementsAre("rule_overridden", "need_taken", "milestone_reached"));
    EXPECT_EQ(story.state.need(v1::Need::youth_transition)->taken_by, "coralie");
    EXPECT_FALSE(domain::deadlines(story.state).contains("rung/youth_transition"));
}

TEST_F(Override, OnlyWhatHoldsForHerCanBeSetAsideAndOnlyWithAReason) {
    auto story = opened({});
    for (const auto rule :
         {Rule::indigenous_first, Rule::responder_gender, Rule::youth_transition, Rule::unknown}) {
        set_aside(story, rule, Because::she_agreed);
        EXPECT_EQ(story.rejection, v1::Rejection::rule_not_overridable) << rule;
    }
    set_aside(story, Rule::indigenous_first, Because::unknown);
    EXPECT_EQ(story.rejection, v1::Rejection::reason_missing);
    set_aside(story, Rule::indigenous_first, Because::she_asked, v1::Need::legal_help);
    EXPECT_EQ(story.rejection, v1::Rejection::need_not_open);
}

TEST_F(Override, ACallByHandCountsAndTheLadderGoesOn) {
    auto story = opened({});
    const auto due = domain::deadlines(story.state).at("rung/immediate_care");
    const auto events = call(story, "lise");
    ASSERT_THAT(kinds(events), ElementsAre("person_paged"));
    EXPECT_EQ(domain::effects(case_aggregate, events).rest.at(0).person(), "lise");
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), due);
    EXPECT_THAT(call(story, "lise"), IsEmpty()) << "she is asked once";
    const auto page = events[0].person_paged().page();
    story.handed_over(page);
    EXPECT_EQ(domain::deadlines(story.state).at("rung/immediate_care"), due);
    EXPECT_THAT(
        kinds(story.answer(page, v1::Answer::accept)),
        ElementsAre("page_answered", "need_covered", "page_stood_down", "milestone_reached"));
}

TEST_F(Override, ACallByHandDeclinedLeavesTheRungAsItWas) {
    auto story = opened({});
    const auto page = call(story, "lise")[0].person_paged().page();
    EXPECT_THAT(kinds(story.answer(page, v1::Answer::decline)), ElementsAre("page_answered"));
    EXPECT_THAT(kinds(call(story, "lise")), ElementsAre("person_paged")) << "asked once more";
}

TEST_F(Override, NoHandIsAboveAnExclusionAConflictOrAConsent) {
    v1::OpenCase open = woman_wanted();
    open.add_exclusions()->set_person("rita");
    world.person("omar").add_exclusions()->set_territory("06");
    world.person("omar").set_gender(v1::GenderPreference::woman);
    auto story = opened(open);
    const auto refused = [&](const std::string& person, Because::Code because) {
        EXPECT_THAT(call(story, person, because), IsEmpty());
        return story.rejection;
    };
    EXPECT_EQ(refused("rita", Because::life_safety), v1::Rejection::excluded_for_her);
    EXPECT_EQ(refused("omar", Because::life_safety), v1::Rejection::excluded_for_her);
    EXPECT_EQ(refused("lise", Because::knows_her), v1::Rejection::consent_missing);
    EXPECT_EQ(refused("lise", Because::unknown), v1::Rejection::reason_missing);
    EXPECT_EQ(refused("nobody", Because::knows_her), v1::Rejection::person_unknown);
    EXPECT_THAT(kinds(call(story, "lise", Because::she_asked)), ElementsAre("person_paged"));
}

TEST_F(Override, NobodyIsCalledByAWayThatWasNeverVerifiedOrWithoutConsent) {
    world.person("lise").mutable_ways(0)->set_unverified(true);
    auto story = opened({});
    call(story, "lise");
    EXPECT_EQ(story.rejection, v1::Rejection::person_unreachable);
    auto police = opened({}, v1::Need::police_protection);
    call(police, "sergeant", Because::life_safety, v1::Need::police_protection);
    EXPECT_EQ(police.rejection, v1::Rejection::consent_missing);
}

TEST_F(Override, R6NoHandOpensAHouseInTheDangerArea) {
    for (auto& organization : *world.data().mutable_organizations()) organization.set_place("06");
    v1::OpenCase open;
    open.add_circumstances(v1::Circumstance::organized_crime);
    auto story = opened(open, v1::Need::emergency_shelter);
    call(story, "ines", Because::she_asked, v1::Need::emergency_shelter);
    EXPECT_EQ(story.rejection, v1::Rejection::excluded_for_her);
}

}  // namespace
}  // namespace relais::test
