#include "services/gateway/problem.hpp"

#include <algorithm>
#include <array>

#include <google/protobuf/util/time_util.h>

#include "services/gateway/json_text.hpp"

namespace relais::gateway {
namespace {

// What is said of the request may quote it; an essay is of no use to anybody.
constexpr std::size_t detail_bytes_max = 400;
constexpr unsigned retry_after_s = 5;

bool wants_page(const http::Request& request) {
    const std::string_view accept = request.field("accept");
    return accept.find("text/html") != accept.npos && !request.path.starts_with("/v1/");
}

struct Told {
    v1::Rejection::Code rejection;
    unsigned status;
};
constexpr std::array told = {
    Told{v1::Rejection::case_already_open, 409},
    Told{v1::Rejection::case_unknown, 404},
    Told{v1::Rejection::case_over, 409},
    Told{v1::Rejection::territory_unknown, 422},
    Told{v1::Rejection::no_need, 422},
    Told{v1::Rejection::need_not_open, 409},
    Told{v1::Rejection::need_already_covered, 409},
    Told{v1::Rejection::page_unknown, 404},
    Told{v1::Rejection::page_of_someone_else, 403},
    Told{v1::Rejection::page_already_answered, 409},
    Told{v1::Rejection::page_stood_down, 410},
    Told{v1::Rejection::consent_missing, 409},
    Told{v1::Rejection::command_not_for_this_aggregate, 400},
    Told{v1::Rejection::directory_faulty, 422},
    Told{v1::Rejection::answer_not_understood, 400},
    Told{v1::Rejection::revision_moved_on, 409},
    Told{v1::Rejection::excluded_for_her, 403},
    Told{v1::Rejection::no_bed_free, 409},
    Told{v1::Rejection::hold_unknown, 404},
    Told{v1::Rejection::hold_over, 409},
    Told{v1::Rejection::bed_kind_unknown, 422},
    Told{v1::Rejection::beds_over_capacity, 409},
    Told{v1::Rejection::beds_moved_on, 409},
    Told{v1::Rejection::beds_not_understood, 422},
    Told{v1::Rejection::shelter_unknown, 404},
    Told{v1::Rejection::answer_out_of_turn, 409},
    Told{v1::Rejection::need_settled, 409},
    Told{v1::Rejection::need_not_covered, 409},
    Told{v1::Rejection::need_already_there, 409},
    Told{v1::Rejection::need_unknown, 422},
    Told{v1::Rejection::case_closed, 409},
    Told{v1::Rejection::case_not_closed, 409},
    Told{v1::Rejection::needs_unsettled, 409},
    Told{v1::Rejection::outcome_not_understood, 400},
    Told{v1::Rejection::mandatory_need, 409},
    Told{v1::Rejection::consent_not_given, 409},
    Told{v1::Rejection::person_unknown, 404},
    Told{v1::Rejection::person_unreachable, 409},
    Told{v1::Rejection::pivot_not_offered, 409},
    Told{v1::Rejection::pivot_already, 409},
    Told{v1::Rejection::milestone_not_told_by_hand, 409},
    Told{v1::Rejection::limit_reached, 429},
    Told{v1::Rejection::reading_unknown, 404},
    Told{v1::Rejection::second_person_needed, 409},
    Told{v1::Rejection::field_not_told, 404},
    Told{v1::Rejection::sight_not_allowed, 403},
    Told{v1::Rejection::rule_not_overridable, 409},
    Told{v1::Rejection::reason_missing, 422},
    Told{v1::Rejection::listing_unknown, 404},
    Told{v1::Rejection::listing_moved_on, 409},
    Told{v1::Rejection::listing_of_someone_else, 403},
    Told{v1::Rejection::case_merged, 409},
    Told{v1::Rejection::case_not_merged, 409},
    Told{v1::Rejection::case_of_itself, 422},
    Told{v1::Rejection::somebody_coming, 409},
    Told{v1::Rejection::merge_under_way, 409},
    Told{v1::Rejection::referral_unknown, 404},
    Told{v1::Rejection::referral_over, 409},
    Told{v1::Rejection::referral_of_someone_else, 403},
    Told{v1::Rejection::referrals_open, 409},
    Told{v1::Rejection::organization_unknown, 404},
    Told{v1::Rejection::escort_unknown, 404},
    Told{v1::Rejection::escort_over, 409},
    Told{v1::Rejection::escort_of_someone_else, 403},
    Told{v1::Rejection::times_out_of_order, 422},
    Told{v1::Rejection::relocation_unknown, 404},
    Told{v1::Rejection::relocation_over, 409},
    Told{v1::Rejection::clock_unknown, 404},
    Told{v1::Rejection::clock_over, 409},
    Told{v1::Rejection::nothing_to_share, 422},
    Told{v1::Rejection::advice_only, 409},
    Told{v1::Rejection::moves_open, 409},
    Told{v1::Rejection::others_merged_here, 409},
    Told{v1::Rejection::pages_at_limit, 429},
    Told{v1::Rejection::history_at_limit, 409},
    Told{v1::Rejection::advice_missing, 409},
    Told{v1::Rejection::not_asked_for_advice, 409},
    Told{v1::Rejection::fund_unknown, 404},
    Told{v1::Rejection::amount_not_positive, 422},
    Told{v1::Rejection::amount_not_whole, 422},
    Told{v1::Rejection::amount_too_large, 422},
    Told{v1::Rejection::currency_not_ours, 422},
    Told{v1::Rejection::expense_unknown, 422},
    Told{v1::Rejection::quantity_not_understood, 422},
    Told{v1::Rejection::amount_is_computed, 422},
    Told{v1::Rejection::price_not_listed, 422},
    Told{v1::Rejection::request_not_understood, 422},
    Told{v1::Rejection::request_differs, 409},
    Told{v1::Rejection::request_unknown, 404},
    Told{v1::Rejection::request_over, 409},
    Told{v1::Rejection::request_out_of_turn, 409},
    Told{v1::Rejection::requests_too_many, 429},
    Told{v1::Rejection::source_unknown, 422},
    Told{v1::Rejection::source_over, 409},
    Told{v1::Rejection::source_not_for_this, 409},
    Told{v1::Rejection::funds_short, 409},
    Told{v1::Rejection::over_cap, 409},
    Told{v1::Rejection::other_payer_first, 409},
    Told{v1::Rejection::payer_unknown, 422},
    Told{v1::Rejection::envelope_closed, 409},
    Told{v1::Rejection::envelope_void, 409},
    Told{v1::Rejection::not_a_signatory, 403},
    Told{v1::Rejection::own_request, 403},
    Told{v1::Rejection::own_case, 403},
    Told{v1::Rejection::own_organization, 403},
    Told{v1::Rejection::over_own_limit, 403},
    Told{v1::Rejection::over_night_ceiling, 403},
    Told{v1::Rejection::already_signed, 409},
    Told{v1::Rejection::signature_awaited, 409},
    Told{v1::Rejection::total_moved_on, 409},
    Told{v1::Rejection::reconciler_not_apart, 403},
    Told{v1::Rejection::reservation_over, 409},
    Told{v1::Rejection::more_than_reserved, 422},
    Told{v1::Rejection::payment_unknown, 404},
    Told{v1::Rejection::payment_in_doubt, 409},
    Told{v1::Rejection::payment_already_told, 409},
    Told{v1::Rejection::more_than_paid, 422},
    Told{v1::Rejection::vendor_unknown, 422},
    Told{v1::Rejection::vendor_not_for_this, 409},
    Told{v1::Rejection::voucher_unknown, 404},
    Told{v1::Rejection::voucher_used, 409},
    Told{v1::Rejection::voucher_over, 410},
    Told{v1::Rejection::voucher_locked, 403},
    Told{v1::Rejection::voucher_differs, 409},
    Told{v1::Rejection::evidence_not_understood, 422},
    Told{v1::Rejection::evidence_not_enough, 409},
    Told{v1::Rejection::witness_missing, 422},
    Told{v1::Rejection::advance_unknown, 404},
    Told{v1::Rejection::advance_over, 409},
    Told{v1::Rejection::advance_too_large, 409},
    Told{v1::Rejection::more_than_advance, 422},
    Told{v1::Rejection::more_than_owed, 422},
    Told{v1::Rejection::transfer_unknown, 404},
    Told{v1::Rejection::transfer_corrected_already, 409},
    Told{v1::Rejection::statement_not_understood, 422},
    Told{v1::Rejection::statement_read_already, 409},
    Told{v1::Rejection::statement_line_unknown, 404},
    Told{v1::Rejection::line_matched_already, 409},
    Told{v1::Rejection::line_not_matched, 409},
    Told{v1::Rejection::line_differs, 409},
    Told{v1::Rejection::period_not_over, 409},
    Told{v1::Rejection::period_closed_already, 409},
    Told{v1::Rejection::totals_differ, 409},
    Told{v1::Rejection::settings_faulty, 422},
    Told{v1::Rejection::settings_moved_on, 409},
    Told{v1::Rejection::flag_unknown, 404},
    Told{v1::Rejection::no_reservation, 409},
    Told{v1::Rejection::petty_used_up, 403},
    Told{v1::Rejection::household_too_large, 422},
    Told{v1::Rejection::price_list_ends, 422},
    Told{v1::Rejection::confirmation_alone, 422},
};

}  // namespace

words::Language language_for(const http::Request& request, const std::string& account_language) {
    if (!account_language.empty()) return words::language_of(account_language);
    return words::language_of(request.field("accept-language"));
}

Refused refused_for(v1::Rejection::Code rejection) {
    const auto found = std::ranges::find(told, rejection, &Told::rejection);
    const unsigned status = found == told.end() ? 500 : found->status;
    return {.status = status, .code = v1::Rejection::Code_Name(rejection)};
}

Refused refused_for(const Fault& fault) {
    switch (fault.code) {
        case FaultCode::conflict:
            return {.status = 409, .code = "conflict"};
        case FaultCode::overloaded:
            return {.status = 503, .code = "overloaded", .retry_after_s = retry_after_s};
        case FaultCode::unavailable:
        case FaultCode::unknown:
        case FaultCode::timeout:
        case FaultCode::refused:
        case FaultCode::malformed:
        case FaultCode::unsafe:
        case FaultCode::corrupt:
            break;
    }
    return {.status = 503, .code = "store_away", .retry_after_s = retry_after_s};
}

http::Response Problems::json(const Refused& refused, words::Language language,
                              const std::string& more) const {
    const std::string key = "problem." + refused.code;
    const std::string title = words_.say(language, words_.has(key) ? key : "problem.internal");
    std::string body = "{\"type\":" + json_string("/problems/" + refused.code) +
                       ",\"title\":" + json_string(title) +
                       ",\"status\":" + std::to_string(refused.status) +
                       ",\"code\":" + json_string(refused.code);
    if (!refused.detail.empty())
        body += ",\"detail\":" +
                json_string(std::string_view(refused.detail).substr(0, detail_bytes_max));
    http::Response response{.status = refused.status,
                            .fields = {{"Content-Type", "application/problem+json"},
                                       {"Content-Language", std::string(words::tag(language))},
                                       {"Cache-Control", "no-store"}}};
    if (refused.retry_after_s > 0) {
        body += ",\"retryAfter\":" + std::to_string(refused.retry_after_s);
        response.fields.emplace_back("Retry-After", std::to_string(refused.retry_after_s));
    }
    if (refused.since_ms > 0) {
        using google::protobuf::util::TimeUtil;
        const auto since = TimeUtil::MillisecondsToTimestamp(refused.since_ms);
        body += ",\"since\":" + json_string(TimeUtil::ToString(since));
    }
    if ((refused.status == 503 || asks_to_call(refused.code)) && !telephone_.empty())
        body += ",\"telephone\":" + json_string(telephone_);
    response.body = body + more + "}";
    return response;
}

http::Response Problems::answer(const Refused& refused, const http::Request& request,
                                const std::string& account_language,
                                const std::string& more) const {
    const words::Language language = language_for(request, account_language);
    http::Response response =
        page_ && wants_page(request) ? page_(refused, language) : json(refused, language, more);
    if (refused.status == 401)
        response.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"relais\"");
    return response;
}

