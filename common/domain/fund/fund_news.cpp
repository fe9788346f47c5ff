#include "common/domain/fund/fund_news.hpp"

namespace relais::domain {
namespace {

// Empty: nothing that a case is told.
std::string request_spoken_of(const FundState& after, const v1::FundEvent& event) {
    const auto of_payment = [&](const std::string& id) { return after.payment(id)->request; };
    if (event.has_funds_requested()) return event.funds_requested().request().request();
    if (event.has_request_routed()) return event.request_routed().request();
    if (event.has_payer_told()) return event.payer_told().request();
    if (event.has_funds_reserved()) return event.funds_reserved().request();
    if (event.has_request_approved()) return event.request_approved().request();
    if (event.has_request_refused()) return event.request_refused().request();
    if (event.has_request_voided()) return event.request_voided().request();
    if (event.has_request_expired()) return event.request_expired().request();
    if (event.has_payment_sent()) return event.payment_sent().request();
    if (event.has_payment_told()) return of_payment(event.payment_told().payment());
    if (event.has_payment_refunded()) return of_payment(event.payment_refunded().payment());
    if (event.has_evidence_added() && event.evidence_added().enough())
        return event.evidence_added().evidence().request();
    if (event.has_advance_settled()) return event.advance_settled().advance();
    if (event.has_request_reconciled()) return event.request_reconciled().request();
    if (event.flag_raised().flag().kind() == v1::FundFlag::payment_in_doubt)
        return event.flag_raised().flag().of();
    return "";
}

bool in_doubt(const FundState& after, const FundRequestRecord& request) {
    return after.payment_in_doubt(request) != nullptr &&
           after.flags.contains(flag_id(v1::FundFlag::payment_in_doubt, request.asked.request()));
}

// What it is about now: what was paid, once it is; before, what is meant to be.
std::int64_t cents_of(const FundState& after, const FundRequestRecord& request) {
    if (request.paid > 0) return request.paid;
    const auto* sent = after.payment_in_doubt(request);
    return sent != nullptr ? sent->sent : request.cents;
}

v1::FundNews news_of(const FundState& after, const FundRequestRecord& request,
                     const v1::Event& event) {
    v1::FundNews news;
    news.set_fund(after.aggregate.substr(after.aggregate.find('/') + 1));
    news.set_request(request.asked.request());
    news.set_fund_version(event.version());
    news.set_state(request.state);
    news.set_expense(request.asked.expense());
    if (after.rules != nullptr)
        if (const auto* expense = after.rules->expense(request.asked.expense())) {
            news.set_words_fr(expense->words_fr());
            news.set_words_en(expense->words_en());
        }
    news.set_quantity(quantity_of(request.asked));
    news.set_cents(cents_of(after, request));
    news.set_person(event.actor().person());
    news.set_rule(event.fund().request_approved().approval().rule());
    *news.mutable_eligibility() = request.eligibility;
    news.set_refused(event.fund().request_refused().why());
    news.set_voided(event.fund().request_voided().why());
    news.set_rejection(event.fund().request_refused().rejection());
    const bool nobody_knows = event.fund().has_payment_told() &&
                              event.fund().payment_told().told() == v1::FundPayment::unknown;
    news.set_doubt(nobody_knows || in_doubt(after, request));
    return news;
}

}  // namespace

void tell_cases(const FundState& after, const v1::Event& event, std::vector<v1::Command>& mail) {
    const auto id = request_spoken_of(after, event.fund());
    if (id.empty()) return;
    const auto& known = *after.request(id);
    // Another case asked under an id that is taken: it alone hears of it.
    const auto& refused = event.fund().request_refused();
    const bool another =
        !refused.reply_to().empty() && refused.reply_to() != known.asked.reply_to();
    FundRequestRecord stranger;
    stranger.asked.set_request(id);
    stranger.asked.set_reply_to(refused.reply_to());
    stranger.state = v1::FundRequest::refused;
    const auto& request = another ? stranger : known;
    if (request.asked.reply_to().empty()) return;
    auto& command = mail.emplace_back();
    command.set_command_id(after.aggregate + "/" + std::to_string(event.version()) + "/0");
    command.set_aggregate(request.asked.reply_to());
    command.mutable_actor()->set_role(v1::Role::system);
    command.set_issued_ms(event.now_ms());
    *command.mutable_note_fund()->mutable_news() = news_of(after, request, event);
}

std::vector<const v1::Message*> notices_of(const v1::FundEvent& event) {
    std::vector<const v1::Message*> all;
    const auto each = [&](const auto& body) {
        for (const auto& message : body.messages()) all.push_back(&message);
    };
    each(event.funds_requested());
    each(event.payer_told());
    each(event.request_approved());
    each(event.voucher_missed());
    each(event.advance_reminded());
    each(event.flag_raised());
    each(event.notices_told());
    return all;
}

}  // namespace relais::domain
