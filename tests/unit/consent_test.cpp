// Her word rules: who may be called, who may not, and what a "no" is worth.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr auto care = v1::Need::immediate_care;
constexpr auto police = v1::Need::police_protection;

v1::Command opening(v1::Need::Kind need) {
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(need);
    return command;
}

TEST(Consent, NamingANeedAttestsItForItsSector) {
    Story story{World{}};
    const auto events = story.alert({care});
    EXPECT_EQ(events[1].need_opened().consent().basis(), v1::ConsentBasis::verbal);
    EXPECT_EQ(events[1].need_opened().consent().attested_by(), "worker");
}

TEST(Consent, PoliceAreNeverPagedByDefault) {
    Story story{World{}};
    const auto events = story.alert({police, care});
    EXPECT_THAT(paged(events), ElementsAre("nadia"));
    EXPECT_EQ(story.state.need(police)->state, v1::Need::awaiting_consent);
    // For the need, and for what is missed at the same instant.
    EXPECT_THAT(paged(story.fire("consent/police_protection")), ElementsAre("coralie", "coralie"));
    for (int i = 0; i < 5; ++i)
        EXPECT_THAT(paged(story.fire("rung/police_protection")), Not(Contains("sergeant")));
}

TEST(Consent, AnExplicitConsentOrALegalBasisPagesPolice) {
    for (const auto basis : {v1::ConsentBasis::verbal, v1::ConsentBasis::imminent_danger}) {
        Story story{World{}};
        auto command = opening(police);
        auto& consent = *command.mutable_open_case()->add_consents();
        consent.set_sector(v1::Sector::police);
        consent.set_basis(basis);
        EXPECT_THAT(paged(story.when(command)), ElementsAre("sergeant"));
    }
}

TEST(Consent, AConsentWithoutABasisIsNone) {
    Story story{World{}};
    auto command = opening(police);
    command.mutable_open_case()->add_consents()->set_sector(v1::Sector::police);
    EXPECT_THAT(paged(story.when(command)), IsEmpty());
}

TEST(Consent, GivenLaterItStartsTheLadder) {
    Story story{World{}};
    story.alert({police});
    v1::Command given;
    given.mutable_give_consent()->set_need(police);
    story.when(given);
    EXPECT_EQ(story.rejection, v1::Rejection::consent_missing);
    given.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
    EXPECT_THAT(paged(story.when(given)), ElementsAre("sergeant"));
    story.when(given);
    EXPECT_EQ(story.rejection, v1::Rejection::need_not_open);
}

TEST(Consent, ANeedOfAPackageAwaitsIt) {
    World world;
    auto& package = *world.data().add_packages();
    package.set_id("any");
    package.add_needs(care);
    Story story{world};
    v1::Command command;
    command.mutable_open_case()->set_territory("06");
    EXPECT_THAT(paged(story.when(command)), IsEmpty());
    EXPECT_EQ(story.state.need(care)->state, v1::Need::awaiting_consent);
    EXPECT_EQ(story.history[1].need_opened().package(), "any");
}

TEST(Consent, PackagesOpenForWhoIdentifiedHerAndWhatIsKnown) {
    World world;
    auto& package = *world.data().add_packages();
    package.set_id("from-police");
    package.add_identified_by(v1::IdentifiedBy::police_officer);
    package.add_circumstances(v1::Circumstance::pregnant);
    package.add_needs(care);
    Story story{world};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_identified_by(v1::IdentifiedBy::police_officer);
    story.when(command);
    EXPECT_EQ(story.rejection, v1::Rejection::no_need);
    open.add_circumstances(v1::Circumstance::pregnant);
    story.when(command);
    EXPECT_NE(story.state.need(care), nullptr);
}

TEST(Consent, SheRefusedIsAValidOutcomeThatStandsEverybodyDown) {
    Story story{World{}};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    v1::Command refuse;
    refuse.mutable_refuse_need()->set_need(care);
    EXPECT_THAT(kinds(story.when(refuse)), ElementsAre("need_refused", "page_stood_down"));
    EXPECT_FALSE(domain::deadlines(story.state).contains("rung/immediate_care"));
    EXPECT_THAT(story.when(refuse), IsEmpty());
    EXPECT_THAT(kinds(story.answer(story.page_of("nadia"), v1::Answer::accept)),
                ElementsAre("page_noted"));
    EXPECT_EQ(story.state.need(care)->state, v1::Need::refused);
}

TEST(Answer, OnlyThePersonWhoWasPagedMayGiveIt) {
    Story story{World{}};
    story.alert({care});
    v1::Command command;
    command.mutable_answer_page()->set_page(story.page_of("nadia"));
    command.mutable_answer_page()->set_answer(v1::Answer::accept);
    story.when(command, "omar");
    EXPECT_EQ(story.rejection, v1::Rejection::page_of_someone_else);
}

TEST(Answer, TheSameTwiceIsOnceAndADeclineMayBecomeAnAcceptance) {
    Story story{World{}};
    story.alert({care});
    story.answer(story.page_of("nadia"), v1::Answer::decline);
    EXPECT_THAT(story.answer(story.page_of("nadia"), v1::Answer::decline), IsEmpty());
    story.answer(story.page_of("nadia"), v1::Answer::accept);
    EXPECT_EQ(story.state.need(care)->state, v1::Need::covered);
    EXPECT_THAT(story.answer(story.page_of("nadia"), v1::Answer::accept), IsEmpty());
    story.answer(story.page_of("nadia"), v1::Answer::decline);
    EXPECT_EQ(story.rejection, v1::Rejection::page_already_answered);
}

TEST(Answer, AfterTheStandDownItIsThankedAndKeptOnce) {
    Story story{World{}};
    story.alert({care});
    story.fire("rung/immediate_care");
    story.answer(story.page_of("omar"), v1::Answer::accept);
    const auto late = story.answer(story.page_of("nadia"), v1::Answer::accept, 20);
    ASSERT_THAT(kinds(late), ElementsAre("page_noted"));
    EXPECT_EQ(late[0].page_noted().eta_minutes(), 20u);
    EXPECT_THAT(story.answer(story.page_of("nadia"), v1::Answer::accept), IsEmpty());
    EXPECT_EQ(story.state.need(care)->accepted(), 1u);
}

TEST(Coordinator, TakesANeedByNameOnce) {
    Story story{World{}};
    story.alert({care});
    story.handed_over(story.page_of("nadia"));
    v1::Command take;
    take.mutable_take_need()->set_need(care);
    EXPECT_THAT(kinds(story.when(take, "coralie")),
                ElementsAre("need_taken", "page_stood_down", "milestone_reached"));
    EXPECT_EQ(story.state.need(care)->taken_by, "coralie");
    story.when(take, "denis");
    EXPECT_EQ(story.rejection, v1::Rejection::need_already_covered);
}

TEST(Alert, IsRefusedInAnUnknownTerritoryAndOpensOnlyOnce) {
    Story story{World{}};
    v1::Command command = opening(care);
    command.mutable_open_case()->set_territory("99");
    story.when(command);
    EXPECT_EQ(story.rejection, v1::Rejection::territory_unknown);
    story.alert({care});
    story.alert({care});
    EXPECT_EQ(story.rejection, v1::Rejection::case_already_open);
}

}  // namespace
}  // namespace relais::test
