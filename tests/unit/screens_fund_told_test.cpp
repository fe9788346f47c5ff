// What a screen of the fund tells of what went otherwise: refused, voided, locked, settled; and
// where a voucher is good, to her alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/fund/ask_screen.hpp"
#include "services/gateway/screens/fund/bank_screen.hpp"
#include "services/gateway/screens/fund/card.hpp"
#include "services/gateway/screens/fund/fund_screen.hpp"
#include "services/gateway/screens/fund/request_screen.hpp"
#include "services/gateway/screens/fund/wishes.hpp"
#include "tests/unit/screens_fund.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using words::Language;

class FundTold : public ::testing::Test {
protected:
    [[nodiscard]] View view() const {
        return {.words = drill_words(), .language = Language::fr, .now = fund_.story.now};
    }
    v1::FundRequestView request(const std::string& id, const v1::Account& by) {
        return run(fund_.request("", id, Language::fr, by)).value();
    }
    std::string card(const std::string& id, const v1::Account& by) {
        return card_view(view(), drill_look(fund_, by), request(id, by));
    }
    std::string life(const std::string& id, const v1::Account& by) {
        RequestScreen screen{.request = request(id, by)};
        if (const auto number = good_voucher(screen.request); !number.empty())
            screen.place = fund_.voucher_place("", number, by);
        return request_screen_view(view(), drill_look(fund_, by), screen);
    }
    template <class Change>
    void when(const std::string& person, Change change) {
        v1::FundCommand command;
        change(command);
        ASSERT_TRUE(fund_.story.when(test::by(person), command));
    }
    void voucher() {
        fund_.asked("r1", "hotel_night", test::dollars(95), "inn");
        ASSERT_TRUE(fund_.story.approve("r1", test::by("simone")));
        ASSERT_TRUE(fund_.story.issue("r1", "V-77"));
    }
    void locked() {
        voucher();
        for (int i = 0; i < 3; ++i) ASSERT_TRUE(fund_.story.redeem("V-77", std::string(32, 'x')));
    }

    FundDrill fund_;
    v1::Account worker_ = fund_account(v1::Role::worker, "wanda", "hospital");
    v1::Account steward_ = fund_account(v1::Role::steward, "stella");
    v1::Account board_ = fund_account(v1::Role::steward, "board");
    v1::Account coordinator_ = fund_account(v1::Role::coordinator, "coralie");
};

TEST_F(FundTold, SaysWhyItWasRefusedAndByWhomToWhoKeepsTheFund) {
    fund_.asked("r1");
    when("simone", [](v1::FundCommand& command) {
        command.mutable_refuse_request()->set_request("r1");
        command.mutable_refuse_request()->set_why(v1::FundRequest::other_means);
    });
    for (const auto& who : {worker_, steward_, coordinator_})
        EXPECT_THAT(life("r1", who), HasSubstr("Refusé (un autre moyen existe)"));
    EXPECT_THAT(life("r1", steward_), AllOf(HasSubstr("Décidé par"), HasSubstr("Nom de simone")));
    EXPECT_THAT(life("r1", worker_), AllOf(Not(HasSubstr("Décidé par")), Not(HasSubstr("simone"))));
    EXPECT_THAT(card("r1", worker_), HasSubstr("un autre moyen existe"));
}

TEST_F(FundTold, SaysWhyItWasVoided) {
    fund_.asked("r1");
    when("stella", [](v1::FundCommand& command) {
        command.mutable_void_request()->set_request("r1");
        command.mutable_void_request()->set_why(v1::FundRequest::she_declined);
    });
    EXPECT_THAT(life("r1", worker_), HasSubstr("Annulé (elle n’en veut pas)"));
    EXPECT_THAT(life("r1", steward_), HasSubstr("Décidé par"));
}

TEST_F(FundTold, ALockedVoucherIsNotPrintedAndAnotherIsPromised) {
    locked();
    for (const auto& html : {card("r1", worker_), life("r1", worker_), card("r1", steward_)})
        EXPECT_THAT(html, AllOf(HasSubstr("en donnera un autre"), Not(HasSubstr("à imprimer")),
                                Not(HasSubstr("/fund/vouchers/"))));
    EXPECT_THAT(life("r1", steward_),
                AllOf(HasSubstr("value=\"void_voucher\""), Not(HasSubstr("value=\"redeem\""))));
    EXPECT_THAT(
        fund_view(view(), drill_look(fund_, board_), fund_.view("", Language::fr, board_).value()),
        AllOf(HasSubstr("Bon bloqué"), HasSubstr("<a href=\"/fund/requests/r1\">")));
}

