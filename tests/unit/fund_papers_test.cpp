// Papers: vouchers, evidence, settlements, what was booked wrong, statements, the month.
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;

class FundPapers : public FundTest {
protected:
    void approved(const std::string& request, v1::Money amount = dollars(40)) {
        told(fund.ask(request, std::move(amount)));
        told(fund.approve(request, by("simone")));
    }
    void advanced(const std::string& request, v1::Money amount) {
        auto wish = FundStory::wish(request, "advance", std::move(amount), "");
        wish.set_advance_to("wilma");
        told(fund.mail(wish));
        told(fund.approve(request, by("simone")));
        told(fund.send(request, "pay-" + request));
        told(fund.told("pay-" + request, v1::FundPayment::paid));
    }
    domain::Decision no_receipt(const std::string& witness, v1::FundEvidence::NoReceipt reason,
                                const std::string& teller = "wanda") {
        return with(by(teller), [&](v1::FundCommand& command) {
            auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
            evidence.set_id("witness");
            evidence.set_request("r1");
            evidence.set_kind(v1::FundEvidence::no_receipt);
            evidence.set_witness(witness);
            evidence.set_reason(reason);
        });
    }
    domain::Decision reconcile(const std::string& person, const std::string& request,
                               const std::vector<std::string>& lines = {}) {
        return with(by(person), [&](v1::FundCommand& command) {
            command.mutable_reconcile_request()->set_request(request);
            for (const auto& line : lines) command.mutable_reconcile_request()->add_lines(line);
        });
    }
    domain::Decision settle(const std::string& person, const std::string& expense,
                            std::int64_t cents, const std::string& evidence,
                            std::int64_t brought_back = 0) {
        return with(by(person), [&](v1::FundCommand& command) {
            auto& settle = *command.mutable_settle_advance();
            settle.set_advance("a1");
            if (cents != 0) {
                auto& spent = *settle.add_spent();
                spent.set_expense(expense);
                spent.mutable_amount()->set_cents(cents);
                spent.set_evidence(evidence);
                spent.set_case_code("K4M7");
            }
            if (brought_back != 0) settle.mutable_brought_back()->set_cents(brought_back);
        });
    }
    domain::Decision read(const std::string& id,
                          const std::vector<std::pair<std::string, std::int64_t>>& lines,
                          char content = 's') {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& statement = *command.mutable_read_statement()->mutable_statement();
            statement.set_id(id);
            statement.set_bank_account("chequing");
            statement.set_format(v1::BankStatement::csv);
            statement.set_content(std::string(32, content));
            for (const auto& [line, cents] : lines) {
                statement.add_lines()->set_id(line);
                statement.mutable_lines(statement.lines_size() - 1)->set_cents(cents);
            }
        });
    }
    domain::Decision match(const std::string& line, const std::vector<std::string>& transfers) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_match_line()->set_statement("s1");
            command.mutable_match_line()->set_line(line);
            for (const auto& transfer : transfers)
                command.mutable_match_line()->add_transfers(transfer);
        });
    }
    domain::Decision unmatch(const std::string& line) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_unmatch_line()->set_statement("s1");
            command.mutable_unmatch_line()->set_line(line);
        });
    }
    domain::Decision aside(const std::string& line, v1::BankStatement::SetAside why,
                           const std::string& source = "") {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& aside = *command.mutable_set_line_aside();
            aside.set_statement("s1");
            aside.set_line(line);
            aside.set_why(why);
            aside.set_source(source);
        });
    }
    domain::Decision correct(const std::string& transfer, const std::string& why = "wrong_source") {
        return with(by("stella"), [&](v1::FundCommand& command) {
            command.mutable_correct_transfer()->set_transfer(transfer);
            command.mutable_correct_transfer()->set_why(why);
        });
    }
    [[nodiscard]] std::string last_transfer() const {
        std::string id;
        for (const auto& event : fund.history)
            for (const auto* transfer : domain::transfers_of(event.fund())) id = transfer->id();
        return id;
    }
    domain::Decision close(const std::string& period, const v1::ClosePeriod& totals) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            *command.mutable_close_period() = totals;
            command.mutable_close_period()->set_period(period);
        });
    }
    [[nodiscard]] v1::ClosePeriod totals() const {
        v1::ClosePeriod close;
        for (const auto& [name, balance] : fund.state.book.balances())
            *close.add_totals() = balance;
        close.set_up_to_version(fund.state.version);
        close.set_digest(std::string(32, 'd'));
        close.set_signature(std::string(64, 's'));
        close.set_key("k1");
        return close;
    }
    const std::string code = std::string(32, 'k');
    const std::string wrong = std::string(32, 'x');
};

