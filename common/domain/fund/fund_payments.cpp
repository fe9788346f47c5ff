// Money that leaves, and what is heard of it. What was sent stays reserved until somebody knows;
// a payment whose fate is unknown is asked about, and only one that certainly did not go out makes
// room for another.
#include <algorithm>

#include "common/base/check.hpp"
#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {
namespace {

// Of a payer that is in the settings no more.
constexpr Duration recovery_default = std::chrono::days(30);

bool is_by_hand(v1::FundPayment::Way way) {
    return way == v1::FundPayment::transfer || way == v1::FundPayment::card ||
           way == v1::FundPayment::cheque || way == v1::FundPayment::cash;
}

}  // namespace

FundVerdict FundDraft::send_payment() {
    const auto& wish = command_.fund().send_payment();
    if (!handles_money()) return refused(v1::Rejection::not_a_signatory);
    const auto* request = state_.request(wish.request());
    if (request == nullptr) return refused(v1::Rejection::request_unknown);
    const bool whole = !wish.has_amount();
    const auto cents = whole ? Cents(request->reserved) : cents_of(wish.amount());
    if (!cents) return refused(cents.error());
    if (const auto* known = state_.payment(wish.payment())) {
        const bool same = known->request == wish.request() && known->way == wish.way() &&
                          (whole || known->sent == *cents);
        return same ? FundVerdict{} : refused(v1::Rejection::request_differs);
    }
    if (const auto verdict = may_be_sent(*request); !verdict) return verdict;
    const bool cash = wish.way() == v1::FundPayment::cash;
    if (!is_fund_id(wish.payment()) || !is_by_hand(wish.way()) || (cash && !request->is_advance()))
        return refused(v1::Rejection::request_not_understood);
    if (*cents > request->reserved) return refused(v1::Rejection::more_than_reserved);
    send(*request, wish.payment(), wish.way(), *cents, "");
    return {};
}

FundVerdict FundDraft::may_be_sent(const Request& request) const {
    if (request.over()) return refused(v1::Rejection::request_over);
    if (request.state == v1::FundRequest::approved) return {};
    if (request.state == v1::FundRequest::funds_reserved)
        return refused(v1::Rejection::signature_awaited);
    if (request.unsent()) return refused(v1::Rejection::no_reservation);
    return refused(request.state == v1::FundRequest::sent ? v1::Rejection::payment_in_doubt
                                                          : v1::Rejection::reservation_over);
}

// A voucher tells its end by itself; anything else that nobody tells of is asked about.
void FundDraft::send(const Request& request, const std::string& payment, v1::FundPayment::Way way,
                     std::int64_t cents, const std::string& voucher) {
    auto& event = *next().mutable_payment_sent();
    event.set_payment(payment);
    event.set_request(request.asked.request());
    event.set_way(way);
    *event.mutable_transfer() =
        move(v1::FundTransfer::owed, creditor_of(request), debtor_of(request), cents, &request);
    event.set_vendor(request.vendor);
    event.set_voucher(voucher);
    if (voucher.empty())
        event.set_doubt_ms(to_ms(now_ + std::chrono::minutes(rules().limits().doubt_minutes())));
}

v1::FundAccount FundDraft::creditor_of(const Request& request) const {
    return account_of(v1::FundAccount::payable,
                      request.is_advance() ? request.asked.advance_to() : request.vendor);
}

v1::FundAccount FundDraft::debtor_of(const Request& request) const {
    if (request.is_advance())
        return account_of(v1::FundAccount::advance, request.asked.advance_to());
    if (request.bridges())
        return account_of(v1::FundAccount::recoverable, request.eligibility.payer());
    return account_of(v1::FundAccount::expense, request.asked.expense());
}

