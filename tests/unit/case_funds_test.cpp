// What a case asks of the emergency fund, and what it hears of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/sight.hpp"
#include "tests/unit/case_wishes.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using v1::Answer;
using v1::Command;

Command taxi(const std::string& request = "taxi-1") {
    Command command;
    auto& ask = *command.mutable_ask_fund();
    ask.set_fund("main");
    ask.mutable_request()->set_request(request);
    ask.mutable_request()->set_expense("taxi");
    ask.mutable_request()->set_urgency(v1::FundRequest::now);
    return command;
}

Command news(std::uint64_t version, v1::FundRequest::State state,
             const std::string& request = "taxi-1") {
    Command command;
    command.mutable_actor()->set_role(v1::Role::system);
    auto& told = *command.mutable_note_fund()->mutable_news();
    told.set_fund("main");
    told.set_request(request);
    told.set_fund_version(version);
    told.set_state(state);
    told.set_cents(4'500);
    return command;
}

Story open() {
    Story story{World{}};
    story.alert({care});
    return story;
}

TEST(AskingTheFund, FillsInWhatTheCaseKnowsAndMailsIt) {
    auto story = open();
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    auto wish = taxi();
    wish.mutable_ask_fund()->mutable_request()->set_requester("somebody-else");
    wish.mutable_ask_fund()->mutable_request()->mutable_facts()->add_people("forged");
    const auto happened = story.when(wish);
    EXPECT_THAT(kinds(happened), ElementsAre("fund_asked"));
    const auto mail = domain::effects(story.state.aggregate, happened).mail;
    ASSERT_EQ(mail.size(), 1U);
    EXPECT_EQ(mail[0].aggregate(), "fund/main");
    EXPECT_EQ(mail[0].actor().role(), v1::Role::system);
    const auto& asked = mail[0].fund().request_funds();
    EXPECT_EQ(asked.request(), "taxi-1");
    EXPECT_EQ(asked.case_code(), "TOKA-RILU");
    EXPECT_EQ(asked.reply_to(), story.state.aggregate);
    EXPECT_EQ(asked.requester(), "worker");
    EXPECT_EQ(asked.facts().territory(), "06");
    EXPECT_EQ(asked.facts().household(), 1U);
    EXPECT_THAT(asked.facts().people(), UnorderedElementsAre("nadia", "worker"));
    EXPECT_THAT(asked.facts().organizations(), ElementsAre("hospital"));
}

TEST(AskingTheFund, TwiceIsOnceAndAnotherBodyIsRefused) {
    auto story = open();
    story.when(taxi());
    EXPECT_THAT(story.when(taxi()), IsEmpty());
    EXPECT_EQ(story.rejection, v1::Rejection::none);
    auto other = taxi();
    other.mutable_ask_fund()->mutable_request()->set_quantity(3);
    story.when(other);
    EXPECT_EQ(story.rejection, v1::Rejection::request_differs);
}

TEST(AskingTheFund, IsForWhoeverStandsWithHer) {
    auto story = open();
    story.when(taxi(), "paul");
    EXPECT_EQ(story.rejection, v1::Rejection::sight_not_allowed);
    story.when(taxi(), "nadia");
    EXPECT_EQ(story.rejection, v1::Rejection::sight_not_allowed) << "called, and not coming yet";
    story.answer(story.page_of("nadia"), Answer::accept, 10);
    EXPECT_THAT(kinds(story.when(taxi("a"), "nadia")), ElementsAre("fund_asked"));
    auto by_coordinator = taxi("b");
    by_coordinator.mutable_actor()->set_role(v1::Role::coordinator);
    EXPECT_THAT(kinds(story.when(by_coordinator, "coralie")), ElementsAre("fund_asked"));
}

TEST(AskingTheFund, NeedsAFundAnExpenseAndAnId) {
    auto story = open();
    const auto refused = [&](auto spoil) {
        auto wish = taxi();
        spoil(*wish.mutable_ask_fund());
        story.when(wish);
        return story.rejection;
    };
    EXPECT_EQ(refused([](auto& a) { a.clear_fund(); }), v1::Rejection::fund_unknown);
    EXPECT_EQ(refused([](auto& a) { a.mutable_request()->clear_expense(); }),
              v1::Rejection::expense_unknown);
    EXPECT_EQ(refused([](auto& a) { a.mutable_request()->clear_request(); }),
              v1::Rejection::request_not_understood);
}

TEST(AskingTheFund, DoesNotTellWhereSomebodyHuntedIs) {
    Story story{World{}};
    Command command;
    auto& alert = *command.mutable_open_case();
    alert.set_territory("06");
    alert.set_headcount(3);
    alert.add_circumstances(v1::Circumstance::organized_crime);
    alert.add_needs()->set_need(care);
    story.when(command);
    const auto happened = story.when(taxi());
    ASSERT_EQ(happened.size(), 1U);
    EXPECT_EQ(happened[0].fund_asked().request().facts().territory(), "");
    EXPECT_EQ(happened[0].fund_asked().request().facts().household(), 3U);
}

Command offered_to(const std::string& person) {
    Command command;
    command.mutable_offer_pivot()->set_person(person);
    return command;
}

Command taken_on() {
    Command command;
    command.mutable_answer_pivot()->set_accept(true);
    return command;
}

TEST(AskingTheFund, TellsItWhenOthersFollowTheCaseSince) {
    auto story = open();
    story.when(taxi());
    const auto accepted = story.answer(story.page_of("nadia"), Answer::accept, 10);
    ASSERT_TRUE(accepted.back().has_followers_told());
    const auto mail = domain::effects(story.state.aggregate, {accepted.back()}).mail;
    ASSERT_EQ(mail.size(), 1U);
    EXPECT_EQ(mail[0].aggregate(), "fund/main");
    EXPECT_EQ(mail[0].actor().role(), v1::Role::system);
    EXPECT_EQ(domain::case_that_mailed(mail[0].command_id()), story.state.aggregate);
    const auto& told = mail[0].fund().tell_followers();
    EXPECT_EQ(told.case_code(), "TOKA-RILU");
    EXPECT_THAT(told.people(), UnorderedElementsAre("nadia", "worker"));
    EXPECT_THAT(told.organizations(), ElementsAre("hospital"));
    story.when(offered_to("omar"), "coralie");
    const auto pivot = story.when(taken_on(), "omar");
    ASSERT_TRUE(pivot.back().has_followers_told());
    EXPECT_THAT(pivot.back().followers_told().people(),
                UnorderedElementsAre("nadia", "omar", "worker"));
    EXPECT_THAT(story.when(taxi("b")), testing::SizeIs(1)) << "what is asked says it by itself";
}

TEST(AskingTheFund, TellsNobodyWhoFollowsWhereNothingWasAsked) {
    auto story = open();
    for (const auto& event : story.answer(story.page_of("nadia"), Answer::accept, 10))
        EXPECT_FALSE(event.has_followers_told());
}

TEST(AskingTheFund, IsForNoMorePeopleThanTheCaseHas) {
    auto story = open();
    auto wish = taxi();
    wish.mutable_ask_fund()->mutable_request()->mutable_facts()->set_household(9);
    story.when(wish);
    EXPECT_EQ(story.rejection, v1::Rejection::household_too_large);
}

TEST(AskingTheFund, InADrillIsPractisedAndAsksNobody) {
    Story story{World{}};
    Command command;
    command.mutable_open_case()->set_territory("06");
    command.mutable_open_case()->set_drill(true);
    command.mutable_open_case()->add_needs()->set_need(care);
    story.when(command);
    const auto happened = story.when(taxi());
    EXPECT_THAT(kinds(happened), ElementsAre("fund_asked"));
    EXPECT_THAT(domain::effects(story.state.aggregate, happened).mail, IsEmpty());
}

TEST(HearingOfTheFund, KeepsTheNewestWord) {
    auto story = open();
    story.when(taxi());
    EXPECT_EQ(story.state.funds.at(0).fund_version, 0U) << "it waits, and can say so";
    EXPECT_THAT(kinds(story.when(news(7, v1::FundRequest::approved), "")),
                ElementsAre("fund_noted"));
    EXPECT_THAT(story.when(news(5, v1::FundRequest::asked), ""), IsEmpty()) << "older";
    EXPECT_THAT(story.when(news(7, v1::FundRequest::approved), ""), IsEmpty()) << "again";
    EXPECT_EQ(story.state.funds.at(0).state, v1::FundRequest::approved);
    EXPECT_EQ(story.state.funds.at(0).cents, 4'500);
}

TEST(HearingOfTheFund, KeepsWhyItWasNotPaid) {
    auto story = open();
    story.when(taxi());
    auto refused = news(7, v1::FundRequest::refused);
    refused.mutable_note_fund()->mutable_news()->set_refused(v1::FundRequest::too_much);
    refused.mutable_note_fund()->mutable_news()->set_rejection(v1::Rejection::over_cap);
    story.when(refused, "");
    EXPECT_EQ(story.state.funds.at(0).refused, v1::FundRequest::too_much);
    EXPECT_EQ(story.state.funds.at(0).rejection, v1::Rejection::over_cap);
}

TEST(HearingOfTheFund, IsForTheFundAloneAndForWhatWasAsked) {
    auto story = open();
    story.when(taxi());
    auto forged = news(9, v1::FundRequest::paid);
    forged.mutable_actor()->set_role(v1::Role::worker);
    story.when(forged);
    EXPECT_EQ(story.rejection, v1::Rejection::sight_not_allowed);
    story.when(news(9, v1::FundRequest::paid, "another"), "");
    EXPECT_EQ(story.rejection, v1::Rejection::request_unknown);
}

TEST(ClosingACase, ClosesItsEnvelopeAndStillHears) {
    auto story = open();
    story.when(taxi());
    Command met;
    met.mutable_settle_need()->set_need(care);
    met.mutable_settle_need()->set_outcome(v1::Outcome::met);
    story.when(met, "coralie");
    Command close;
    close.mutable_close_case();
    const auto closed = story.when(close, "coralie");
    const auto mail = domain::effects(story.state.aggregate, closed).mail;
    ASSERT_EQ(mail.size(), 1U);
    EXPECT_EQ(mail[0].aggregate(), "fund/main");
    EXPECT_EQ(mail[0].fund().close_envelope().case_code(), "TOKA-RILU");
    story.when(taxi("late"));
    EXPECT_EQ(story.rejection, v1::Rejection::case_closed);
    EXPECT_THAT(kinds(story.when(news(3, v1::FundRequest::paid), "")), ElementsAre("fund_noted"));
    Command reopen;
    reopen.mutable_reopen_case()->set_reason("she_came_back");
    const auto reopened = story.when(reopen, "coralie");
    const auto again = domain::effects(story.state.aggregate, reopened).mail;
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].fund().reopen_envelope().case_code(), "TOKA-RILU");
}

TEST(MoneyOfACase, IsSeenByWhoRaisedItWithoutWhoSigned) {
    auto story = open();
    story.when(taxi());
    auto told = news(7, v1::FundRequest::approved);
    told.mutable_note_fund()->mutable_news()->set_person("steward");
    story.when(told, "");
    const domain::Sight raiser({.person = "worker", .worker = true}, story.state);
    const auto events = domain::cut(story.history, story.state, raiser);
    const auto noted =
        std::ranges::find_if(events, [](const v1::Event& event) { return event.has_fund_noted(); });
    ASSERT_NE(noted, events.end());
    EXPECT_EQ(noted->fund_noted().news().cents(), 4'500);
    EXPECT_EQ(noted->fund_noted().news().person(), domain::hidden_name);
    story.answer(story.page_of("nadia"), Answer::accept, 5);
    const domain::Sight nurse({.person = "nadia", .responder = true}, story.state);
    for (const auto& event : domain::cut(story.history, story.state, nurse))
        EXPECT_FALSE(event.has_fund_noted() || event.has_fund_asked());
    EXPECT_THAT(domain::cut(story.state, nurse).funds, IsEmpty());
}

}  // namespace
}  // namespace relais::test
