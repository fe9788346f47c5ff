// A fund into parts. Each kind of record is taken apart by name of all its members, so that one
// more of them does not build before it is kept as well.
#include "common/domain/fund/fund_snapshot.hpp"

#include "common/domain/fund/snapshot_parts.hpp"

namespace relais::domain {
namespace {

using Parts = SnapshotParts;

v1::FundNamed named(const std::string& name, std::int64_t number) {
    v1::FundNamed kept;
    kept.set_name(name);
    kept.set_number(number);
    return kept;
}

void keep(Parts& parts, const CapUse& used) {
    for (const auto& [of, sum] : used.sums()) {
        const auto& [per, which, expense, source] = of;
        const auto& [cents, quantity] = sum;
        v1::FundUseKept kept;
        kept.set_per(per);
        kept.set_which(which);
        kept.set_expense(expense);
        kept.set_source(source);
        kept.set_cents(cents);
        kept.set_quantity(quantity);
        parts.add(&v1::FundSnapshot::add_used, kept);
    }
}

v1::FundEvidenceKept kept_of(const FundEvidenceRecord& record) {
    const auto& [evidence, replaced, used, settled] = record;
    v1::FundEvidenceKept kept;
    *kept.mutable_evidence() = evidence;
    kept.set_replaced(replaced);
    kept.set_used(used);
    for (const auto& transfer : settled) kept.add_settled(transfer);
    return kept;
}

v1::FundRequestKept kept_of(const std::string& id, const FundRequestRecord& record) {
    const auto& [asked, body, state, cents, unit_cents, eligibility, asked_at, expires, source,
                 vendor, reserved, night, month, approvals, signature_due, payments, evidence,
                 evidence_accepted, evidence_due, paid, open, reconciled_by, refused, voided,
                 rejection, ended_by] = record;
    v1::FundRequestKept kept;
    kept.set_id(id);
    *kept.mutable_asked() = asked;
    kept.set_body(std::string(as_text(body)));
    kept.set_state(state);
    kept.set_cents(cents);
    kept.set_unit_cents(unit_cents);
    *kept.mutable_eligibility() = eligibility;
    kept.set_asked_ms(to_ms(asked_at));
    kept.set_expires_ms(to_ms(expires));
    kept.set_source(source);
    kept.set_vendor(vendor);
    kept.set_reserved(reserved);
    kept.set_night(night);
    kept.set_month(month);
    for (const auto& approval : approvals) *kept.add_approvals() = approval;
    kept.set_signature_ms(to_ms(signature_due));
    for (const auto& payment : payments) kept.add_payments(payment);
    for (const auto& [name, each] : evidence) *kept.add_evidence() = kept_of(each);
    kept.set_evidence_accepted(evidence_accepted);
    kept.set_evidence_ms(to_ms(evidence_due));
    kept.set_paid(paid);
    kept.set_open(open);
    kept.set_reconciled_by(reconciled_by);
    kept.set_refused(refused);
    kept.set_voided(voided);
    kept.set_rejection(rejection);
    kept.set_ended_by(ended_by);
    return kept;
}

v1::FundPaymentKept kept_of(const std::string& id, const FundPaymentRecord& record) {
    const auto& [request, voucher, way, told, sent, paid, refunded, sent_at, told_at, doubt_due] =
        record;
    v1::FundPaymentKept kept;
    kept.set_id(id);
    kept.set_request(request);
    kept.set_voucher(voucher);
    kept.set_way(way);
    kept.set_told(told);
    kept.set_sent(sent);
    kept.set_paid(paid);
    kept.set_refunded(refunded);
    kept.set_sent_ms(to_ms(sent_at));
    kept.set_told_ms(to_ms(told_at));
    kept.set_doubt_ms(to_ms(doubt_due));
    return kept;
}

v1::FundVoucherKept kept_of(const FundVoucherRecord& record) {
    const auto& [voucher, payment, state, misses, redeemed] = record;
    v1::FundVoucherKept kept;
    *kept.mutable_voucher() = voucher;
    kept.set_payment(payment);
    kept.set_state(state);
    kept.set_misses(misses);
    kept.set_redeemed(redeemed);
    return kept;
}

v1::FundEnvelopeKept kept_of(const std::string& code, const FundEnvelopeRecord& record) {
    // What was asked of it is found again in the requests.
    const auto& [owner, closed, voided, asked, unsent, lately, people, organizations] = record;
    v1::FundEnvelopeKept kept;
    static_cast<void>(asked);
    kept.set_owner(owner);
    kept.set_code(code);
    kept.set_closed(closed);
    kept.set_voided(voided);
    for (const auto& request : unsent) kept.add_unsent(request);
    for (const auto& request : lately) kept.add_signed_lately(request);
    for (const auto& person : people) kept.add_people(person);
    for (const auto& organization : organizations) kept.add_organizations(organization);
    return kept;
}

v1::FundLineKept kept_of(const std::string& name, const StatementLineRecord& record) {
    const auto& [state, cents, booked, reference, transfers, cited] = record;
    v1::FundLineKept kept;
    kept.set_name(name);
    kept.set_state(static_cast<std::uint32_t>(state));
    kept.set_cents(cents);
    kept.set_booked_ms(to_ms(booked));
    kept.set_reference(reference);
    for (const auto& transfer : transfers) kept.add_transfers(transfer);
    kept.set_cited(cited);
    return kept;
}

v1::FundFlagKept kept_of(const FundFlagRecord& record) {
    const auto& [flag, since] = record;
    v1::FundFlagKept kept;
    *kept.mutable_flag() = flag;
    kept.set_since_ms(to_ms(since));
    return kept;
}

v1::FundNoticesKept kept_of(const std::string& person, const FundNoticesRecord& record) {
    const auto& [told, asked, asked_held, due, due_held, reminded] = record;
    v1::FundNoticesKept kept;
    kept.set_person(person);
    kept.set_told_ms(to_ms(told));
    for (const auto& request : asked) kept.add_asked(request);
    for (const auto& request : asked_held) kept.add_asked_held(request);
    for (const auto& flag : due) kept.add_due(flag);
    for (const auto& flag : due_held) kept.add_due_held(flag);
    kept.set_reminded(reminded);
    return kept;
}

v1::FundDepositKept kept_of(std::uint64_t version, const FundDepositRecord& record) {
    const auto& [source, cents, on, told, reference, paper, by] = record;
    v1::FundDepositKept kept;
    kept.set_version(version);
    kept.set_source(source);
    kept.set_cents(cents);
    kept.set_on_ms(to_ms(on));
    kept.set_told_ms(to_ms(told));
    kept.set_reference(reference);
    *kept.mutable_paper() = paper;
    kept.set_person(by);
    return kept;
}

v1::FundPeriodKept kept_of(const FundPeriodRecord& record) {
    const auto& [close, by, at] = record;
    v1::FundPeriodKept kept;
    *kept.mutable_close() = close;
    kept.set_by(by);
    kept.set_at_ms(to_ms(at));
    return kept;
}

v1::FundMonthEndKept kept_of(const std::string& month, const MonthEnd& end) {
    const auto& [version, balances] = end;
    v1::FundMonthEndKept kept;
    kept.set_month(month);
    kept.set_version(version);
    for (const auto& [name, balance] : balances) *kept.add_balances() = balance;
    return kept;
}

}  // namespace

void write_snapshot(const FundState& state,
                    const std::function<void(const v1::FundSnapshot&)>& take) {
    using Part = v1::FundSnapshot;
    const auto& [aggregate, version, last_now, rules, book, used, signed_at_night, reserved_alone,
                 signed_lately, requests, forgotten, payments, vouchers, envelopes, held_elsewhere,
                 open, advances, flags, notices, deposits, statements, lines, known_lines, periods,
                 month_ends, received, due, moved] = state;
    static_cast<void>(moved);
    Parts parts(take);
    auto& first = parts.room(0);
    first.set_aggregate(aggregate);
    first.set_version(version);
    first.set_last_now_ms(to_ms(last_now));
    if (rules != nullptr) *first.mutable_settings() = rules->data();
    book.keep(parts);
    keep(parts, used);
    for (const auto& [night, cents] : signed_at_night)
        parts.add(&Part::add_signed_at_night, named(night, cents));
    for (const auto& [id, request] : requests) parts.add(&Part::add_requests, kept_of(id, request));
    for (const auto& hash : forgotten)
        parts.room(hash.size()).mutable_forgotten()->append(as_text(hash));
    for (const auto& [id, payment] : payments) parts.add(&Part::add_payments, kept_of(id, payment));
    for (const auto& [number, voucher] : vouchers) parts.add(&Part::add_vouchers, kept_of(voucher));
    for (const auto& [code, envelope] : envelopes)
        parts.add(&Part::add_envelopes, kept_of(code, envelope));
    for (const auto& id : open) parts.room(id.size()).add_open(id);
    for (const auto& [person, cents] : advances)
        parts.add(&Part::add_advances, named(person, cents));
    for (const auto& [id, flag] : flags) parts.add(&Part::add_flags, kept_of(flag));
    for (const auto& [person, told] : notices) parts.add(&Part::add_notices, kept_of(person, told));
    for (const auto& [told_by, deposit] : deposits)
        parts.add(&Part::add_deposits, kept_of(told_by, deposit));
    const auto keep_texts = [&](const std::map<std::string, std::string>& texts, auto add) {
        for (const auto& [name, text] : texts) {
            auto& kept = *(parts.room(name.size() + text.size()).*add)();
            kept.set_name(name);
            kept.set_text(text);
        }
    };
    using Add = v1::FundTexts* (Part::*)();
    keep_texts(reserved_alone, static_cast<Add>(&Part::add_reserved_alone));
    keep_texts(held_elsewhere, static_cast<Add>(&Part::add_held_elsewhere));
    keep_texts(statements, static_cast<Add>(&Part::add_statements));
    for (const auto& [person, signed_by_her] : signed_lately)
        for (const auto& request : signed_by_her) {
            auto& kept = *parts.room(person.size() + request.size()).add_signed_lately();
            kept.set_name(person);
            kept.set_text(request);
        }
    for (const auto& [name, line] : lines) parts.add(&Part::add_lines, kept_of(name, line));
    for (const auto& name : known_lines) parts.room(name.size()).add_known_lines(name);
    for (const auto& [name, period] : periods) parts.add(&Part::add_periods, kept_of(period));
    for (const auto& [month, end] : month_ends)
        parts.add(&Part::add_month_ends, kept_of(month, end));
    for (const auto& [source, cents] : received)
        parts.add(&Part::add_received, named(source, cents));
    for (const auto& [name, at] : due) parts.add(&Part::add_due, named(name, to_ms(at)));
    parts.end();
}

}  // namespace relais::domain
