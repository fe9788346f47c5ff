// What is asked of the fund, who else pays it, and what is put apart for it until it is sent or
// let go of.
#include <algorithm>
#include <tuple>

#include "common/base/check.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {
namespace {

// The reason that says most, where no source was good enough.
int weight(v1::Rejection::Code why) {
    if (why == v1::Rejection::funds_short) return 3;
    if (why == v1::Rejection::over_cap) return 2;
    return why == v1::Rejection::source_over ? 1 : 0;
}

bool is_whole(const v1::RequestFunds& asked) {
    const auto& facts = asked.facts();
    return is_fund_id(asked.request()) && !asked.requester().empty() &&
           (asked.case_code().empty() || is_fund_id(asked.case_code())) &&
           v1::FundRequest::Urgency_IsValid(asked.urgency()) &&
           v1::FundFacts::Told_IsValid(facts.criterion()) &&
           facts.people_size() <= named_in_facts_max &&
           facts.organizations_size() <= named_in_facts_max;
}

}  // namespace

// What a case mails is trusted for who asked it and what it knows; anybody else asks for herself,
// and for nobody's case. A case must hear of a refusal: what it mailed is answered by an event.
FundVerdict FundDraft::request_funds() {
    auto asked = command_.fund().request_funds();
    const bool mailed = from_a_service() && !asked.reply_to().empty();
    if (!mailed) {
        if (!asked.case_code().empty()) return refused(v1::Rejection::request_not_understood);
        asked.clear_reply_to();
        asked.mutable_facts()->clear_people();
        asked.mutable_facts()->clear_organizations();
        asked.set_requester(me());
        asked.set_organization(command_.actor().organization());
    }
    if (!is_whole(asked)) return refused(v1::Rejection::request_not_understood);
    if (state_.forgotten.contains(plain_hash(asked.request())))
        return mailed ? FundVerdict{} : refused(v1::Rejection::request_over);
    const auto* known = state_.request(asked.request());
    const bool another = known != nullptr && known->asked.reply_to() != asked.reply_to();
    if (known != nullptr && !another) {
        const bool same = known->body == Hash256{} || known->body == body_of(asked);
        return same ? FundVerdict{} : refused(v1::Rejection::request_differs);
    }
    const auto verdict = another ? refused(v1::Rejection::request_differs) : ask(asked);
    if (verdict || !mailed) return verdict;
    auto& event = *next().mutable_request_refused();
    event.set_request(asked.request());
    event.set_why(v1::FundRequest::by_rule);
    event.set_rejection(verdict.error());
    event.set_reply_to(asked.reply_to());
    event.set_requester(asked.requester());
    return {};
}

FundVerdict FundDraft::ask(const v1::RequestFunds& asked) {
    if (state_.rules == nullptr) return refused(v1::Rejection::fund_unknown);
    if (rules().expense(asked.expense()) == nullptr) return refused(v1::Rejection::expense_unknown);
    const auto price = price_of(rules(), asked, asked.vendor(), now_);
    if (!price) return refused(price.error());
    if (const auto verdict = may_be_asked(asked, price->cents); !verdict) return verdict;

    Request request;
    request.asked = asked;
    request.cents = price->cents;
    request.eligibility = eligibility_of(asked, 0);
    auto& event = *next().mutable_funds_requested();
    *event.mutable_request() = asked;
    event.set_cents(price->cents);
    event.set_unit_cents(price->unit_cents);
    event.set_expires_ms(to_ms(now_ + std::chrono::hours(rules().limits().asked_hours())));
    event.set_settings_revision(rules().revision());
    *event.mutable_eligibility() = request.eligibility;
    if (request.eligibility.outcome() == v1::FundEligibility::other_pays)
        route(asked.request(), request.eligibility);
    else
        write_to_approvers(request, *event.mutable_messages());
    return {};
}

