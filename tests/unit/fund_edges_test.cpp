// Where two hands or a clock meet a request: a voucher that nobody came with, two who sign at once,
// a source that ends in between, an advance that stays out, one paper that is given three times.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FundEdges : public FundTest {
protected:
    void approved(const std::string& request, v1::Money amount = dollars(40)) {
        told(fund.ask(request, std::move(amount)));
        told(fund.approve(request, by("simone")));
    }
    // What two of them decide who look at the same state; the store takes the first.
    domain::Decision meant(const std::string& person) {
        v1::Command command;
        command.set_command_id("of " + person);
        command.set_aggregate(fund.state.aggregate);
        *command.mutable_actor() = by(person);
        auto& approval = *command.mutable_fund()->mutable_approve_request();
        approval.set_request("r1");
        approval.mutable_seen()->set_cents(fund.state.request("r1")->cents);
        return domain::decide(fund.state, command, fund.now, *fund.directory);
    }
    [[nodiscard]] std::vector<std::string> signers() const {
        std::vector<std::string> all;
        for (const auto& approval : fund.state.request("r1")->approvals)
            all.push_back(approval.person());
        return all;
    }
    void end_source(const std::string& source, Instant until) {
        settings([&](v1::FundSettings& all) {
            for (auto& one : *all.mutable_sources())
                if (one.id() == source) one.set_until_ms(to_ms(until));
        });
    }
    // "wilma 1", "board 2": whom a decision writes to, and of how many.
    static std::vector<std::string> rung(const domain::Decision& decision) {
        std::vector<std::string> all;
        for (const auto& event : *decision)
            for (const auto* message : domain::notices_of(event.fund()))
                all.push_back(message->person() + " " +
                              std::to_string(std::max(1u, message->count())));
        return all;
    }
    void advance_out(const std::string& request, v1::Money amount, const std::string& to = "wilma",
                     const std::string& allowed = "board") {
        auto wish = FundStory::wish(request, "advance", std::move(amount), "");
        wish.set_advance_to(to);
        told(fund.mail(wish));
        told(fund.approve(request, by(allowed)));
        told(fund.send(request, "pay-" + request));
        told(fund.told("pay-" + request, v1::FundPayment::paid));
    }
    domain::Decision brought_back(const std::string& request, std::int64_t cents,
                                  const std::string& person = "stella") {
        return with(by(person), [&](v1::FundCommand& command) {
            command.mutable_settle_advance()->set_advance(request);
            command.mutable_settle_advance()->mutable_brought_back()->set_cents(cents);
        });
    }
    [[nodiscard]] const v1::FundNews& heard() const {
        return fund.mailed.back().note_fund().news();
    }
    const std::string code = std::string(32, 'k');
    const std::string wrong = std::string(32, 'x');
};

// ── a voucher that nobody came with ──

TEST_F(FundEdges, AVoucherThatNobodyCameWithEndsByTheClockAndItsMoneyGoesBackOnce) {
    approved("r1");
    told(fund.issue("r1", "V-1"));
    fund.mailed.clear();
    fund.now += 36h - 1ms;
    unchanged(fund.fire("voucher/V-1"));
    told(fund.fire_when_due("voucher/V-1"));
    EXPECT_EQ(fund.state.voucher("V-1")->state, v1::FundVoucher::expired);
    EXPECT_EQ(fund.state_of("r1"), Request::approved) << "another one may be given";
    EXPECT_EQ(fund.state.available("city"), 960'00);
    EXPECT_EQ(heard().state(), Request::approved) << "its case is told";
    unchanged(fund.fire("voucher/V-1"));
    refused(fund.redeem("V-1", code), Rejection::voucher_over);
    refused(fund.redeem("V-1", wrong), Rejection::voucher_over);
    EXPECT_EQ(domain::deadlines(fund.state).at("reservation/r1"), fund.now + 48h);

    told(fund.fire_when_due("reservation/r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::expired);
    EXPECT_EQ(heard().state(), Request::expired);
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    unchanged(fund.fire("reservation/r1"));
    refused(fund.redeem("V-1", code), Rejection::voucher_over);
    refused(fund.issue("r1", "V-2"), Rejection::request_over);
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    EXPECT_EQ(std::ranges::count(fund.transfers(), "released 4000"), 1);
    EXPECT_EQ(fund.state.reserved(), 0);
    EXPECT_THAT(domain::deadlines(fund.state), IsEmpty());
}

TEST_F(FundEdges, NoVoucherIsGoodForLongerThanTheSettingsSay) {
    approved("r1");
    const auto until = [&](Instant end) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& voucher = *command.mutable_issue_voucher()->mutable_voucher();
            voucher.set_number("V-1");
            voucher.set_request("r1");
            voucher.set_code_hash(code);
            voucher.set_until_ms(to_ms(end));
            command.mutable_issue_voucher()->set_payment("p1");
        });
    };
    refused(until(fund.now + 36h + 1ms), Rejection::request_not_understood);
    refused(until(fund.now), Rejection::request_not_understood);
    told(until(fund.now + 36h));
}

