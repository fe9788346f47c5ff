// Advice: nobody's case. Somebody asks what to do; whoever coordinates answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Answer;
using v1::Command;
using v1::Need;

Story advice(const std::vector<Need::Kind>& needs) {
    World world;
    world.rule(Need::social_worker, v1::Sector::victim_services);
    Story story{world};
    Command command;
    auto& open = *command.mutable_open_case();
    open.set_territory("06");
    open.set_code("TOKA-RILU");
    open.set_advice(true);
    open.set_identified_by(v1::IdentifiedBy::police_officer);
    for (const auto need : needs) open.add_needs()->set_need(need);
    story.when(command);
    return story;
}

Command answer() {
    Command command;
    command.mutable_give_advice()->mutable_advice()->set_box("sealed");
    return command;
}

Command close() {
    Command command;
    command.mutable_close_case();
    return command;
}

TEST(Advice, AsksTheCoordinatorAlone) {
    for (const auto& needs : {std::vector<Need::Kind>{}, std::vector{care}}) {
        const auto story = advice(needs);
        EXPECT_THAT(paged(story.history), ElementsAre("coralie")) << "nobody is to come";
        EXPECT_TRUE(story.state.advice);
        EXPECT_EQ(story.state.needs.size(), 1U);
        EXPECT_EQ(story.state.milestones.size(), 1U);
    }
}

TEST(Advice, IsAskedForInOtherWordsThanToCome) {
    const auto story = advice({});
    const auto out = domain::effects(story.state.aggregate, story.history);
    ASSERT_EQ(out.first.size(), 1U);
    EXPECT_EQ(out.first[0].kind(), v1::Message::advise);
}

TEST(Advice, GivenEndsTheCallAndIsThereToBeRead) {
    auto story = advice({});
    const auto happened = story.when(answer(), "denis");
    EXPECT_THAT(kinds(happened), ElementsAre("advice_given", "page_stood_down", "need_settled",
                                             "milestone_reached"));
    EXPECT_TRUE(story.state.sealed.contains(v1::SealedField::advice));
    const domain::Sight asker({.person = "worker", .worker = true}, story.state);
    EXPECT_TRUE(asker.sees(domain::field_of(v1::SealedField::advice)));
    const domain::Sight other({.person = "wanda", .worker = true}, story.state);
    EXPECT_FALSE(other.sees(domain::field_of(v1::SealedField::advice)));
    EXPECT_THAT(kinds(story.when(answer(), "coralie")), ElementsAre("advice_given"))
        << "more came to mind";
}

TEST(Advice, IsAnAnswerAndToNobodyElse) {
    auto story = advice({});
    Command empty;
    empty.mutable_give_advice();
    story.when(empty, "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::field_not_told);
    Story person{World{}};
    person.alert({care});
    person.when(answer(), "coralie");
    EXPECT_EQ(person.rejection, v1::Rejection::not_asked_for_advice);
}

TEST(Advice, IsNotClosedInSilence) {
    auto story = advice({});
    story.when(close(), "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::advice_missing);
    EXPECT_FALSE(story.state.closed);
    Command unmet;
    unmet.mutable_settle_need()->set_need(Need::unknown);
    unmet.mutable_settle_need()->set_outcome(v1::Outcome::unmet);
    unmet.mutable_settle_need()->set_why(v1::Outcome::not_needed);
    auto told = story;
    told.when(unmet, "coralie");
    told.when(close(), "coralie");
    EXPECT_TRUE(told.state.closed);
    story.when(answer(), "coralie");
    story.when(close(), "coralie");
    EXPECT_TRUE(story.state.closed);
}

TEST(Advice, HasNoPlaceForWhatBelongsToAPerson) {
    auto story = advice({care});
    const auto refused = [&](auto fill) {
        Command command;
        fill(command);
        story.when(command, "coralie");
        return story.rejection;
    };
    const auto no = v1::Rejection::advice_only;
    EXPECT_EQ(refused([](Command& c) { c.mutable_offer_pivot()->set_person("ines"); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_hand_to_pathway()->add_steps(); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_tell_safe_contact(); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_propose_referral(); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_plan_escort(); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_plan_relocation(); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_share_with_sector(); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_start_clock(); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_merge_case()->set_into("a"); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_add_need()->set_need(care); }), no);
    EXPECT_EQ(refused([](Command& c) { c.mutable_ask_fund()->set_fund("main"); }), no);
}

TEST(Advice, OfWhoeverSaidThatSheWouldGiveItWaitsForHer) {
    auto story = advice({});
    story.answer(story.page_of("coralie"), Answer::accept, 1);
    EXPECT_EQ(story.state.need(Need::unknown)->state, Need::covered);
    story.when(close(), "coralie");
    EXPECT_EQ(story.rejection, v1::Rejection::advice_missing);
    EXPECT_THAT(kinds(story.when(answer(), "coralie")),
                ElementsAre("advice_given", "page_stood_down", "need_settled"));
}

}  // namespace
}  // namespace relais::test