FundVerdict FundDraft::may_be_asked(const v1::RequestFunds& asked, std::int64_t cents) const {
    const auto& expense = *rules().expense(asked.expense());
    const auto& limits = rules().limits();
    if (expense.kind() == v1::Expense::bank_fee) return refused(v1::Rejection::expense_unknown);
    if (expense.quantity_max() > 0 && quantity_of(asked) > expense.quantity_max())
        return refused(v1::Rejection::quantity_not_understood);
    if (cents > limits.request_cents()) return refused(v1::Rejection::amount_too_large);
    if (expense.cents_max() > 0 && cents > expense.cents_max())
        return refused(v1::Rejection::over_cap);
    const auto& there = asked.facts().territory();
    if (!there.empty() && directory_.territory(there) == nullptr)
        return refused(v1::Rejection::territory_unknown);
    if (const auto verdict = of_a_case_that_stands(asked); !verdict) return verdict;
    if (!asked.vendor().empty())
        if (const auto verdict = vendor_fits(asked, asked.vendor()); !verdict) return verdict;
    if (const auto verdict = advance_fits(asked, cents); !verdict) return verdict;
    if (state_.open.size() >= limits.requests_open_max())
        return refused(v1::Rejection::requests_too_many);
    if (!asked.source().empty() && rules().source(asked.source()) == nullptr)
        return refused(v1::Rejection::source_unknown);
    const CapQuestion question{.asked = asked,
                               .envelope = state_.envelope_of(asked),
                               .cents = cents,
                               .source = nullptr,
                               .at = now_};
    if (!within_caps(rules(), state_.used, question)) return refused(v1::Rejection::over_cap);
    return {};
}

FundVerdict FundDraft::stands(const std::string& envelope) const {
    const auto known = state_.envelopes.find(envelope);
    if (known == state_.envelopes.end()) return {};
    if (known->second.voided) return refused(v1::Rejection::envelope_void);
    if (known->second.closed) return refused(v1::Rejection::envelope_closed);
    return {};
}

FundVerdict FundDraft::of_a_case_that_stands(const v1::RequestFunds& asked) const {
    return stands(state_.envelope_of(asked));
}

FundVerdict FundDraft::vendor_fits(const v1::RequestFunds& asked, const std::string& id) const {
    const auto* vendor = rules().vendor(id);
    if (vendor == nullptr || vendor->over()) return refused(v1::Rejection::vendor_unknown);
    const bool sells = vendor->expenses().empty() || names(vendor->expenses(), asked.expense());
    const auto& there = asked.facts().territory();
    if (!sells || (!there.empty() && !lies_in(there, vendor->territories())))
        return refused(v1::Rejection::vendor_not_for_this);
    return {};
}

// An advance is asked under the expense of advances, and only there; so much is open at once.
FundVerdict FundDraft::advance_fits(const v1::RequestFunds& asked, std::int64_t cents) const {
    const bool is_one = rules().expense(asked.expense())->kind() == v1::Expense::advance;
    if (is_one != !asked.advance_to().empty() || (is_one && !asked.vendor().empty()))
        return refused(v1::Rejection::request_not_understood);
    if (!is_one) return {};
    if (!is_fund_id(asked.advance_to()) || directory_.person(asked.advance_to()) == nullptr)
        return refused(v1::Rejection::person_unknown);
    const auto open = state_.advances.find(asked.advance_to());
    const auto out = open == state_.advances.end() ? 0 : open->second;
    if (rules().limits().advance_cents() > 0 && out + cents > rules().limits().advance_cents())
        return refused(v1::Rejection::advance_too_large);
    return {};
}

// R15: the first of the other payers who pays this comes first; when somebody waits for it, the
// fund pays at once and is given it back. The criterion was asked about for the first payer.
v1::FundEligibility FundDraft::eligibility_of(const v1::RequestFunds& asked,
                                              std::size_t first_payer) const {
    v1::FundEligibility answer;
    answer.set_outcome(v1::FundEligibility::fund_pays);
    answer.set_basis(v1::FundEligibility::no_payer);
    const auto& there = asked.facts().territory();
    const auto& payers = rules().data().payers();
    for (auto which = first_payer; which < static_cast<std::size_t>(payers.size()); ++which) {
        const auto& payer = payers[static_cast<int>(which)];
        if (!names(payer.expenses(), asked.expense())) continue;
        const auto criterion = which == 0 ? asked.facts().criterion() : v1::FundFacts::unknown;
        if (!there.empty() && !lies_in(there, payer.territories())) {
            answer.set_basis(v1::FundEligibility::region_not_served);
        } else if (!stands_at(payer.from_ms(), payer.until_ms(), now_)) {
            answer.set_basis(v1::FundEligibility::payer_over);
        } else if (payer.criterion() && criterion == v1::FundFacts::no) {
            answer.set_basis(v1::FundEligibility::criterion_not_met);
        } else {
            const bool waits = asked.urgency() == v1::FundRequest::now;
            const bool not_told = payer.criterion() && criterion == v1::FundFacts::unknown;
            answer.set_payer(payer.id());
            answer.set_outcome(waits ? v1::FundEligibility::fund_bridges
                                     : v1::FundEligibility::other_pays);
            answer.set_basis(waits      ? v1::FundEligibility::cannot_wait
                             : not_told ? v1::FundEligibility::criterion_not_told
                                        : v1::FundEligibility::basis_unknown);
            return answer;
        }
    }
    return answer;
}

