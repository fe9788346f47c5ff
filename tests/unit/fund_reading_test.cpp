// The fund as it is read: by whoever keeps it, by the board, by a funder.
#include "common/domain/fund/fund_reading.hpp"

#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FundReading : public FundTest {
protected:
    [[nodiscard]] domain::FundReader reader(const v1::Actor& actor) const {
        return {.state = fund.state,
                .actor = actor,
                .now = fund.now,
                .directory = *fund.directory,
                .french = true};
    }
    [[nodiscard]] v1::FunderStatement statement(const std::string& funder, Instant from,
                                                Instant until) const {
        domain::FunderLedger ledger(funder, from, until);
        for (const auto& event : fund.history) ledger.read(event);
        return ledger.statement(true);
    }
};

TEST_F(FundReading, TheMostUrgentComeFirstThenTheOldest) {
    const auto ask = [&](const std::string& id, v1::FundRequest::Urgency urgency) {
        auto wish = FundStory::wish(id, "taxi", dollars(40), "cab");
        wish.set_urgency(urgency);
        told(fund.mail(wish));
        fund.now += 1min;
    };
    ask("planned", v1::FundRequest::planned);
    ask("day-1", v1::FundRequest::urgency_unknown);
    ask("day-2", v1::FundRequest::urgency_unknown);
    ask("now", v1::FundRequest::now);
    const auto actor = by("simone");
    const auto all = domain::waiting_requests(reader(actor), 3);
    std::vector<std::string> ids;
    for (const auto& request : all.requests()) ids.push_back(request.request());
    EXPECT_THAT(ids, ElementsAre("now", "day-1", "day-2"));
    EXPECT_TRUE(all.more());
    EXPECT_EQ(all.requests(0).may_approve(), v1::ApprovalRule::petty);
    const auto stranger = by("wilma");
    EXPECT_EQ(domain::waiting_requests(reader(stranger), 1).requests(0).why_not(),
              Rejection::not_a_signatory);
}

// Its voucher is used before the morning comes: whoever is called to sign must still find it.
TEST_F(FundReading, WhatWasPaidAtNightWaitsForItsSecondSignature) {
    fund.now = at_night;
    told(fund.ask("r1", dollars(140)));
    told(fund.approve("r1", by("coralie", v1::Role::coordinator)));
    told(fund.send("r1", "p1"));
    told(fund.told("p1", v1::FundPayment::paid));
    const auto actor = by("stella");
    const auto waiting = [&] { return domain::waiting_requests(reader(actor), 10); };
    ASSERT_EQ(waiting().requests_size(), 1);
    EXPECT_EQ(waiting().requests(0).may_approve(), v1::ApprovalRule::second_after_night);
    EXPECT_EQ(domain::waiting_count(fund.state), 1u);
    told(fund.approve("r1", actor));
    EXPECT_EQ(waiting().requests_size(), 0);
    EXPECT_EQ(domain::waiting_count(fund.state), 0u);
}

