#include "common/domain/fund/fund_reading.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ranges>
#include <string_view>
#include <tuple>
#include <utility>

#include "common/base/check.hpp"
#include "common/domain/on_call_answers.hpp"

namespace relais::domain {
namespace {

constexpr std::string_view case_prefix = "case/";

template <class Named>
const std::string& words_of(const Named& named, bool french) {
    return french ? named.words_fr() : named.words_en();
}

// Of what is reserved, by source: an envelope holds money of several.
std::map<std::string, std::int64_t> reserved_by_source(const FundState& state) {
    std::map<std::string, std::int64_t> all;
    for (const auto& id : state.open) {
        const auto& request = *state.request(id);
        if (request.reserved > 0) all[request.source] += request.reserved;
    }
    return all;
}

// Somebody waits for it first; then what is not planned; then the oldest.
auto urgency(const FundRequestRecord& request) {
    const auto urgency = request.asked.urgency();
    const int rank = urgency == v1::FundRequest::now       ? 0
                     : urgency == v1::FundRequest::planned ? 2
                                                           : 1;
    return std::tuple(rank, request.asked_at, request.asked.request());
}

// What is unsent or sent, and what is paid already but still misses the signature after a night:
// whoever is called to give it must find it.
std::vector<const FundRequestRecord*> under_way(const FundState& state) {
    static const std::string signature = "signature/";
    std::vector<const FundRequestRecord*> all;
    for (const auto& id : state.open) all.push_back(state.request(id));
    for (auto due = state.due.lower_bound(signature);
         due != state.due.end() && due->first.starts_with(signature); ++due) {
        const auto id = due->first.substr(signature.size());
        if (!state.open.contains(id)) all.push_back(state.request(id));
    }
    return all;
}

Instant next_due(const FundState& state, const FundRequestRecord& request) {
    static constexpr std::array kinds{"asked/",    "payer/",   "reservation/", "signature/",
                                      "evidence/", "advance/", "recovery/"};
    Instant first{};
    const auto look = [&](const std::string& name) {
        const auto due = state.due.find(name);
        if (due != state.due.end() && (first == Instant{} || due->second < first))
            first = due->second;
    };
    for (const auto* kind : kinds) look(kind + request.asked.request());
    for (const auto& payment : request.payments) {
        look("doubt/" + payment);
        look("voucher/" + state.payments.at(payment).voucher);
    }
    return first;
}

void add_papers(const FundState& state, const FundRequestRecord& request,
                v1::FundRequestView& view) {
    for (const auto& id : request.payments) {
        const auto& known = state.payments.at(id);
        auto& payment = *view.add_payments();
        payment.set_payment(id);
        payment.set_way(known.way);
        payment.set_told(known.told);
        payment.set_cents(known.told == v1::FundPayment::paid ? known.paid : known.sent);
        *payment.mutable_sent() = stamp_of(known.sent_at);
        if (known.told_at != Instant{}) *payment.mutable_told_at() = stamp_of(known.told_at);
        payment.set_doubt(known.told == v1::FundPayment::unknown && known.voucher.empty());
        if (known.voucher.empty()) continue;
        auto& voucher = *view.add_vouchers();
        voucher = state.vouchers.at(known.voucher).voucher;
        voucher.clear_code_hash();
        voucher.clear_code();
        view.add_voucher_states(state.vouchers.at(known.voucher).state);
    }
    for (const auto& [id, evidence] : request.evidence) *view.add_evidence() = evidence.evidence;
}

// Why it ended before anything was sent, and who ended it.
void add_end(const FundRequestRecord& request, v1::FundRequestView& view) {
    view.set_refused(request.refused);
    view.set_voided(request.voided);
    view.set_rejection(request.rejection);
    view.set_ended_by(request.ended_by);
}

// By which rule she may sign; a coordinator by day: from when on.
void add_signing(const FundReader& reader, const std::string& id, v1::FundRequestView& view) {
    const auto may = may_approve(reader.state, id, reader.actor, reader.now, reader.directory);
    if (may) return view.set_may_approve(*may);
    view.set_why_not(may.error());
    const auto& rules = reader.state.rules;
    if (may.error() == v1::Rejection::not_a_signatory && rules != nullptr &&
        reader.actor.role() == v1::Role::coordinator && rules->limits().night_cents() > 0 &&
        !rules->is_night(reader.now))
        *view.mutable_may_from() = stamp_of(rules->next_night(reader.now));
}

}  // namespace

v1::FundSummary fund_summary(const FundState& state) {
    v1::FundSummary summary;
    summary.set_fund(state.aggregate.substr(state.aggregate.find('/') + 1));
    summary.set_version(state.version);
    summary.set_settings_revision(state.rules == nullptr ? 0 : state.rules->revision());
    summary.set_available_cents(state.book.total(v1::FundAccount::source));
    summary.set_reserved_cents(state.reserved());
    summary.set_requests_open(static_cast<std::uint32_t>(state.open.size()));
    summary.set_flags(static_cast<std::uint32_t>(state.flags.size()));
    summary.set_changed_ms(to_ms(state.last_now));
    return summary;
}

v1::FundBalances fund_balances(const FundState& state) {
    v1::FundBalances all;
    for (auto& [name, balance] : state.book.balances()) *all.add_balances() = balance;
    all.set_version(state.version);
    return all;
}

std::uint32_t waiting_count(const FundState& state) {
    return static_cast<std::uint32_t>(
        std::ranges::count_if(under_way(state), [](const auto* request) {
            const bool before = request->unsent() && request->state != v1::FundRequest::approved;
            return before || request->signature_due != Instant{};
        }));
}

v1::FundRequestView request_view(const FundReader& reader, const std::string& id) {
    const auto* known = reader.state.request(id);
    check(known != nullptr, "a request that is read was made");
    const auto& request = *known;
    v1::FundRequestView view;
    view.set_request(id);
    view.set_case_code(request.asked.case_code());
    view.set_expense(request.asked.expense());
    if (reader.state.rules != nullptr) {
        if (const auto* expense = reader.state.rules->expense(request.asked.expense()))
            view.set_words(words_of(*expense, reader.french));
        if (const auto* payer = reader.state.rules->payer(request.eligibility.payer()))
            view.set_payer_words(words_of(*payer, reader.french));
    }
    const auto& actor = reader.actor;
    const bool hers = !actor.person().empty() && actor.person() == request.asked.requester();
    if ((hers || actor.role() == v1::Role::coordinator) &&
        request.asked.reply_to().starts_with(case_prefix))
        view.set_case_id(request.asked.reply_to().substr(case_prefix.size()));
    view.set_quantity(quantity_of(request.asked));
    view.set_cents(request.cents);
    view.set_reserved_cents(request.reserved);
    view.set_paid_cents(request.paid);
    view.set_state(request.state);
    view.set_urgency(request.asked.urgency());
    *view.mutable_eligibility() = request.eligibility;
    view.set_source(request.source);
    view.set_vendor(request.vendor.empty() ? request.asked.vendor() : request.vendor);
    view.set_requester(request.asked.requester());
    for (const auto& approval : request.approvals) *view.add_approvals() = approval;
    add_papers(reader.state, request, view);
    view.set_reconciled_by(request.reconciled_by);
    view.set_advance_to(request.asked.advance_to());
    *view.mutable_asked() = stamp_of(request.asked_at);
    if (const auto due = next_due(reader.state, request); due != Instant{})
        *view.mutable_due() = stamp_of(due);
    add_end(request, view);
    for (const auto* other : alike_ones(reader.state, request)) {
        auto& alike = *view.add_alike();
        alike.set_request(other->asked.request());
        alike.set_quantity(quantity_of(other->asked));
        alike.set_cents(other->cents);
        alike.set_state(other->state);
        *alike.mutable_asked() = stamp_of(other->asked_at);
    }
    view.set_open_cents(request.open);
    view.set_reconcile_why_not(why_not_reconcile(reader.state, id, reader.actor, reader.directory));
    add_signing(reader, id, view);
    return view;
}

v1::FundRequests waiting_requests(const FundReader& reader, int most) {
    auto waiting = under_way(reader.state);
    std::ranges::sort(waiting, {}, [](const auto* request) { return urgency(*request); });
    v1::FundRequests all;
    for (const auto* request : waiting) {
        if (all.requests_size() == most) {
            all.set_more(true);
            break;
        }
        *all.add_requests() = request_view(reader, request->asked.request());
    }
    return all;
}

v1::FundView fund_view(const FundReader& reader, int most) {
    const auto& state = reader.state;
    v1::FundView view;
    *view.mutable_summary() = fund_summary(state);
    view.mutable_summary()->set_requests_waiting(waiting_count(state));
    view.set_balanced(state.book.sum() == 0);
    *view.mutable_waiting() = waiting_requests(reader, most).requests();
    for (const auto& [id, flag] : state.flags) {
        auto& added = *view.add_flags();
        *added.mutable_flag() = flag.flag;
        *added.mutable_since() = stamp_of(flag.since);
        const auto* voucher = state.voucher(flag.flag.of());
        if (flag.flag.kind() != v1::FundFlag::settings_eased)
            added.set_request(voucher == nullptr ? flag.flag.of() : voucher->voucher.request());
    }
    if (state.rules == nullptr) return view;
    view.set_words(words_of(state.rules->data(), reader.french));
    const auto reserved = reserved_by_source(state);
    for (const auto& source : state.rules->data().sources()) {
        auto& stand = *view.add_sources();
        stand.set_source(source.id());
        stand.set_funder(source.funder());
        stand.set_words(words_of(source, reader.french));
        const auto of = [&](const std::map<std::string, std::int64_t>& sums) {
            const auto found = sums.find(source.id());
            return found == sums.end() ? 0 : found->second;
        };
        stand.set_received_cents(of(state.received));
        stand.set_available_cents(state.available(source.id()));
        stand.set_reserved_cents(of(reserved));
        stand.set_spent_cents(stand.received_cents() - stand.available_cents() -
                              stand.reserved_cents());
        if (source.until_ms() != 0) *stand.mutable_until() = stamp_of(instant(source.until_ms()));
        stand.set_over(!stands_at(source.from_ms(), source.until_ms(), reader.now));
    }
    return view;
}

v1::FundAgeing fund_ageing(const FundState& state, Instant now) {
    std::vector<v1::FundAge> ages;
    const auto age = [&](v1::FundFlag::Kind kind, const FundRequestRecord& request,
                         std::int64_t cents, Instant since, const std::string& due) {
        auto& added = ages.emplace_back();
        added.set_kind(kind);
        added.set_of(request.asked.request());
        added.set_person(request.is_advance() ? request.asked.advance_to()
                                              : request.asked.requester());
        added.set_cents(cents);
        *added.mutable_since() = stamp_of(since);
        if (const auto at = state.due.find(due); at != state.due.end())
            *added.mutable_due() = stamp_of(at->second);
        added.set_days(static_cast<std::uint32_t>((now - since) / std::chrono::days(1)));
    };
    for (const auto& [id, request] : state.requests) {
        const auto sent = request.payments.empty()
                              ? request.asked_at
                              : state.payments.at(request.payments.back()).sent_at;
        if (request.open > 0 && request.is_advance())
            age(v1::FundFlag::advance_overdue, request, request.open, sent, "advance/" + id);
        if (request.open > 0 && request.bridges())
            age(v1::FundFlag::recovery_overdue, request, request.open, sent, "recovery/" + id);
        if (request.state == v1::FundRequest::paid && !request.is_advance())
            age(v1::FundFlag::evidence_missing, request, request.paid - request.shown(), sent,
                "evidence/" + id);
        if (request.signature_due != Instant{})
            age(v1::FundFlag::signature_missing, request, request.cents,
                request.approvals.empty() ? request.asked_at
                                          : instant(request.approvals.back().at_ms()),
                "signature/" + id);
    }
    std::ranges::sort(ages, {}, [](const auto& one) {
        return std::tuple(one.since().seconds(), one.of(), static_cast<int>(one.kind()));
    });
    v1::FundAgeing all;
    for (auto& one : ages) *all.add_ages() = std::move(one);
    return all;
}

}  // namespace relais::domain