TEST_F(FundTold, WhereAVoucherIsGoodStandsOnTheScreenOfWhoAsked) {
    voucher();
    EXPECT_THAT(life("r1", worker_), AllOf(HasSubstr("Le bon est accepté ici"),
                                           HasSubstr("12, rue du Secret"), HasSubstr("555")));
    EXPECT_THAT(card("r1", worker_), Not(HasSubstr("rue du Secret")));
    const auto another = fund_account(v1::Role::worker, "nadia", "hospital");
    EXPECT_EQ(fund_.voucher_place("", "V-77", another).ByteSizeLong(), 0u);
    // Not the police either, had an officer asked for it herself.
    fund_.story.state.requests.at("r1").asked.set_requester("sergeant");
    const auto officer = fund_account(v1::Role::responder, "sergeant", "police");
    EXPECT_EQ(fund_.voucher_place("", "V-77", officer).ByteSizeLong(), 0u);
    fund_.story.state.requests.at("r1").asked.set_requester("wanda");
    EXPECT_GT(fund_.voucher_place("", "V-77", worker_).ByteSizeLong(), 0u);
    ASSERT_TRUE(fund_.story.redeem("V-77", std::string(32, 'k')));
    EXPECT_EQ(fund_.voucher_place("", "V-77", worker_).ByteSizeLong(), 0u) << "it was used";
}

TEST_F(FundTold, OnlyWhoTookNoPartIsOfferedToReconcile) {
    fund_.story.pay("r1");
    ASSERT_TRUE(fund_.story.show("r1", "e1", test::dollars(40)));
    const auto simone = fund_account(v1::Role::steward, "simone");
    const auto clerk = fund_account(v1::Role::steward, "clerk");
    for (const auto& who : {simone, clerk}) {
        const bool may = request("r1", who).reconcile_why_not() == v1::Rejection::none;
        EXPECT_EQ(life("r1", who).contains("value=\"reconcile\""), may) << who.person();
    }
    EXPECT_NE(request("r1", clerk).reconcile_why_not(), v1::Rejection::none);
    int offered = 0;
    for (const auto& who : {simone, steward_})
        offered += life("r1", who).contains("value=\"reconcile\"") ? 1 : 0;
    EXPECT_EQ(offered, 1) << "one of the two approved it";
}

TEST_F(FundTold, ByDayACoordinatorReadsWhoSignsAndFromWhenSheMay) {
    fund_.asked("r1", "taxi", test::dollars(140));
    const auto html = card("r1", coordinator_);
    EXPECT_THAT(html, AllOf(HasSubstr("Signent pour le fonds"), HasSubstr("Nom de stella"),
                            HasSubstr("signe seule"), HasSubstr("20")));
    EXPECT_THAT(html, Not(HasSubstr("value=\"approve\"")));
    fund_.story.now = test::at_night;
    EXPECT_THAT(card("r1", coordinator_), Not(HasSubstr("Signent pour le fonds")));
}

