// Envelopes: each case its own, also where another case has the same code.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

const std::string first_case = "case/11111111-1111-4111-8111-111111111111";
const std::string second_case = "case/22222222-2222-4222-8222-222222222222";

class FundEnvelopes : public FundTest {
protected:
    domain::Decision ask(const std::string& of_case, const std::string& request,
                         v1::Money amount = dollars(40)) {
        auto wish = FundStory::wish(request, "taxi", std::move(amount), "cab");
        wish.set_reply_to(of_case);
        return fund.mail(wish);
    }
    // As the case mails it when it is closed, or opened again.
    template <class Change>
    domain::Decision mailed_by(const std::string& of_case, Change change) {
        v1::Command command;
        command.set_command_id(of_case + "/" + std::to_string(++mails_) + "/0");
        command.set_aggregate(fund.state.aggregate);
        *command.mutable_actor() = by_service();
        change(*command.mutable_fund());
        return fund.deliver(command);
    }
    domain::Decision closed(const std::string& of_case) {
        return mailed_by(of_case,
                         [](auto& c) { c.mutable_close_envelope()->set_case_code("K4M7"); });
    }
    domain::Decision reopened(const std::string& of_case) {
        return mailed_by(of_case,
                         [](auto& c) { c.mutable_reopen_envelope()->set_case_code("K4M7"); });
    }
    domain::Decision voided(const std::string& typed) {
        return with(by("stella"),
                    [&](auto& c) { c.mutable_void_envelope()->set_case_code(typed); });
    }

private:
    int mails_ = 0;
};

TEST_F(FundEnvelopes, OfTwoCasesWithOneCodeShareNothing) {
    told(ask(first_case, "a1"));
    told(ask(second_case, "b1", dollars(60)));
    told(fund.approve("a1", by("simone")));
    told(fund.approve("b1", by("simone")));
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7", "taxi"), 40'00);
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7.2", "taxi"), 60'00);
    told(ask(second_case, "b2"));
    told(fund.reserve("b2"));
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7.2", "taxi"), 100'00);
    told(fund.send("b1", "p1"));
    told(fund.told("p1", v1::FundPayment::paid));
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7.2", "taxi"), 40'00);
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7", "taxi"), 40'00);
    // The code alone is what the book and a funder are told.
    for (const auto& event : fund.history)
        for (const auto* transfer : domain::transfers_of(event.fund()))
            if (!transfer->case_code().empty()) EXPECT_EQ(transfer->case_code(), "K4M7");
}

TEST_F(FundEnvelopes, OfOneCaseIsClosedAndTheOtherGoesOn) {
    told(ask(first_case, "a1"));
    told(ask(second_case, "b1"));
    told(closed(second_case));
    EXPECT_EQ(fund.state_of("b1"), Request::voided);
    EXPECT_EQ(fund.state_of("a1"), Request::asked);
    unchanged(closed(second_case));
    answered(ask(second_case, "b2"), Rejection::envelope_closed);
    told(ask(first_case, "a2"));
    unchanged(reopened(first_case));
    answered(ask(second_case, "b3"), Rejection::envelope_closed);
    told(reopened(second_case));
    told(ask(second_case, "b4"));
    told(closed(first_case));
    EXPECT_EQ(fund.state_of("a1"), Request::voided);
    EXPECT_EQ(fund.state_of("b4"), Request::asked);
}

TEST_F(FundEnvelopes, OfACaseThatWasClosedBeforeItWasHeardIsItsOwnToo) {
    told(closed(second_case));
    told(ask(first_case, "a1"));
    answered(ask(second_case, "b1"), Rejection::envelope_closed);
    told(reopened(second_case));
    told(ask(second_case, "b2"));
}

TEST_F(FundEnvelopes, CountForTheCapOfTheirCaseOnly) {
    settings([](auto& all) {
        auto& cap = *all.add_caps();
        cap.set_id("taxi");
        cap.set_per(v1::FundCap::whole_case);
        cap.set_expense("taxi");
        cap.set_cents(100'00);
    });
    told(ask(first_case, "a1", dollars(100)));
    told(fund.approve("a1", by("simone")));
    answered(ask(first_case, "a2", dollars(0, 1)), Rejection::over_cap);
    told(ask(second_case, "b1", dollars(100)));
    told(fund.approve("b1", by("simone")));
    answered(ask(second_case, "b2", dollars(0, 1)), Rejection::over_cap);
    told(closed(first_case));  // what is let go of counts no more, for her alone
    told(reopened(first_case));
    told(ask(first_case, "a3", dollars(100)));
    answered(ask(second_case, "b3", dollars(0, 1)), Rejection::over_cap);
}

TEST_F(FundEnvelopes, OfACodeThatIsTypedAreMeantOnlyWhereOneCaseHasIt) {
    told(voided("K4M7"));  // nobody asked for it yet: whoever comes first is meant
    answered(ask(first_case, "a1"), Rejection::envelope_void);
    fund.state = {};
    fund.state.aggregate = domain::fund_of("main");
    for (const auto& event : FundStory().history) domain::evolve(fund.state, event);
    told(ask(first_case, "a1"));
    told(ask(second_case, "b1"));
    refused(voided("K4M7"), Rejection::request_not_understood);
    EXPECT_EQ(fund.state_of("a1"), Request::asked);
    told(voided("K4M7.2"));
    EXPECT_EQ(fund.state_of("b1"), Request::voided);
    EXPECT_EQ(fund.state_of("a1"), Request::asked);
    told(voided("K4M7.1"));
    EXPECT_EQ(fund.state_of("a1"), Request::voided);
    answered(ask(first_case, "a2"), Rejection::envelope_void);
}

// Events that were written while both shared one envelope fold to what they said, and what was put
// there is taken from there.
TEST_F(FundEnvelopes, ThatWereSharedOnceFoldToTheSameBalancesAndEndThere) {
    told(ask(first_case, "a1"));
    told(ask(second_case, "b1", dollars(60)));
    told(fund.approve("a1", by("simone")));
    told(fund.approve("b1", by("simone")));
    domain::FundState before;
    before.aggregate = fund.state.aggregate;
    for (auto event : fund.history) {
        if (event.fund().has_funds_reserved())
            event.mutable_fund()
                ->mutable_funds_reserved()
                ->mutable_transfer()
                ->mutable_legs(1)
                ->mutable_account()
                ->set_of("K4M7");
        domain::evolve(before, event);
    }
    fund.state = std::move(before);
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7", "taxi"), 100'00);
    told(fund.send("b1", "p1", dollars(50)));
    told(fund.told("p1", v1::FundPayment::paid));
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7", "taxi"), 40'00);
    told(closed(second_case));
    EXPECT_EQ(fund.state_of("a1"), Request::approved);
    told(closed(first_case));
    EXPECT_EQ(fund.state.reserved(), 0);
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7", "taxi"), 0);
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7.2", "taxi"), 0);
}

}  // namespace
}  // namespace relais::test