TEST_F(FundEdges, AVoucherIsRedeemedByTheVendorThatItIsFor) {
    approved("r1");
    told(fund.issue("r1", "V-1"));
    const auto redeemed_by = [&](const std::string& vendor) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_redeem_voucher()->set_number("V-1");
            command.mutable_redeem_voucher()->set_code_hash(code);
            command.mutable_redeem_voucher()->set_vendor(vendor);
        });
    };
    refused(redeemed_by("inn"), Rejection::voucher_differs);
    EXPECT_EQ(fund.state.voucher("V-1")->misses, 0u) << "the code was right";
    told(redeemed_by("cab"));
}

TEST_F(FundEdges, AVoucherThatIsLockedEndsByTheClockAsWellAndIsFlaggedNoMore) {
    approved("r1");
    told(fund.issue("r1", "V-1"));
    for (int miss = 0; miss < 3; ++miss) told(fund.redeem("V-1", wrong));
    EXPECT_TRUE(fund.state.flags.contains("voucher_guessed/V-1"));
    told(fund.fire_when_due("voucher/V-1"));
    EXPECT_FALSE(fund.state.flags.contains("voucher_guessed/V-1"));
    EXPECT_EQ(fund.state_of("r1"), Request::approved);
    refused(fund.redeem("V-1", code), Rejection::voucher_over);
}

// ── two who sign at the same moment ──

TEST_F(FundEdges, OfTwoWhoSignAtOnceOneCountsWhereOneIsEnough) {
    told(fund.ask("r1"));
    told(meant("stella"));
    told(meant("simone"));  // both might, as it stands
    told(fund.approve("r1", by("stella")));
    refused(fund.approve("r1", by("simone")), Rejection::request_out_of_turn);
    EXPECT_THAT(signers(), ElementsAre("stella"));
    EXPECT_EQ(std::ranges::count(fund.transfers(), "reservation 4000"), 1);
    EXPECT_EQ(fund.state.signed_lately.count("simone"), 0u) << "hers adds up to nothing";
}

