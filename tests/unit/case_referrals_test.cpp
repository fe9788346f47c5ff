// What a service of the directory takes on: proposed, answered, done, revoked, each with a
// deadline; and what its organization sees, from when until when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Referral;

World with_clinic() {
    World world;
    world.organization("clinic", v1::Sector::crisis);
    world.roster(v1::Sector::crisis, "06", {{"camille"}});
    return world;
}

v1::Command proposal(const std::string& organization = "clinic") {
    v1::Command command;
    auto& asked = *command.mutable_propose_referral();
    asked.set_organization(organization);
    asked.set_need("mental_health");
    asked.set_basis(v1::ConsentBasis::verbal);
    return command;
}

struct Referred : Story {
    explicit Referred(const World& world = with_clinic()) : Story(world) {
        alert({care});
        when(proposal(), "coralie");
    }
    [[nodiscard]] const domain::ReferralRecord& referral() const { return state.referrals.at(0); }
    std::vector<v1::Event> of_clinic(v1::Command command) {
        command.mutable_actor()->set_organization("clinic");
        command.mutable_actor()->set_role(v1::Role::responder);
        return when(command, "camille");
    }
    std::vector<v1::Event> answer_it(bool accept) {
        v1::Command command;
        command.mutable_answer_referral()->set_referral(referral().id);
        command.mutable_answer_referral()->set_accept(accept);
        command.mutable_answer_referral()->set_why(Referral::full);
        return of_clinic(command);
    }
    std::vector<v1::Event> complete() {
        v1::Command command;
        command.mutable_complete_referral()->set_referral(referral().id);
        return of_clinic(command);
    }
    std::vector<v1::Event> revoke() {
        v1::Command command;
        command.mutable_actor()->set_role(v1::Role::coordinator);
        command.mutable_revoke_referral()->set_referral(referral().id);
        command.mutable_revoke_referral()->set_why(Referral::another_service);
        return when(command, "coralie");
    }
    [[nodiscard]] domain::Sight sight() const {
        return {{.person = "camille", .organization = "clinic", .responder = true}, state};
    }
};

TEST(Referrals, AreProposedWithADeadlineAndToldWithoutAWordOfHer) {
    const Referred story;
    EXPECT_EQ(story.referral().state, Referral::proposed);
    EXPECT_EQ(story.referral().due, night + 24h);
    EXPECT_EQ(story.referral().sector, v1::Sector::crisis);
    const auto leaving = domain::effects(case_aggregate, {story.history.back()}).rest;
    ASSERT_EQ(leaving.size(), 1U);
    EXPECT_EQ(leaving[0].person(), "camille");
    EXPECT_EQ(leaving[0].kind(), v1::Message::referral);
    EXPECT_EQ(leaving[0].ShortDebugString().find("mental"), std::string::npos);
}

TEST(Referrals, WantHerConsentOrALegalBasis) {
    Story story{with_clinic()};
    story.alert({care});
    auto asked = proposal();
    asked.mutable_propose_referral()->clear_basis();
    story.when(asked, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::consent_missing);
}

