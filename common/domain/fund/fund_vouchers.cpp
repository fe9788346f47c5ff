// Papers for vendors: bound to an amount and an end, redeemed once. A voucher is a payment that the
// vendor tells of itself. Only a keyed hash of its code is known here.
#include <algorithm>

#include "common/base/keyed_hash.hpp"
#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t code_hash_min = 16, code_hash_max = 64;  // bytes

}  // namespace

FundVerdict FundDraft::issue_voucher() {
    const auto& wish = command_.fund().issue_voucher();
    if (!handles_money()) return refused(v1::Rejection::not_a_signatory);
    auto voucher = wish.voucher();
    const auto* request = state_.request(voucher.request());
    if (request == nullptr) return refused(v1::Rejection::request_unknown);
    if (const auto* known = state_.voucher(voucher.number())) {
        const bool same = known->payment == wish.payment() &&
                          known->voucher.request() == voucher.request() &&
                          known->voucher.code_hash() == voucher.code_hash() &&
                          (voucher.cents() == 0 || voucher.cents() == known->voucher.cents());
        return same ? FundVerdict{} : refused(v1::Rejection::request_differs);
    }
    if (state_.payment(wish.payment()) != nullptr) return refused(v1::Rejection::request_differs);
    if (const auto verdict = may_be_sent(*request); !verdict) return verdict;
    const auto* vendor = rules().vendor(request->vendor);
    const auto* expense = rules().expense(request->asked.expense());
    if (vendor == nullptr || !vendor->vouchers() || expense == nullptr || !expense->voucher())
        return refused(v1::Rejection::vendor_not_for_this);
    if (voucher.cents() < 0) return refused(v1::Rejection::amount_not_positive);
    if (voucher.cents() > request->reserved) return refused(v1::Rejection::more_than_reserved);
    const Instant longest = now_ + std::chrono::hours(rules().limits().voucher_hours());
    const Instant until = voucher.until_ms() == 0 ? longest : instant(voucher.until_ms());
    if (!is_fund_id(voucher.number()) || !is_fund_id(wish.payment()) || until <= now_ ||
        until > longest || voucher.code_hash().size() < code_hash_min ||
        voucher.code_hash().size() > code_hash_max)
        return refused(v1::Rejection::request_not_understood);
    if ((!voucher.vendor().empty() && voucher.vendor() != request->vendor) ||
        (!voucher.expense().empty() && voucher.expense() != request->asked.expense()) ||
        voucher.quantity() > quantity_of(request->asked))
        return refused(v1::Rejection::voucher_differs);
    voucher.set_vendor(request->vendor);
    voucher.set_expense(request->asked.expense());
    if (voucher.cents() == 0) voucher.set_cents(request->reserved);
    if (voucher.quantity() == 0) voucher.set_quantity(quantity_of(request->asked));
    voucher.set_until_ms(to_ms(until));
    send(*request, wish.payment(), v1::FundPayment::voucher, voucher.cents(), voucher.number());
    *next().mutable_voucher_issued()->mutable_voucher() = voucher;
    return {};
}

// A wrong code tells nothing about the voucher but that it is there, and is counted.
FundVerdict FundDraft::redeem_voucher() {
    const auto& wish = command_.fund().redeem_voucher();
    const auto* known = state_.voucher(wish.number());
    if (known == nullptr) return refused(v1::Rejection::voucher_unknown);
    if (known->state == v1::FundVoucher::locked) return refused(v1::Rejection::voucher_locked);
    const bool right = equal_constant_time(known->voucher.code_hash(), wish.code_hash());
    const auto cents = wish.has_amount() ? cents_of(wish.amount()) : Cents(known->voucher.cents());
    if (known->state == v1::FundVoucher::redeemed) {
        const bool again = right && cents && *cents == known->redeemed;
        return again ? FundVerdict{} : refused(v1::Rejection::voucher_used);
    }
    if (known->state != v1::FundVoucher::issued || instant(known->voucher.until_ms()) <= now_)
        return refused(v1::Rejection::voucher_over);
    if (!right) {
        miss(*known, wish.telephone());
        return {};
    }
    if (!cents) return refused(cents.error());
    if (*cents > known->voucher.cents() ||
        (!wish.vendor().empty() && wish.vendor() != known->voucher.vendor()))
        return refused(v1::Rejection::voucher_differs);
    auto& event = *next().mutable_voucher_redeemed();
    event.set_number(wish.number());
    event.set_cents(*cents);
    event.set_vendor(known->voucher.vendor());
    event.set_telephone(wish.telephone());
    tell_paid(*state_.payment(known->payment), known->payment, *cents,
              v1::FundPayment::voucher_redeemed, nullptr);
    return {};
}

void FundDraft::miss(const FundVoucherRecord& known, bool telephone) {
    auto& event = *next().mutable_voucher_missed();
    event.set_number(known.voucher.number());
    event.set_misses(known.misses + 1);
    event.set_locked(known.misses + 1 >= rules().limits().voucher_misses_max());
    event.set_telephone(telephone);
    if (!event.locked()) return;
    for (const auto& one : rules().data().signatories())
        if (write_to(one.person(), v1::Message::fund_due, "", *event.mutable_messages()) != nullptr)
            told_.insert(one.person());
    raise(v1::FundFlag::voucher_guessed, known.voucher.number(), known.voucher.cents(), now_,
          Duration{});
}

FundVerdict FundDraft::void_voucher() {
    const auto& wish = command_.fund().void_voucher();
    if (!handles_money()) return refused(v1::Rejection::not_a_signatory);
    const auto* known = state_.voucher(wish.number());
    if (known == nullptr) return refused(v1::Rejection::voucher_unknown);
    if (!v1::FundRequest::VoidedWhy_IsValid(wish.why()))
        return refused(v1::Rejection::reason_missing);
    if (known->state == v1::FundVoucher::voided) return {};
    if (known->state == v1::FundVoucher::redeemed) return refused(v1::Rejection::voucher_used);
    if (known->state == v1::FundVoucher::expired) return refused(v1::Rejection::voucher_over);
    auto& event = *next().mutable_voucher_voided();
    event.set_number(wish.number());
    event.set_why(wish.why());
    tell_not_paid(*state_.payment(known->payment), known->payment,
                  v1::FundPayment::checked_by_hand);
    put_right(v1::FundFlag::voucher_guessed, wish.number());
    return {};
}

void FundDraft::expire_voucher(const FundVoucherRecord& known, Instant due) {
    auto& event = *next().mutable_voucher_expired();
    event.set_number(known.voucher.number());
    event.set_due_ms(to_ms(due));
    tell_not_paid(*state_.payment(known.payment), known.payment, v1::FundPayment::basis_unknown);
    put_right(v1::FundFlag::voucher_guessed, known.voucher.number());
}

}  // namespace relais::domain
