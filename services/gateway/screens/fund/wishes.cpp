#include "services/gateway/screens/fund/wishes.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "common/base/ids.hpp"
#include "common/domain/fund/money.hpp"
#include "services/gateway/screens/house.hpp"

namespace relais::gateway::screens {
namespace {

struct Typed {
    const http::Fields& form;
    const std::string& request;
    const std::string& wish;  // its id: what it makes is named after it

    [[nodiscard]] std::string at(std::string_view name) const { return value_of(form, name); }
};

constexpr auto good = v1::Rejection::none;
using Fill = v1::Rejection::Code (*)(const Typed&, v1::FundCommand&);

// Nothing typed: nothing is set, and it means all of it.
template <class Set>
v1::Rejection::Code amount(const Typed& typed, std::string_view name, Set set) {
    const auto text = typed.at(name);
    if (text.empty()) return good;
    const auto cents = domain::parse_amount(text);
    if (!cents) return cents.error();
    set()->set_cents(*cents);
    return good;
}

template <class Message>
v1::Rejection::Code why_voided(const Typed& typed, Message& wish) {
    v1::FundRequest::VoidedWhy why{};
    if (!v1::FundRequest::VoidedWhy_Parse(typed.at("why"), &why) ||
        why == v1::FundRequest::voided_unknown)
        return v1::Rejection::reason_missing;
    wish.set_why(why);
    return good;
}

v1::Rejection::Code approve(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_approve_request();
    wish.set_request(typed.request);
    wish.set_vendor(typed.at("vendor"));
    // The total that stood on her screen, in cents: a number of ours, not typed.
    const auto seen = typed.at("seen");
    std::int64_t cents = 0;
    const auto [end, error] = std::from_chars(seen.data(), seen.data() + seen.size(), cents);
    if (error != std::errc{} || end != seen.data() + seen.size())
        return v1::Rejection::request_not_understood;
    wish.mutable_seen()->set_cents(cents);
    return good;
}

v1::Rejection::Code reserve(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_reserve_funds();
    wish.set_request(typed.request);
    wish.set_source(typed.at("source"));
    wish.set_vendor(typed.at("vendor"));
    return good;
}

v1::Rejection::Code refuse(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_refuse_request();
    v1::FundRequest::RefusedWhy why{};
    if (!v1::FundRequest::RefusedWhy_Parse(typed.at("why"), &why) ||
        why == v1::FundRequest::refused_unknown || why == v1::FundRequest::by_rule)
        return v1::Rejection::reason_missing;
    wish.set_request(typed.request);
    wish.set_why(why);
    return good;
}

v1::Rejection::Code void_request(const Typed& typed, v1::FundCommand& command) {
    command.mutable_void_request()->set_request(typed.request);
    return why_voided(typed, *command.mutable_void_request());
}

v1::Rejection::Code payer(const Typed& typed, v1::FundCommand& command) {
    v1::FundEligibility::Basis basis{};
    if (!v1::FundEligibility::Basis_Parse(typed.at("basis"), &basis))
        return v1::Rejection::request_not_understood;
    command.mutable_tell_payer()->set_request(typed.request);
    command.mutable_tell_payer()->set_basis(basis);
    return good;
}

// The payment is named after the wish: the same form twice is one payment.
v1::Rejection::Code send(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_send_payment();
    v1::FundPayment::Way way{};
    if (!v1::FundPayment::Way_Parse(typed.at("way"), &way) || way == v1::FundPayment::voucher)
        return v1::Rejection::request_not_understood;
    wish.set_payment(name_uuid("fund-payment/" + typed.wish));
    wish.set_request(typed.request);
    wish.set_way(way);
    return amount(typed, "amount", [&] { return wish.mutable_amount(); });
}

v1::Rejection::Code tell(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_tell_payment();
    v1::FundPayment::Told told{};
    v1::FundPayment::Basis basis{};
    if (!v1::FundPayment::Told_Parse(typed.at("told"), &told) ||
        !v1::FundPayment::Basis_Parse(typed.at("basis"), &basis))
        return v1::Rejection::request_not_understood;
    wish.set_payment(typed.at("payment"));
    wish.set_told(told);
    wish.set_basis(basis);
    if (told != v1::FundPayment::paid) return good;
    return amount(typed, "amount", [&] { return wish.mutable_amount(); });
}

v1::Rejection::Code refund(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_refund_payment();
    wish.set_payment(typed.at("payment"));
    return amount(typed, "amount", [&] { return wish.mutable_amount(); });
}

v1::Rejection::Code no_receipt(const Typed& typed, v1::FundCommand& command) {
    auto& paper = *command.mutable_add_evidence()->mutable_evidence();
    v1::FundEvidence::NoReceipt reason{};
    if (!v1::FundEvidence::NoReceipt_Parse(typed.at("reason"), &reason) ||
        typed.at("witness").empty())
        return v1::Rejection::witness_missing;
    paper.set_id(name_uuid("fund-evidence/" + typed.wish));
    paper.set_request(typed.request);
    paper.set_kind(v1::FundEvidence::no_receipt);
    paper.set_reason(reason);
    paper.set_witness(typed.at("witness"));
    v1::Money shown;
    const auto read = amount(typed, "amount", [&] { return &shown; });
    paper.set_cents(shown.cents());
    return read;
}

v1::Rejection::Code reconcile(const Typed& typed, v1::FundCommand& command) {
    command.mutable_reconcile_request()->set_request(typed.request);
    return good;
}

v1::Rejection::Code settle(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_settle_advance();
    wish.set_advance(typed.request);
    if (!typed.at("expense").empty()) {
        auto& spent = *wish.add_spent();
        spent.set_expense(typed.at("expense"));
        spent.set_evidence(typed.at("evidence"));
        if (spent.evidence().empty()) return v1::Rejection::evidence_not_enough;
        const auto read = amount(typed, "spent", [&] { return spent.mutable_amount(); });
        if (read != good) return read;
    }
    return amount(typed, "brought_back", [&] { return wish.mutable_brought_back(); });
}

v1::Rejection::Code recover(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_recover_money();
    wish.set_request(typed.request);
    wish.set_payer(typed.at("payer"));
    return amount(typed, "amount", [&] { return wish.mutable_amount(); });
}

v1::Rejection::Code write_off(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_write_off();
    wish.set_request(typed.request);
    return amount(typed, "amount", [&] { return wish.mutable_amount(); });
}

v1::Rejection::Code void_voucher(const Typed& typed, v1::FundCommand& command) {
    command.mutable_void_voucher()->set_number(typed.at("number"));
    return why_voided(typed, *command.mutable_void_voucher());
}

v1::Rejection::Code match(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_match_line();
    wish.set_statement(typed.at("statement"));
    wish.set_line(typed.at("line"));
    for (const auto& [name, value] : typed.form)
        if (name == "transfer") wish.add_transfers(value);
    return wish.transfers().empty() ? v1::Rejection::transfer_unknown : good;
}

// A code of ours, chosen from a list: nothing that somebody typed.
bool chosen_code(const std::string& code) {
    return !code.empty() &&
           std::ranges::all_of(code, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

v1::Rejection::Code unmatch(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_unmatch_line();
    wish.set_statement(typed.at("statement"));
    wish.set_line(typed.at("line"));
    wish.set_why(typed.at("why"));
    return chosen_code(wish.why()) ? good : v1::Rejection::reason_missing;
}

v1::Rejection::Code correct(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_correct_transfer();
    wish.set_transfer(typed.at("transfer"));
    wish.set_why(typed.at("why"));
    return chosen_code(wish.why()) ? good : v1::Rejection::reason_missing;
}

v1::Rejection::Code set_aside(const Typed& typed, v1::FundCommand& command) {
    auto& wish = *command.mutable_set_line_aside();
    v1::BankStatement::SetAside why{};
    if (!v1::BankStatement::SetAside_Parse(typed.at("why"), &why) ||
        why == v1::BankStatement::why_unknown)
        return v1::Rejection::reason_missing;
    wish.set_statement(typed.at("statement"));
    wish.set_line(typed.at("line"));
    wish.set_why(why);
    if (why == v1::BankStatement::bank_fee) wish.set_source(typed.at("source"));
    return good;
}

v1::Rejection::Code settle_flag(const Typed& typed, v1::FundCommand& command) {
    v1::FundFlag::Outcome outcome{};
    if (!v1::FundFlag::Outcome_Parse(typed.at("outcome"), &outcome))
        return v1::Rejection::reason_missing;
    command.mutable_settle_flag()->set_flag(typed.at("flag"));
    command.mutable_settle_flag()->set_outcome(outcome);
    return good;
}

}  // namespace

std::expected<FundWish, std::string> fund_wish_of(const http::Fields& form,
                                                  const std::string& request) {
    static const std::map<std::string, Fill> fills{
        {"approve", approve},
        {"approve_voucher", approve},
        {"reserve", reserve},
        {"refuse", refuse},
        {"void", void_request},
        {"payer", payer},
        {"send", send},
        {"tell", tell},
        {"refund", refund},
        {"no_receipt", no_receipt},
        {"reconcile", reconcile},
        {"settle", settle},
        {"recover", recover},
        {"write_off", write_off},
        {"void_voucher", void_voucher},
        {"match", match},
        {"aside", set_aside},
        {"unmatch", unmatch},
        {"correct", correct},
        {"settle_flag", settle_flag},
    };
    const auto id = canonical_uuid(value_of(form, "command"));
    const auto fill = fills.find(value_of(form, "do"));
    if (!id || fill == fills.end()) return std::unexpected("malformed_body");
    FundWish wish{.id = *id, .command = {}, .note = value_of(form, "note")};
    const auto read = fill->second({form, request, wish.id}, wish.command);
    if (read != good) return std::unexpected(v1::Rejection::Code_Name(read));
    return wish;
}

}  // namespace relais::gateway::screens
