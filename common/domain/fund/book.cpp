#include "common/domain/fund/book.hpp"

#include <algorithm>
#include <charconv>

#include "common/base/check.hpp"
#include "common/domain/fund/money.hpp"

namespace relais::domain {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && (text.size() == 1 || text[0] != '0');
}

// One decision writes few transfers: what fits() let through is never more than twice as far.
constexpr std::int64_t posted_cents_max = 2 * balance_cents_max;

bool within_bounds(std::int64_t balance, std::int64_t cents, std::int64_t most) {
    std::int64_t sum = 0;
    return !__builtin_add_overflow(balance, cents, &sum) && sum <= most && sum >= -most;
}

bool adds_up(const v1::FundTransfer& transfer) {
    std::int64_t sum = 0;
    for (const auto& leg : transfer.legs()) {
        if (leg.cents() == 0 || __builtin_add_overflow(sum, leg.cents(), &sum)) return false;
    }
    return transfer.legs_size() >= 2 && sum == 0;
}

// What is reserved has not left the bank: an envelope is the fund's own money still.
bool is_inside(v1::FundAccount::Kind kind) {
    return kind == v1::FundAccount::source || kind == v1::FundAccount::envelope;
}

// "fund/<id>", of "fund/<id>/<version>/<index>".
std::string_view prefix_of(std::string_view id) {
    for (int part = 0; part < 2; ++part) id = id.substr(0, id.rfind('/'));
    return id;
}

}  // namespace

std::string name_of(const v1::FundAccount& account) {
    auto name = v1::FundAccount::Kind_Name(account.kind()) + "/" + account.of();
    return account.code().empty() ? name : name + "/" + account.code();
}

v1::FundAccount account_of(v1::FundAccount::Kind kind, const std::string& of,
                           const std::string& code) {
    v1::FundAccount account;
    account.set_kind(kind);
    account.set_of(of);
    account.set_code(code);
    return account;
}

std::int64_t bank_cents(const v1::FundTransfer& transfer) {
    std::int64_t inside = 0;
    for (const auto& leg : transfer.legs())
        if (is_inside(leg.account().kind())) inside += leg.cents();
    return inside;
}

std::optional<Book::TransferId> Book::parse(std::string_view id) {
    const auto last = id.rfind('/');
    if (last == id.npos || last == 0) return std::nullopt;
    const auto before = id.rfind('/', last - 1);
    TransferId parts;
    if (before == id.npos ||
        !read_number(id.substr(before + 1, last - before - 1), parts.version) ||
        !read_number(id.substr(last + 1), parts.index))
        return std::nullopt;
    return parts;
}

bool Book::fits(const v1::FundTransfer& transfer) const {
    return std::ranges::all_of(transfer.legs(), [&](const v1::FundLeg& leg) {
        return within_bounds(balance(leg.account()), leg.cents(), balance_cents_max);
    });
}

void Book::post(const v1::FundTransfer& transfer, Instant at) {
    const auto id = parse(transfer.id());
    check(id.has_value(), "a transfer has an id of ours");
    check(adds_up(transfer), "the legs of a transfer add up to zero");
    check(entries_.empty() || entries_.back().id < *id, "a transfer is written once, and in order");
    if (entries_.empty()) prefix_ = prefix_of(transfer.id());
    if (!transfer.corrects().empty()) {
        const auto* wrong = entry(transfer.corrects());
        check(wrong != nullptr && !wrong->corrected, "a transfer is corrected at most once");
        entries_[static_cast<std::size_t>(wrong - entries_.data())].corrected = true;
    }
    entries_.push_back({.id = *id,
                        .at = at,
                        .first_leg = static_cast<std::uint32_t>(legs_.size()),
                        .request = names_.number_of(transfer.request()),
                        .source = names_.number_of(transfer.source()),
                        .case_code = names_.number_of(transfer.case_code()),
                        .legs = static_cast<std::uint8_t>(transfer.legs_size()),
                        .kind = static_cast<std::uint8_t>(transfer.kind()),
                        .corrected = false,
                        .matched = false});
    for (const auto& leg : transfer.legs()) {
        auto& of = accounts_[account(leg.account())];
        check(within_bounds(of.balance, leg.cents(), posted_cents_max),
              "a balance stays within bounds");
        stand(of, of.balance + leg.cents());
        legs_.push_back({static_cast<std::uint32_t>(&of - accounts_.data()), leg.cents()});
    }
}