http::Response Problems::answer(const http::Refusal& refusal, const http::Request& request) const {
    http::Response response =
        answer(Refused{.status = refusal.status,
                       .code = refusal.code,
                       .detail = refusal.detail,
                       .retry_after_s =
                           refusal.status == 503 || refusal.status == 429 ? retry_after_s : 0},
               request);
    if (!refusal.allow.empty()) response.fields.emplace_back("Allow", refusal.allow);
    return response;
}

http::Response Problems::answer(const std::vector<domain::DirectoryFault>& faults,
                                const http::Request& request, const std::string& account_language,
                                const std::string& code) const {
    const words::Language language = language_for(request, account_language);
    std::string list = ",\"faults\":[";
    for (const auto& fault : faults) {
        if (list.back() != '[') list += ',';
        list += "{\"path\":" + json_string(fault.path) +
                ",\"reason\":" + json_string(fault.reason) +
                ",\"value\":" + json_string(fault.value);
        for (const char* section : {"directory_fault.", "listing_fault."})
            if (const auto key = section + fault.reason; words_.has(key)) {
                list += ",\"words\":" + json_string(words_.say(language, key));
                break;
            }
        list += '}';
    }
    return json({.status = 422, .code = code}, language, list + "]");
}

}  // namespace relais::gateway
