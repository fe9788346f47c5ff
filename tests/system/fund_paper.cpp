#include "tests/system/fund_paper.hpp"

namespace relais::system {
namespace {

using Account = v1::FundAccount;

std::string name_of(const Account& account) {
    return Account::Kind_Name(account.kind()) + "|" + account.of() + "|" + account.code();
}

std::vector<const v1::FundTransfer*> transfers_in(const v1::FundEvent& event) {
    std::vector<const v1::FundTransfer*> all;
    if (event.has_funding_received()) all.push_back(&event.funding_received().transfer());
    if (event.has_funds_reserved()) all.push_back(&event.funds_reserved().transfer());
    if (event.request_refused().has_released()) all.push_back(&event.request_refused().released());
    if (event.request_voided().has_released()) all.push_back(&event.request_voided().released());
    if (event.request_expired().has_released()) all.push_back(&event.request_expired().released());
    if (event.has_payment_sent()) all.push_back(&event.payment_sent().transfer());
    for (const auto& one : event.payment_told().transfers()) all.push_back(&one);
    if (event.has_payment_refunded()) all.push_back(&event.payment_refunded().transfer());
    return all;
}

}  // namespace

void FundPaper::write(const v1::FundTransfer& transfer, const std::string& where) {
    std::int64_t sum = 0;
    if (!transfers_.insert(transfer.id()).second) say(where, transfer.id() + " is written twice");
    for (const auto& leg : transfer.legs()) {
        const auto name = name_of(leg.account());
        auto& balance = accounts_[name];
        balance += leg.cents();
        sum += leg.cents();
        const auto kind = leg.account().kind();
        if ((kind == Account::source || kind == Account::envelope) && balance < 0)
            say(where, name + " is below zero");
        if (kind == Account::payable && balance > 0) say(where, name + " is paid more than owed");
    }
    if (sum != 0) say(where, "the legs of " + transfer.id() + " do not add up");
    if (transfer.request().empty()) return;
    auto& of = requests_[transfer.request()];
    const auto cents = transfer.legs(1).cents();
    if (transfer.kind() == v1::FundTransfer::reservation) {
        ++reservations_;
        if (++of.reservations != 1) say(where, transfer.request() + " is reserved twice");
        of.reserved += cents;
    }
    if (transfer.kind() != v1::FundTransfer::paid && transfer.kind() != v1::FundTransfer::released)
        return;
    of.reserved -= cents;
    if (of.ends > 0 || of.reserved < 0)
        say(where, "the reservation of " + transfer.request() + " ends twice");
    if (of.reserved == 0) ++of.ends;
}

void FundPaper::write(const v1::Event& event) {
    const auto where = "event " + std::to_string(event.version());
    const auto& fund = event.fund();
    if (event.version() != ++version_) say(where, "it stands in place " + std::to_string(version_));
    if (!event.command_id().empty() && event.command_id() != command_ &&
        !commands_.insert(event.command_id()).second)
        say(where, event.command_id() + " acts twice");
    command_ = event.command_id();
    if (fund.has_funds_requested()) {
        const auto& id = fund.funds_requested().request().request();
        if (!requests_.try_emplace(id).second) say(where, id + " is asked twice");
        requests_[id].cents = fund.funds_requested().cents();
    }
    if (fund.has_payment_sent()) {
        const auto& sent = fund.payment_sent();
        if (!payments_.emplace(sent.payment(), sent.request()).second)
            say(where, sent.payment() + " is sent twice");
        auto& of = requests_[sent.request()];
        if (!of.open_payment.empty() || of.ends > 0)
            say(where, sent.request() + " is sent while its fate is unknown, or over");
        of.open_payment = sent.payment();
    }
    if (fund.has_payment_told() && fund.payment_told().told() != v1::FundPayment::unknown) {
        const auto& payment = fund.payment_told().payment();
        if (!told_.insert(payment).second) say(where, "the fate of " + payment + " is told twice");
        requests_[payments_[payment]].open_payment.clear();
    }
    if (fund.has_voucher_redeemed() && !redeemed_.insert(fund.voucher_redeemed().number()).second)
        say(where, fund.voucher_redeemed().number() + " is redeemed twice");
    for (const auto* transfer : transfers_in(fund)) write(*transfer, where);
    std::int64_t all = 0;
    if (event.version() % 512 != 0) return;  // so often that it says where
    for (const auto& [name, cents] : accounts_) all += cents;
    if (all != 0) say(where, "all accounts do not add up to zero");
}

std::vector<std::string> broken_by(const std::vector<v1::Event>& events,
                                   const FundAnswers& answers) {
    FundPaper paper;
    for (const auto& event : events) paper.write(event);
    auto broken = paper.broken();
    std::int64_t all = 0;
    for (const auto& [name, cents] : paper.accounts()) all += cents;
    if (all != 0) broken.push_back("all accounts do not add up to zero");
    for (const auto& [id, answer] : answers) {
        const bool acted = paper.commands().contains(id);
        if (acted && !answer.accepted) broken.push_back(id + " was refused, and acted");
        if (!acted && answer.accepted && !answer.again)
            broken.push_back(id + " was acknowledged, and did not act");
    }
    for (const auto& id : paper.commands())
        if (!answers.contains(id)) broken.push_back(id + " acted, and nobody was told");
    return broken;
}

}  // namespace relais::system
