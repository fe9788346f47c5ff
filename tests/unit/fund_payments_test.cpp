// Money that leaves: sent once, unknown until told, used in part, given back; and who is told.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using Told = v1::FundPayment;

class FundPayments : public FundTest {
protected:
    FundPayments() { fund.history.clear(); }
    void approved(const std::string& request, v1::Money amount = dollars(40)) {
        told(fund.ask(request, std::move(amount)));
        told(fund.approve(request, by("simone")));
    }
    domain::Decision refund(const std::string& payment, std::optional<v1::Money> amount = {}) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_refund_payment()->set_payment(payment);
            if (amount) *command.mutable_refund_payment()->mutable_amount() = *amount;
        });
    }
};

TEST_F(FundPayments, WhatIsPaidLeavesTheEnvelopeAndNothingElse) {
    fund.pay("r1");
    EXPECT_THAT(fund.transfers(), ElementsAre("reservation 4000", "owed 4000", "paid 4000"));
    EXPECT_EQ(fund.balance(Account::expense, "taxi"), 40'00);
    EXPECT_EQ(fund.balance(Account::payable, "cab"), 0);
    EXPECT_EQ(fund.state.reserved(), 0);
    EXPECT_EQ(fund.state.available("city"), 960'00);
    EXPECT_EQ(fund.state.book.sum(), 0);
}

TEST_F(FundPayments, WhatWasNotUsedGoesBack) {
    approved("r1");
    told(fund.send("r1", "p1", dollars(30)));
    EXPECT_EQ(fund.state.reserved(), 40'00);  // until it is told
    told(fund.told("p1", Told::paid, dollars(25)));
    EXPECT_THAT(fund.transfers(), ElementsAre("reservation 4000", "owed 3000", "paid 2500",
                                              "not_owed 500", "released 1500"));
    EXPECT_EQ(fund.state.available("city"), 975'00);
    EXPECT_EQ(fund.balance(Account::expense, "taxi"), 25'00);
    EXPECT_EQ(fund.balance(Account::payable, "cab"), 0);
}

TEST_F(FundPayments, OneWhoseFateIsUnknownIsNeverSentAgain) {
    approved("r1");
    told(fund.send("r1", "p1"));
    unchanged(fund.send("r1", "p1"));
    refused(fund.send("r1", "p1", dollars(39)), Rejection::request_differs);
    refused(fund.send("r1", "p2"), Rejection::payment_in_doubt);
    told(fund.told("p1", Told::unknown));
    refused(fund.send("r1", "p2"), Rejection::payment_in_doubt);
    fund.now += 60min;
    told(fund.fire("doubt/p1"));
    refused(fund.send("r1", "p2"), Rejection::payment_in_doubt);
    EXPECT_TRUE(fund.mailed.back().note_fund().news().doubt());
    EXPECT_TRUE(fund.state.flags.contains("payment_in_doubt/r1"));
    told(fund.told("p1", Told::not_paid));
    EXPECT_TRUE(fund.state.flags.empty());
    EXPECT_EQ(fund.state_of("r1"), Request::approved);
    unchanged(fund.told("p1", Told::not_paid));
    refused(fund.told("p1", Told::paid), Rejection::payment_already_told);
    told(fund.send("r1", "p2"));
    told(fund.told("p2", Told::paid));
    unchanged(fund.told("p2", Told::paid));
    refused(fund.told("p2", Told::paid, dollars(1)), Rejection::payment_already_told);
    refused(fund.told("p2", Told::not_paid), Rejection::payment_already_told);
    refused(fund.send("r1", "p3"), Rejection::reservation_over);
    EXPECT_EQ(fund.balance(Account::expense, "taxi"), 40'00);
}

TEST_F(FundPayments, ThatDidNotGoOutLeaveTimeForAnother) {
    approved("r1");
    fund.now += 47h;
    told(fund.send("r1", "p1"));
    EXPECT_FALSE(domain::deadlines(fund.state).contains("reservation/r1"));
    fund.now += 10h;
    told(fund.told("p1", Told::not_paid));
    EXPECT_EQ(domain::deadlines(fund.state).at("reservation/r1"), fund.now + 48h);
    fund.now += 48h;
    told(fund.fire("reservation/r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::expired);
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
}

TEST_F(FundPayments, AreOfWhatIsReservedAndApproved) {
    told(fund.ask("r1"));
    refused(fund.send("r1", "p1"), Rejection::no_reservation);
    told(fund.approve("r1", by("simone")));
    refused(fund.send("r1", "p1", dollars(40, 1)), Rejection::more_than_reserved);
    refused(fund.send("r1", "p1", dollars(-1)), Rejection::amount_not_positive);
    refused(fund.send("r1", "p/1"), Rejection::request_not_understood);
    refused(fund.send("none", "p1"), Rejection::request_unknown);
    refused(with(by("wanda", v1::Role::worker),
                 [](v1::FundCommand& command) {
                     command.mutable_send_payment()->set_request("r1");
                     command.mutable_send_payment()->set_payment("p1");
                 }),
            Rejection::not_a_signatory);
    for (const auto way : {Told::cash, Told::voucher, Told::way_unknown})
        refused(with(by("stella"),
                     [&](v1::FundCommand& command) {
                         command.mutable_send_payment()->set_request("r1");
                         command.mutable_send_payment()->set_payment("p1");
                         command.mutable_send_payment()->set_way(way);
                     }),
                Rejection::request_not_understood);
    told(fund.send("r1", "p1"));
    refused(fund.told("p1", Told::paid, dollars(40, 1)), Rejection::more_than_reserved);
    refused(fund.told("p9", Told::paid), Rejection::payment_unknown);
    refused(with(by("stella"),
                 [](v1::FundCommand& command) {
                     command.mutable_tell_payment()->set_payment("p1");
                     command.mutable_tell_payment()->set_told(Told::paid);
                 }),
            Rejection::reason_missing);
    refused(with(by("stella"),
                 [](auto& command) { command.mutable_void_request()->set_request("r1"); }),
            Rejection::payment_in_doubt);
}

TEST_F(FundPayments, ComeBackWholeOrInPartAndNeverMore) {
    fund.pay("r1");
    told(refund("pay-r1", dollars(10)));
    EXPECT_EQ(fund.state_of("r1"), Request::paid);
    refused(refund("pay-r1", dollars(30, 1)), Rejection::more_than_paid);
    told(refund("pay-r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::reversed);
    refused(refund("pay-r1"), Rejection::more_than_paid);
    refused(refund("none"), Rejection::payment_unknown);
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    EXPECT_EQ(fund.balance(Account::expense, "taxi"), 0);
    EXPECT_TRUE(domain::deadlines(fund.state).empty());
    approved("r2");
    told(fund.send("r2", "p2"));
    refused(refund("p2"), Rejection::payment_in_doubt);
}

TEST_F(FundPayments, OfAnotherPayersPlaceAreRecoveredOrWrittenOff) {
    auto wish = FundStory::wish("r1", "hotel_night", dollars(240), "inn");
    wish.set_urgency(v1::FundRequest::now);
    told(fund.mail(wish));
    told(fund.approve("r1", by("simone")));
    told(fund.send("r1", "p1"));
    const auto recover = [&](const std::string& payer, v1::Money amount) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_recover_money()->set_request("r1");
            command.mutable_recover_money()->set_payer(payer);
            *command.mutable_recover_money()->mutable_amount() = amount;
        });
    };
    const auto write_off = [&](const std::string& person, v1::Money amount) {
        return with(by(person), [&](v1::FundCommand& command) {
            command.mutable_write_off()->set_request("r1");
            *command.mutable_write_off()->mutable_amount() = amount;
        });
    };
    refused(recover("afu", dollars(1)), Rejection::more_than_owed);
    told(fund.told("p1", Told::paid));
    EXPECT_EQ(fund.balance(Account::recoverable, "afu"), 240'00);
    EXPECT_EQ(fund.balance(Account::expense, "hotel_night"), 0);
    refused(recover("ivac", dollars(1)), Rejection::payer_unknown);
    fund.now += std::chrono::days(60);
    told(fund.fire("recovery/r1"));
    EXPECT_TRUE(fund.state.flags.contains("recovery_overdue/r1"));
    told(recover("afu", dollars(200)));
    refused(recover("afu", dollars(40, 1)), Rejection::more_than_owed);
    refused(write_off("stella", dollars(40)), Rejection::not_a_signatory);
    refused(write_off("board", dollars(40, 1)), Rejection::more_than_owed);
    told(write_off("board", dollars(40)));
    EXPECT_EQ(fund.balance(Account::recoverable, "afu"), 0);
    EXPECT_EQ(fund.balance(Account::write_off, "city"), 40'00);
    EXPECT_EQ(fund.state.available("city"), 960'00);
    EXPECT_TRUE(fund.state.flags.empty());
    EXPECT_FALSE(domain::deadlines(fund.state).contains("recovery/r1"));
}

TEST_F(FundPayments, WordOfEachStepReachesTheCaseWithoutTheVendor) {
    fund.pay("r1");
    std::vector<v1::FundRequest::State> states;
    std::vector<std::string> ids;
    for (const auto& command : fund.mailed) {
        EXPECT_EQ(command.aggregate(), case_aggregate);
        EXPECT_EQ(command.actor().role(), v1::Role::system);
        EXPECT_EQ(command.SerializeAsString().find("cab"), std::string::npos);
        states.push_back(command.note_fund().news().state());
        ids.push_back(command.command_id());
    }
    EXPECT_THAT(states, ElementsAre(Request::asked, Request::funds_reserved, Request::approved,
                                    Request::sent, Request::paid));
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 5u);
    EXPECT_EQ(fund.mailed[2].note_fund().news().rule(), v1::ApprovalRule::petty);
    EXPECT_EQ(fund.mailed[2].note_fund().news().person(), "simone");
}

TEST_F(FundPayments, NobodyKnowsIsWhatTheCaseHearsAtOnce) {
    told(fund.ask("r1"));
    told(fund.approve("r1", by("simone")));
    told(fund.send("r1", "p1"));
    EXPECT_FALSE(fund.mailed.back().note_fund().news().doubt());
    told(fund.told("p1", v1::FundPayment::unknown));
    EXPECT_TRUE(fund.mailed.back().note_fund().news().doubt());
    told(fund.told("p1", v1::FundPayment::paid));
    EXPECT_FALSE(fund.mailed.back().note_fund().news().doubt());
}

TEST_F(FundPayments, ACaseAsksByMailAndNoticesLeave) {
    v1::Event asked;
    asked.set_version(7);
    asked.mutable_fund_asked()->set_fund("main");
    *asked.mutable_fund_asked()->mutable_request() = FundStory::wish("r1", "taxi", dollars(40), "");
    const auto out = domain::effects(case_aggregate, {asked});
    ASSERT_EQ(out.mail.size(), 1u);
    EXPECT_EQ(out.mail[0].aggregate(), "fund/main");
    EXPECT_EQ(out.mail[0].fund().request_funds().reply_to(), case_aggregate);
    told(fund.ask("r2"));
    EXPECT_EQ(domain::effects("fund/main", {fund.history.back()}).rest.size(), 4u);
}

}  // namespace
}  // namespace relais::test
