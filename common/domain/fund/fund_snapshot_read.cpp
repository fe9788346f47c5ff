// The parts of a snapshot, taken in again.
#include <algorithm>

#include "common/domain/fund/fund_snapshot.hpp"

namespace relais::domain {
namespace {

bool take_hash(std::string_view bytes, Hash256& hash) {
    if (bytes.size() != hash.size()) return false;
    std::ranges::transform(bytes, hash.begin(),
                           [](char c) { return static_cast<unsigned char>(c); });
    return true;
}

bool take_in(FundState& state, v1::FundRequestKept& kept) {
    auto& request =
        state.requests
            .emplace_hint(state.requests.end(), std::move(*kept.mutable_id()), FundRequestRecord{})
            ->second;
    if (!take_hash(kept.body(), request.body)) return false;
    request.asked = std::move(*kept.mutable_asked());
    request.state = kept.state();
    request.cents = kept.cents();
    request.unit_cents = kept.unit_cents();
    request.eligibility = std::move(*kept.mutable_eligibility());
    request.asked_at = instant(kept.asked_ms());
    request.expires = instant(kept.expires_ms());
    request.source = std::move(*kept.mutable_source());
    request.vendor = std::move(*kept.mutable_vendor());
    request.reserved = kept.reserved();
    request.night = std::move(*kept.mutable_night());
    request.month = std::move(*kept.mutable_month());
    for (auto& approval : *kept.mutable_approvals())
        request.approvals.push_back(std::move(approval));
    request.signature_due = instant(kept.signature_ms());
    for (auto& payment : *kept.mutable_payments()) request.payments.push_back(std::move(payment));
    for (auto& each : *kept.mutable_evidence()) {
        auto& record = request.evidence[each.evidence().id()];
        record.evidence = std::move(*each.mutable_evidence());
        record.replaced = each.replaced();
        record.used = each.used();
        record.settled.assign(each.settled().begin(), each.settled().end());
    }
    request.evidence_accepted = kept.evidence_accepted();
    request.evidence_due = instant(kept.evidence_ms());
    request.paid = kept.paid();
    request.open = kept.open();
    request.reconciled_by = std::move(*kept.mutable_reconciled_by());
    request.refused = kept.refused();
    request.voided = kept.voided();
    request.rejection = kept.rejection();
    request.ended_by = std::move(*kept.mutable_ended_by());
    return true;
}

void take_in(FundState& state, v1::FundPaymentKept& kept) {
    auto& payment =
        state.payments
            .emplace_hint(state.payments.end(), std::move(*kept.mutable_id()), FundPaymentRecord{})
            ->second;
    payment.request = std::move(*kept.mutable_request());
    payment.voucher = std::move(*kept.mutable_voucher());
    payment.way = kept.way();
    payment.told = kept.told();
    payment.sent = kept.sent();
    payment.paid = kept.paid();
    payment.refunded = kept.refunded();
    payment.sent_at = instant(kept.sent_ms());
    payment.told_at = instant(kept.told_ms());
    payment.doubt_due = instant(kept.doubt_ms());
}

void take_in(FundState& state, v1::FundVoucherKept& kept) {
    auto& voucher = state.vouchers[kept.voucher().number()];
    voucher.voucher = std::move(*kept.mutable_voucher());
    voucher.payment = std::move(*kept.mutable_payment());
    voucher.state = kept.state();
    voucher.misses = kept.misses();
    voucher.redeemed = kept.redeemed();
}

void take_in(FundState& state, const v1::FundEnvelopeKept& kept) {
    auto& envelope = state.envelopes[kept.code()];
    envelope.owner = kept.owner();
    envelope.closed = kept.closed();
    envelope.voided = kept.voided();
    envelope.unsent.insert(kept.unsent().begin(), kept.unsent().end());
    envelope.signed_lately.insert(kept.signed_lately().begin(), kept.signed_lately().end());
    envelope.people.insert(kept.people().begin(), kept.people().end());
    envelope.organizations.insert(kept.organizations().begin(), kept.organizations().end());
}

bool take_in(FundState& state, v1::FundLineKept& kept) {
    using State = StatementLineRecord::State;
    auto& line = state.lines[kept.name()];
    if (kept.state() > static_cast<std::uint32_t>(State::aside)) return false;
    line.state = static_cast<State>(kept.state());
    line.cents = kept.cents();
    line.booked = instant(kept.booked_ms());
    line.reference = std::move(*kept.mutable_reference());
    line.transfers.assign(kept.transfers().begin(), kept.transfers().end());
    line.cited = kept.cited();
    return true;
}

void take_in(FundState& state, const v1::FundNoticesKept& kept) {
    auto& notices = state.notices[kept.person()];
    notices.told = instant(kept.told_ms());
    notices.asked.insert(kept.asked().begin(), kept.asked().end());
    notices.asked_held.insert(kept.asked_held().begin(), kept.asked_held().end());
    notices.due.insert(kept.due().begin(), kept.due().end());
    notices.due_held.insert(kept.due_held().begin(), kept.due_held().end());
    notices.reminded = kept.reminded();
}

void take_in(FundState& state, v1::FundDepositKept& kept) {
    auto& deposit = state.deposits[kept.version()];
    deposit.source = std::move(*kept.mutable_source());
    deposit.cents = kept.cents();
    deposit.on = instant(kept.on_ms());
    deposit.told = instant(kept.told_ms());
    deposit.reference = std::move(*kept.mutable_reference());
    deposit.paper = std::move(*kept.mutable_paper());
    deposit.by = std::move(*kept.mutable_person());
}

void take_in(FundState& state, const v1::FundMonthEndKept& kept) {
    auto& end = state.month_ends[kept.month()];
    end.version = kept.version();
    for (const auto& balance : kept.balances()) end.balances[name_of(balance.account())] = balance;
}

bool take_in_hashes(FundState& state, std::string_view hashes) {
    Hash256 hash{};
    for (; !hashes.empty(); hashes.remove_prefix(hash.size())) {
        if (!take_hash(hashes.substr(0, hash.size()), hash)) return false;
        state.forgotten.insert(state.forgotten.end(), hash);
    }
    return true;
}

bool begin(FundState& state, const v1::FundSnapshot& first) {
    if (first.aggregate().empty()) return false;
    state.aggregate = first.aggregate();
    state.version = first.version();
    state.last_now = instant(first.last_now_ms());
    if (!first.has_settings()) return true;
    if (!settings_sound(first.settings())) return false;
    state.rules = std::make_shared<const FundRules>(first.settings());
    return true;
}

// What is single, or small.
void take_in_names(FundState& state, v1::FundSnapshot& part) {
    const auto into = [](auto& map, const auto& kept) {
        for (const auto& each : kept) map[each.name()] = each.number();
    };
    into(state.signed_at_night, part.signed_at_night());
    into(state.advances, part.advances());
    into(state.received, part.received());
    for (auto& id : *part.mutable_open()) state.open.insert(state.open.end(), std::move(id));
    for (auto& name : *part.mutable_known_lines())
        state.known_lines.insert(state.known_lines.end(), std::move(name));
    for (auto& each : *part.mutable_due())
        state.due.emplace_hint(state.due.end(), std::move(*each.mutable_name()),
                               instant(each.number()));
    const auto take_texts = [](auto& map, auto& kept) {
        for (auto& each : kept) map[each.name()] = std::move(*each.mutable_text());
    };
    take_texts(state.reserved_alone, *part.mutable_reserved_alone());
    take_texts(state.held_elsewhere, *part.mutable_held_elsewhere());
    take_texts(state.statements, *part.mutable_statements());
    for (const auto& each : part.signed_lately())
        state.signed_lately[each.name()].push_back(each.text());
}

}  // namespace

bool FundSnapshotReader::read(v1::FundSnapshot part) {
    if (!std::exchange(begun_, true) && !begin(state_, part)) return false;
    if (part.has_book() && !state_.book.take_in(part.book())) return false;
    for (const auto& each : part.used())
        state_.used.add({each.per(), each.which(), each.expense(), each.source()},
                        {each.cents(), each.quantity()});
    for (auto& each : *part.mutable_requests())
        if (!take_in(state_, each)) return false;
    if (!take_in_hashes(state_, part.forgotten())) return false;
    for (auto& each : *part.mutable_payments()) take_in(state_, each);
    for (auto& each : *part.mutable_vouchers()) take_in(state_, each);
    for (const auto& each : part.envelopes()) take_in(state_, each);
    for (auto& each : *part.mutable_lines())
        if (!take_in(state_, each)) return false;
    for (const auto& each : part.flags())
        state_.flags[each.flag().id()] = {each.flag(), instant(each.since_ms())};
    for (const auto& each : part.notices()) take_in(state_, each);
    for (auto& each : *part.mutable_deposits()) take_in(state_, each);
    for (const auto& each : part.periods())
        state_.periods[each.close().period()] = {each.close(), each.by(), instant(each.at_ms())};
    for (const auto& each : part.month_ends()) take_in(state_, each);
    take_in_names(state_, part);
    return true;
}

// What was asked of each envelope stands in the requests themselves.
FundState FundSnapshotReader::take() {
    for (const auto& [id, request] : state_.requests)
        if (const auto envelope = state_.envelopes.find(state_.envelope_of(request.asked));
            !request.asked.case_code().empty() && envelope != state_.envelopes.end())
            envelope->second.asked.insert(id);
    return std::move(state_);
}

}  // namespace relais::domain
