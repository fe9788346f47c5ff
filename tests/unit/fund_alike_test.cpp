// What looks like the same thing asked twice is said to whoever asks and whoever signs, and refused
// to nobody; a deposit is corrected, never changed; a source that cannot pay is not offered.
#include "common/domain/fund/fund_reading.hpp"
#include "common/domain/fund/fund_snapshot.hpp"
#include "common/domain/fund/journal.hpp"
#include "common/domain/fund/month.hpp"
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class FundCare : public FundTest {
protected:
    void asked(const std::string& id, const std::string& expense = "taxi",
               const std::string& of_case = "case/0001", const std::string& code = "K4M7") {
        auto wish = FundStory::wish(id, expense, expense == "food" ? v1::Money{} : dollars(40), "");
        wish.set_reply_to(of_case);
        wish.set_case_code(code);
        told(fund.mail(wish));
        ASSERT_NE(fund.state.request(id), nullptr);
    }
    [[nodiscard]] std::vector<std::string> like(const std::string& id) const {
        std::vector<std::string> ids;
        for (const auto* one : domain::alike_ones(fund.state, *fund.state.request(id)))
            ids.push_back(one->asked.request());
        return ids;
    }
    [[nodiscard]] v1::FundRequestView view(const std::string& id, const v1::Actor& actor) const {
        return domain::request_view(reader(actor), id);
    }
    [[nodiscard]] domain::FundReader reader(const v1::Actor& actor) const {
        return {.state = fund.state,
                .actor = actor,
                .now = fund.now,
                .directory = *fund.directory,
                .french = true};
    }
    // By source, why it cannot pay; "" where it can, "first" for the one that would be taken.
    [[nodiscard]] std::vector<std::string> choices(const std::string& id) const {
        const auto actor = by("stella");
        std::vector<std::string> all;
        for (const auto& one : domain::source_choices(reader(actor), id))
            all.push_back(one.source + ":" +
                          (one.first ? "first"
                           : one.why_not == v1::Rejection::none
                               ? "can"
                               : v1::Rejection::Code_Name(one.why_not)));
        return all;
    }
    domain::Decision deposit(const std::string& source, std::int64_t whole, Instant on) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& received = *command.mutable_receive_funding();
            received.set_source(source);
            *received.mutable_amount() = dollars(whole);
            received.set_on_ms(to_ms(on));
            received.set_reference("entente-7");
        });
    }
    domain::Decision correct(const std::string& transfer) {
        return with(by("simone"), [&](v1::FundCommand& command) {
            command.mutable_correct_transfer()->set_transfer(transfer);
            command.mutable_correct_transfer()->set_why("wrong_amount");
        });
    }
    domain::Decision close(const std::string& month) {
        const auto end = domain::month_end(fund.state, month);
        return with(by("board"), [&](v1::FundCommand& command) {
            auto& close = *command.mutable_close_period();
            close.set_period(month);
            for (const auto& [name, balance] : end.balances) *close.add_totals() = balance;
            close.set_up_to_version(end.version);
            close.set_digest(std::string(32, 'd'));
            close.set_signature(std::string(64, 's'));
            close.set_key("key");
        });
    }
    [[nodiscard]] v1::FunderStatement statement(Instant from, Instant until) const {
        domain::FunderLedger ledger("ville", from, until);
        for (const auto& event : fund.history) ledger.read(event);
        return ledger.statement(true);
    }
};