TEST_F(FundTold, ASettledAdvanceShowsItsFiguresAndNoForm) {
    auto wish = test::FundStory::wish("a1", "advance", test::dollars(100), "");
    wish.set_advance_to("wilma");
    ASSERT_TRUE(fund_.story.mail(wish));
    ASSERT_TRUE(fund_.story.approve("a1", test::by("simone")));
    ASSERT_TRUE(fund_.story.send("a1", "pay-a1"));
    ASSERT_TRUE(fund_.story.told("pay-a1", v1::FundPayment::paid));
    EXPECT_THAT(life("a1", steward_),
                AllOf(HasSubstr("value=\"settle\""), HasSubstr("name=\"brought_back\""),
                      HasSubstr("Reste à régler"), HasSubstr("dépense sans pièce")));
    when("stella", [](v1::FundCommand& command) {
        command.mutable_settle_advance()->set_advance("a1");
        command.mutable_settle_advance()->mutable_brought_back()->set_cents(100'00);
    });
    EXPECT_THAT(life("a1", steward_), AllOf(HasSubstr("Avance réglée"), HasSubstr("Déjà réglé"),
                                            Not(HasSubstr("value=\"settle\""))));
}

TEST_F(FundTold, AnAdvanceIsAskedForAColleagueByTheStaffAlone) {
    AskScreen screen{.case_id = "c1", .code = "tilo-mera", .form = {.expense = "advance"}};
    EXPECT_THAT(ask_view(view(), drill_look(fund_, worker_), screen), Not(HasSubstr("Avance")));
    screen.colleagues = {{.value = "wilma", .words = "Wilma"}};
    EXPECT_THAT(ask_view(view(), drill_look(fund_, steward_), screen),
                AllOf(HasSubstr("name=\"advance_to\""), HasSubstr("<option value=\"wilma\">")));
    EXPECT_EQ(asking_of(read_ask_form({{"advance_to", "wilma"}}), "c1").advance_to(), "wilma");
}

TEST_F(FundTold, WhoFollowsTheCaseReadsAllOfItsMoney) {
    CaseReading reading;
    domain::FundRecord paid;
    paid.request = "r9";
    paid.expense = "taxi";
    paid.state = v1::FundRequest::paid;
    paid.cents = 40'00;
    paid.fund_version = 3;
    reading.state.funds.push_back(paid);
    const auto off_duty = fund_account(v1::Role::coordinator, "paul");
    const auto heard = heard_of(view(), drill_look(fund_, off_duty), reading, {});
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_THAT(heard[0].words, AllOf(HasSubstr("Payé"), HasSubstr("40,00")));
    EXPECT_TRUE(heard_of(view(), drill_look(fund_, worker_), reading, {}).empty());
    reading.state.pivot = "wanda";
    EXPECT_EQ(heard_of(view(), drill_look(fund_, worker_), reading, {}).size(), 1u);
}

TEST_F(FundTold, AStatementThatCameInIsNoAlarmAndKeepsWhatWasTyped) {
    v1::StatementAnswer taken;
    taken.set_taken(2);
    auto typed = statement_given({{"account", "epargne"}, {"date", "7"}, {"money_in", "9"}});
    const auto html =
        bank_view(view(), drill_look(fund_, steward_), v1::MatchProposals{}, &taken, &typed);
    EXPECT_THAT(html, AllOf(Not(HasSubstr("role=\"alert\"")), HasSubstr("role=\"status\""),
                            HasSubstr("value=\"epargne\""), HasSubstr("value=\"7\""),
                            HasSubstr("value=\"9\"")));
}

TEST_F(FundTold, ADepositThatALineMayBeIsNamedByItsSourceAndItsDay) {
    v1::MatchProposals all;
    all.add_proposals()->add_transfers("fund/main/12/0");
    v1::FundDeposits given;
    for (const auto* id : {"2", "12"}) {
        auto& deposit = *given.add_deposits();
        deposit.set_id(id);
        deposit.set_transfer("fund/main/" + deposit.id() + "/0");
        deposit.set_source(deposit.id() == "12" ? "city" : "province");
        deposit.mutable_on()->set_seconds(1'768'500'000);  // 2026-01-15
    }
    const auto look = drill_look(fund_, steward_);
    const auto html = bank_view(view(), look, all, nullptr, nullptr, given);
    EXPECT_THAT(html, HasSubstr("<a href=\"/fund/deposits\">Dépôt\u00a0: Ville, urgence, reçu le "
                                "15\u00a0janvier\u00a0"
                                "2026</a>"));
    EXPECT_THAT(bank_view(view(), look, all, nullptr), Not(HasSubstr("Dépôt\u00a0: ")));
}

TEST_F(FundTold, EachReasonOfABadLineHasWords) {
    for (const auto* code :
         {"amount_not_understood", "amount_zero", "amount_too_large", "too_few_columns",
          "quote_not_closed", "date_not_understood", "currency_not_ours", "not_booked_yet",
          "entry_not_ended", "document_type_not_taken", "file_not_understood_from_here",
          "too_many_lines", "and_more"})
        EXPECT_TRUE(drill_words().has(std::string("bad_line.") + code)) << code;
}

TEST_F(FundTold, WhatWaitsIsCountedTheSameEverywhere) {
    fund_.asked("r1");
    fund_.asked("r2");
    ASSERT_TRUE(fund_.story.approve("r2", test::by("simone")));
    EXPECT_EQ(fund_.waiting("", steward_), 1u);
    EXPECT_EQ(fund_.waiting("", worker_), std::nullopt);
    const auto fund = fund_.view("", Language::fr, steward_).value();
    EXPECT_EQ(fund.summary().requests_waiting(), 1u);
    EXPECT_THAT(fund_view(view(), drill_look(fund_, steward_), fund),
                HasSubstr("1 demande attend"));
}

TEST_F(FundTold, AFunderIsCalledByItsName) {
    const auto look = drill_look(fund_, steward_);
    EXPECT_EQ(funder_words(view(), look, "ville"), "Ville, urgence");
    EXPECT_EQ(funder_words(view(), look, "unknown"), "unknown");
}

}  // namespace
}  // namespace relais::gateway::screens