TEST(Referrals, GoToNobodyWhoIsExcluded) {
    Story story{with_clinic()};
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.add_needs()->set_need(care);
    open.add_exclusions()->set_organization("clinic");
    open.add_exclusions()->set_person("somebody-else");
    story.when(command);
    story.when(proposal(), "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::excluded_for_her);
    story.when(proposal("night-shelter"), "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::none);
    story.when(proposal("nowhere"), "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::organization_unknown);
}

TEST(Referrals, GoOnlyToMembers) {
    auto world = with_clinic();
    end_membership(world, "clinic");
    Story story{world};
    story.alert({care});
    story.when(proposal(), "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::organization_unknown);
}

TEST(Referrals, AreAnsweredByTheirOrganizationAlone) {
    Referred story;
    v1::Command command;
    command.mutable_answer_referral()->set_referral(story.referral().id);
    command.mutable_answer_referral()->set_accept(true);
    command.mutable_actor()->set_organization("night-shelter");
    story.when(command, "ines");
    EXPECT_EQ(story.rejection, v1::Rejection::referral_of_someone_else);
    EXPECT_THAT(kinds(story.answer_it(true)), ElementsAre("referral_answered"));
    EXPECT_EQ(story.referral().due, night + 14 * 24h);
    EXPECT_THAT(story.answer_it(true), IsEmpty());
    story.complete();
    story.answer_it(false);
    EXPECT_EQ(story.rejection, v1::Rejection::referral_over);
}

TEST(Referrals, ANoCallsWhoeverFindsAnotherAlsoAfterAYes) {
    Referred said_no;
    EXPECT_THAT(kinds(said_no.answer_it(false)), Contains("referral_answered"));
    EXPECT_EQ(said_no.referral().state, Referral::declined);
    const auto* call = said_no.state.need(v1::Need::unknown);
    ASSERT_NE(call, nullptr);
    EXPECT_TRUE(call->open());

    Referred gives_back;
    gives_back.answer_it(true);
    ASSERT_EQ(gives_back.state.need(v1::Need::unknown), nullptr);
    gives_back.answer_it(false);
    EXPECT_EQ(gives_back.referral().state, Referral::declined);
    EXPECT_NE(gives_back.state.need(v1::Need::unknown), nullptr);
    EXPECT_FALSE(gives_back.sight().any()) << "what they saw because of it ends";
}

TEST(Referrals, WhatTheySeeBeginsWithTheirYesAndEndsWithTheReferral) {
    Referred story;
    EXPECT_FALSE(story.sight().sees(domain::Field::circumstances));
    EXPECT_FALSE(story.sight().sees(domain::Field::territory));
    story.answer_it(true);
    EXPECT_TRUE(story.sight().sees(domain::Field::health));
    EXPECT_FALSE(story.sight().sees(domain::Field::other_needs));
    const auto cut = domain::cut(story.state, story.sight());
    EXPECT_EQ(cut.referrals.size(), 1U);
    EXPECT_THAT(cut.needs, IsEmpty());
    story.complete();
    EXPECT_EQ(story.referral().state, Referral::done);
    EXPECT_FALSE(story.sight().any());
}

TEST(Referrals, AnotherOrganizationSeesNothingOfIt) {
    Referred story;
    story.answer_it(true);
    const domain::Sight other(
        {.person = "ines", .organization = "night-shelter", .responder = true}, story.state);
    EXPECT_FALSE(other.any());
}

TEST(Referrals, RevokedOnesCloseTheDoor) {
    Referred story;
    story.answer_it(true);
    const auto revoked = story.revoke();
    ASSERT_THAT(kinds(revoked), ElementsAre("referral_ended"));
    EXPECT_EQ(revoked[0].referral_ended().message().kind(), v1::Message::called_off);
    EXPECT_FALSE(story.sight().any());
    EXPECT_THAT(story.revoke(), IsEmpty());
    story.complete();
    EXPECT_EQ(story.rejection, v1::Rejection::referral_over);
}

TEST(Referrals, AreDoneOnlyAfterAYes) {
    Referred story;
    story.complete();
    EXPECT_EQ(story.rejection, v1::Rejection::answer_out_of_turn);
}

TEST(Referrals, ThatNobodyAnswersCallTheCoordinator) {
    Referred story;
    story.answer(story.page_of("nadia"), v1::Answer::accept, 5);
    const auto late = story.fire("referral/" + story.referral().id);
    EXPECT_THAT(paged(late), ElementsAre("coralie"));
    EXPECT_EQ(story.referral().state, Referral::expired);
}

TEST(Referrals, AnAnswerIsWaitedForBeforeTheCaseCloses) {
    Referred story;
    settle(story, care, v1::Outcome::met);
    v1::Command close;
    close.mutable_close_case();
    story.when(close, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::referrals_open);
    story.answer_it(true);
    story.when(close, "coralie");
    EXPECT_TRUE(story.state.closed);
}

TEST(Referrals, OutliveTheCaseAndEndByThemselves) {
    Referred story;
    settle(story, care, v1::Outcome::met);
    story.answer_it(true);
    v1::Command close;
    close.mutable_close_case();
    story.when(close, "coralie");
    EXPECT_TRUE(story.sight().sees(domain::Field::health)) << "it was taken on";
    EXPECT_EQ(domain::deadlines(story.state).size(), 1U);
    const auto over = story.fire("referral/" + story.referral().id);
    EXPECT_THAT(kinds(over), ElementsAre("referral_ended")) << "nobody is woken for what is closed";
    EXPECT_FALSE(story.sight().any());
    EXPECT_THAT(domain::deadlines(story.state), IsEmpty());
}

TEST(Referrals, EndWhenSheTakesHerWordBack) {
    Referred story;
    story.answer_it(true);
    v1::Command command;
    command.mutable_withdraw_consent()->set_sector(v1::Sector::crisis);
    story.when(command);
    EXPECT_EQ(story.rejection, v1::Rejection::none);
    EXPECT_EQ(story.referral().state, Referral::revoked);
    EXPECT_EQ(story.referral().why, Referral::she_changed_her_mind);
    EXPECT_FALSE(story.sight().any());
}

TEST(Referrals, ProposedTwiceAreOne) {
    Referred story;
    EXPECT_THAT(story.when(proposal(), "coralie"), IsEmpty());
    EXPECT_EQ(story.state.referrals.size(), 1U);
    auto past = proposal("night-shelter");
    past.mutable_propose_referral()->set_answer_by_ms(to_ms(night - 1h));
    story.when(past, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::times_out_of_order);
}

TEST(Referrals, OfARestrictedCaseSayNothingOfHerBeforeAYes) {
    Referred story;
    story.state.restricted_by_hand = true;
    EXPECT_TRUE(story.sight().any()) << "they must be able to answer";
    EXPECT_FALSE(story.sight().sees(domain::Field::age_band));
    EXPECT_FALSE(story.sight().sees(domain::Field::timeline));
}

TEST(Referrals, EndWithTheMembershipOfTheirOrganization) {
    auto world = with_clinic();
    end_membership(world, "clinic", night + 1h);
    Referred story(world);
    story.answer_it(true);
    story.now = night + 2h;
    story.handed_over(story.page_of("nadia"));
    EXPECT_EQ(story.referral().state, Referral::revoked);
    EXPECT_FALSE(story.sight().any());
}

TEST(Referrals, UnknownOnesHaveAName) {
    Referred story;
    v1::Command command;
    command.mutable_actor()->set_role(v1::Role::coordinator);
    command.mutable_revoke_referral()->set_referral("99");
    story.when(command, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::referral_unknown);
}

}  // namespace
}  // namespace relais::test
