#include "services/gateway/screens/fund/request_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/fund/card.hpp"
#include "services/gateway/screens/fund/request_acts.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

class Life {
public:
    Life(const View& view, const FundLook& look, const v1::FundRequestView& request)
        : view_(view), look_(look), request_(request) {}

    Data facts() const {
        Data all = list();
        const auto add = [&](const char* name, const std::string& words) {
            if (words.empty()) return;
            Data one = object();
            one.set("name", view_.say(name));
            one.set("words", words);
            all.push_back(std::move(one));
        };
        const auto asked = view_.moment(ms_of(request_.asked()));
        const auto& name = request_.requester_name();
        add("fund.case", request_.case_code());
        add("fund.asked_fact", name.empty() ? asked : name + ", " + asked);
        add("fund.when",
            view_.say("fund_urgency." + v1::FundRequest::Urgency_Name(request_.urgency())));
        add("fund.vendor", vendor_words(look_, request_.vendor()));
        if (!request_.advance_to().empty()) add("fund.advance_to", who(request_.advance_to()));
        if (look_.sees(domain::FundPart::availability) && !request_.source().empty())
            add("fund.source", source());
        add("fund.eligibility", eligibility());
        if (request_.reserved_cents() > 0)
            add("fund.reserved", money_of(view_, request_.reserved_cents()));
        if (!request_.ended_by().empty()) add("fund.ended_by", who(request_.ended_by()));
        if (request_.paid_cents() > 0) add("fund.paid", money_of(view_, request_.paid_cents()));
        if (request_.paid_cents() > 0 && !request_.advance_to().empty()) {
            add("fund.advance_settled",
                money_of(view_, request_.paid_cents() - request_.open_cents()));
            add("fund.advance_open", money_of(view_, request_.open_cents()));
        }
        add("fund.note_told", request_.note());
        if (request_.has_due()) add("fund.next_due", view_.moment(ms_of(request_.due())));
        return all;
    }

    // Only on her own screen, never on the paper: it says where somebody sleeps.
    Data place(const v1::FundVendorCard& card) const {
        Data lines = list();
        for (const auto& line : {card.name(), card.address(), card.telephone()})
            if (!line.empty()) lines.push_back(Data{line});
        return lines;
    }

    Data notes(const std::vector<FundNote>& opened) const {
        Data all = list();
        for (const auto& note : opened)
            all.push_back(
                row(view_.say(note.with == FundNote::With::refusal ? "fund.note_of_refusal"
                                                                   : "fund.note_of_refund"),
                    note.text, to_ms(note.at)));
        return all;
    }

    Data approvals() const {
        Data all = list();
        for (const auto& approval : request_.approvals()) {
            const auto rule = "fund_signed." + v1::ApprovalRule::Code_Name(approval.rule());
            const auto words =
                view_.say(rule, {{"limit", money_of(view_, approval.limit_cents())}});
            all.push_back(row(who(approval.person()), words, approval.at_ms()));
        }
        return all;
    }

    Data payments() const {
        Data all = list();
        for (const auto& payment : request_.payments()) {
            const auto way = view_.say("fund_way." + v1::FundPayment::Way_Name(payment.way()));
            const bool told = payment.told() != v1::FundPayment::unknown;
            const auto fate =
                view_.say(payment.doubt() && !told ? "fund_told.doubt"
                          : told ? "fund_told." + v1::FundPayment::Told_Name(payment.told())
                                 : "fund_told.voucher_out");
            const auto& at = payment.has_told_at() ? payment.told_at() : payment.sent();
            all.push_back(row(way + ", " + money_of(view_, payment.cents()), fate, ms_of(at)));
        }
        return all;
    }

