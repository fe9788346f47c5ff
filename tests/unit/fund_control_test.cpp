// Who may sign what, by which rule; two signatures above one's worth; the night.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using Rule = v1::ApprovalRule;

class FundControl : public FundTest {
protected:
    void by_rule(const domain::Decision& decision, Rule::Code rule) {
        ASSERT_TRUE(decision) << v1::Rejection::Code_Name(decision.error());
        const v1::FundApproval* approval = nullptr;
        for (const auto& event : *decision)
            if (event.fund().has_request_approved())
                approval = &event.fund().request_approved().approval();
        ASSERT_NE(approval, nullptr);
        EXPECT_EQ(approval->rule(), rule) << Rule::Code_Name(approval->rule());
        EXPECT_GT(approval->limit_cents(), 0);
        EXPECT_EQ(approval->settings_revision(), fund.state.rules->revision());
    }
    static v1::Actor coordinator(const std::string& person) {
        return by(person, v1::Role::coordinator);
    }
};

TEST_F(FundControl, OneTapReservesAndApprovesWithinThePettyLimit) {
    told(fund.ask("r1", dollars(100)));
    const auto decision = fund.approve("r1", by("small"));  // who follows the case: petty
    by_rule(decision, Rule::petty);
    EXPECT_EQ(decision->size(), 2u);
    EXPECT_EQ(fund.state_of("r1"), Request::approved);
    EXPECT_EQ(fund.balance(Account::envelope, "K4M7", "taxi"), 100'00);
}

TEST_F(FundControl, AboveItOneSignatureUpToHerOwnLimit) {
    told(fund.ask("r1", dollars(1'000)));
    auto elsewhere = FundStory::wish("r2", "taxi", dollars(201), "cab");
    elsewhere.mutable_facts()->clear_people();
    told(fund.mail(elsewhere));
    refused(fund.approve("r2", by("small")), Rejection::over_own_limit);
    by_rule(fund.approve("r1", by("stella")), Rule::single);
    refused(fund.approve("r1", by("simone")), Rejection::request_out_of_turn);
}

TEST_F(FundControl, AboveOneSignaturesWorthThereAreTwo) {
    told(fund.ask("r1", dollars(1'001)));
    by_rule(fund.approve("r1", by("stella")), Rule::first_of_two);
    EXPECT_EQ(fund.state_of("r1"), Request::funds_reserved);
    refused(fund.send("r1", "p1"), Rejection::signature_awaited);
    refused(fund.approve("r1", by("stella")), Rejection::already_signed);
    by_rule(fund.approve("r1", by("simone")), Rule::second_of_two);
    EXPECT_EQ(fund.state_of("r1"), Request::approved);
    told(fund.send("r1", "p1"));
}

TEST_F(FundControl, WhoAskedNeverApprovesNotEvenPettyCash) {
    auto own = FundStory::wish("r1", "taxi", dollars(1), "cab");
    own.set_requester("stella");
    told(fund.mail(own));
    refused(fund.approve("r1", by("stella")), Rejection::own_request);
    auto advance = FundStory::wish("r2", "advance", dollars(50), "");
    advance.set_advance_to("simone");
    told(fund.mail(advance));
    refused(fund.approve("r2", by("simone")), Rejection::own_request);
}

TEST_F(FundControl, HerOwnCaseAndOrganizationOnlyUpToPetty) {
    told(fund.ask("case", dollars(101)));
    refused(fund.approve("case", by("small")), Rejection::own_case);
    refused(fund.approve("case", by("stella", v1::Role::steward, "hospital")),
            Rejection::own_organization);
    auto facts = FundStory::wish("facts", "taxi", dollars(101), "cab");
    facts.mutable_facts()->add_organizations("coalition");
    told(fund.mail(facts));
    refused(fund.approve("facts", by("stella", v1::Role::steward, "")),
            Rejection::own_organization);  // the directory knows where she belongs
    auto hotel = FundStory::wish("hotel", "hotel_night", dollars(101), "inn");
    hotel.mutable_facts()->set_criterion(v1::FundFacts::no);
    told(fund.mail(hotel));
    refused(fund.approve("hotel", by("stella", v1::Role::steward, "night-shelter")),
            Rejection::own_organization);
    auto petty = FundStory::wish("petty", "hotel_night", dollars(100), "inn");
    petty.mutable_facts()->set_criterion(v1::FundFacts::no);
    told(fund.mail(petty));
    by_rule(fund.approve("petty", by("stella", v1::Role::steward, "night-shelter")), Rule::petty);
}

TEST_F(FundControl, WhoDoesNotSignForTheFundDoesNotApprove) {
    told(fund.ask("r1"));
    refused(fund.approve("r1", by("wilma")), Rejection::not_a_signatory);
    refused(fund.approve("r1", by("")), Rejection::not_a_signatory);
    refused(fund.approve("r1", coordinator("coralie")), Rejection::not_a_signatory);  // by day
    settings([](auto& all) { all.mutable_signatories(0)->set_approves(false); });
    refused(fund.approve("r1", by("stella")), Rejection::not_a_signatory);
    refused(fund.approve("none", by("simone")), Rejection::request_unknown);
}

TEST_F(FundControl, SheApprovesTheTotalThatSheLookedAt) {
    told(fund.ask("r1"));
    const auto seen = [&](std::int64_t cents) {
        return with(by("simone"), [&](v1::FundCommand& command) {
            command.mutable_approve_request()->set_request("r1");
            if (cents != 0) command.mutable_approve_request()->mutable_seen()->set_cents(cents);
        });
    };
    refused(seen(39'99), Rejection::total_moved_on);
    refused(seen(0), Rejection::total_moved_on);
    told(seen(40'00));
}

TEST_F(FundControl, AtNightTheCoordinatorOnDutySignsAloneUpToTheCeilingOfAllOfThem) {
    fund.now = at_night;
    told(fund.ask("r1", dollars(300)));
    told(fund.ask("r2", dollars(201)));
    told(fund.ask("r3", dollars(200)));
    refused(fund.approve("r1", coordinator("nobody")), Rejection::not_a_signatory);
    refused(fund.approve("r1", by("coralie")), Rejection::not_a_signatory);  // not in that role
    by_rule(fund.approve("r1", coordinator("coralie")), Rule::night);
    EXPECT_EQ(fund.state_of("r1"), Request::approved);
    refused(fund.approve("r2", coordinator("denis")), Rejection::over_night_ceiling);
    by_rule(fund.approve("r3", coordinator("denis")), Rule::night);
    fund.now += 24h;
    by_rule(fund.approve("r2", coordinator("denis")), Rule::night);
}

TEST_F(FundControl, AtNightTheCoordinatorOnDutyReservesAloneUpToTheCeiling) {
    const auto reserve = [&](const std::string& person, const std::string& request) {
        return with(coordinator(person), [&](v1::FundCommand& command) {
            command.mutable_reserve_funds()->set_request(request);
        });
    };
    told(fund.ask("r1", dollars(500)));
    told(fund.ask("r2", dollars(500, 1)));
    refused(reserve("coralie", "r1"), Rejection::not_a_signatory);  // by day
    fund.now = at_night;
    refused(reserve("nobody", "r1"), Rejection::not_a_signatory);
    refused(reserve("coralie", "r2"), Rejection::over_night_ceiling);
    told(reserve("coralie", "r1"));
}

TEST_F(FundControl, WhatIsReservedAloneCountsTowardTheNightUntilSomebodySignsOrItIsLetGoOf) {
    const auto reserve = [&](const std::string& request) {
        return with(coordinator("coralie"), [&](v1::FundCommand& command) {
            command.mutable_reserve_funds()->set_request(request);
        });
    };
    fund.now = at_night;
    for (const char* id : {"r1", "r2", "r3", "r4"}) told(fund.ask(id, dollars(300)));
    told(reserve("r1"));
    refused(reserve("r2"), Rejection::over_night_ceiling);
    refused(fund.approve("r2", coordinator("denis")), Rejection::over_night_ceiling);
    by_rule(fund.approve("r1", coordinator("coralie")), Rule::night);  // it is counted once
    refused(reserve("r2"), Rejection::over_night_ceiling);
    fund.now += 24h;
    told(reserve("r2"));
    refused(reserve("r3"), Rejection::over_night_ceiling);
    by_rule(fund.approve("r2", by("simone")), Rule::single);  // hers was not needed
    told(reserve("r3"));
    refused(reserve("r4"), Rejection::over_night_ceiling);
    told(with(coordinator("coralie"), [](v1::FundCommand& command) {
        command.mutable_void_request()->set_request("r3");
        command.mutable_void_request()->set_why(v1::FundRequest::not_needed);
    }));
    told(reserve("r4"));
    told(fund.ask("r5", dollars(300)));
    told(with(by("stella"),
              [](v1::FundCommand& c) { c.mutable_reserve_funds()->set_request("r5"); }));
    EXPECT_EQ(fund.state.reserved_alone.size(), 1u);  // who signs reserves by herself
}

TEST_F(FundControl, TheSecondSignatureIsDueInADayAndElseTheBoardIsTold) {
    fund.now = at_night;
    told(fund.ask("r1"));
    told(fund.approve("r1", coordinator("coralie")));
    told(fund.send("r1", "p1"));  // it is spent meanwhile
    refused(fund.approve("r1", coordinator("coralie")), Rejection::already_signed);
    refused(fund.approve("r1", coordinator("denis")), Rejection::not_a_signatory);
    fund.now += 24h - 1ms;
    unchanged(fund.fire("signature/r1"));
    fund.now += 1ms;
    const auto raised = fund.fire("signature/r1");
    told(raised);
    EXPECT_EQ(raised->front().fund().flag_raised().messages(0).person(), "board");
    EXPECT_TRUE(fund.state.flags.contains("signature_missing/r1"));
    fund.now += 24h;
    told(fund.fire("signature/r1"));  // again, until somebody settles it
    EXPECT_EQ(fund.state.flags.size(), 1u);
    by_rule(fund.approve("r1", by("simone")), Rule::second_after_night);
    EXPECT_TRUE(fund.state.flags.empty());
    EXPECT_FALSE(domain::deadlines(fund.state).contains("signature/r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::sent);
    refused(fund.approve("r1", by("stella")), Rejection::request_out_of_turn);
}

TEST_F(FundControl, TheBoardTakesNoteOfAnExceptionUnlessItIsItsOwn) {
    fund.now = at_night;
    auto own = FundStory::wish("own", "taxi", dollars(40), "cab");
    own.set_requester("board");
    told(fund.mail(own));
    told(fund.ask("r1"));
    for (const char* id : {"own", "r1"}) told(fund.approve(id, coordinator("coralie")));
    fund.now += 24h;
    for (const char* id : {"own", "r1"}) told(fund.fire("signature/" + std::string(id)));
    const auto settle = [&](const std::string& person, const std::string& flag, auto outcome) {
        return with(by(person), [&](v1::FundCommand& command) {
            command.mutable_settle_flag()->set_flag(flag);
            command.mutable_settle_flag()->set_outcome(outcome);
        });
    };
    using Flag = v1::FundFlag;
    refused(settle("stella", "signature_missing/r1", Flag::accepted), Rejection::not_a_signatory);
    refused(settle("board", "signature_missing/r9", Flag::accepted), Rejection::flag_unknown);
    refused(settle("board", "signature_missing/r1", Flag::outcome_unknown),
            Rejection::reason_missing);
    refused(settle("board", "signature_missing/own", Flag::accepted),
            Rejection::reconciler_not_apart);
    told(settle("board", "signature_missing/r1", Flag::accepted));
    EXPECT_FALSE(domain::deadlines(fund.state).contains("signature/r1"));
}

TEST_F(FundControl, SaysBeforehandByWhichRuleSheMay) {
    told(fund.ask("r1"));
    const auto may = [&](const v1::Actor& actor) {
        return domain::may_approve(fund.state, "r1", actor, fund.now, *fund.directory);
    };
    EXPECT_EQ(may(by("simone")), Rule::petty);
    EXPECT_EQ(may(by("wanda")).error(), Rejection::own_request);
    EXPECT_EQ(may(coordinator("coralie")).error(), Rejection::not_a_signatory);
    fund.now = at_night + 24h;
    EXPECT_EQ(may(coordinator("coralie")), Rule::night);
}

TEST_F(FundControl, AnotherVendorMustCostTheSame) {
    settings([](v1::FundSettings& all) {
        auto& price = *all.add_prices();
        price.set_expense("taxi");
        price.set_vendor("limousine");
        price.set_cents(400'00);
        auto& vendor = *all.add_vendors();
        vendor.set_id("limousine");
        auto& other = *all.add_vendors();
        other.set_id("other-cab");
    });
    told(fund.ask("r1"));
    const auto with_vendor = [&](const std::string& vendor) {
        return with(by("simone"), [&](v1::FundCommand& command) {
            command.mutable_approve_request()->set_request("r1");
            command.mutable_approve_request()->mutable_seen()->set_cents(40'00);
            command.mutable_approve_request()->set_vendor(vendor);
        });
    };
    refused(with_vendor("limousine"), Rejection::total_moved_on);
    refused(with_vendor("inn"), Rejection::vendor_not_for_this);
    refused(with_vendor("moon"), Rejection::vendor_unknown);
    told(with_vendor("other-cab"));
    EXPECT_EQ(fund.state.request("r1")->vendor, "other-cab");
    told(fund.mail(FundStory::wish("r2", "taxi", dollars(40), "")));
    refused(fund.approve("r2", by("simone")), Rejection::vendor_unknown);
}

}  // namespace
}  // namespace relais::test