TEST_F(FundCare, TheSameOfOneCaseWithinANightLooksAlikeAndIsNotRefused) {
    asked("r1");
    fund.now += 90min;
    asked("r2");
    fund.now += 10h;
    asked("r3");  // eleven and a half hours after the first
    EXPECT_THAT(like("r1"), ElementsAre("r2", "r3"));
    EXPECT_THAT(like("r3"), ElementsAre("r1", "r2"));
    fund.now += 31min;
    asked("r4");  // just over twelve hours after the first
    EXPECT_THAT(like("r4"), ElementsAre("r2", "r3"));
    const auto actor = by("stella");
    const auto told_her = view("r2", actor);
    ASSERT_EQ(told_her.alike_size(), 3);
    EXPECT_EQ(told_her.alike(0).request(), "r1");
    EXPECT_EQ(told_her.alike(0).cents(), 40'00);
    EXPECT_EQ(told_her.alike(0).state(), Request::asked);
    EXPECT_EQ(told_her.alike(0).asked().seconds(), to_ms(afternoon) / 1'000);
    EXPECT_EQ(told_her.may_approve(), v1::ApprovalRule::petty);  // warned, and free
}

TEST_F(FundCare, AnotherThingAnotherCaseOrWhatIsOverLooksLikeNothing) {
    asked("r1");
    asked("other-expense", "food");
    asked("other-case", "taxi", "case/0002");  // of the same code, as it happens
    EXPECT_THAT(like("r1"), IsEmpty());
    asked("r2");
    EXPECT_THAT(like("r1"), ElementsAre("r2"));
    EXPECT_THAT(like("other-case"), IsEmpty());
    told(with(by("simone"), [](v1::FundCommand& command) {
        command.mutable_void_request()->set_request("r2");
        command.mutable_void_request()->set_why(v1::FundRequest::asked_twice);
    }));
    EXPECT_THAT(like("r1"), IsEmpty());
    EXPECT_THAT(like("r2"), IsEmpty());
}

TEST_F(FundCare, WhatIsPaidAlreadyIsStillAlike) {
    asked("r1");
    told(with(by("simone"), [](v1::FundCommand& command) {
        auto& approval = *command.mutable_approve_request();
        approval.set_request("r1");
        *approval.mutable_seen() = dollars(40);
        approval.set_vendor("cab");
    }));
    told(fund.send("r1", "p1"));
    told(fund.told("p1", v1::FundPayment::paid));
    asked("r2");
    EXPECT_THAT(like("r2"), ElementsAre("r1"));
}

TEST_F(FundCare, WhatIsAlikeIsFoundAgainAfterASnapshot) {
    asked("r1");
    asked("r2");
    domain::FundSnapshotReader again;
    domain::write_snapshot(fund.state,
                           [&](const v1::FundSnapshot& part) { EXPECT_TRUE(again.read(part)); });
    fund.state = again.take();
    EXPECT_THAT(like("r1"), ElementsAre("r2"));
    asked("r3");
    EXPECT_THAT(like("r1"), ElementsAre("r2", "r3"));
}

TEST_F(FundCare, OnlyWhatCanPayIsOfferedAndTheFirstIsTheOneThatIsTaken) {
    asked("r1");
    EXPECT_THAT(choices("r1"),
                ElementsAre("city:first", "province:can", "interpreters:source_not_for_this"));
    settings([&](v1::FundSettings& changed) {
        changed.mutable_sources(0)->set_until_ms(to_ms(fund.now + 1h));
    });
    EXPECT_THAT(choices("r1").front(), "city:first");
    fund.now += 1h;
    EXPECT_THAT(choices("r1"), ElementsAre("city:source_over", "province:first",
                                           "interpreters:source_not_for_this"));
    told(fund.reserve("r1"));
    EXPECT_EQ(fund.state.request("r1")->source, "province");
    EXPECT_THAT(choices("r1"), IsEmpty());  // one is taken
}

TEST_F(FundCare, AnEmptySourceAndOneOfAnotherRegionAreNotOffered) {
    settings([](v1::FundSettings& changed) {
        changed.mutable_sources(1)->add_territories("02");
        changed.mutable_sources(2)->clear_expenses();
    });
    told(with(by("stella"), [](v1::FundCommand& command) {
        command.mutable_give_back_funding()->set_source("city");
        *command.mutable_give_back_funding()->mutable_amount() = dollars(970);
    }));
    auto wish = FundStory::wish("r1", "taxi", dollars(40), "");
    wish.mutable_facts()->set_territory("06");
    told(fund.mail(wish));
    EXPECT_THAT(choices("r1"), ElementsAre("city:funds_short", "province:source_not_for_this",
                                           "interpreters:first"));
}

TEST_F(FundCare, ADepositThatWasCorrectedStaysAndSaysSo) {
    told(deposit("city", 5'000, fund.now - 48h));
    const auto all = domain::fund_deposits(fund.state);
    ASSERT_GE(all.deposits_size(), 2);
    const auto& wrong = all.deposits(0);
    EXPECT_EQ(wrong.cents(), 5'000'00);
    EXPECT_FALSE(wrong.has_corrected());
    const auto before = fund.balance(Account::source, "city");
    told(correct(wrong.transfer()));
    EXPECT_EQ(fund.balance(Account::source, "city"), before - 5'000'00);
    const auto after = domain::fund_deposits(fund.state);
    ASSERT_EQ(after.deposits_size(), all.deposits_size());
    EXPECT_TRUE(after.deposits(0).has_corrected());
    EXPECT_FALSE(after.deposits(1).has_corrected());
    refused(correct(wrong.transfer()), Rejection::transfer_corrected_already);
}

// What was promised of it already cannot be taken out again.
TEST_F(FundCare, ADepositWhoseMoneyIsPromisedIsNotCorrected) {
    const auto all = domain::fund_deposits(fund.state);
    const auto city =
        std::ranges::find(all.deposits(), "city", [](const auto& one) { return one.source(); });
    asked("r1");
    told(fund.reserve("r1"));
    refused(correct(city->transfer()), Rejection::funds_short);
}

// Who took a match back and why stands in the event; what somebody relied on stays.
TEST_F(FundCare, AMatchIsTakenBackWithAReasonUntilSomebodyReliedOnIt) {
    fund.pay("r1");
    const auto paid = fund.state.book.unmatched().back().id;
    const auto on_line = [&](auto change) {
        return with(by("stella"), [&](v1::FundCommand& command) {
            auto& wish = change(command);
            wish.set_statement("s1");
            wish.set_line("l1");
        });
    };
    const auto match = [&] {
        return on_line([&](v1::FundCommand& command) -> v1::MatchLine& {
            command.mutable_match_line()->add_transfers(paid);
            return *command.mutable_match_line();
        });
    };
    const auto unmatch = [&] {
        return on_line([](v1::FundCommand& command) -> v1::UnmatchLine& {
            command.mutable_unmatch_line()->set_why("wrong_line");
            return *command.mutable_unmatch_line();
        });
    };
    told(with(by("stella"), [](v1::FundCommand& command) {
        auto& statement = *command.mutable_read_statement()->mutable_statement();
        statement.set_id("s1");
        statement.set_bank_account("chequing");
        statement.set_format(v1::BankStatement::csv);
        statement.set_content(std::string(32, 's'));
        for (const auto& [line, cents] : {std::pair("l1", -40'00), std::pair("l2", 1'00)}) {
            statement.add_lines()->set_id(line);
            statement.mutable_lines()->rbegin()->set_cents(cents);
        }
    }));
    EXPECT_TRUE(domain::matched_lines(fund.state, 10).empty());
    told(match());
    const auto lines = domain::matched_lines(fund.state, 10);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].statement(), "s1");
    EXPECT_EQ(lines[0].line().id(), "l1");
    EXPECT_EQ(lines[0].why_not(), Rejection::none);
    ASSERT_EQ(lines[0].of_size(), 1);
    EXPECT_EQ(lines[0].of(0).request(), "r1");
    told(unmatch());
    EXPECT_EQ(fund.history.back().fund().line_unmatched().why(), "wrong_line");
    EXPECT_EQ(fund.history.back().actor().person(), "stella");
    EXPECT_TRUE(domain::matched_lines(fund.state, 10).empty());
    told(match());
    told(fund.show("r1", "e1", dollars(40)));
    told(with(by("stella"), [](v1::FundCommand& command) {
        command.mutable_reconcile_request()->set_request("r1");
        command.mutable_reconcile_request()->add_lines("s1/l1");
    }));
    EXPECT_EQ(domain::matched_lines(fund.state, 10).at(0).why_not(),
              Rejection::line_matched_already);
    refused(unmatch(), Rejection::line_matched_already);
}

TEST_F(FundCare, ADepositOfAClosedMonthIsBookedNowAndSaysItsDay) {
    const auto november = fund.now;
    const auto first_of_december = night + std::chrono::days(13);
    fund.now += std::chrono::days(20);
    told(close("2026-11"));
    const auto text =
        domain::month_text("main", "2026-11", domain::month_end(fund.state, "2026-11"));
    const auto told_of_november = statement(instant(0), first_of_december).SerializeAsString();
    told(deposit("city", 70, november));
    EXPECT_EQ(fund.state.periods.at("2026-11").close.up_to_version(), 4u);
    EXPECT_EQ(statement(instant(0), first_of_december).SerializeAsString(), told_of_november);
    const auto december = statement(first_of_december, fund.now + 1h);
    EXPECT_EQ(december.received_cents(), 70'00);
    ASSERT_EQ(december.deposits_size(), 1);
    EXPECT_EQ(december.deposits(0).on().seconds(), to_ms(november) / 1'000);
    EXPECT_EQ(december.deposits(0).told().seconds(), to_ms(fund.now) / 1'000);
    EXPECT_EQ(december.deposits(0).reference(), "entente-7");
    EXPECT_NE(domain::month_text("main", "2026-12", domain::month_end(fund.state, "2026-12")),
              text);
}

// From before the fund took its first money: the same; from long ago: a mistyped year.
TEST_F(FundCare, ADayBeforeTheFirstMoneyIsTakenAndOneOfLongAgoIsNot) {
    told(deposit("city", 70, fund.now - std::chrono::days(300)));
    refused(deposit("city", 70, fund.now - std::chrono::days(367)),
            Rejection::request_not_understood);
    refused(deposit("city", 70, fund.now + 1h), Rejection::request_not_understood);
}

TEST_F(FundCare, AStatementSaysOfADepositThatItWasCorrected) {
    fund.now += 1min;
    told(deposit("city", 5'000, fund.now));
    told(correct(domain::fund_deposits(fund.state).deposits(0).transfer()));
    const auto told_her = statement(fund.now, fund.now + 1h);
    EXPECT_EQ(told_her.received_cents(), 0);
    ASSERT_EQ(told_her.deposits_size(), 1);
    EXPECT_EQ(told_her.deposits(0).corrected().why(), "wrong_amount");
    EXPECT_EQ(told_her.deposits(0).person() + told_her.deposits(0).corrected().person(), "");
}

TEST_F(FundCare, TheJournalSaysTheDayTheCodeAndThePaperOfADeposit) {
    told(with(by("stella"), [&](v1::FundCommand& command) {
        auto& received = *command.mutable_receive_funding();
        received.set_source("city");
        *received.mutable_amount() = dollars(70);
        received.set_on_ms(to_ms(fund.now - 48h));
        received.set_reference("entente-7");
        received.mutable_paper()->set_content(std::string(32, '\x0a'));
        received.mutable_paper()->set_type(v1::FundEvidence::pdf);
        received.mutable_paper()->set_size(12);
        received.mutable_paper()->set_key(1);
    }));
    const domain::Journal journal("America/Toronto");
    const auto paper = std::string(64, '0').replace(0, 64, [] {
        std::string hex;
        for (int i = 0; i < 32; ++i) hex += "0a";
        return hex;
    }());
    EXPECT_THAT(journal.hledger(fund.history.back()),
                HasSubstr("by:stella, on:2026-11-16, reference:entente-7, paper:" + paper + "\n"));
    EXPECT_THAT(journal.csv(fund.history.back()),
                HasSubstr(",stella,,2026-11-16,entente-7," + paper + "\n"));
    asked("r1");
    EXPECT_THAT(journal.hledger(fund.history.back()), Not(HasSubstr("on:")));
}

}  // namespace
}  // namespace relais::test