std::int64_t Book::balance(const v1::FundAccount& account) const {
    const auto number = account_names_.find(name_of(account));
    return number ? accounts_[*number].balance : 0;
}

std::int64_t Book::total(v1::FundAccount::Kind kind) const {
    const auto found = totals_.find(kind);
    return found == totals_.end() ? 0 : found->second;
}

std::map<std::string, v1::FundBalance> Book::balances() const {
    std::map<std::string, v1::FundBalance> all;
    for (const auto& each : accounts_) {
        if (each.balance == 0) continue;
        auto& balance = all[name_of(each.account)];
        *balance.mutable_account() = each.account;
        balance.set_cents(each.balance);
    }
    return all;
}

std::int64_t Book::sum() const {
    std::int64_t sum = 0;
    for (const auto& each : accounts_) sum += each.balance;
    return sum;
}

std::optional<v1::FundTransfer> Book::find(std::string_view id) const {
    const auto* known = entry(id);
    if (known == nullptr) return std::nullopt;
    v1::FundTransfer transfer;
    transfer.set_id(std::string(id));
    transfer.set_kind(static_cast<v1::FundTransfer::Kind>(known->kind));
    transfer.set_request(std::string(names_[known->request]));
    transfer.set_source(std::string(names_[known->source]));
    transfer.set_case_code(std::string(names_[known->case_code]));
    for (std::size_t leg = known->first_leg; leg < known->first_leg + known->legs; ++leg) {
        auto& added = *transfer.add_legs();
        *added.mutable_account() = accounts_[legs_[leg].account].account;
        added.set_cents(legs_[leg].cents);
    }
    return transfer;
}

bool Book::corrected(std::string_view id) const {
    const auto* known = entry(id);
    return known != nullptr && known->corrected;
}

bool Book::matched(std::string_view id) const {
    const auto* known = entry(id);
    return known != nullptr && known->matched;
}

void Book::set_matched(std::string_view id, bool matched) {
    const auto* known = entry(id);
    check(known != nullptr, "a transfer that is matched was written");
    entries_[static_cast<std::size_t>(known - entries_.data())].matched = matched;
}

std::vector<Book::Unmatched> Book::unmatched() const {
    std::vector<Unmatched> all;
    for (const auto& each : entries_) {
        if (each.matched || each.corrected || each.kind == v1::FundTransfer::corrected) continue;
        std::int64_t cents = 0;
        for (std::size_t leg = each.first_leg; leg < each.first_leg + each.legs; ++leg)
            if (is_inside(accounts_[legs_[leg].account].account.kind())) cents += legs_[leg].cents;
        if (cents == 0) continue;
        all.push_back({.id = prefix_ + "/" + std::to_string(each.id.version) + "/" +
                             std::to_string(each.id.index),
                       .request = std::string(names_[each.request]),
                       .cents = cents,
                       .at = each.at});
    }
    return all;
}

const Book::Entry* Book::entry(std::string_view id) const {
    const auto wanted = parse(id);
    if (!wanted || prefix_of(id) != prefix_) return nullptr;
    const auto found = std::ranges::lower_bound(entries_, *wanted, {}, &Entry::id);
    return found == entries_.end() || found->id != *wanted ? nullptr : &*found;
}

void Book::stand(Account& account, std::int64_t balance) {
    totals_[account.account.kind()] += balance - account.balance;
    account.balance = balance;
}

std::uint32_t Book::account(const v1::FundAccount& account) {
    const auto number = account_names_.number_of(name_of(account));
    if (number == accounts_.size()) accounts_.push_back({account, 0});
    return number;
}

}  // namespace relais::domain