TEST_F(FundReading, ARequestShowsItsPapersAndNoCode) {
    told(fund.ask("r1"));
    told(fund.approve("r1", by("simone")));
    told(fund.issue("r1", "V-1"));
    const auto actor = by("stella");
    const auto view = domain::request_view(reader(actor), "r1");
    ASSERT_EQ(view.vouchers_size(), 1);
    EXPECT_EQ(view.vouchers(0).number(), "V-1");
    EXPECT_THAT(view.vouchers(0).code_hash(), IsEmpty());
    EXPECT_EQ(view.state(), Request::sent);
    EXPECT_EQ(view.reserved_cents(), 40'00);
    EXPECT_EQ(view.approvals(0).person(), "simone");
    EXPECT_EQ(view.due().seconds(), to_ms(fund.now + 36h) / 1'000);
    EXPECT_FALSE(view.payments(0).doubt());
    EXPECT_EQ(view.words(), "taxi");
}

TEST_F(FundReading, TheBoardSeesWhatEachSourceStandsAt) {
    fund.pay("r1");
    told(fund.ask("r2", dollars(60)));
    told(fund.reserve("r2"));
    const auto actor = by("board");
    const auto view = domain::fund_view(reader(actor), 10);
    EXPECT_TRUE(view.balanced());
    const auto& city = view.sources(0);
    EXPECT_EQ(city.received_cents(), 1'000'00);
    EXPECT_EQ(city.available_cents(), 900'00);
    EXPECT_EQ(city.reserved_cents(), 60'00);
    EXPECT_EQ(city.spent_cents(), 40'00);
    EXPECT_EQ(view.summary().reserved_cents(), 60'00);
    EXPECT_EQ(view.summary().requests_open(), 1u);
    EXPECT_EQ(domain::fund_balances(fund.state).balances_size(),
              static_cast<int>(fund.state.book.balances().size()));
    fund.now += std::chrono::days(14);
    told(fund.fire("evidence/r1"));
    EXPECT_EQ(domain::fund_view(reader(actor), 10).flags(0).flag().id(), "evidence_missing/r1");
}

TEST_F(FundReading, WhatIsOutIsToldWithItsAge) {
    fund.pay("r1");
    auto advance = FundStory::wish("a1", "advance", dollars(50), "");
    advance.set_advance_to("wilma");
    told(fund.mail(advance));
    told(fund.approve("a1", by("simone")));
    told(fund.send("a1", "p1"));
    told(fund.told("p1", v1::FundPayment::paid));
    fund.now += std::chrono::days(3);
    const auto ageing = domain::fund_ageing(fund.state, fund.now);
    ASSERT_EQ(ageing.ages_size(), 2);
    EXPECT_EQ(ageing.ages(0).kind(), v1::FundFlag::advance_overdue);
    EXPECT_EQ(ageing.ages(0).person(), "wilma");
    EXPECT_EQ(ageing.ages(0).days(), 3u);
    EXPECT_EQ(ageing.ages(1).kind(), v1::FundFlag::evidence_missing);
    EXPECT_EQ(ageing.ages(1).cents(), 40'00);
}

TEST_F(FundReading, AFunderIsToldOfHerOwnMoneyAndOfNoCase) {
    fund.pay("r1");
    told(fund.ask("r2", dollars(60)));
    told(fund.reserve("r2"));
    const auto said = statement("ville", afternoon, fund.now + 1h);
    EXPECT_EQ(said.opening_cents(), 0);
    EXPECT_EQ(said.received_cents(), 1'000'00);
    EXPECT_EQ(said.spent_cents(), 40'00);
    EXPECT_EQ(said.closing_cents(), 960'00);
    EXPECT_EQ(said.reserved_cents(), 60'00);
    ASSERT_EQ(said.lines_size(), 1);
    EXPECT_EQ(said.lines(0).expense(), "taxi");
    EXPECT_EQ(said.lines(0).count(), 1u);
    EXPECT_EQ(said.SerializeAsString().find("K4M7"), std::string::npos);
    const auto later = statement("ville", fund.now + 1h, fund.now + 2h);
    EXPECT_EQ(later.opening_cents(), 960'00);
    EXPECT_EQ(later.closing_cents(), 960'00);
    EXPECT_EQ(statement("ministere", afternoon, fund.now + 1h).received_cents(), 10'500'00);
}

TEST_F(FundReading, ACorrectionIsToldUnderWhatItCorrects) {
    told(fund.receive("city", dollars(70)));
    const auto wrong = fund.history.back().fund().funding_received().transfer().id();
    told(with(by("stella"), [&](v1::FundCommand& command) {
        command.mutable_correct_transfer()->set_transfer(wrong);
        command.mutable_correct_transfer()->set_why("wrong_amount");
    }));
    const auto said = statement("ville", afternoon, fund.now + 1h);
    EXPECT_EQ(said.received_cents(), 1'000'00);
    EXPECT_EQ(said.closing_cents(), 1'000'00);
    EXPECT_EQ(said.spent_cents(), 0);
}

TEST_F(FundReading, LinesOfTheBankAreProposedTheTransferThatTheyMayBe) {
    fund.pay("r1");
    fund.pay("r2");
    told(with(by("stella"), [&](v1::FundCommand& command) {
        auto& statement = *command.mutable_read_statement()->mutable_statement();
        statement.set_id("s1");
        statement.set_bank_account("chequing");
        statement.set_format(v1::BankStatement::csv);
        statement.set_content(std::string(32, 's'));
        const auto line = [&](const std::string& id, std::int64_t cents, Instant booked,
                              const std::string& reference) {
            auto& added = *statement.add_lines();
            added.set_id(id);
            added.set_cents(cents);
            added.set_booked_ms(to_ms(booked));
            added.set_reference(reference);
        };
        line("named", -40'00, fund.now, "r2");
        line("near", -40'00, fund.now, "");
        line("old", -40'00, fund.now + std::chrono::days(9), "");
        line("strange", -41'00, fund.now, "r2");
    }));
    const auto all = domain::match_proposals(fund.state);
    ASSERT_EQ(all.proposals_size(), 3);
    EXPECT_EQ(all.proposals(0).why(), v1::MatchProposal::reference);
    EXPECT_EQ(fund.state.book.find(all.proposals(0).transfers(0))->request(), "r2");
    ASSERT_EQ(all.proposals(0).requests_size(), 1);
    EXPECT_EQ(all.proposals(0).requests(0), "r2");
    EXPECT_EQ(all.proposals(0).of(0).case_code(), "K4M7");
    EXPECT_EQ(all.proposals(1).why(), v1::MatchProposal::amount_and_day);
    EXPECT_EQ(all.proposals(2).why(), v1::MatchProposal::amount);
    ASSERT_EQ(all.unmatched_size(), 1);
    EXPECT_EQ(all.unmatched(0).id(), "strange");
}

TEST_F(FundReading, MoneyOfAFunderIsKnownByItsDayAndItsPaper) {
    v1::ReceiveFunding given;
    given.set_source("city");
    *given.mutable_amount() = dollars(250);
    given.set_reference("ville-2026");
    given.set_on_ms(to_ms(fund.now - 48h));
    auto& paper = *given.mutable_paper();
    paper.set_content(std::string(32, 'p'));
    paper.set_type(v1::FundEvidence::pdf);
    paper.set_size(1'000);
    const auto receive = [&] {
        return with(by("stella"), [&](auto& c) { *c.mutable_receive_funding() = given; });
    };
    told(receive());
    const auto all = domain::fund_deposits(fund.state);
    ASSERT_EQ(all.deposits_size(), 4);  // and three of the beginning
    const auto& newest = all.deposits(0);
    EXPECT_EQ(newest.id(), std::to_string(fund.state.version));
    EXPECT_EQ(newest.cents(), 250'00);
    EXPECT_EQ(newest.on().seconds() * 1'000, given.on_ms());
    EXPECT_EQ(newest.told().seconds() * 1'000, to_ms(fund.now));
    EXPECT_EQ(newest.reference(), "ville-2026");
    EXPECT_EQ(newest.person(), "stella");
    EXPECT_TRUE(newest.paper());
    EXPECT_FALSE(all.deposits(1).paper());
    EXPECT_EQ(all.deposits(1).on().seconds(), all.deposits(1).told().seconds());
    given.set_on_ms(to_ms(fund.now) + 1);
    refused(receive(), Rejection::request_not_understood);  // it has not come yet
    given.clear_on_ms();
    paper.set_size(domain::evidence_bytes_max + 1);
    refused(receive(), Rejection::evidence_not_understood);
    paper.set_size(1);
    paper.set_type(v1::FundEvidence::none);
    refused(receive(), Rejection::evidence_not_understood);
}

// A deposit is noted when somebody finds the time; the bank saw it on its own day.
TEST_F(FundReading, ADepositMeetsItsLineOnTheDayItCameAndNotWhenItWasNoted) {
    const auto came = fund.now;
    fund.now += std::chrono::days(20);
    const auto deposit = [&](Instant on) {
        told(with(by("stella"), [&](v1::FundCommand& command) {
            auto& given = *command.mutable_receive_funding();
            given.set_source("city");
            *given.mutable_amount() = dollars(250);
            given.set_on_ms(to_ms(on));
        }));
        return fund.history.back().fund().funding_received().transfer().id();
    };
    const auto newer = deposit(came + std::chrono::days(8));
    const auto older = deposit(came);
    told(with(by("stella"), [&](v1::FundCommand& command) {
        auto& statement = *command.mutable_read_statement()->mutable_statement();
        statement.set_id("s1");
        statement.set_bank_account("chequing");
        statement.set_format(v1::BankStatement::csv);
        statement.set_content(std::string(32, 's'));
        for (const int day : {0, 7, 8, 20}) {
            auto& line = *statement.add_lines();
            line.set_id("l" + std::to_string(day));
            line.set_cents(250'00);
            line.set_booked_ms(to_ms(came + std::chrono::days(day)));
        }
    }));
    std::map<std::string, std::pair<std::string, v1::MatchProposal::Why>> said;
    for (const auto& one : domain::match_proposals(fund.state).proposals())
        said[one.line().id()] = {one.transfers(0), one.why()};
    using testing::Pair;
    EXPECT_THAT(said["l0"], Pair(older, v1::MatchProposal::amount_and_day));
    EXPECT_THAT(said["l8"], Pair(newer, v1::MatchProposal::amount_and_day));
    EXPECT_THAT(said["l7"], Pair(newer, v1::MatchProposal::amount));   // near, and not that day
    EXPECT_THAT(said["l20"], Pair(older, v1::MatchProposal::amount));  // when they were noted
}

// Of many with the same amount: the oldest of those that fit best, as if each were looked at.
TEST_F(FundReading, OfManyTransfersOfOneAmountALineIsProposedTheBest) {
    for (int i = 0; i < 40; ++i) {
        told(fund.receive("city", dollars(i % 2 == 0 ? 7 : 8)));
        fund.now += 12h;
    }
    fund.pay("named", dollars(7));
    told(with(by("stella"), [&](v1::FundCommand& command) {
        auto& statement = *command.mutable_read_statement()->mutable_statement();
        statement.set_id("s1");
        statement.set_bank_account("chequing");
        statement.set_format(v1::BankStatement::csv);
        statement.set_content(std::string(32, 's'));
        for (int i = 0; i < 30; ++i) {
            auto& line = *statement.add_lines();
            line.set_id("l" + std::to_string(i));
            line.set_cents(i % 3 == 0 ? 8'00 : i % 3 == 1 ? 7'00 : -7'00);
            line.set_booked_ms(to_ms(afternoon + std::chrono::days(i)));
            if (i % 5 == 0) line.set_reference("named");
        }
    }));
    const auto transfers = fund.state.book.unmatched();
    const auto all = domain::match_proposals(fund.state);
    ASSERT_EQ(all.proposals_size(), 30);
    for (const auto& proposal : all.proposals()) {
        const auto& line = proposal.line();
        const domain::Book::Unmatched* best = nullptr;
        int fits = 5;
        for (const auto& one : transfers) {
            if (one.cents != line.cents()) continue;
            const auto booked = instant(line.booked_ms());
            const auto& rules = *fund.state.rules;
            const bool same = rules.day_of(one.at) == rules.day_of(booked);
            const bool near = std::chrono::abs(one.at - booked) <= std::chrono::days(3);
            const int here = !one.request.empty() && one.request == line.reference() ? 1
                             : same                                                  ? 2
                             : near                                                  ? 3
                                                                                     : 4;
            if (here < fits) best = &one;
            fits = std::min(fits, here);
        }
        EXPECT_EQ(proposal.transfers(0), best->id) << line.id();
        EXPECT_EQ(static_cast<int>(proposal.why()), std::min(fits, 3)) << line.id();
    }
}

TEST_F(FundReading, WhoeverArmsInstantsHearsWhichMoved) {
    fund.state.moved.clear();
    told(fund.ask("r1"));
    EXPECT_THAT(fund.state.moved, ElementsAre("asked/r1"));
    fund.state.moved.clear();
    told(fund.approve("r1", by("simone")));
    EXPECT_THAT(fund.state.moved, ElementsAre("asked/r1", "reservation/r1"));
}

}  // namespace
}  // namespace relais::test