TEST_F(FundPapers, AVoucherIsRedeemedOnceAndPays) {
    approved("r1");
    told(fund.issue("r1", "V-1"));
    EXPECT_EQ(fund.state_of("r1"), Request::sent);
    unchanged(fund.issue("r1", "V-1"));
    refused(fund.issue("r1", "V-2"), Rejection::payment_in_doubt);
    refused(fund.told("pay-V-1", v1::FundPayment::paid), Rejection::request_out_of_turn);
    refused(fund.redeem("V-9", code), Rejection::voucher_unknown);
    refused(fund.redeem("V-1", code, dollars(40, 1)), Rejection::voucher_differs);
    const auto decision = fund.redeem("V-1", code, dollars(35));
    told(decision);
    EXPECT_EQ(decision->at(1).fund().payment_told().basis(), v1::FundPayment::voucher_redeemed);
    EXPECT_EQ(fund.state_of("r1"), Request::paid);
    EXPECT_EQ(fund.state.available("city"), 965'00);
    unchanged(fund.redeem("V-1", code, dollars(35)));
    refused(fund.redeem("V-1", code), Rejection::voucher_used);
    refused(fund.redeem("V-1", wrong), Rejection::voucher_used);
    EXPECT_FALSE(domain::deadlines(fund.state).contains("voucher/V-1"));
}

TEST_F(FundPapers, GuessingIsCountedLockedAndTold) {
    approved("r1");
    told(fund.issue("r1", "V-1"));
    for (int miss = 0; miss < 2; ++miss) told(fund.redeem("V-1", wrong));
    const auto locked = fund.redeem("V-1", wrong);
    told(locked);
    EXPECT_TRUE(locked->front().fund().voucher_missed().locked());
    EXPECT_FALSE(locked->front().fund().voucher_missed().messages().empty());
    EXPECT_TRUE(fund.state.flags.contains("voucher_guessed/V-1"));
    refused(fund.redeem("V-1", code), Rejection::voucher_locked);
    const auto void_it = [&](const std::string& number) {
        return with(by("stella"),
                    [&](auto& command) { command.mutable_void_voucher()->set_number(number); });
    };
    told(void_it("V-1"));
    unchanged(void_it("V-1"));
    refused(void_it("V-9"), Rejection::voucher_unknown);
    EXPECT_TRUE(fund.state.flags.empty());
    told(fund.issue("r1", "V-2"));
    told(fund.redeem("V-2", code));
    refused(void_it("V-2"), Rejection::voucher_used);
}

TEST_F(FundPapers, AVoucherEndsAtItsInstantEvenBeforeTheClockComesRound) {
    approved("r1");
    told(fund.issue("r1", "V-1"));
    fund.now += 36h;
    refused(fund.redeem("V-1", code), Rejection::voucher_over);
    told(fund.fire("voucher/V-1"));
    EXPECT_EQ(fund.state_of("r1"), Request::approved);
    EXPECT_EQ(fund.balance(Account::expense, "taxi"), 0);
    told(fund.issue("r1", "V-2"));
    told(fund.redeem("V-2", code));
}

TEST_F(FundPapers, AVoucherIsForAVendorThatTakesThem) {
    settings([](auto& all) { all.mutable_vendors(0)->set_vouchers(false); });
    approved("r1");
    refused(fund.issue("r1", "V-1"), Rejection::vendor_not_for_this);
    settings([](auto& all) { all.mutable_vendors(0)->set_vouchers(true); });
    const auto issue = [&](auto change) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& voucher = *command.mutable_issue_voucher()->mutable_voucher();
            voucher.set_number("V-1");
            voucher.set_request("r1");
            voucher.set_code_hash(code);
            command.mutable_issue_voucher()->set_payment("p1");
            change(voucher);
        });
    };
    refused(issue([](auto& v) { v.set_vendor("inn"); }), Rejection::voucher_differs);
    refused(issue([](auto& v) { v.set_quantity(2); }), Rejection::voucher_differs);
    refused(issue([](auto& v) { v.set_cents(40'01); }), Rejection::more_than_reserved);
    refused(issue([](auto& v) { v.set_cents(-1); }), Rejection::amount_not_positive);
    refused(issue([](auto& v) { v.set_until_ms(1); }), Rejection::request_not_understood);
    refused(issue([](auto& v) { v.clear_code_hash(); }), Rejection::request_not_understood);
    refused(issue([](auto& v) { v.set_request("none"); }), Rejection::request_unknown);
    told(issue([](auto&) {}));
}

TEST_F(FundPapers, WhatWasPaidIsShownWithinFourteenDays) {
    fund.pay("r1");
    fund.now += std::chrono::days(14);
    told(fund.fire("evidence/r1"));
    EXPECT_TRUE(fund.state.flags.contains("evidence_missing/r1"));
    told(fund.show("r1", "e1", dollars(30)));
    EXPECT_EQ(fund.state_of("r1"), Request::paid);
    unchanged(fund.show("r1", "e1", dollars(30)));
    refused(fund.show("r1", "e1", dollars(31)), Rejection::request_differs);
    told(fund.show("r1", "e2", dollars(10)));
    EXPECT_EQ(fund.state_of("r1"), Request::evidenced);
    EXPECT_TRUE(fund.state.flags.empty());
    EXPECT_TRUE(domain::deadlines(fund.state).empty());
    refused(fund.show("none", "e3", dollars(1)), Rejection::request_unknown);
    told(fund.ask("r2"));
    refused(fund.show("r2", "e3", dollars(1)), Rejection::request_out_of_turn);
}

TEST_F(FundPapers, EvidenceThatWasWrongIsReplacedAndKept) {
    fund.pay("r1");
    told(fund.show("r1", "e1", dollars(40)));
    const auto replace = [&](const std::string& by_which, const std::string& which) {
        return with(by("wanda"), [&](v1::FundCommand& command) {
            auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
            evidence = fund.state.request("r1")->evidence.at("e1").evidence;
            evidence.set_id(by_which);
            evidence.set_cents(30'00);
            evidence.set_replaces(which);
        });
    };
    told(replace("e2", "e1"));
    EXPECT_EQ(fund.state_of("r1"), Request::paid);
    EXPECT_TRUE(domain::deadlines(fund.state).contains("evidence/r1"));
    EXPECT_EQ(fund.state.request("r1")->evidence.size(), 2u);
    refused(replace("e3", "e1"), Rejection::evidence_not_understood);
    refused(replace("e3", "e9"), Rejection::evidence_not_understood);
}

TEST_F(FundPapers, EvidenceIsAFileOrAWitnessWithAReason) {
    fund.pay("r1");
    const auto file = [&](auto change) {
        return with(by("wanda"), [&](v1::FundCommand& command) {
            auto& evidence = *command.mutable_add_evidence()->mutable_evidence();
            evidence.set_id("e1");
            evidence.set_request("r1");
            evidence.set_kind(v1::FundEvidence::receipt);
            evidence.set_content(std::string(32, 'h'));
            evidence.set_type(v1::FundEvidence::png);
            evidence.set_size(domain::evidence_bytes_max);
            change(evidence);
        });
    };
    const auto why = Rejection::evidence_not_understood;
    refused(file([](auto& e) { e.set_size(domain::evidence_bytes_max + 1); }), why);
    refused(file([](auto& e) { e.set_size(0); }), why);
    refused(file([](auto& e) { e.set_content("short"); }), why);
    refused(file([](auto& e) { e.set_type(v1::FundEvidence::none); }), why);
    refused(file([](auto& e) { e.set_kind(v1::FundEvidence::unknown); }), why);
    refused(file([](auto& e) { e.set_id(""); }), why);
    refused(file([](auto& e) { e.set_cents(-1); }), Rejection::amount_not_positive);
    for (const char* nobody : {"", "wanda", "stranger"})
        refused(no_receipt(nobody, v1::FundEvidence::lost), Rejection::witness_missing);
    refused(no_receipt("wilma", v1::FundEvidence::lost, "wilma"), Rejection::witness_missing);
    refused(no_receipt("wilma", v1::FundEvidence::reason_unknown), Rejection::witness_missing);
    told(no_receipt("wilma", v1::FundEvidence::dangerous));
    EXPECT_EQ(fund.state_of("r1"), Request::evidenced);
    told(file([](auto&) {}));
}

TEST_F(FundPapers, ThatTellNoAmountShowWhatWasPaidAndNotWhatWasMeant) {
    approved("r1");
    told(fund.send("r1", "p1"));
    told(fund.told("p1", v1::FundPayment::paid, dollars(38, 25)));
    EXPECT_EQ(fund.mailed.back().note_fund().news().cents(), 38'25);
    told(no_receipt("wilma", v1::FundEvidence::lost));
    EXPECT_EQ(fund.state.request("r1")->shown(), 38'25);
}

TEST_F(FundPapers, WhoReconcilesNeitherAskedNorApproved) {
    fund.pay("r1");
    refused(reconcile("stella", "r1"), Rejection::evidence_not_enough);
    told(fund.show("r1", "e1", dollars(40)));
    refused(reconcile("simone", "r1"), Rejection::reconciler_not_apart);
    refused(reconcile("wanda", "r1"), Rejection::not_a_signatory);
    refused(reconcile("stella", "none"), Rejection::request_unknown);
    refused(reconcile("stella", "r1", {"s1/x"}), Rejection::statement_line_unknown);
    told(reconcile("stella", "r1"));
    EXPECT_EQ(fund.state_of("r1"), Request::reconciled);
    unchanged(reconcile("stella", "r1"));
    refused(reconcile("board", "r1"), Rejection::request_out_of_turn);
}

TEST_F(FundPapers, NothingIsReconciledWhileASignatureIsMissing) {
    fund.now = at_night;
    told(fund.ask("r1"));
    told(fund.approve("r1", by("coralie", v1::Role::coordinator)));
    told(fund.send("r1", "p1"));
    told(fund.told("p1", v1::FundPayment::paid));
    told(fund.show("r1", "e1", dollars(40)));
    refused(reconcile("stella", "r1"), Rejection::signature_awaited);
    told(fund.approve("r1", by("simone")));
    told(reconcile("stella", "r1"));
}

TEST_F(FundPapers, AnAdvanceIsAccountedForPieceByPiece) {
    advanced("a1", dollars(200));
    EXPECT_EQ(fund.balance(Account::advance, "wilma"), 200'00);
    told(fund.show("a1", "e1", dollars(150)));
    EXPECT_EQ(fund.state_of("a1"), Request::paid);  // a paper alone settles nothing
    refused(settle("stella", "food", 150'01, "e1"), Rejection::evidence_not_enough);
    refused(settle("stella", "food", 10'00, "e9"), Rejection::evidence_not_understood);
    refused(settle("stella", "advance", 10'00, "e1"), Rejection::expense_unknown);
    refused(settle("stella", "food", 150'00, "e1", 50'01), Rejection::more_than_advance);
    refused(settle("stella", "food", -1, "e1"), Rejection::amount_not_positive);
    refused(settle("stella", "food", 0, ""), Rejection::amount_not_positive);
    refused(settle("wilma", "food", 10'00, "e1"), Rejection::not_a_signatory);
    told(settle("stella", "food", 100'00, "e1"));
    refused(settle("stella", "food", 50'01, "e1"), Rejection::evidence_not_enough);
    told(settle("stella", "food", 50'00, "e1", 50'00));
    EXPECT_EQ(fund.balance(Account::advance, "wilma"), 0);
    EXPECT_EQ(fund.balance(Account::expense, "food"), 150'00);
    EXPECT_EQ(fund.state_of("a1"), Request::evidenced);
    refused(settle("stella", "food", 1, "e1"), Rejection::advance_over);
    EXPECT_TRUE(domain::deadlines(fund.state).empty());
    fund.pay("r1");
    refused(with(by("stella"), [](auto& c) { c.mutable_settle_advance()->set_advance("r1"); }),
            Rejection::advance_unknown);
}

TEST_F(FundPapers, AnAdvanceThatIsOpenTooLongIsRemindedOfAndTheBoardIsTold) {
    advanced("a1", dollars(200));
    fund.now += std::chrono::days(30);
    const auto reminded = fund.fire("advance/a1");
    told(reminded);
    EXPECT_EQ(reminded->front().fund().advance_reminded().messages(0).person(), "wilma");
    EXPECT_TRUE(fund.state.flags.contains("advance_overdue/a1"));
    EXPECT_EQ(domain::deadlines(fund.state).at("advance/a1"), fund.now + std::chrono::days(7));
    told(settle("stella", "", 0, "", 200'00));
    EXPECT_TRUE(fund.state.flags.empty());
}

TEST_F(FundPapers, NobodyHoldsMoreInAdvanceThanTheLimit) {
    advanced("a1", dollars(300));
    auto more = FundStory::wish("a2", "advance", dollars(200, 1), "");
    more.set_advance_to("wilma");
    answered(fund.mail(more), Rejection::advance_too_large);
    more.set_request("a3");
    more.mutable_amount()->set_cents(200'00);
    told(fund.mail(more));
    more.set_request("a4");
    told(fund.mail(more));
    told(fund.approve("a3", by("simone")));
    refused(fund.approve("a4", by("simone")), Rejection::advance_too_large);
    more.set_request("a5");
    more.set_advance_to("stranger");
    answered(fund.mail(more), Rejection::person_unknown);
}

TEST_F(FundPapers, WhatWasBookedWrongIsSetRightOnceByAnotherTransfer) {
    told(fund.receive("city", dollars(70)));
    const auto funded = last_transfer();
    refused(correct(funded, ""), Rejection::reason_missing);
    refused(correct("fund/main/999/0"), Rejection::transfer_unknown);
    told(correct(funded));
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    refused(correct(funded), Rejection::transfer_corrected_already);
    refused(correct(last_transfer()), Rejection::transfer_corrected_already);
    fund.pay("r1");
    refused(correct(last_transfer()), Rejection::request_out_of_turn);
    advanced("a1", dollars(200));
    told(settle("stella", "", 0, "", 200'00));
    EXPECT_EQ(fund.state_of("a1"), Request::evidenced);
    told(correct(last_transfer(), "wrong_amount"));
    EXPECT_EQ(fund.balance(Account::advance, "wilma"), 200'00);
    EXPECT_EQ(fund.state_of("a1"), Request::paid);
    EXPECT_TRUE(domain::deadlines(fund.state).contains("advance/a1"));
    EXPECT_EQ(fund.state.book.sum(), 0);
}

TEST_F(FundPapers, ACorrectionNeverTakesWhatIsNotThereAnyMore) {
    told(fund.receive("city", dollars(70)));
    const auto funded = last_transfer();
    approved("r1", dollars(1'000));
    told(fund.ask("r2", dollars(10)));
    told(fund.reserve("r2", "city"));
    refused(correct(funded), Rejection::funds_short);
}

TEST_F(FundPapers, LinesOfAStatementAreMatchedToTheCent) {
    fund.pay("r1");
    const auto paid = last_transfer();
    fund.pay("r2", dollars(60));
    const auto second = last_transfer();
    told(
        read("s1", {{"l1", -40'00}, {"l2", -5'00}, {"l3", 7'00}, {"l4", -100'00}, {"l1", -40'00}}));
    EXPECT_EQ(fund.state.lines.size(), 4u);
    unchanged(read("s1", {}));
    refused(read("s2", {}), Rejection::statement_read_already);
    refused(read("s1", {}, 't'), Rejection::request_differs);
    refused(read("s3", {{"", 1}}, 't'), Rejection::statement_not_understood);
    refused(read("s3", {{"l1", 0}}, 't'), Rejection::statement_not_understood);
    told(read("s3", {{"l1", -40'00}}, 't'));  // the same line of the bank again
    EXPECT_EQ(fund.state.lines.size(), 4u);
    refused(match("l9", {paid}), Rejection::statement_line_unknown);
    refused(match("l1", {"fund/main/999/0"}), Rejection::transfer_unknown);
    refused(match("l1", {second}), Rejection::line_differs);
    refused(match("l1", {}), Rejection::line_differs);
    told(match("l1", {paid}));
    unchanged(match("l1", {paid}));
    refused(match("l4", {paid, second}), Rejection::line_matched_already);
    told(unmatch("l1"));
    refused(unmatch("l1"), Rejection::line_not_matched);
    refused(match("l4", {paid, paid}), Rejection::line_matched_already);
    told(match("l4", {paid, second}));
    told(fund.show("r1", "e1", dollars(40)));
    refused(reconcile("stella", "r1", {"s1/l1"}), Rejection::line_not_matched);
    told(reconcile("stella", "r1", {"s1/l4"}));
    refused(unmatch("l4"), Rejection::line_matched_already);
    refused(aside("l4", v1::BankStatement::not_ours), Rejection::line_matched_already);
}

TEST_F(FundPapers, ALineIsSetAsideWithAReasonAndAFeeIsCharged) {
    told(read("s1", {{"fee", -5'00}, {"other", 7'00}}));
    refused(aside("x", v1::BankStatement::not_ours), Rejection::statement_line_unknown);
    refused(aside("other", v1::BankStatement::why_unknown), Rejection::reason_missing);
    refused(aside("other", v1::BankStatement::bank_fee, "city"), Rejection::line_differs);
    refused(aside("fee", v1::BankStatement::bank_fee, "moon"), Rejection::source_unknown);
    told(aside("fee", v1::BankStatement::bank_fee, "city"));
    EXPECT_EQ(fund.balance(Account::expense, "fee"), 5'00);
    EXPECT_EQ(fund.state.available("city"), 995'00);
    refused(unmatch("fee"), Rejection::line_not_matched);
    told(correct(last_transfer()));
    EXPECT_EQ(fund.state.available("city"), 1'000'00);
    told(aside("other", v1::BankStatement::not_ours));
    told(unmatch("other"));
}

TEST_F(FundPapers, AMonthIsClosedWithTheTotalsOfItsEnd) {
    fund.pay("r1");
    auto november = totals();
    refused(close("2026-11", november), Rejection::period_not_over);
    fund.now += std::chrono::days(14);
    fund.pay("r2");  // in December: it is not November's
    refused(close("2026-11", totals()), Rejection::totals_differ);
    auto less = november;
    less.mutable_totals()->RemoveLast();
    refused(close("2026-11", less), Rejection::totals_differ);
    auto wrong_cents = november;
    wrong_cents.mutable_totals(0)->set_cents(1);
    refused(close("2026-11", wrong_cents), Rejection::totals_differ);
    refused(close("2026-13", november), Rejection::request_not_understood);
    auto no_signature = november;
    no_signature.clear_signature();
    refused(close("2026-11", no_signature), Rejection::request_not_understood);
    told(close("2026-11", november));
    EXPECT_EQ(fund.state.periods.at("2026-11").by, "stella");
    refused(close("2026-11", november), Rejection::period_closed_already);
    refused(close("2026-10", november), Rejection::period_closed_already);
    auto december = totals();
    fund.now += std::chrono::days(62);  // nothing happens in January
    told(close("2026-12", december));
    december.set_up_to_version(fund.state.version);
    fund.now += 1h;
    refused(close("2027-01", december), Rejection::totals_differ);
    december.set_up_to_version(fund.state.version - 1);
    told(close("2027-01", december));
}

TEST_F(FundPapers, WhatWasSettledLongAgoIsForgottenAndActsNoSecondTime) {
    fund.pay("done");
    told(fund.show("done", "e1", dollars(40)));
    told(reconcile("stella", "done"));
    fund.pay("open");  // nobody has shown anything for it
    const auto balances = totals();
    fund.now += std::chrono::days(401);
    told(close("2027-11", balances));
    EXPECT_EQ(fund.state.request("done"), nullptr);
    EXPECT_EQ(fund.state.payment("pay-done"), nullptr);
    EXPECT_EQ(fund.state_of("open"), Request::paid);
    EXPECT_EQ(fund.balance(Account::expense, "taxi"), 80'00);
    unchanged(fund.ask("done"));
    refused(with(by("wilma"),
                 [](v1::FundCommand& command) {
                     auto& wish = *command.mutable_request_funds();
                     wish = FundStory::wish("done", "taxi", dollars(40), "cab");
                     wish.clear_case_code();
                 }),
            Rejection::request_over);
    refused(reconcile("stella", "done"), Rejection::request_unknown);
}

}  // namespace
}  // namespace relais::test
