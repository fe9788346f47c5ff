// Money that is out: in the hands of somebody of the staff, or owed by another payer. What was
// booked wrong is set right by another transfer.
#include <algorithm>
#include <array>
#include <map>

#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {
namespace {

// What is part of the life of a reservation ends by that life alone: refund, or tell.
bool may_be_corrected(v1::FundTransfer::Kind kind) {
    static constexpr std::array kinds{v1::FundTransfer::funded,       v1::FundTransfer::given_back,
                                      v1::FundTransfer::settled,      v1::FundTransfer::recovered,
                                      v1::FundTransfer::brought_back, v1::FundTransfer::written_off,
                                      v1::FundTransfer::charged};
    return std::ranges::find(kinds, kind) != kinds.end();
}

}  // namespace

// By somebody else than who spent it; each piece with a paper that shows as much.
FundVerdict FundDraft::settle_advance() {
    const auto& wish = command_.fund().settle_advance();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto* request = state_.request(wish.advance());
    if (request == nullptr || !request->is_advance() || request->payments.empty())
        return refused(v1::Rejection::advance_unknown);
    if (me() == request->asked.advance_to()) return refused(v1::Rejection::own_request);
    if (request->open == 0)
        return refused(state_.payment_in_doubt(*request) != nullptr
                           ? v1::Rejection::payment_in_doubt
                           : v1::Rejection::advance_over);
    if (wish.spent_size() > spent_max) return refused(v1::Rejection::limit_reached);
    const auto back = wish.has_brought_back() ? cents_of(wish.brought_back()) : Cents(0);
    if (!back) return refused(back.error());
    std::int64_t total = *back;
    std::map<std::string, std::int64_t> shown;
    for (const auto& spent : wish.spent()) {
        const auto cents = cents_of(spent.amount());
        if (!cents) return refused(cents.error());
        const auto* expense = rules().expense(spent.expense());
        if (expense == nullptr || expense->kind() == v1::Expense::advance ||
            expense->kind() == v1::Expense::bank_fee)
            return refused(v1::Rejection::expense_unknown);
        if (!spent.case_code().empty() && !is_fund_id(spent.case_code()))
            return refused(v1::Rejection::request_not_understood);
        const auto paper = request->evidence.find(spent.evidence());
        if (paper == request->evidence.end() || paper->second.replaced)
            return refused(v1::Rejection::evidence_not_understood);
        shown[spent.evidence()] += *cents;
        if (paper->second.used + shown[spent.evidence()] > paper->second.evidence.cents())
            return refused(v1::Rejection::evidence_not_enough);
        total += *cents;
    }
    if (total == 0) return refused(v1::Rejection::amount_not_positive);
    if (total > request->open) return refused(v1::Rejection::more_than_advance);
    auto& event = *next().mutable_advance_settled();
    event.set_advance(wish.advance());
    for (const auto& spent : wish.spent()) {
        auto& transfer = *event.add_transfers();
        transfer = move(v1::FundTransfer::settled, debtor_of(*request),
                        account_of(v1::FundAccount::expense, spent.expense()),
                        spent.amount().cents(), request);
        if (!spent.case_code().empty()) transfer.set_case_code(spent.case_code());
        event.add_evidence(spent.evidence());
    }
    if (*back > 0)
        *event.add_transfers() =
            move(v1::FundTransfer::brought_back, debtor_of(*request),
                 account_of(v1::FundAccount::source, request->source), *back, request);
    event.set_open_cents(request->open - total);
    if (event.open_cents() == 0) put_right(v1::FundFlag::advance_overdue, wish.advance());
    return {};
}

void FundDraft::remind(const Request& request, Instant due) {
    const auto again = std::chrono::days(rules().limits().advance_remind_days());
    auto& event = *next().mutable_advance_reminded();
    event.set_advance(request.asked.request());
    event.set_due_ms(to_ms(due));
    event.set_next_ms(to_ms(now_ + again));
    v1::FundFlag flag;
    flag.set_id(flag_id(v1::FundFlag::advance_overdue, request.asked.request()));
    tell_her(request.asked.advance_to(), flag, request.asked.case_code(),
             *event.mutable_messages());
    raise(v1::FundFlag::advance_overdue, request.asked.request(), request.open, due, again);
}

