// What was paid is shown: by a paper, or by a witness and a reason where there is none. Then
// somebody looks at it who neither asked nor approved.
#include <algorithm>

#include "common/domain/fund/fund_draft.hpp"

namespace relais::domain {
namespace {

constexpr std::size_t sha256_bytes = 32;

bool has_file(const v1::FundEvidence& evidence) {
    return evidence.type() != v1::FundEvidence::none || !evidence.content().empty() ||
           evidence.size() > 0;
}

// Of evidence, or of a paper beside a movement.
template <class Paper>
bool file_sound(const Paper& paper) {
    return v1::FundEvidence::FileType_IsValid(paper.type()) &&
           paper.type() != v1::FundEvidence::none && paper.content().size() == sha256_bytes &&
           paper.size() > 0 && paper.size() <= evidence_bytes_max;
}

// What a vendor says on the telephone has no file.
bool needs_file(v1::FundEvidence::Kind kind) {
    return kind == v1::FundEvidence::receipt || kind == v1::FundEvidence::invoice;
}

bool is_for_her(const v1::RequestFunds& asked, const std::string& person) {
    return person == asked.requester() || person == asked.advance_to();
}

bool same(v1::FundEvidence a, v1::FundEvidence b) {
    a.clear_note();
    b.clear_note();
    return a.SerializeAsString() == b.SerializeAsString();
}

}  // namespace

bool paper_sound(const v1::FundPaper& paper) { return file_sound(paper); }

FundVerdict FundDraft::add_evidence() {
    const auto found = request_that_is_on(command_.fund().add_evidence().evidence().request());
    if (!found) return refused(found.error());
    const auto& request = **found;
    auto evidence = command_.fund().add_evidence().evidence();
    if (evidence.cents() == 0)  // it shows all of it
        evidence.set_cents(request.paid > 0 ? request.paid : request.cents);
    if (const auto known = request.evidence.find(evidence.id()); known != request.evidence.end())
        return same(known->second.evidence, evidence) ? FundVerdict{}
                                                      : refused(v1::Rejection::request_differs);
    if (request.state != v1::FundRequest::sent && request.state != v1::FundRequest::paid &&
        request.state != v1::FundRequest::evidenced)
        return refused(v1::Rejection::request_out_of_turn);
    if (const auto verdict = evidence_sound(evidence, request); !verdict) return verdict;
    // One paper shows what it shows once, whoever hands it in again. What it is to replace may be
    // it: then it shows another amount.
    if (!request.paper(evidence.content(), evidence.replaces()).empty()) return {};
    std::int64_t shown = request.shown() + evidence.cents();
    if (!evidence.replaces().empty())
        shown -= request.evidence.at(evidence.replaces()).evidence.cents();
    auto& event = *next().mutable_evidence_added();
    *event.mutable_evidence() = evidence;
    event.set_enough(request.paid > 0 && shown >= request.paid);
    if (event.enough()) put_right(v1::FundFlag::evidence_missing, evidence.request());
    return {};
}

FundVerdict FundDraft::evidence_sound(const v1::FundEvidence& evidence,
                                      const Request& request) const {
    if (request.evidence.size() >= evidence_max) return refused(v1::Rejection::limit_reached);
    if (evidence.cents() < 0) return refused(v1::Rejection::amount_not_positive);
    if (evidence.cents() > amount_cents_max) return refused(v1::Rejection::amount_too_large);
    const bool by_witness = evidence.kind() == v1::FundEvidence::no_receipt;
    if (!is_fund_id(evidence.id()) || !v1::FundEvidence::Kind_IsValid(evidence.kind()) ||
        evidence.kind() == v1::FundEvidence::unknown || (by_witness && has_file(evidence)) ||
        ((needs_file(evidence.kind()) || has_file(evidence)) && !file_sound(evidence)))
        return refused(v1::Rejection::evidence_not_understood);
    const bool witnessed = !evidence.witness().empty() && evidence.witness() != me() &&
                           !is_for_her(request.asked, evidence.witness()) &&
                           directory_.person(evidence.witness()) != nullptr;
    if (by_witness && (!witnessed || !v1::FundEvidence::NoReceipt_IsValid(evidence.reason()) ||
                       evidence.reason() == v1::FundEvidence::reason_unknown))
        return refused(v1::Rejection::witness_missing);
    const bool has_number = !evidence.note().box().empty();
    if (evidence.kind() == v1::FundEvidence::vendor_confirmation && !has_file(evidence) &&
        !taken_in_by_vendor(request) &&
        !(has_number && (witnessed || !is_for_her(request.asked, me()))))
        return refused(v1::Rejection::confirmation_alone);
    if (evidence.replaces().empty()) return {};
    const auto wrong = request.evidence.find(evidence.replaces());
    // What an advance was settled with stays.
    if (wrong == request.evidence.end() || wrong->second.replaced || wrong->second.used > 0)
        return refused(v1::Rejection::evidence_not_understood);
    return {};
}

// Nobody but the vendor has the code that is on the paper.
bool FundDraft::taken_in_by_vendor(const Request& request) const {
    return std::ranges::any_of(request.payments, [&](const std::string& payment) {
        const auto* voucher = state_.voucher(state_.payment(payment)->voucher);
        return voucher != nullptr && voucher->state == v1::FundVoucher::redeemed;
    });
}

FundVerdict FundDraft::reconcile_request() {
    const auto& wish = command_.fund().reconcile_request();
    if (!reconciles()) return refused(v1::Rejection::not_a_signatory);
    const auto found = request_that_is_on(wish.request());
    if (!found) return refused(found.error());
    const auto& request = **found;
    if (took_part(request)) return refused(v1::Rejection::reconciler_not_apart);
    if (request.state == v1::FundRequest::reconciled && request.reconciled_by == me()) return {};
    if (request.state == v1::FundRequest::paid) return refused(v1::Rejection::evidence_not_enough);
    if (request.state != v1::FundRequest::evidenced)
        return refused(v1::Rejection::request_out_of_turn);
    if (request.signature_due != Instant{}) return refused(v1::Rejection::signature_awaited);
    for (const auto& id : wish.lines()) {
        const auto line = state_.lines.find(id);
        if (line == state_.lines.end()) return refused(v1::Rejection::statement_line_unknown);
        const bool its = std::ranges::any_of(line->second.transfers, [&](const auto& transfer) {
            return state_.book.find(transfer)->request() == wish.request();
        });
        if (!its) return refused(v1::Rejection::line_not_matched);
    }
    auto& event = *next().mutable_request_reconciled();
    event.set_request(wish.request());
    *event.mutable_lines() = wish.lines();
    return {};
}

}  // namespace relais::domain