void FundDraft::route(const std::string& request, const v1::FundEligibility& eligibility) {
    auto& routed = *next().mutable_request_routed();
    routed.set_request(request);
    *routed.mutable_eligibility() = eligibility;
    const auto wait = std::chrono::minutes(rules().payer(eligibility.payer())->wait_minutes());
    routed.set_due_ms(to_ms(now_ + wait));
}

FundVerdict FundDraft::tell_payer() {
    const auto& told = command_.fund().tell_payer();
    const auto found = request_that_is_on(told.request());
    if (!found) return refused(found.error());
    const auto& request = **found;
    if (!handles_money() && !from_a_service() && me() != request.asked.requester())
        return refused(v1::Rejection::not_a_signatory);
    if (request.state != v1::FundRequest::routed)
        return refused(v1::Rejection::request_out_of_turn);
    auto eligibility = request.eligibility;
    eligibility.set_basis(told.basis());
    if (told.basis() == v1::FundEligibility::payer_said_no) {
        std::size_t after = 0;  // the payer who said no, or none where it is no more
        while (after < static_cast<std::size_t>(rules().data().payers_size()) &&
               rules().data().payers(static_cast<int>(after)).id() != eligibility.payer())
            ++after;
        const auto other = eligibility_of(request.asked, after + 1);
        if (other.outcome() != v1::FundEligibility::fund_pays) {
            route(told.request(), other);
            return {};
        }
        eligibility.set_outcome(v1::FundEligibility::fund_pays);
        eligibility.clear_payer();
    } else if (told.basis() == v1::FundEligibility::cannot_wait) {
        eligibility.set_outcome(v1::FundEligibility::fund_bridges);
    } else if (told.basis() != v1::FundEligibility::payer_said_yes) {
        return refused(v1::Rejection::request_not_understood);
    }
    auto& event = *next().mutable_payer_told();
    event.set_request(told.request());
    *event.mutable_eligibility() = eligibility;
    if (eligibility.outcome() != v1::FundEligibility::other_pays)
        write_to_approvers(request, *event.mutable_messages());
    return {};
}

FundVerdict FundDraft::reserve_funds() {
    const auto& wish = command_.fund().reserve_funds();
    const bool night = coordinates() && rules().is_night(now_);
    if (!approves() && !night) return refused(v1::Rejection::not_a_signatory);
    const auto found = request_that_is_on(wish.request());
    if (!found) return refused(found.error());
    const auto& request = **found;
    if (request.state == v1::FundRequest::routed) return refused(v1::Rejection::other_payer_first);
    if (request.state != v1::FundRequest::asked) return refused(v1::Rejection::request_out_of_turn);
    const auto& vendor = wish.vendor().empty() ? request.asked.vendor() : wish.vendor();
    const bool alone = !approves();
    if (alone) {
        if (const auto apart = stands_apart(request, vendor); !apart) return apart;
        if (const auto may = permission_at_night(request); !may) return refused(may.error());
    }
    if (const auto verdict = reserve(request, wish.source(), vendor); !verdict || !alone)
        return verdict;
    events_.back().mutable_fund()->mutable_funds_reserved()->set_signature_due_ms(
        to_ms(now_ + std::chrono::hours(rules().limits().signature_hours())));
    return {};
}

