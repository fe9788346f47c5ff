// Laws of the fund over every history: money is neither made nor lost, none is promised that is not
// there, nothing acts twice, and whoever asked is never who allowed.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "common/domain/fund/fund_snapshot.hpp"
#include "common/domain/fund/journal.hpp"
#include "tests/property/fund_histories.hpp"

namespace relais::test {
namespace {

using Kind = v1::FundTransfer;
using Account = v1::FundAccount;

// The fund as a clerk with a ruled sheet would keep it: from the events alone, without any code of
// the core.
struct Sheet {
    struct Of {
        v1::RequestFunds asked;
        std::int64_t cents = 0, reserved = 0;
        int reservations = 0, ends = 0;
        bool complete = false;
        std::set<std::string> signers;
        std::string open_payment;
        bool let_go = false;
    };
    struct Signature {
        std::string person, request;
        std::int64_t at_ms;
    };
    std::vector<Signature> alone;                            // with nobody beside her
    std::map<std::string, std::set<std::string>> followers;  // by case
    bool added_up = false;
    std::map<std::string, std::int64_t> accounts;
    std::map<std::string, Of> requests;
    std::map<std::string, std::string> payments;  // → request
    std::set<std::string> told, redeemed, corrected, transfers;

    static std::string name(const v1::FundAccount& account) {
        return std::to_string(account.kind()) + "|" + account.of() + "|" + account.code();
    }
    void write(const v1::FundTransfer& transfer) {
        std::int64_t sum = 0;
        RC_ASSERT(transfer.legs_size() >= 2);
        RC_ASSERT(transfers.insert(transfer.id()).second);
        for (const auto& leg : transfer.legs()) {
            sum += leg.cents();
            auto& balance = accounts[name(leg.account())];
            balance += leg.cents();
            if (leg.account().kind() == Account::source) RC_ASSERT(balance >= 0);
            if (leg.account().kind() == Account::envelope) RC_ASSERT(balance >= 0);
            if (leg.account().kind() == Account::advance) RC_ASSERT(balance >= 0);
            if (leg.account().kind() == Account::recoverable) RC_ASSERT(balance >= 0);
            if (leg.account().kind() == Account::payable) RC_ASSERT(balance <= 0);
        }
        RC_ASSERT(sum == 0);
        if (!transfer.corrects().empty()) {
            RC_ASSERT(transfers.contains(transfer.corrects()));
            RC_ASSERT(corrected.insert(transfer.corrects()).second);
        }
        hold(transfer);
    }
    // A reservation is made once, and ends once: then nothing of it is left.
    void hold(const v1::FundTransfer& transfer) {
        if (transfer.request().empty()) return;
        auto& of = requests.at(transfer.request());
        const auto cents = transfer.legs(1).cents();
        if (transfer.kind() == Kind::reservation) {
            RC_ASSERT(++of.reservations == 1);
            RC_ASSERT(cents == of.cents);
            of.reserved = cents;
        }
        if (transfer.kind() != Kind::paid && transfer.kind() != Kind::released) return;
        RC_ASSERT(of.reserved >= cents && of.ends == 0);
        of.reserved -= cents;
    }
    void end_if_empty(Of& of) {
        if (of.reservations == 0 || of.reserved > 0 || of.ends > 0) return;
        ++of.ends;
    }
    void write(const v1::Event& event) {
        const auto& fund = event.fund();
        if (fund.has_funds_requested()) {
            const auto& asked = fund.funds_requested();
            RC_ASSERT(!requests.contains(asked.request().request()));
            auto& of = requests[asked.request().request()];
            of.asked = asked.request();
            of.cents = asked.cents();
        }
        if (fund.has_followers_noted()) {
            auto owner = event.command_id();
            for (int part = 0; part < 2; ++part) owner.resize(owner.rfind('/'));
            for (const auto& person : fund.followers_noted().people())
                followers[owner].insert(person);
        }
        if (fund.has_request_voided()) requests.at(fund.request_voided().request()).let_go = true;
        if (fund.has_request_expired()) requests.at(fund.request_expired().request()).let_go = true;
        if (fund.payment_refunded().whole())
            requests.at(payments.at(fund.payment_refunded().payment())).let_go = true;
        if (fund.has_request_refused() && fund.request_refused().reply_to().empty())
            requests.at(fund.request_refused().request()).let_go = true;
        if (fund.has_request_approved()) sign(fund.request_approved());
        if (fund.has_payment_sent()) {
            const auto& sent = fund.payment_sent();
            auto& of = requests.at(sent.request());
            RC_ASSERT(payments.emplace(sent.payment(), sent.request()).second);
            RC_ASSERT(of.complete && of.open_payment.empty() && of.ends == 0);
            RC_ASSERT(sent.transfer().legs(1).cents() <= of.reserved);
            of.open_payment = sent.payment();
        }
        if (fund.has_payment_told() && fund.payment_told().told() != v1::FundPayment::unknown) {
            RC_ASSERT(told.insert(fund.payment_told().payment()).second);
            auto& of = requests.at(payments.at(fund.payment_told().payment()));
            RC_ASSERT(of.open_payment == fund.payment_told().payment());
            of.open_payment.clear();
        }
        if (fund.has_voucher_redeemed())
            RC_ASSERT(redeemed.insert(fund.voucher_redeemed().number()).second);
        if (fund.has_request_reconciled()) apart(event);
        for (const auto* transfer : domain::transfers_of(fund)) write(*transfer);
        for (auto& [id, of] : requests) end_if_empty(of);
        std::int64_t all = 0;
        for (const auto& [name, cents] : accounts) all += cents;
        RC_ASSERT(all == 0);
    }
    void sign(const v1::RequestApproved& approved) {
        auto& of = requests.at(approved.request());
        const auto& approval = approved.approval();
        RC_ASSERT(approval.rule() != v1::ApprovalRule::unknown);
        RC_ASSERT(approval.person() != of.asked.requester());
        RC_ASSERT(approval.person() != of.asked.advance_to());
        RC_ASSERT(of.signers.insert(approval.person()).second);
        const auto limits = tight_settings().limits();
        if (of.cents > limits.petty_cents()) RC_ASSERT(approval.person() != "small");
        const bool by_night = approval.rule() == v1::ApprovalRule::night;
        if (approved.complete() && of.cents > limits.single_cents() && !by_night)
            RC_ASSERT(of.signers.size() >= 2u);
        of.complete = of.complete || approved.complete();
        add_up(approved);
    }
    // What one person signs alone within a day is, for one case, no more than one signature's
    // worth; for the cases that she follows it is petty.
    void add_up(const v1::RequestApproved& approved) {
        const auto& approval = approved.approval();
        const auto rule = approval.rule();
        const bool by_day = rule == v1::ApprovalRule::petty || rule == v1::ApprovalRule::single;
        const bool at_night = rule == v1::ApprovalRule::night;
        const auto& of = requests.at(approved.request());
        const auto hers = [&](const Of& other) {
            const auto known = followers.find(other.asked.reply_to());
            return (known != followers.end() && known->second.contains(approval.person())) ||
                   domain::names(other.asked.facts().people(), approval.person());
        };
        std::int64_t same_case = of.cents, own = of.cents;
        for (const auto& one : alone) {
            const auto& other = requests.at(one.request);
            if (one.person != approval.person() || other.let_go ||
                one.at_ms <= approval.at_ms() - 24 * 60 * 60 * 1000)
                continue;
            added_up = true;
            if (other.asked.reply_to() == of.asked.reply_to()) same_case += other.cents;
            if (hers(other)) own += other.cents;
        }
        const auto limits = tight_settings().limits();
        const auto most =
            rule == v1::ApprovalRule::petty ? limits.petty_cents() : limits.single_cents();
        if (by_day) RC_ASSERT(same_case <= most);
        if (hers(of)) RC_ASSERT(own <= limits.petty_cents());
        if (by_day || at_night)
            alone.push_back({approval.person(), approved.request(), approval.at_ms()});
    }
    void apart(const v1::Event& event) const {
        const auto& of = requests.at(event.fund().request_reconciled().request());
        RC_ASSERT(event.actor().person() != of.asked.requester());
        RC_ASSERT(!of.signers.contains(event.actor().person()));
    }
};

TEST(FundLaws, MoneyIsNeitherMadeNorLostAndNothingActsTwice) {
    EXPECT_TRUE(rc::check("at every prefix", [] {
        const auto fund = live(*fund_histories());
        Sheet sheet;
        for (const auto& event : fund.history) sheet.write(event);
        RC_ASSERT(fund.state.book.sum() == 0);
        for (const auto& [name, balance] : fund.state.book.balances())
            RC_ASSERT(sheet.accounts.at(Sheet::name(balance.account())) == balance.cents());
        for (const auto& [id, of] : sheet.requests)
            RC_ASSERT(fund.state.request(id)->reserved == of.reserved);
        RC_CLASSIFY(!sheet.told.empty(), "something was paid, or not");
        const auto any = [&](auto state) {
            return std::ranges::any_of(fund.state.requests,
                                       [&](const auto& one) { return one.second.state == state; });
        };
        RC_CLASSIFY(any(v1::FundRequest::reconciled), "something was reconciled");
        RC_CLASSIFY(any(v1::FundRequest::reversed), "something was reversed");
        RC_CLASSIFY(any(v1::FundRequest::expired), "something expired");
        RC_CLASSIFY(std::ranges::any_of(fund.state.requests,
                                        [](const auto& one) {
                                            return one.second.is_advance() && one.second.paid > 0;
                                        }),
                    "an advance was paid");
        RC_CLASSIFY(fund.state.book.total(Account::recoverable) > 0, "somebody owes");
        RC_CLASSIFY(!sheet.redeemed.empty(), "a voucher was redeemed");
        RC_CLASSIFY(sheet.added_up, "signatures of one person added up");
        RC_CLASSIFY(!sheet.followers.empty(), "somebody who signs followed a case");
        RC_CLASSIFY(!sheet.corrected.empty(), "a transfer was corrected");
    }));
}

// An envelope is one case's: what lies in it was reserved for requests of that case, and of what
// was let go of when a case was closed nothing was another's.
TEST(FundLaws, CasesOfOneCodeShareNoMoney) {
    EXPECT_TRUE(rc::check("each envelope has one owner", [] {
        const auto fund = live(*fund_histories());
        std::map<std::string, std::string> owners;  // by envelope
        std::map<std::string, std::string> asked;   // by request: its case
        bool both = false;
        for (const auto& event : fund.history) {
            const auto& said = event.fund();
            const auto& request = said.funds_requested().request();
            if (said.has_funds_requested()) asked[request.request()] = request.reply_to();
            if (said.has_request_voided() && event.command_id().starts_with("case/"))
                RC_ASSERT(event.command_id().starts_with(asked.at(said.request_voided().request()) +
                                                         "/"));
            for (const auto* transfer : domain::transfers_of(said))
                for (const auto& leg : transfer->legs()) {
                    if (leg.account().kind() != Account::envelope) continue;
                    const auto& owner = asked.at(transfer->request());
                    const auto [known, added] = owners.emplace(leg.account().of(), owner);
                    RC_ASSERT(known->second == owner);
                    both = both || leg.account().of().ends_with(".2");
                }
        }
        RC_CLASSIFY(both, "two cases of one code had money");
    }));
}

TEST(FundLaws, ReplayGivesTheSameStateFromAnyPrefix) {
    EXPECT_TRUE(rc::check("fold(a + b) = fold(fold(a), b)", [] {
        const auto fund = live(*fund_histories());
        RC_ASSERT(text_of(folded(fund.history)) == text_of(fund.state));
    }));
}

TEST(FundLaws, ASnapshotOfAnyPrefixAndTheEventsSinceAreTheStateOfAllEvents) {
    EXPECT_TRUE(rc::check("read(write(fold(a))) + b = fold(a + b)", [] {
        const auto fund = live(*fund_histories());
        const auto cut = *rc::gen::inRange<std::size_t>(0, fund.history.size() + 1);
        const auto middle = fund.history.begin() + static_cast<std::ptrdiff_t>(cut);
        domain::FundSnapshotReader reader;
        domain::write_snapshot(folded({fund.history.begin(), middle}),
                               [&](const v1::FundSnapshot& part) {
                                   v1::FundSnapshot read;
                                   RC_ASSERT(read.ParseFromString(part.SerializeAsString()));
                                   RC_ASSERT(reader.read(std::move(read)));
                               });
        auto state = reader.take();
        for (auto event = middle; event != fund.history.end(); ++event)
            domain::evolve(state, *event);
        state.moved.clear();
        const auto all = folded(fund.history);
        RC_ASSERT(text_of(state) == text_of(all));
        RC_ASSERT(text_of(state.book, fund.history) == text_of(all.book, fund.history));
    }));
}

TEST(FundLaws, WhatComesAgainMovesNothing) {
    EXPECT_TRUE(rc::check("decided once", [] {
        auto fund = live(*fund_histories());
        const auto delivered = fund.delivered;
        for (const auto& command : delivered) {
            const bool once =
                command.fund().has_request_funds() || command.fund().has_send_payment() ||
                command.fund().has_tell_payment() || command.fund().has_approve_request() ||
                command.fund().has_issue_voucher() || command.fund().has_redeem_voucher();
            if (!once) continue;
            fund.deliver(command);
            fund.state.moved.clear();
            const auto before = text_of(fund.state);
            const auto decision = fund.deliver(command);
            fund.state.moved.clear();
            const bool misses = command.fund().has_redeem_voucher();  // a wrong code is counted
            const bool asked = command.fund().tell_payment().told() == v1::FundPayment::unknown &&
                               command.fund().has_tell_payment();
            if (!misses && !asked) RC_ASSERT(text_of(fund.state) == before);
        }
        Sheet sheet;
        for (const auto& event : fund.history) sheet.write(event);
    }));
}

TEST(FundLaws, NothingIsOpenWithoutADeadline) {
    EXPECT_TRUE(rc::check("at the end of every history", [] {
        const auto fund = live(*fund_histories());
        const auto& due = domain::deadlines(fund.state);
        const auto armed = [&](const std::string& name) { return due.contains(name); };
        for (const auto& [id, request] : fund.state.requests) {
            if (request.over()) {
                for (const char* kind : {"asked/", "payer/", "reservation/", "evidence/",
                                         "advance/", "recovery/", "signature/"})
                    RC_ASSERT(!armed(kind + id));
                continue;
            }
            RC_ASSERT(!request.unsent() || armed("asked/" + id) || armed("reservation/" + id));
            RC_ASSERT(request.state != v1::FundRequest::routed || armed("payer/" + id));
            if (request.state == v1::FundRequest::sent)
                RC_ASSERT(armed("doubt/" + request.payments.back()) ||
                          armed("voucher/" + fund.state.payment(request.payments.back())->voucher));
            RC_ASSERT(request.open == 0 || armed("advance/" + id) || armed("recovery/" + id));
            if (request.state == v1::FundRequest::paid && !request.is_advance())
                RC_ASSERT(armed("evidence/" + id));
        }
    }));
}

// What hledger says of the same book, by account.
std::map<std::string, std::int64_t> by_hledger(const std::string& journal) {
    const auto file = std::filesystem::temp_directory_path() /
                      ("relais-fund-" + std::to_string(::getpid()) + ".journal");
    std::ofstream(file) << journal;
    const auto command = "hledger -f '" + file.string() + "' balance --flat --no-total -O csv 2>&1";
    std::string out;
    FILE* pipe = ::popen(command.c_str(), "r");
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
    const int status = ::pclose(pipe);
    std::filesystem::remove(file);
    if (status != 0) ADD_FAILURE() << "hledger (deploy/packages.txt) said: " << out;
    std::map<std::string, std::int64_t> balances;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
        const auto middle = line.find("\",\"");
        if (middle == line.npos || line.starts_with("\"account\"")) continue;
        std::string digits;
        for (const char c : line.substr(middle))
            if ((c >= '0' && c <= '9') || c == '-') digits += c;
        balances[line.substr(1, middle - 1)] = std::stoll(digits);
    }
    return balances;
}

TEST(FundLaws, HledgerAddsTheExportUpToTheSameCents) {
    const domain::Journal journal("America/Toronto");
    std::size_t moved = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto steps = fund_histories()(rc::Random(seed), 150).value();
        const auto fund = live(steps);
        std::string text = domain::Journal::hledger_head();
        for (const auto& event : fund.history) text += journal.hledger(event);
        std::map<std::string, std::int64_t> kept;
        for (const auto& [name, balance] : fund.state.book.balances())
            kept[domain::ledger_name(balance.account())] = balance.cents();
        EXPECT_EQ(by_hledger(text), kept) << "seed " << seed;
        moved += fund.state.book.size();
    }
    EXPECT_GT(moved, 400u);
}

}  // namespace
}  // namespace relais::test
