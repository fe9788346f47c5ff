// Who may sign what. Whoever asked does not approve, whoever follows the case or gains by it only
// up to the petty limit; above one signature's worth there are two. What one person signs alone
// adds up for a day, so that a sum in parts is the sum. Each approval names the rule that allowed
// it.
#include <algorithm>

#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {

FundVerdict FundDraft::approve_request() {
    const auto& approval = command_.fund().approve_request();
    const auto found = request_that_is_on(approval.request());
    if (!found) return refused(found.error());
    const auto& request = **found;
    const auto& stands = request.vendor.empty() ? request.asked.vendor() : request.vendor;
    const auto& vendor = approval.vendor().empty() ? stands : approval.vendor();
    const auto allowed = permission(request, vendor);
    if (!allowed) return refused(allowed.error());
    const auto seen = cents_of(approval.seen());
    const bool signed_before = !request.approvals.empty();
    if (!seen || *seen != request.cents || (signed_before && vendor != request.vendor))
        return refused(v1::Rejection::total_moved_on);
    if (vendor.empty() && !request.is_advance()) return refused(v1::Rejection::vendor_unknown);
    if (request.state == v1::FundRequest::asked) {
        if (const auto verdict = reserve(request, "", vendor); !verdict) return verdict;
    } else if (vendor != request.vendor) {
        if (const auto verdict = vendor_fits(request.asked, vendor); !verdict) return verdict;
        const auto price = price_of(rules(), request.asked, vendor, request.asked_at);
        if (!price || price->cents != request.cents) return refused(v1::Rejection::total_moved_on);
    }
    auto& event = *next().mutable_request_approved();
    event.set_request(approval.request());
    event.set_vendor(vendor);
    event.set_complete(allowed->rule != v1::ApprovalRule::first_of_two);
    auto& signature = *event.mutable_approval();
    signature.set_person(me());
    signature.set_organization(command_.actor().organization());
    signature.set_role(command_.actor().role());
    signature.set_rule(allowed->rule);
    signature.set_limit_cents(allowed->limit);
    signature.set_settings_revision(rules().revision());
    signature.set_at_ms(to_ms(now_));
    if (allowed->rule == v1::ApprovalRule::night)
        event.set_signature_due_ms(
            to_ms(now_ + std::chrono::hours(rules().limits().signature_hours())));
    if (allowed->rule == v1::ApprovalRule::night || allowed->rule == v1::ApprovalRule::first_of_two)
        write_to_approvers(request, *event.mutable_messages());
    if (allowed->rule != v1::ApprovalRule::night)
        put_right(v1::FundFlag::signature_missing, approval.request());
    return {};
}

FundDraft::Permission FundDraft::permission(const Request& request,
                                            const std::string& vendor) const {
    if (request.over()) return refused(v1::Rejection::request_over);
    if (request.state == v1::FundRequest::routed) return refused(v1::Rejection::other_payer_first);
    if (const auto apart = stands_apart(request, vendor); !apart) return refused(apart.error());
    if (request.signature_due != Instant{} && !request.approvals.empty()) {
        const auto by_day = permission_by_day(request);
        if (!by_day) return by_day;
        return Allowed{v1::ApprovalRule::second_after_night, by_day->limit};
    }
    if (request.state != v1::FundRequest::asked && request.state != v1::FundRequest::funds_reserved)
        return refused(v1::Rejection::request_out_of_turn);
    const auto by_day = permission_by_day(request);
    const bool night = rules().is_night(now_) && coordinates() && request.approvals.empty();
    return by_day || !night ? by_day : permission_at_night(request);
}

FundDraft::Permission FundDraft::permission_by_day(const Request& request) const {
    if (!approves()) return refused(v1::Rejection::not_a_signatory);
    const auto& limits = rules().limits();
    const std::int64_t own = signatory()->limit_cents();
    const bool second = !request.approvals.empty();
    // A signature beside another one is not alone.
    const auto sum = request.cents + (second ? 0 : signed_for_case(request));
    if (sum > limits.petty_cents() && std::min(sum, limits.single_cents()) > own)
        return refused(v1::Rejection::over_own_limit);
    if (second && request.signature_due == Instant{})
        return Allowed{v1::ApprovalRule::second_of_two, limits.request_cents()};
    if (sum <= limits.petty_cents()) return Allowed{v1::ApprovalRule::petty, limits.petty_cents()};
    if (sum <= limits.single_cents())
        return Allowed{v1::ApprovalRule::single, std::min(own, limits.single_cents())};
    return Allowed{second ? v1::ApprovalRule::second_of_two : v1::ApprovalRule::first_of_two,
                   limits.request_cents()};
}

// What she signed of it with nobody beside her, within the window, and was not let go of.
std::int64_t FundDraft::signed_alone(const std::string& id) const {
    const auto* request = state_.request(id);
    if (request == nullptr || request->over()) return 0;
    const auto since = to_ms(now_ - rules().own_window());
    const auto signature = std::ranges::find(request->approvals, me(), &v1::FundApproval::person);
    const bool counts = signature != request->approvals.end() && signature->at_ms() > since;
    return counts ? request->cents : 0;
}