// Another vendor than was asked may cost something else; then somebody must ask anew.
FundVerdict FundDraft::reserve(const Request& request, const std::string& source,
                               const std::string& vendor) {
    if (const auto verdict = of_a_case_that_stands(request.asked); !verdict) return verdict;
    if (!vendor.empty())
        if (const auto verdict = vendor_fits(request.asked, vendor); !verdict) return verdict;
    if (const auto verdict = advance_fits(request.asked, request.cents); !verdict) return verdict;
    if (vendor != request.asked.vendor()) {
        const auto price = price_of(rules(), request.asked, vendor, request.asked_at);
        if (!price || price->cents != request.cents) return refused(v1::Rejection::total_moved_on);
    }
    const auto chosen = source_for(request, source.empty() ? request.asked.source() : source);
    if (!chosen) return refused(chosen.error());
    auto& event = *next().mutable_funds_reserved();
    event.set_request(request.asked.request());
    *event.mutable_transfer() =
        move(v1::FundTransfer::reservation, account_of(v1::FundAccount::source, *chosen),
             envelope(request), request.cents, &request);
    event.mutable_transfer()->set_source(*chosen);
    event.set_vendor(vendor);
    event.set_expires_ms(to_ms(now_ + std::chrono::hours(rules().limits().reservation_hours())));
    return {};
}

std::expected<std::string, v1::Rejection::Code> FundDraft::source_for(
    const Request& request, const std::string& wished) const {
    if (!wished.empty()) {
        const auto* source = rules().source(wished);
        if (source == nullptr) return refused(v1::Rejection::source_unknown);
        if (const auto verdict = source_pays(*source, request); !verdict)
            return refused(verdict.error());
        return wished;
    }
    const v1::FundSource* best = nullptr;
    const auto order = [](const v1::FundSource& one) {
        return std::tuple(one.rank(), one.until_ms() == 0 ? INT64_MAX : one.until_ms(), one.id());
    };
    auto why = v1::Rejection::source_not_for_this;
    for (const auto& source : rules().data().sources()) {
        const auto verdict = source_pays(source, request);
        if (verdict && (best == nullptr || order(source) < order(*best))) best = &source;
        if (!verdict && weight(verdict.error()) > weight(why)) why = verdict.error();
    }
    if (best == nullptr) return refused(why);
    return best->id();
}

FundVerdict FundDraft::source_pays(const v1::FundSource& source, const Request& request) const {
    if ((!source.expenses().empty() && !names(source.expenses(), request.asked.expense())) ||
        (!request.asked.facts().territory().empty() &&
         !lies_in(request.asked.facts().territory(), source.territories())))
        return refused(v1::Rejection::source_not_for_this);
    if (!stands_at(source.from_ms(), source.until_ms(), now_))
        return refused(v1::Rejection::source_over);
    const CapQuestion question{.asked = request.asked,
                               .envelope = state_.envelope_of(request.asked),
                               .cents = request.cents,
                               .source = &source,
                               .at = now_};
    if (!within_caps(rules(), state_.used, question)) return refused(v1::Rejection::over_cap);
    if (!source.overdraw() && state_.available(source.id()) < request.cents)
        return refused(v1::Rejection::funds_short);
    return {};
}

FundVerdict FundDraft::refuse_request() {
    const auto& refusal = command_.fund().refuse_request();
    if (!approves() && !coordinates()) return refused(v1::Rejection::not_a_signatory);
    const auto found = request_that_is_on(refusal.request());
    if (!found) return refused(found.error());
    const auto& request = **found;
    if (!request.unsent() || request.state == v1::FundRequest::approved)
        return refused(v1::Rejection::request_out_of_turn);
    if (!v1::FundRequest::RefusedWhy_IsValid(refusal.why()) ||
        refusal.why() == v1::FundRequest::refused_unknown ||
        refusal.why() == v1::FundRequest::by_rule)
        return refused(v1::Rejection::reason_missing);
    auto& event = *next().mutable_request_refused();
    event.set_request(refusal.request());
    event.set_why(refusal.why());
    if (refusal.has_note()) *event.mutable_note() = refusal.note();
    if (request.reserved > 0) *event.mutable_released() = release(request, request.reserved);
    put_right(v1::FundFlag::signature_missing, refusal.request());
    return {};
}