FundVerdict FundDraft::tell_payment() {
    const auto& told = command_.fund().tell_payment();
    if (!handles_money() && !from_a_service()) return refused(v1::Rejection::not_a_signatory);
    const auto* payment = state_.payment(told.payment());
    if (payment == nullptr) return refused(v1::Rejection::payment_unknown);
    const auto cents = told.has_amount() ? cents_of(told.amount()) : Cents(payment->sent);
    if (!cents) return refused(cents.error());
    if (payment->told != v1::FundPayment::unknown) {
        const bool same =
            told.told() == payment->told && (told.told() == v1::FundPayment::not_paid ||
                                             !told.has_amount() || *cents == payment->paid);
        return same ? FundVerdict{} : refused(v1::Rejection::payment_already_told);
    }
    // The paper out there could still be redeemed.
    if (!payment->voucher.empty()) return refused(v1::Rejection::request_out_of_turn);
    if (told.told() == v1::FundPayment::unknown) {
        auto& event = *next().mutable_payment_told();
        event.set_payment(told.payment());
        event.set_doubt_ms(to_ms(now_ + std::chrono::minutes(rules().limits().doubt_minutes())));
        return {};
    }
    const bool by_a_person = told.basis() == v1::FundPayment::checked_by_hand;
    if ((told.basis() != v1::FundPayment::vendor_said &&
         told.basis() != v1::FundPayment::bank_line && !by_a_person) ||
        (by_a_person && me().empty()))
        return refused(v1::Rejection::reason_missing);
    if (told.told() == v1::FundPayment::not_paid) {
        tell_not_paid(*payment, told.payment(), told.basis());
        return {};
    }
    if (told.told() != v1::FundPayment::paid) return refused(v1::Rejection::request_not_understood);
    if (*cents > payment->sent) return refused(v1::Rejection::more_than_reserved);
    tell_paid(*payment, told.payment(), *cents, told.basis(),
              told.has_reference() ? &told.reference() : nullptr);
    return {};
}

// The end of the reservation: what was paid leaves the envelope, all the rest goes back.
void FundDraft::tell_paid(const FundPaymentRecord& payment, const std::string& id,
                          std::int64_t cents, v1::FundPayment::Basis basis,
                          const v1::Sealed* reference) {
    const auto& request = *state_.request(payment.request);
    const auto& limits = rules().limits();
    auto& event = *next().mutable_payment_told();
    event.set_payment(id);
    event.set_told(v1::FundPayment::paid);
    event.set_basis(basis);
    *event.add_transfers() =
        move(v1::FundTransfer::paid, envelope(request), creditor_of(request), cents, &request);
    if (payment.sent > cents)
        *event.add_transfers() = move(v1::FundTransfer::not_owed, debtor_of(request),
                                      creditor_of(request), payment.sent - cents, &request);
    if (request.reserved > cents)
        *event.add_transfers() = release(request, request.reserved - cents);
    if (reference != nullptr) *event.mutable_reference() = *reference;
    if (request.is_advance())
        event.set_settle_due_ms(to_ms(now_ + std::chrono::days(limits.advance_days())));
    else
        event.set_evidence_due_ms(to_ms(now_ + std::chrono::days(limits.evidence_days())));
    if (request.bridges()) {
        const auto* payer = rules().payer(request.eligibility.payer());
        const Duration wait =
            payer == nullptr ? recovery_default : std::chrono::days(payer->recovery_days());
        event.set_recovery_due_ms(to_ms(now_ + wait));
    }
    put_right(v1::FundFlag::payment_in_doubt, payment.request);
}

void FundDraft::tell_not_paid(const FundPaymentRecord& payment, const std::string& id,
                              v1::FundPayment::Basis basis) {
    const auto& request = *state_.request(payment.request);
    auto& event = *next().mutable_payment_told();
    event.set_payment(id);
    event.set_told(v1::FundPayment::not_paid);
    event.set_basis(basis);
    *event.add_transfers() = move(v1::FundTransfer::not_owed, debtor_of(request),
                                  creditor_of(request), payment.sent, &request);
    put_right(v1::FundFlag::payment_in_doubt, payment.request);
}

FundVerdict FundDraft::refund_payment() {
    const auto& wish = command_.fund().refund_payment();
    if (!handles_money()) return refused(v1::Rejection::not_a_signatory);
    const auto* payment = state_.payment(wish.payment());
    if (payment == nullptr) return refused(v1::Rejection::payment_unknown);
    if (payment->told == v1::FundPayment::unknown) return refused(v1::Rejection::payment_in_doubt);
    const auto& request = *state_.request(payment->request);
    std::int64_t left = payment->paid - payment->refunded;
    if (request.is_advance() || request.bridges()) left = std::min(left, request.open);
    const auto cents = wish.has_amount() ? cents_of(wish.amount()) : Cents(left);
    if (!cents) return refused(cents.error());
    if (*cents > left || left == 0) return refused(v1::Rejection::more_than_paid);
    auto& event = *next().mutable_payment_refunded();
    event.set_payment(wish.payment());
    *event.mutable_transfer() =
        move(v1::FundTransfer::refunded, debtor_of(request),
             account_of(v1::FundAccount::source, request.source), *cents, &request);
    event.set_whole(*cents == request.paid);
    if (wish.has_note()) *event.mutable_note() = wish.note();
    return {};
}

}  // namespace relais::domain
