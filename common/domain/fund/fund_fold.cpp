// What is so: events folded into the state in place, one function for each. Replaying them gives
// the same state, always.
#include <algorithm>
#include <unordered_map>

#include "common/base/check.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/fund/fund_folds.hpp"

namespace relais::domain {

using v1::FundEvent;
using v1::FundRequest;

FundRequestRecord& request_of(FundState& state, const std::string& id) {
    const auto found = state.requests.find(id);
    check(found != state.requests.end(), "an event speaks of a request that was made");
    return found->second;
}

FundPaymentRecord& payment_of(FundState& state, const std::string& id) {
    const auto found = state.payments.find(id);
    check(found != state.payments.end(), "an event speaks of a payment that was sent");
    return found->second;
}

void due(FundState& state, std::string_view kind, const std::string& of, Instant at) {
    const auto name = std::string(kind) + "/" + of;
    const auto armed = state.due.find(name);
    if (at == (armed == state.due.end() ? Instant{} : armed->second)) return;
    if (at == Instant{})
        state.due.erase(armed);
    else
        state.due[name] = at;
    state.moved.insert(name);
}

void stands(FundState& state, FundRequestRecord& request) {
    const auto& id = request.asked.request();
    const bool waits = request.state == FundRequest::asked || request.state == FundRequest::routed;
    const bool held =
        request.state == FundRequest::funds_reserved || request.state == FundRequest::approved;
    const bool shows = request.state == FundRequest::paid && !request.is_advance();
    if (request.over()) request.signature_due = {};
    due(state, "asked", id, waits ? request.expires : Instant{});
    due(state, "reservation", id, held ? request.expires : Instant{});
    due(state, "signature", id, request.signature_due);
    due(state, "evidence", id, shows ? request.evidence_due : Instant{});
    if (request.state != FundRequest::routed) due(state, "payer", id, {});
    if (request.open == 0 || request.over()) {
        due(state, "advance", id, {});
        due(state, "recovery", id, {});
    }
    if (request.unsent() || request.state == FundRequest::sent)
        state.open.insert(id);
    else
        state.open.erase(id);
    if (request.asked.case_code().empty()) return;
    auto& envelope = state.envelopes[state.envelope_of(request.asked)];
    envelope.owner = request.asked.reply_to();
    if (request.unsent())
        envelope.unsent.insert(id);
    else
        envelope.unsent.erase(id);
}

void show(FundRequestRecord& request) {
    if (request.state != FundRequest::paid && request.state != FundRequest::evidenced) return;
    const bool shown = request.is_advance()
                           ? request.open == 0
                           : request.evidence_accepted || request.shown() >= request.paid;
    request.state = shown ? FundRequest::evidenced : FundRequest::paid;
}

namespace {

void use(FundState& state, const FundRequestRecord& request, std::int64_t cents,
         std::int64_t quantity) {
    const auto add = [&](v1::FundCap::Per per, const std::string& which) {
        state.used.add({per, which, request.asked.expense(), request.source}, {cents, quantity});
    };
    add(v1::FundCap::whole_case, state.envelope_of(request.asked));
    add(v1::FundCap::night, request.night);
    add(v1::FundCap::month, request.month);
}

// An advance counts for whoever holds it from the moment its money is put apart.
void hold(FundState& state, const FundRequestRecord& request, std::int64_t cents) {
    if (!request.is_advance() || cents == 0) return;
    auto& out = state.advances[request.asked.advance_to()];
    out += cents;
    check(out >= 0, "nobody accounts for more than she got");
    if (out == 0) state.advances.erase(request.asked.advance_to());
}

void give_back(FundState& state, FundRequestRecord& request) {
    if (request.reserved == 0) return;
    use(state, request, -request.reserved, -std::int64_t{quantity_of(request.asked)});
    hold(state, request, -request.reserved);
    request.reserved = 0;
    state.reserved_alone.erase(request.asked.request());
}

void end(FundState& state, const std::string& id, FundRequest::State how) {
    auto& request = request_of(state, id);
    check(request.unsent(), "a request ends once, before it is sent");
    give_back(state, request);
    request.state = how;
    stands(state, request);
}

// ── settings and sources ──

void settings_put(FundState& state, const FundEvent& event) {
    state.rules = std::make_shared<const FundRules>(event.settings_put().settings());
}

void only_money(FundState&, const FundEvent&) {}

// ── a request ──

void funds_requested(FundState& state, const FundEvent& event) {
    const auto& requested = event.funds_requested();
    const auto [place, added] = state.requests.try_emplace(requested.request().request());
    check(added, "a request is made once");
    auto& request = place->second;
    request.asked = requested.request();
    request.asked.clear_note();
    request.body = body_of(requested.request());
    request.cents = requested.cents();
    request.unit_cents = requested.unit_cents();
    request.eligibility = requested.eligibility();
    request.asked_at = state.last_now;
    request.expires = instant(requested.expires_ms());
    stands(state, request);
    if (!request.asked.case_code().empty())
        state.envelopes.at(state.envelope_of(request.asked)).asked.insert(place->first);
}

void request_routed(FundState& state, const FundEvent& event) {
    const auto& routed = event.request_routed();
    auto& request = request_of(state, routed.request());
    request.state = FundRequest::routed;
    request.eligibility = routed.eligibility();
    due(state, "payer", routed.request(), instant(routed.due_ms()));
    stands(state, request);
}

void payer_told(FundState& state, const FundEvent& event) {
    auto& request = request_of(state, event.payer_told().request());
    request.eligibility = event.payer_told().eligibility();
    request.state = request.eligibility.outcome() == v1::FundEligibility::other_pays
                        ? FundRequest::covered
                        : FundRequest::asked;
    stands(state, request);
}

void funds_reserved(FundState& state, const FundEvent& event) {
    const auto& reserved = event.funds_reserved();
    auto& request = request_of(state, reserved.request());
    check(request.state == FundRequest::asked, "money is put apart once");
    request.state = FundRequest::funds_reserved;
    request.source = reserved.transfer().source();
    request.vendor = reserved.vendor();
    request.reserved = request.cents;
    request.night = state.rules->night_of(state.last_now);
    request.month = state.rules->month_of(state.last_now);
    request.expires = instant(reserved.expires_ms());
    request.signature_due = instant(reserved.signature_due_ms());
    const auto& held = reserved.transfer().legs(1).account().of();
    if (held != state.envelope_of(request.asked)) state.held_elsewhere[reserved.request()] = held;
    use(state, request, request.cents, quantity_of(request.asked));
    hold(state, request, request.cents);
    stands(state, request);
}

// What is older than the window adds up to nothing any more.
void sign_alone(FundState& state, const FundRequestRecord& request) {
    const auto& id = request.asked.request();
    const auto since = to_ms(state.last_now - state.rules->own_window());
    const auto is_old = [&](const std::string& other) {
        const auto* known = state.request(other);
        return known == nullptr || known->approvals.back().at_ms() <= since;
    };
    auto& lately = state.signed_lately[request.approvals.back().person()];
    while (!lately.empty() && is_old(lately.front())) lately.pop_front();
    lately.push_back(id);
    if (request.asked.case_code().empty()) return;
    auto& of_case = state.envelopes.at(state.envelope_of(request.asked)).signed_lately;
    std::erase_if(of_case, is_old);
    of_case.insert(id);
}

void request_approved(FundState& state, const FundEvent& event) {
    const auto& approved = event.request_approved();
    auto& request = request_of(state, approved.request());
    const auto rule = approved.approval().rule();
    request.approvals.push_back(approved.approval());
    request.vendor = approved.vendor();
    state.reserved_alone.erase(approved.request());
    if (rule == v1::ApprovalRule::night)
        state.signed_at_night[state.rules->night_of(state.last_now)] += request.cents;
    if (rule == v1::ApprovalRule::petty || rule == v1::ApprovalRule::single ||
        rule == v1::ApprovalRule::night)
        sign_alone(state, request);
    request.signature_due = instant(approved.signature_due_ms());
    if (approved.complete() && request.state == FundRequest::funds_reserved)
        request.state = FundRequest::approved;
    stands(state, request);
}

// What was never taken in is remembered, so that it is not taken in later: its case has heard.
void request_refused(FundState& state, const FundEvent& event) {
    const auto& refused = event.request_refused();
    if (refused.reply_to().empty()) {
        end(state, refused.request(), FundRequest::refused);
        auto& request = request_of(state, refused.request());
        request.refused = refused.why();
        request.rejection = refused.rejection();
        return;
    }
    const auto [place, added] = state.requests.try_emplace(refused.request());
    if (!added) return;
    place->second.asked.set_request(refused.request());
    place->second.asked.set_reply_to(refused.reply_to());
    place->second.asked.set_requester(refused.requester());
    place->second.asked_at = state.last_now;
    place->second.state = FundRequest::refused;
    place->second.refused = refused.why();
    place->second.rejection = refused.rejection();
}

void request_voided(FundState& state, const FundEvent& event) {
    const auto& voided = event.request_voided();
    end(state, voided.request(), FundRequest::voided);
    request_of(state, voided.request()).voided = voided.why();
}

void request_expired(FundState& state, const FundEvent& event) {
    end(state, event.request_expired().request(), FundRequest::expired);
}

// ── payments ──

void payment_sent(FundState& state, const FundEvent& event) {
    const auto& sent = event.payment_sent();
    auto& request = request_of(state, sent.request());
    check(request.state == FundRequest::approved, "what is sent was approved, and is not out");
    auto& payment = state.payments[sent.payment()];
    payment.request = sent.request();
    payment.voucher = sent.voucher();
    payment.way = sent.way();
    payment.sent = sent.transfer().legs(1).cents();
    payment.sent_at = state.last_now;
    payment.doubt_due = instant(sent.doubt_ms());
    request.payments.push_back(sent.payment());
    request.state = FundRequest::sent;
    due(state, "doubt", sent.payment(), payment.doubt_due);
    stands(state, request);
}

void told_paid(FundState& state, const v1::PaymentTold& told, FundPaymentRecord& payment,
               FundRequestRecord& request) {
    payment.paid = told.transfers(0).legs(1).cents();
    check(payment.paid <= request.reserved, "no more is paid than was put apart");
    const auto unused = request.reserved - payment.paid;
    use(state, request, -unused, 0);
    hold(state, request, -unused);
    request.reserved = 0;
    request.paid = payment.paid;
    request.open = request.is_advance() || request.bridges() ? payment.paid : 0;
    request.evidence_due = instant(told.evidence_due_ms());
    due(state, "advance", payment.request, instant(told.settle_due_ms()));
    due(state, "recovery", payment.request, instant(told.recovery_due_ms()));
    request.state = FundRequest::paid;
    show(request);
}

// Not paid: it is approved as before, and has as long again to be sent another way.
void payment_told(FundState& state, const FundEvent& event) {
    const auto& told = event.payment_told();
    auto& payment = payment_of(state, told.payment());
    auto& request = request_of(state, payment.request);
    check(payment.told == v1::FundPayment::unknown, "the fate of a payment is told once");
    payment.told = told.told();
    payment.doubt_due = instant(told.doubt_ms());
    due(state, "doubt", told.payment(), payment.doubt_due);
    if (told.told() == v1::FundPayment::unknown) return;
    payment.told_at = state.last_now;
    if (told.told() == v1::FundPayment::paid) {
        told_paid(state, told, payment, request);
    } else {
        const auto again = std::chrono::hours(state.rules->limits().reservation_hours());
        request.expires = std::max(request.expires, state.last_now + again);
        request.state = FundRequest::approved;
    }
    stands(state, request);
}

// What came in of an advance, or of what another payer owes; a minus: it is open once more.
void came_in(FundState& state, FundRequestRecord& request, std::int64_t cents) {
    request.open -= cents;
    check(request.open >= 0, "no more comes in than is out");
    hold(state, request, -cents);
    show(request);
    stands(state, request);
}

void payment_refunded(FundState& state, const FundEvent& event) {
    const auto& refunded = event.payment_refunded();
    auto& payment = payment_of(state, refunded.payment());
    auto& request = request_of(state, payment.request);
    const auto cents = refunded.transfer().legs(1).cents();
    payment.refunded += cents;
    request.paid -= cents;
    check(request.paid >= 0, "no more comes back than was paid");
    use(state, request, -cents, refunded.whole() ? -std::int64_t{quantity_of(request.asked)} : 0);
    if (refunded.whole()) request.state = FundRequest::reversed;
    const bool out = request.is_advance() || request.bridges();
    came_in(state, request, out ? cents : 0);
}

// ── evidence ──

void evidence_added(FundState& state, const FundEvent& event) {
    const auto& evidence = event.evidence_added().evidence();
    auto& request = request_of(state, evidence.request());
    if (!evidence.replaces().empty()) request.evidence.at(evidence.replaces()).replaced = true;
    auto& added = request.evidence[evidence.id()];
    added.evidence = evidence;
    show(request);
    stands(state, request);
}

void request_reconciled(FundState& state, const FundEvent& event) {
    auto& request = request_of(state, event.request_reconciled().request());
    request.state = FundRequest::reconciled;
    for (const auto& line : event.request_reconciled().lines()) state.lines.at(line).cited = true;
    stands(state, request);
}

// ── the envelope of a case ──

void envelope_closed(FundState& state, const FundEvent& event) {
    state.envelopes[event.envelope_closed().case_code()].closed = true;
}

void envelope_reopened(FundState& state, const FundEvent& event) {
    state.envelopes[event.envelope_reopened().case_code()].closed = false;
}

void envelope_voided(FundState& state, const FundEvent& event) {
    state.envelopes[event.envelope_voided().case_code()].voided = true;
}

// ── money that is out ──

void advance_settled(FundState& state, const FundEvent& event) {
    const auto& settled = event.advance_settled();
    auto& request = request_of(state, settled.advance());
    std::int64_t cents = 0;
    for (int each = 0; each < settled.transfers_size(); ++each) {
        cents += settled.transfers(each).legs(1).cents();
        if (each >= settled.evidence_size()) continue;
        auto& paper = request.evidence.at(settled.evidence(each));
        paper.used += settled.transfers(each).legs(1).cents();
        paper.settled.push_back(settled.transfers(each).id());
    }
    came_in(state, request, cents);
}

void advance_reminded(FundState& state, const FundEvent& event) {
    due(state, "advance", event.advance_reminded().advance(),
        instant(event.advance_reminded().next_ms()));
}

void money_recovered(FundState& state, const FundEvent& event) {
    const auto& recovered = event.money_recovered();
    came_in(state, request_of(state, recovered.request()), recovered.transfer().legs(1).cents());
}

void money_written_off(FundState& state, const FundEvent& event) {
    const auto& off = event.money_written_off();
    came_in(state, request_of(state, off.request()), off.transfer().legs(1).cents());
}

// What a paper showed of it may be shown by the same paper again.
void give_back_paper(FundRequestRecord& request, const v1::FundTransfer& correction) {
    for (auto& [id, paper] : request.evidence)
        if (std::erase(paper.settled, correction.corrects()) > 0)
            paper.used -= correction.legs(1).cents();
}

// The correction of what came in opens it once more, and somebody is reminded of it.
void transfer_corrected(FundState& state, const FundEvent& event) {
    const auto& transfer = event.transfer_corrected().transfer();
    const auto request = state.requests.find(transfer.request());
    if (request == state.requests.end()) return;
    const bool advance = request->second.is_advance();
    const auto& limits = state.rules->limits();
    const auto wait =
        std::chrono::days(advance ? limits.advance_remind_days() : limits.evidence_days());
    due(state, advance ? "advance" : "recovery", transfer.request(), state.last_now + wait);
    give_back_paper(request->second, transfer);
    came_in(state, request->second, -transfer.legs(1).cents());
}

const FundFolds& folds_of_requests() {
    static const FundFolds all{
        {FundEvent::kSettingsPut, settings_put},
        {FundEvent::kFundingGivenBack, only_money},
        {FundEvent::kFundsRequested, funds_requested},
        {FundEvent::kRequestRouted, request_routed},
        {FundEvent::kPayerTold, payer_told},
        {FundEvent::kFundsReserved, funds_reserved},
        {FundEvent::kRequestApproved, request_approved},
        {FundEvent::kRequestRefused, request_refused},
        {FundEvent::kRequestVoided, request_voided},
        {FundEvent::kRequestExpired, request_expired},
        {FundEvent::kPaymentSent, payment_sent},
        {FundEvent::kPaymentTold, payment_told},
        {FundEvent::kPaymentRefunded, payment_refunded},
        {FundEvent::kEvidenceAdded, evidence_added},
        {FundEvent::kRequestReconciled, request_reconciled},
        {FundEvent::kEnvelopeClosed, envelope_closed},
        {FundEvent::kEnvelopeReopened, envelope_reopened},
        {FundEvent::kEnvelopeVoided, envelope_voided},
        {FundEvent::kAdvanceSettled, advance_settled},
        {FundEvent::kAdvanceReminded, advance_reminded},
        {FundEvent::kMoneyRecovered, money_recovered},
        {FundEvent::kMoneyWrittenOff, money_written_off},
        {FundEvent::kTransferCorrected, transfer_corrected},
    };
    return all;
}

// Who did it stands beside an event, not in it. Where a rule said no, nobody did.
void note_who(FundState& state, const v1::Event& whole) {
    const auto& event = whole.fund();
    const auto& person = whole.actor().person();
    if (event.has_funds_reserved()) {
        const auto* signatory = state.rules->signatory(person);
        const auto& request = event.funds_reserved().request();
        if (signatory == nullptr || !signatory->approves())
            state.reserved_alone[request] = request_of(state, request).night;
    }
    const auto owned = [&](const std::string& envelope) {
        auto& owner = state.envelopes.at(envelope).owner;
        if (owner.empty()) owner = case_that_mailed(whole.command_id());
    };
    if (event.has_funding_received()) state.deposits.at(state.version).by = person;
    if (event.has_envelope_closed()) owned(event.envelope_closed().case_code());
    if (event.has_followers_noted()) owned(event.followers_noted().envelope());
    if (event.has_request_reconciled())
        request_of(state, event.request_reconciled().request()).reconciled_by = person;
    if (event.has_period_closed())
        state.periods.at(event.period_closed().close().period()).by = person;
    if (event.has_request_voided())
        request_of(state, event.request_voided().request()).ended_by = person;
    if (event.has_request_refused() && event.request_refused().reply_to().empty())
        request_of(state, event.request_refused().request()).ended_by = person;
}

// Null: an event of another aggregate.
FundFold fold_of(const v1::Event& event) {
    for (const auto* folds : {&folds_of_requests(), &folds_of_papers(), &folds_of_notices()})
        if (const auto found = folds->find(event.fund().body_case()); found != folds->end())
            return found->second;
    return nullptr;
}

// How the book stood when a month was over is kept until the month is closed.
void turn_the_month(FundState& state, Instant now) {
    if (state.rules == nullptr) return;
    const auto month = state.rules->month_of(state.last_now);
    if (month < state.rules->month_of(now))
        state.month_ends[month] = {.version = state.version, .balances = state.book.balances()};
}

}  // namespace

void evolve(FundState& state, const v1::Event& event) {
    check(event.version() == state.version + 1, "events are folded in order");
    const auto fold = fold_of(event);
    check(event.has_fund() && fold != nullptr, "an event of another aggregate");
    turn_the_month(state, instant(event.now_ms()));
    state.version = event.version();
    state.last_now = instant(event.now_ms());
    for (const auto* transfer : transfers_of(event.fund())) {
        state.book.post(*transfer, state.last_now);
        for (const auto& leg : transfer->legs())
            if (leg.account().kind() == v1::FundAccount::funder)
                state.received[transfer->source()] -= leg.cents();
    }
    fold(state, event.fund());
    note_told(state, event.fund());
    note_who(state, event);
}

}  // namespace relais::domain