FundVerdict FundDraft::recover_money() {
    const auto& wish = command_.fund().recover_money();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto* request = state_.request(wish.request());
    if (request == nullptr) return refused(v1::Rejection::request_unknown);
    if (!request->bridges() || wish.payer() != request->eligibility.payer())
        return refused(v1::Rejection::payer_unknown);
    const auto cents = cents_of(wish.amount());
    if (!cents) return refused(cents.error());
    if (*cents > request->open) return refused(v1::Rejection::more_than_owed);
    auto& event = *next().mutable_money_recovered();
    event.set_request(wish.request());
    *event.mutable_transfer() =
        move(v1::FundTransfer::recovered, debtor_of(*request),
             account_of(v1::FundAccount::source, request->source), *cents, request);
    if (*cents == request->open)
        put_right(v1::FundFlag::recovery_overdue, wish.request(), v1::FundFlag::money_back);
    return {};
}

FundVerdict FundDraft::write_off() {
    const auto& wish = command_.fund().write_off();
    if (!is_board()) return refused(v1::Rejection::not_a_signatory);
    const auto* request = state_.request(wish.request());
    if (request == nullptr) return refused(v1::Rejection::request_unknown);
    if (took_part(*request)) return refused(v1::Rejection::reconciler_not_apart);
    const auto cents = cents_of(wish.amount());
    if (!cents) return refused(cents.error());
    if (*cents > request->open) return refused(v1::Rejection::more_than_owed);
    auto& event = *next().mutable_money_written_off();
    event.set_request(wish.request());
    *event.mutable_transfer() =
        move(v1::FundTransfer::written_off, debtor_of(*request),
             account_of(v1::FundAccount::write_off, request->source), *cents, request);
    if (wish.has_note()) *event.mutable_note() = wish.note();
    if (*cents == request->open)
        put_right(
            request->is_advance() ? v1::FundFlag::advance_overdue : v1::FundFlag::recovery_overdue,
            wish.request(), v1::FundFlag::accepted);
    return {};
}

FundVerdict FundDraft::correct_transfer() {
    const auto& wish = command_.fund().correct_transfer();
    if (signatory() == nullptr) return refused(v1::Rejection::not_a_signatory);
    const auto wrong = state_.book.find(wish.transfer());
    if (!wrong) return refused(v1::Rejection::transfer_unknown);
    if (state_.book.corrected(wish.transfer()) || wrong->kind() == v1::FundTransfer::corrected)
        return refused(v1::Rejection::transfer_corrected_already);
    if (wish.why().empty()) return refused(v1::Rejection::reason_missing);
    const auto* request = state_.request(wrong->request());
    const bool looked_at = !wrong->request().empty() &&
                           (request == nullptr || request->state == v1::FundRequest::reconciled);
    // What a line of the bank was matched with stands there; a fee is matched from the beginning.
    const bool at_the_bank =
        wrong->kind() != v1::FundTransfer::charged && state_.book.matched(wish.transfer());
    if (!may_be_corrected(wrong->kind()) || looked_at || at_the_bank)
        return refused(v1::Rejection::request_out_of_turn);
    auto& event = *next().mutable_transfer_corrected();
    const auto& legs = wrong->legs();
    const auto from = std::ranges::find_if(legs, [](const auto& leg) { return leg.cents() > 0; });
    const auto to = std::ranges::find_if(legs, [](const auto& leg) { return leg.cents() < 0; });
    auto& transfer = *event.mutable_transfer();
    transfer = move(v1::FundTransfer::corrected, from->account(), to->account(), from->cents());
    transfer.set_source(wrong->source());
    transfer.set_request(wrong->request());
    transfer.set_case_code(wrong->case_code());
    transfer.set_corrects(wish.transfer());
    event.set_why(wish.why());
    if (wish.has_note()) *event.mutable_note() = wish.note();
    return {};
}

}  // namespace relais::domain