TEST_F(FundEdges, AboveOneSignaturesWorthExactlyTwoCountHoweverManySignAtOnce) {
    told(fund.ask("r1", dollars(1'500)));
    for (const char* person : {"stella", "simone", "board"}) told(meant(person));
    told(fund.approve("r1", by("stella")));
    EXPECT_EQ(fund.state_of("r1"), Request::funds_reserved) << "one is not enough";
    refused(fund.send("r1", "p1"), Rejection::signature_awaited);
    refused(fund.approve("r1", by("stella")), Rejection::already_signed);  // from her other screen
    told(fund.approve("r1", by("simone")));
    EXPECT_EQ(fund.state_of("r1"), Request::approved);
    refused(fund.approve("r1", by("board")), Rejection::request_out_of_turn);
    refused(fund.approve("r1", by("stella")), Rejection::already_signed);
    EXPECT_THAT(signers(), ElementsAre("stella", "simone"));
    EXPECT_EQ(fund.state.request("r1")->approvals[1].rule(), v1::ApprovalRule::second_of_two);
    EXPECT_EQ(std::ranges::count(fund.transfers(), "reservation 150000"), 1);
}

TEST_F(FundEdges, WhoSignsFirstIsNotRungForTheSecondSignature) {
    told(fund.ask("r1", dollars(1'500)));
    fund.now += 1h;
    EXPECT_THAT(rung(fund.approve("r1", by("stella"))), ElementsAre("simone 1", "board 1"));
}

TEST_F(FundEdges, WhoSignsWhatIsRefusedMeanwhileHearsThatItIsOver) {
    told(fund.ask("r1"));
    told(with(by("simone"), [](v1::FundCommand& command) {
        command.mutable_refuse_request()->set_request("r1");
        command.mutable_refuse_request()->set_why(v1::FundRequest::too_much);
    }));
    refused(fund.approve("r1", by("stella")), Rejection::request_over);
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
}

TEST_F(FundEdges, ACoordinatorsNightIsNoSecondSignature) {
    settings([](v1::FundSettings& all) { all.mutable_limits()->set_night_cents(2'000'00); });
    told(fund.ask("r1", dollars(1'500)));
    told(fund.approve("r1", by("stella")));
    fund.now = at_night;
    refused(fund.approve("r1", by("coralie", v1::Role::coordinator)), Rejection::not_a_signatory);
    told(fund.approve("r1", by("simone")));
}

TEST_F(FundEdges, OneRequestRingsTwelvePeopleAtMost) {
    for (int i = 0; i < 15; ++i) {
        auto& person = *fund.world.data().add_people();
        person = fund.world.data().people(fund.world.data().people_size() - 2);
        person.set_id("signer-" + std::to_string(i));
    }
    fund.directory = fund.world.directory();
    settings([](v1::FundSettings& all) {
        for (int i = 0; i < 15; ++i) {
            *all.add_signatories() = all.signatories(0);
            all.mutable_signatories()->rbegin()->set_person("signer-" + std::to_string(i));
        }
    });
    EXPECT_EQ(rung(fund.ask("r1")).size(), 12u);
}

// ── a source that ends in between ──

// Nothing is reserved from it any more; what was reserved in time is still signed, sent and paid.
TEST_F(FundEdges, WhatWasReservedBeforeASourceEndedIsStillPaidAndNothingElseIs) {
    const auto end = fund.now + 1h;
    end_source("city", end);
    approved("reserved");
    told(fund.ask("half", dollars(900)));
    told(fund.reserve("half", "city"));
    told(fund.ask("late"));
    fund.now = end;

    told(fund.approve("half", by("simone")));
    told(fund.issue("reserved", "V-1"));
    told(fund.redeem("V-1", code, dollars(35)));
    told(fund.send("half", "p-half"));
    told(fund.told("p-half", v1::FundPayment::paid));
    EXPECT_EQ(fund.state.request("half")->source, "city");
    EXPECT_EQ(fund.state.available("city"), 1'000'00 - 35'00 - 900'00)
        << "what was not used went back to where it came from";

    refused(fund.reserve("late", "city"), Rejection::source_over);
    told(fund.approve("late", by("simone")));
    EXPECT_EQ(fund.state.request("late")->source, "province");
    EXPECT_EQ(fund.state.available("city"), 65'00);
    refused(fund.receive("city", dollars(1)), Rejection::source_over);
}

TEST_F(FundEdges, APaymentThatDidNotGoOutIsSentAgainFromTheSourceThatEnded) {
    const auto end = fund.now + 1h;
    end_source("city", end);
    approved("r1");
    told(fund.send("r1", "p1"));
    fund.now = end;
    told(fund.told("p1", v1::FundPayment::not_paid));
    EXPECT_EQ(fund.state.available("city"), 960'00) << "it is reserved still";
    told(fund.send("r1", "p2"));
    told(fund.told("p2", v1::FundPayment::paid));
    EXPECT_EQ(fund.state.available("city"), 960'00);
}

TEST_F(FundEdges, WhereEverySourceEndedNothingIsReservedAndItIsSaid) {
    told(fund.ask("r1"));
    for (const char* source : {"city", "province"}) end_source(source, fund.now + 1h);
    fund.now += 1h;
    refused(fund.approve("r1", by("simone")), Rejection::source_over);
    EXPECT_EQ(fund.state_of("r1"), Request::asked);
    EXPECT_EQ(fund.state.reserved(), 0);
}

// ── an advance that stays out ──

TEST_F(FundEdges, AnAdvanceIsRemindedOfWeekByWeekUntilItIsSettled) {
    advance_out("a1", dollars(200));
    const auto out = fund.now;
    EXPECT_EQ(domain::deadlines(fund.state).at("advance/a1"), out + 30 * 24h);
    fund.now = out + 30 * 24h - 1ms;
    unchanged(fund.fire("advance/a1"));
    for (int week = 0; week < 3; ++week) {
        fund.now = out + (30 + 7 * week) * 24h;
        const auto reminded = fund.fire("advance/a1");
        told(reminded);
        EXPECT_THAT(rung(reminded), ElementsAre("wilma 1", "board 1")) << week;
        unchanged(fund.fire("advance/a1"));
        EXPECT_EQ(domain::deadlines(fund.state).at("advance/a1"), fund.now + 7 * 24h);
    }
    told(brought_back("a1", 150'00));
    EXPECT_TRUE(domain::deadlines(fund.state).contains("advance/a1")) << "fifty are still out";
    EXPECT_TRUE(fund.state.flags.contains("advance_overdue/a1"));
    told(brought_back("a1", 50'00));
    EXPECT_THAT(domain::deadlines(fund.state), IsEmpty());
    EXPECT_THAT(fund.state.flags, IsEmpty());
    fund.now += 30 * 24h;
    unchanged(fund.fire("advance/a1"));
}

TEST_F(FundEdges, WhoHoldsThreeAdvancesIsRemindedOnceADayOfAllOfThem) {
    for (const char* id : {"a1", "a2", "a3"}) advance_out(id, dollars(50));
    fund.now += 30 * 24h;
    for (const char* id : {"a1", "a2", "a3"}) told(fund.fire("advance/" + std::string(id)));
    told(fund.fire_when_due("notices/wilma"));
    told(fund.fire_when_due("notices/board"));
    fund.now += 7 * 24h;
    std::vector<std::string> day;
    for (const char* id : {"a1", "a2", "a3"})
        for (const auto& one : rung(fund.fire("advance/" + std::string(id)))) day.push_back(one);
    EXPECT_THAT(day, ElementsAre("wilma 3", "board 3"));
}

TEST_F(FundEdges, WhoSignsSettlesNoAdvanceOfHerOwn) {
    advance_out("a1", dollars(50), "simone");
    refused(brought_back("a1", 50'00, "simone"), Rejection::own_request);
    told(brought_back("a1", 50'00));
}

TEST_F(FundEdges, TheBoardWritesOffNothingThatItAllowed) {
    advance_out("a1", dollars(50));
    advance_out("a2", dollars(50), "wilma", "simone");
    const auto off = [&](const std::string& request) {
        return with(by("board"), [&](v1::FundCommand& command) {
            command.mutable_write_off()->set_request(request);
            command.mutable_write_off()->mutable_amount()->set_cents(50'00);
        });
    };
    refused(off("a1"), Rejection::reconciler_not_apart);
    told(off("a2"));
}

// ── one paper, given three times ──

TEST_F(FundEdges, ThePaperThatIsGivenAgainIsTheSamePaperAndShowsItOnce) {
    fund.pay("r1");
    const auto give = [&](const std::string& id, std::int64_t cents, char content,
                          const std::string& replaces = "") {
        return with(by("wanda", v1::Role::worker, "hospital"), [&](v1::FundCommand& command) {
            auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
            evidence.set_id(id);
            evidence.set_request("r1");
            evidence.set_kind(v1::FundEvidence::receipt);
            evidence.set_cents(cents);
            evidence.set_content(std::string(32, content));
            evidence.set_type(v1::FundEvidence::pdf);
            evidence.set_size(1'000);
            evidence.set_replaces(replaces);
        });
    };
    told(give("e1", 20'00, 'a'));
    unchanged(give("e2", 20'00, 'a'));
    unchanged(give("e3", 40'00, 'a'));
    EXPECT_EQ(fund.state.request("r1")->evidence.size(), 1u);
    EXPECT_EQ(fund.state_of("r1"), Request::paid) << "twenty are shown, not sixty";
    told(give("e4", 15'00, 'a', "e1"));  // its amount was typed wrong
    unchanged(give("e5", 15'00, 'a'));
    told(give("e6", 25'00, 'b'));
    EXPECT_EQ(fund.state_of("r1"), Request::evidenced);
    EXPECT_EQ(fund.state.request("r1")->shown(), 40'00);
}

TEST_F(FundEdges, OneInvoiceMayShowWhatTwoRequestsPaid) {
    for (const char* id : {"r1", "r2"}) {
        fund.pay(id);
        told(fund.show(id, "invoice", dollars(40)));
        EXPECT_EQ(fund.state_of(id), Request::evidenced);
    }
}

TEST_F(FundEdges, APaperThatReplacesAnotherShowsItsOwnAmountAlone) {
    fund.pay("r1");
    told(fund.show("r1", "e1", dollars(30)));
    told(fund.fire_when_due("evidence/r1"));
    const auto replaced = with(by("wanda"), [&](v1::FundCommand& command) {
        auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
        evidence = fund.state.request("r1")->evidence.at("e1").evidence;
        evidence.set_id("e2");
        evidence.set_cents(35'00);
        evidence.set_replaces("e1");
    });
    told(replaced);
    EXPECT_FALSE(replaced->front().fund().evidence_added().enough());
    EXPECT_TRUE(fund.state.flags.contains("evidence_missing/r1"));
    told(fund.show("r1", "e3", dollars(5)));
    EXPECT_THAT(fund.state.flags, IsEmpty());
}

TEST_F(FundEdges, WhoAskedIsNoWitnessOfItWhoeverWritesItDown) {
    fund.pay("r1");
    const auto seen_by = [&](const std::string& witness) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
            evidence.set_id("e1");
            evidence.set_request("r1");
            evidence.set_kind(v1::FundEvidence::no_receipt);
            evidence.set_reason(v1::FundEvidence::lost);
            evidence.set_witness(witness);
        });
    };
    refused(seen_by("wanda"), Rejection::witness_missing);  // it was for her
    refused(seen_by("stella"), Rejection::witness_missing);
    told(seen_by("wilma"));
}

// ── what came back ──

TEST_F(FundEdges, WhatCameBackCountsTowardNoCapAnyMore) {
    settings([](v1::FundSettings& all) {
        auto& cap = *all.add_caps();
        cap.set_id("month");
        cap.set_per(v1::FundCap::month);
        cap.set_cents(100'00);
    });
    fund.pay("r1", dollars(60));
    answered(fund.ask("r2", dollars(60)), Rejection::over_cap);
    const auto refund = [&](std::int64_t cents) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_refund_payment()->set_payment("pay-r1");
            command.mutable_refund_payment()->mutable_amount()->set_cents(cents);
        });
    };
    told(refund(19'99));
    answered(fund.ask("r3", dollars(60)), Rejection::over_cap);
    told(refund(1));
    told(fund.ask("r4", dollars(60)));
    EXPECT_EQ(fund.state_of("r4"), Request::asked);
}

TEST_F(FundEdges, WhatALineOfTheBankWasMatchedWithIsCorrectedOnlyOnceItIsNot) {
    told(fund.receive("city", dollars(70)));
    const auto given = fund.history.back().fund().funding_received().transfer().id();
    told(with(by("stella"), [](v1::FundCommand& command) {
        auto& statement = *command.mutable_read_statement()->mutable_statement();
        statement.set_id("s1");
        statement.set_bank_account("chequing");
        statement.set_format(v1::BankStatement::csv);
        statement.set_content(std::string(32, 's'));
        statement.add_lines()->set_id("l1");
        statement.mutable_lines(0)->set_cents(70'00);
    }));
    told(with(by("stella"), [&](v1::FundCommand& command) {
        command.mutable_match_line()->set_statement("s1");
        command.mutable_match_line()->set_line("l1");
        command.mutable_match_line()->add_transfers(given);
    }));
    const auto correct = [&] {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_correct_transfer()->set_transfer(given);
            command.mutable_correct_transfer()->set_why("wrong_amount");
        });
    };
    refused(correct(), Rejection::request_out_of_turn);
    told(with(by("stella"), [](v1::FundCommand& command) {
        command.mutable_unmatch_line()->set_statement("s1");
        command.mutable_unmatch_line()->set_line("l1");
    }));
    told(correct());
}

// ── when it was paid ──

TEST_F(FundEdges, APaymentKeepsWhenItWasSentAndWhenItWasTold) {
    approved("r1");
    told(fund.issue("r1", "V-1"));
    const auto sent = fund.now;
    EXPECT_EQ(fund.state.payment("pay-V-1")->told_at, Instant{});
    fund.now += 3h;
    told(fund.redeem("V-1", code));
    const auto& payment = *fund.state.payment("pay-V-1");
    EXPECT_EQ(payment.sent_at, sent);
    EXPECT_EQ(payment.told_at, sent + 3h);
}

}  // namespace
}  // namespace relais::test