std::int64_t FundDraft::signed_for_case(const Request& request) const {
    const auto envelope = state_.envelopes.find(state_.envelope_of(request.asked));
    std::int64_t sum = 0;
    if (envelope != state_.envelopes.end())
        for (const auto& id : envelope->second.signed_lately) sum += signed_alone(id);
    return sum;
}

// Seldom asked: she signs a petty sum that is near to her.
std::int64_t FundDraft::signed_near() const {
    const auto mine = state_.signed_lately.find(me());
    std::int64_t sum = 0;
    if (mine != state_.signed_lately.end())
        for (const auto& id : mine->second)
            if (const auto cents = signed_alone(id); cents > 0) {
                const auto& other = *state_.request(id);
                if (near(other, other.vendor) != v1::Rejection::none) sum += cents;
            }
    return sum;
}

// All coordinators of a night share its ceiling: a second one is no second signature. What one put
// apart alone counts as soon as it is put apart.
FundDraft::Permission FundDraft::permission_at_night(const Request& request) const {
    if (!on_duty_as_coordinator()) return refused(v1::Rejection::not_a_signatory);
    const auto night = rules().night_of(now_);
    const auto tonight = state_.signed_at_night.find(night);
    auto spent = tonight == state_.signed_at_night.end() ? 0 : tonight->second;
    for (const auto& [id, of] : state_.reserved_alone)
        if (of == night && id != request.asked.request()) spent += state_.request(id)->cents;
    const auto ceiling = rules().limits().night_cents();
    if (spent + request.cents > ceiling) return refused(v1::Rejection::over_night_ceiling);
    return Allowed{v1::ApprovalRule::night, ceiling};
}

FundVerdict FundDraft::stands_apart(const Request& request, const std::string& vendor) const {
    if (me().empty()) return refused(v1::Rejection::not_a_signatory);
    if (me() == request.asked.requester() || me() == request.asked.advance_to())
        return refused(v1::Rejection::own_request);
    if (std::ranges::any_of(request.approvals,
                            [&](const auto& approval) { return approval.person() == me(); }))
        return refused(v1::Rejection::already_signed);
    const auto own = near(request, vendor);
    if (own == v1::Rejection::none) return {};
    const auto petty = rules().limits().petty_cents();
    if (request.cents > petty) return refused(own);
    if (signed_near() + request.cents > petty) return refused(v1::Rejection::petty_used_up);
    return {};
}

v1::Rejection::Code FundDraft::near(const Request& request, const std::string& vendor) const {
    if (state_.follows(me(), request.asked)) return v1::Rejection::own_case;
    const auto* person = directory_.person(me());
    const auto* paid = rules().vendor(vendor);
    for (const auto& mine : {command_.actor().organization(),
                             person == nullptr ? std::string() : person->organization()})
        if (!mine.empty() &&
            (mine == request.asked.organization() || state_.follows_from(mine, request.asked) ||
             (paid != nullptr && paid->organization() == mine)))
            return v1::Rejection::own_organization;
    return v1::Rejection::none;
}

bool FundDraft::on_duty_as_coordinator() const {
    return std::ranges::any_of(directory_.data().rosters(), [&](const v1::Roster& roster) {
        if (!roster.coordination()) return false;
        const auto on_call = directory_.timetable(roster).on_call(now_);
        return std::ranges::any_of(
            on_call, [&](const auto& entry) { return !entry.trainee && entry.person == me(); });
    });
}

std::expected<v1::ApprovalRule::Code, v1::Rejection::Code> may_approve(const FundState& state,
                                                                       const std::string& id,
                                                                       const v1::Actor& actor,
                                                                       Instant now,
                                                                       const Directory& directory) {
    const auto* request = state.request(id);
    if (request == nullptr) return refused(v1::Rejection::request_unknown);
    v1::Command command;
    *command.mutable_actor() = actor;
    const FundDraft draft(state, command, std::max(now, state.last_now), directory);
    const auto& vendor = request->vendor.empty() ? request->asked.vendor() : request->vendor;
    const auto allowed = draft.permission(*request, vendor);
    if (!allowed) return refused(allowed.error());
    return allowed->rule;
}

// By the decision itself: what is offered is what would be taken.
v1::Rejection::Code why_not_reconcile(const FundState& state, const std::string& id,
                                      const v1::Actor& actor, const Directory& directory) {
    const auto* request = state.request(id);
    if (request == nullptr) return v1::Rejection::request_unknown;
    if (request->state != v1::FundRequest::evidenced) return v1::Rejection::request_out_of_turn;
    v1::Command command;
    command.set_aggregate(state.aggregate);
    *command.mutable_actor() = actor;
    command.mutable_fund()->mutable_reconcile_request()->set_request(id);
    const auto decided = decide(state, command, state.last_now, directory);
    return decided ? v1::Rejection::none : decided.error();
}

}  // namespace relais::domain