FundVerdict FundDraft::void_request() {
    const auto& wish = command_.fund().void_request();
    const auto found = request_that_is_on(wish.request());
    if (!found) return refused(found.error());
    if (!handles_money() && !from_a_service() && me() != (*found)->asked.requester())
        return refused(v1::Rejection::not_a_signatory);
    if (!v1::FundRequest::VoidedWhy_IsValid(wish.why()))
        return refused(v1::Rejection::reason_missing);
    if (!(*found)->unsent())
        return refused(state_.payment_in_doubt(**found) != nullptr
                           ? v1::Rejection::payment_in_doubt
                           : v1::Rejection::request_out_of_turn);
    void_one(**found, wish.why());
    return {};
}

void FundDraft::void_one(const Request& request, v1::FundRequest::VoidedWhy why) {
    auto& event = *next().mutable_request_voided();
    event.set_request(request.asked.request());
    event.set_why(why);
    if (request.reserved > 0) *event.mutable_released() = release(request, request.reserved);
    put_right(v1::FundFlag::signature_missing, request.asked.request());
}

void FundDraft::expire(const Request& request, Instant due) {
    auto& event = *next().mutable_request_expired();
    event.set_request(request.asked.request());
    event.set_due_ms(to_ms(due));
    if (request.reserved > 0) *event.mutable_released() = release(request, request.reserved);
    put_right(v1::FundFlag::signature_missing, request.asked.request());
}

// A case that mails means its own, whoever else has its code.
FundDraft::Named FundDraft::envelope_mailed(const std::string& case_code) const {
    const auto owner = from_a_service() ? case_that_mailed(command_.command_id()) : "";
    if (owner.empty()) return envelope_typed(case_code);
    if (!is_fund_id(case_code)) return refused(v1::Rejection::request_not_understood);
    return state_.envelope_of(case_code, owner);
}

// Where two cases have the code that was typed, nobody guesses: "<code>.1" is the first of them.
FundDraft::Named FundDraft::envelope_typed(const std::string& case_code) const {
    const auto shared = [&](const std::string& code) {
        return state_.envelopes.contains(code + ".2");
    };
    if (!is_fund_id(case_code) || shared(case_code))
        return refused(v1::Rejection::request_not_understood);
    if (case_code.ends_with(".1"))
        if (auto first = case_code.substr(0, case_code.size() - 2); shared(first)) return first;
    return case_code;
}

FundVerdict FundDraft::close_envelope() {
    if (!from_a_service() && !handles_money()) return refused(v1::Rejection::not_a_signatory);
    const auto envelope = envelope_mailed(command_.fund().close_envelope().case_code());
    if (!envelope) return refused(envelope.error());
    if (!stands(*envelope)) return {};
    let_go_of(*envelope, v1::FundRequest::case_ended);
    next().mutable_envelope_closed()->set_case_code(*envelope);
    return {};
}

FundVerdict FundDraft::reopen_envelope() {
    if (!from_a_service() && !handles_money()) return refused(v1::Rejection::not_a_signatory);
    const auto envelope = envelope_mailed(command_.fund().reopen_envelope().case_code());
    if (!envelope) return refused(envelope.error());
    const auto verdict = stands(*envelope);
    if (verdict) return {};
    if (verdict.error() == v1::Rejection::envelope_void) return verdict;
    next().mutable_envelope_reopened()->set_case_code(*envelope);
    return {};
}

FundVerdict FundDraft::void_envelope() {
    const auto& wish = command_.fund().void_envelope();
    if (!approves() && !is_board()) return refused(v1::Rejection::not_a_signatory);
    const auto envelope = envelope_typed(wish.case_code());
    if (!envelope) return refused(envelope.error());
    const auto verdict = stands(*envelope);
    if (!verdict && verdict.error() == v1::Rejection::envelope_void) return verdict;
    if (!v1::FundRequest::VoidedWhy_IsValid(wish.why()))
        return refused(v1::Rejection::reason_missing);
    let_go_of(*envelope, wish.why());
    auto& event = *next().mutable_envelope_voided();
    event.set_case_code(*envelope);
    event.set_why(wish.why());
    return {};
}

void FundDraft::let_go_of(const std::string& envelope, v1::FundRequest::VoidedWhy why) {
    const auto known = state_.envelopes.find(envelope);
    if (known == state_.envelopes.end()) return;
    for (const auto& id : known->second.unsent) void_one(*state_.request(id), why);
}

}  // namespace relais::domain