    Data papers() const {
        Data all = list();
        for (const auto& paper : request_.evidence()) {
            auto words = view_.say("fund_evidence." + v1::FundEvidence::Kind_Name(paper.kind()));
            if (paper.kind() == v1::FundEvidence::no_receipt)
                words += " (" +
                         view_.say("fund_no_receipt." +
                                   v1::FundEvidence::NoReceipt_Name(paper.reason())) +
                         ")";
            Data one = object();
            one.set("words", words);
            one.set("cents", money_of(view_, paper.cents()));
            one.set("opens", paper.type() != v1::FundEvidence::none &&
                                 look_.sees(domain::FundPart::evidence_files));
            one.set("evidence", paper.id());
            all.push_back(std::move(one));
        }
        return all;
    }

private:
    [[nodiscard]] std::string who(const std::string& person) const {
        if (person == look_.me()) return view_.say("fund.you");
        return look_.person ? look_.person(person) : view_.say("fund.somebody");
    }
    // Since it was put apart, its source may have ended: who sends it must not learn it from a
    // bank.
    [[nodiscard]] std::string source() const {
        auto words = source_words(view_, look_, request_.source());
        const auto& all = look_.settings.sources();
        const auto of = std::ranges::find(all, request_.source(), &v1::FundSource::id);
        if (of == all.end() || of->until_ms() == 0 || of->until_ms() > to_ms(view_.now) ||
            request_.reserved_cents() == 0)
            return words;
        return words + ". " +
               view_.say("fund.source_ended", {{"moment", view_.moment(of->until_ms())}});
    }
    [[nodiscard]] std::string eligibility() const {
        const auto& told = request_.eligibility();
        if (told.basis() == v1::FundEligibility::no_payer) return {};
        const auto outcome = v1::FundEligibility::Outcome_Name(told.outcome());
        auto words = view_.say("fund_payer." + outcome,
                               {{"payer", payer_words(view_, look_, told.payer())}});
        if (told.basis() == v1::FundEligibility::basis_unknown) return words;
        const auto basis = v1::FundEligibility::Basis_Name(told.basis());
        return words + " (" + view_.say("fund_payer_why." + basis) + ")";
    }
    Data row(const std::string& name, const std::string& words, std::int64_t at_ms) const {
        Data one = object();
        one.set("name", name);
        one.set("words", words);
        one.set("at", view_.moment(at_ms));
        return one;
    }

    const View& view_;
    const FundLook& look_;
    const v1::FundRequestView& request_;
};

// Paid and shown, and still not at its end: what is missing, for who could finish it.
std::string not_closed_words(const View& view, const FundLook& look,
                             const v1::FundRequestView& request) {
    if (request.state() != v1::FundRequest::evidenced ||
        !look.may(v1::FundCommand::kReconcileRequest) ||
        request.reconcile_why_not() == v1::Rejection::none)
        return {};
    return view.say(
        "fund.not_closed",
        {{"why", problem_words(view, v1::Rejection::Code_Name(request.reconcile_why_not()))}});
}

}  // namespace

std::string request_screen_view(const View& view, const FundLook& look,
                                const RequestScreen& screen) {
    const auto& request = screen.request;
    const Life life(view, look, request);
    const auto mark = mark_of(request);
    Data data = object();
    if (!look.forms.notice.empty()) data.set("notice", look.forms.notice);
    data.set("id", request.request());
    data.set("what", what_of(view, request));
    data.set("total", money_of(view, request.cents()));
    data.set("state", mark.state);
    data.set("glyph", mark.glyph);
    data.set("words", state_words(view, look, request));
    data.set("somebody_waits", waits(request) && request.urgency() == v1::FundRequest::now);
    if (const auto number = good_voucher(request); !number.empty()) data.set("voucher", number);
    data.set("has_place", screen.place.ByteSizeLong() > 0);
    data.set("place", life.place(screen.place));
    data.set("signing", sign_view(view, look, request));
    if (const auto words = not_closed_words(view, look, request); !words.empty())
        data.set("not_closed", words);
    data.set("facts", life.facts());
    data.set("sealed", screen.sealed && screen.notes.empty());
    data.set("csrf", look.forms.csrf);
    data.set("notes", life.notes(screen.notes));
    data.set("has_approvals", request.approvals_size() > 0);
    data.set("approvals", life.approvals());
    data.set("has_payments", request.payments_size() > 0);
    data.set("payments", life.payments());
    data.set("has_papers", request.evidence_size() > 0);
    data.set("papers", life.papers());
    data.set("keeps", look.sees(domain::FundPart::requests));
    data.set("of_case", !request.case_id().empty());
    data.set("case", request.case_id());
    data.set("acts", request_acts_view(view, look, screen));
    return fill(view.words, view.language, embedded::fund_request_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
