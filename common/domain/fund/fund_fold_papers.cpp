// The folds of what is on paper: what a funder gave, vouchers, statements of the bank, months,
// flags; and who follows a case, as it was told.
#include <iterator>

#include "common/base/check.hpp"
#include "common/domain/fund/fund_folds.hpp"

namespace relais::domain {
namespace {

using v1::FundEvent;

FundVoucherRecord& voucher_of(FundState& state, const std::string& number) {
    const auto found = state.vouchers.find(number);
    check(found != state.vouchers.end(), "an event speaks of a voucher that was issued");
    return found->second;
}

StatementLineRecord& line_of(FundState& state, const std::string& statement,
                             const std::string& line) {
    const auto found = state.lines.find(statement + "/" + line);
    check(found != state.lines.end(), "an event speaks of a line that was read");
    return found->second;
}

// ── what a funder gave ──

// What a funder gave before it was told with its day came when it was told.
void funding_received(FundState& state, const FundEvent& event) {
    const auto& received = event.funding_received();
    auto& deposit = state.deposits[state.version];
    deposit.source = received.transfer().source();
    deposit.cents = received.transfer().legs(1).cents();
    deposit.told = state.last_now;
    deposit.on = received.on_ms() == 0 ? state.last_now : instant(received.on_ms());
    deposit.reference = received.reference();
    deposit.paper = received.paper();
}

// ── vouchers ──

void voucher_issued(FundState& state, const FundEvent& event) {
    const auto& voucher = event.voucher_issued().voucher();
    auto& added = state.vouchers[voucher.number()];
    added.voucher = voucher;
    added.payment = state.request(voucher.request())->payments.back();
    due(state, "voucher", voucher.number(), instant(voucher.until_ms()));
}

void voucher_ended(FundState& state, const std::string& number, v1::FundVoucher::State how) {
    voucher_of(state, number).state = how;
    due(state, "voucher", number, {});
}

void voucher_redeemed(FundState& state, const FundEvent& event) {
    const auto& redeemed = event.voucher_redeemed();
    voucher_of(state, redeemed.number()).redeemed = redeemed.cents();
    voucher_ended(state, redeemed.number(), v1::FundVoucher::redeemed);
}

void voucher_missed(FundState& state, const FundEvent& event) {
    auto& voucher = voucher_of(state, event.voucher_missed().number());
    voucher.misses = event.voucher_missed().misses();
    if (event.voucher_missed().locked()) voucher.state = v1::FundVoucher::locked;
}

void voucher_voided(FundState& state, const FundEvent& event) {
    voucher_ended(state, event.voucher_voided().number(), v1::FundVoucher::voided);
}

void voucher_expired(FundState& state, const FundEvent& event) {
    voucher_ended(state, event.voucher_expired().number(), v1::FundVoucher::expired);
}

// ── who follows a case ──

void followers_noted(FundState& state, const FundEvent& event) {
    const auto& noted = event.followers_noted();
    auto& envelope = state.envelopes[noted.envelope()];
    envelope.people.insert(noted.people().begin(), noted.people().end());
    envelope.organizations.insert(noted.organizations().begin(), noted.organizations().end());
}

// ── the bank, the month, the board ──

void statement_read(FundState& state, const FundEvent& event) {
    const auto& statement = event.statement_read().statement();
    state.statements[statement.id() + "/" + std::to_string(statement.part())] = statement.content();
    for (const auto& read : statement.lines()) {
        auto& line = state.lines[statement.id() + "/" + read.id()];
        line.cents = read.cents();
        line.booked = instant(read.booked_ms());
        line.reference = read.reference();
        state.known_lines.insert(statement.bank_account() + "/" + read.id());
    }
}

void line_matched(FundState& state, const FundEvent& event) {
    const auto& matched = event.line_matched();
    auto& line = line_of(state, matched.statement(), matched.line());
    line.state = StatementLineRecord::State::matched;
    line.transfers.assign(matched.transfers().begin(), matched.transfers().end());
    for (const auto& transfer : line.transfers) state.book.set_matched(transfer, true);
}

void line_unmatched(FundState& state, const FundEvent& event) {
    auto& line = line_of(state, event.line_unmatched().statement(), event.line_unmatched().line());
    for (const auto& transfer : line.transfers) state.book.set_matched(transfer, false);
    line.transfers.clear();
    line.state = StatementLineRecord::State::open;
}

void line_set_aside(FundState& state, const FundEvent& event) {
    const auto& aside = event.line_set_aside();
    auto& line = line_of(state, aside.statement(), aside.line());
    line.state = StatementLineRecord::State::aside;
    if (!aside.has_transfer()) return;
    line.transfers = {aside.transfer().id()};
    state.book.set_matched(aside.transfer().id(), true);
}

// Once a month is closed, what was settled long before is let go of.
void forget(FundState& state, Instant before) {
    for (auto each = state.requests.begin(); each != state.requests.end();) {
        const auto& [id, request] = *each;
        const bool settled = request.over() || request.state == v1::FundRequest::reconciled;
        if (!settled || request.open > 0 || request.asked_at >= before) {
            ++each;
            continue;
        }
        for (const auto& payment : request.payments) {
            state.vouchers.erase(state.payments.at(payment).voucher);
            state.payments.erase(payment);
        }
        if (const auto envelope = state.envelopes.find(state.envelope_of(request.asked));
            envelope != state.envelopes.end())
            envelope->second.asked.erase(id);
        state.forgotten.insert(plain_hash(id));
        state.held_elsewhere.erase(id);
        each = state.requests.erase(each);
    }
}

void period_closed(FundState& state, const FundEvent& event) {
    const auto& close = event.period_closed().close();
    state.periods[close.period()].close = close;
    state.periods[close.period()].at = state.last_now;
    // The last one before stays: nothing may happen for months.
    const auto after = state.month_ends.upper_bound(close.period());
    if (after != state.month_ends.begin())
        state.month_ends.erase(state.month_ends.begin(), std::prev(after));
    forget(state, state.last_now - settled_kept);
}

void flag_raised(FundState& state, const FundEvent& event) {
    const auto& raised = event.flag_raised();
    const auto& flag = raised.flag();
    const Instant again = instant(raised.next_ms());
    const auto [known, added] = state.flags.try_emplace(flag.id());
    known->second.flag = flag;
    if (added) known->second.since = state.last_now;
    if (flag.kind() == v1::FundFlag::settings_eased) {
        due(state, "settings", flag.of(), again);
        return;
    }
    const auto request = state.requests.find(flag.of());
    if (request == state.requests.end()) return;
    if (flag.kind() == v1::FundFlag::signature_missing) request->second.signature_due = again;
    if (flag.kind() == v1::FundFlag::evidence_missing) request->second.evidence_due = again;
    if (flag.kind() == v1::FundFlag::recovery_overdue) due(state, "recovery", flag.of(), again);
    if (flag.kind() == v1::FundFlag::payment_in_doubt) {
        auto& payment = payment_of(state, request->second.payments.back());
        payment.doubt_due = again;
        due(state, "doubt", request->second.payments.back(), again);
    }
    stands(state, request->second);
}

// The board may take note of a missing signature or paper; money that is out stays due.
void flag_settled(FundState& state, const FundEvent& event) {
    const auto known = state.flags.find(event.flag_settled().flag());
    check(known != state.flags.end(), "a flag is settled once");
    const auto flag = known->second.flag;
    state.flags.erase(known);
    if (flag.kind() == v1::FundFlag::settings_eased) {
        due(state, "settings", flag.of(), {});
        return;
    }
    const auto request = state.requests.find(flag.of());
    if (request == state.requests.end()) return;
    if (flag.kind() == v1::FundFlag::signature_missing) request->second.signature_due = {};
    if (flag.kind() == v1::FundFlag::evidence_missing) {
        request->second.evidence_accepted = true;
        show(request->second);
    }
    stands(state, request->second);
}

}  // namespace

const FundFolds& folds_of_papers() {
    static const FundFolds all{
        {FundEvent::kFundingReceived, funding_received},
        {FundEvent::kVoucherIssued, voucher_issued},
        {FundEvent::kVoucherRedeemed, voucher_redeemed},
        {FundEvent::kVoucherMissed, voucher_missed},
        {FundEvent::kVoucherVoided, voucher_voided},
        {FundEvent::kVoucherExpired, voucher_expired},
        {FundEvent::kFollowersNoted, followers_noted},
        {FundEvent::kStatementRead, statement_read},
        {FundEvent::kLineMatched, line_matched},
        {FundEvent::kLineUnmatched, line_unmatched},
        {FundEvent::kLineSetAside, line_set_aside},
        {FundEvent::kPeriodClosed, period_closed},
        {FundEvent::kFlagRaised, flag_raised},
        {FundEvent::kFlagSettled, flag_settled},
    };
    return all;
}

}  // namespace relais::domain
