#include "services/gateway/screens/fund/request_acts.hpp"

#include <algorithm>

#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/fund/card.hpp"

namespace relais::gateway::screens {
namespace {

using Command = v1::FundCommand;
using Kind = ActField::Kind;
using v1::FundRequest;

class Acts {
public:
    Acts(const View& view, const FundLook& look, const RequestScreen& screen)
        : view_(view),
          look_(look),
          screen_(screen),
          request_(screen.request),
          own_(!look.me().empty() && screen.request.requester() == look.me()) {}

    std::vector<Act> all() {
        switch (request_.state()) {
            case FundRequest::asked:
            case FundRequest::routed:
            case FundRequest::funds_reserved:
                waiting();
                break;
            case FundRequest::approved:
                approved();
                break;
            case FundRequest::sent:
                sent();
                papers();
                break;
            case FundRequest::paid:
                papers();
                money_that_is_out();
                break;
            case FundRequest::evidenced:
                reconcile();
                papers();
                money_that_is_out();
                break;
            default:
                break;  // it is over: nothing is left to do
        }
        return std::move(acts_);
    }

private:
    // Whoever asked may do some of it for her own request.
    [[nodiscard]] bool may(Command::BodyCase command) const { return look_.may(command); }
    [[nodiscard]] bool may_or_own(Command::BodyCase command) const { return own_ || may(command); }
    // Alone at night a coordinator puts apart what she might sign: not her own, and no more.
    [[nodiscard]] bool may_reserve() const {
        return may(Command::kReserveFunds) &&
               (look_.sight.who().approves || request_.may_approve() != v1::ApprovalRule::unknown);
    }
    [[nodiscard]] std::string say(const std::string& key) const { return view_.say(key); }
    [[nodiscard]] ActField amount(const char* label = "fund.amount_all") const {
        return {.name = "amount", .label = say(label), .kind = Kind::amount};
    }
    [[nodiscard]] ActField note() const {
        return {.name = "note", .label = say("fund.note_sealed"), .kind = Kind::note};
    }
    [[nodiscard]] ActField choice(const char* name, const char* label, Choices choices) const {
        return {
            .name = name, .label = say(label), .kind = Kind::choice, .choices = std::move(choices)};
    }
    Act& act(const char* what, std::vector<ActField> fields = {}) {
        acts_.push_back({.what = what,
                         .summary = say(std::string("fund_act.") + what),
                         .action = "/fund/requests/" + request_.request(),
                         .fields = std::move(fields)});
        return acts_.back();
    }

    // Whom to pay and how, for who sends the money; it ends with a space.
    [[nodiscard]] std::string payee() const {
        const auto& to = screen_.payee;
        std::string all;
        for (const auto& part : {to.name(), to.paid_to(), to.telephone()})
            if (!part.empty()) all += (all.empty() ? "" : ", ") + part;
        return all.empty() ? all : view_.say("fund.pay_to", {{"who", all}}) + " ";
    }

    void waiting();
    void reserve();
    void approved();
    void sent();
    void papers();
    void money_that_is_out();
    void reconcile();
    void let_go_of();

    const View& view_;
    const FundLook& look_;
    const RequestScreen& screen_;
    const v1::FundRequestView& request_;
    bool own_;
    std::vector<Act> acts_;
};

void Acts::let_go_of() {
    if (may_or_own(Command::kVoidRequest))
        act("void", {choice("why", "fund.why", voidings(view_))});
}

void Acts::waiting() {
    if (auto payer = payer_act(view_, look_, request_)) {
        payer->open = true;
        acts_.push_back(std::move(*payer));
    }
    if (may(Command::kRefuseRequest) && !own_)
        act("refuse", {choice("why", "fund.why", refusals(view_)), note()});
    if (request_.state() == FundRequest::asked && may_reserve()) reserve();
    let_go_of();
}

// Only what can pay is offered, and chosen is what the fund itself would take; why the others
// cannot is one tap away.
void Acts::reserve() {
    Choices sources;
    std::vector<std::string> cannot;
    for (const auto& one : request_.sources()) {
        const auto words = source_words(view_, look_, one.source());
        if (one.why_not() == v1::Rejection::none)
            sources.push_back({.value = one.source(), .words = words, .chosen = one.first()});
        else
            cannot.push_back(
                view_.say("fund.source_cannot",
                          {{"source", words},
                           {"why", say("rejection." + v1::Rejection::Code_Name(one.why_not()))}}));
    }
    const bool none = sources.empty();
    std::vector<ActField> fields;
    if (!none) {
        fields.push_back(choice("source", "fund.source", std::move(sources)));
        fields.push_back(choice("vendor", "fund.vendor", vendors_for(look_, request_)));
    }
    auto& made = act("reserve", std::move(fields));
    made.hint = say(none ? "fund.no_source" : "fund_act.reserve_hint");
    made.nothing_to_send = none;
    made.left_out = say("fund.sources_left_out");
    made.left_out_lines = std::move(cannot);
}

void Acts::approved() {
    const bool voucher = by_voucher(look_, request_.expense(), request_.vendor());
    if (voucher && may(Command::kIssueVoucher)) {
        auto& made = act("voucher", {amount("fund.amount_at_most")});
        made.open = true;
        made.hint = say("fund_act.voucher_hint");
    }
    if (may(Command::kSendPayment)) {
        auto ways = choices_of(view_, v1::FundPayment::Way_descriptor(), "fund_way");
        // Cash leaves in the hands of the staff only; a paper is made by its own form.
        const bool advance = !request_.advance_to().empty();
        std::erase_if(ways, [&](const Choice& way) {
            return way.value == "voucher" || (way.value == "cash") != advance;
        });
        auto& made = act("send", {choice("way", "fund.way", std::move(ways)), amount()});
        made.open = !voucher;
        made.hint = payee() + say("fund_act.send_hint");
        if (!voucher) made.summary = say(advance ? "fund_act.send_advance" : "fund_act.send_only");
    }
    let_go_of();
}

void Acts::sent() {
    const auto number = open_voucher(request_);
    if (!number.empty()) {
        if (may(Command::kRedeemVoucher) && !voucher_is_locked(request_)) {
            auto& made = act(
                "redeem",
                {{.name = "code", .label = say("fund.voucher_code"), .required = true}, amount()});
            made.hint = say("fund_act.redeem_hint");
            made.hidden = {{"number", number}};
        }
        if (may(Command::kVoidVoucher)) {
            auto reasons = voidings(view_);
            // What happened is chosen already: nobody has to look for it while somebody waits.
            for (auto& one : reasons)
                one.chosen = voucher_is_locked(request_) && one.value == "could_not_be_paid";
            auto& made = act("void_voucher", {choice("why", "fund.why", std::move(reasons))});
            made.hidden = {{"number", number}};
            made.open = voucher_is_locked(request_);
            if (made.open) made.hint = say("fund_act.void_locked_hint");
        }
        return;
    }
    const auto open = std::ranges::find(request_.payments(), v1::FundPayment::unknown,
                                        [](const auto& payment) { return payment.told(); });
    if (open == request_.payments().end() || !may(Command::kTellPayment)) return;
    // Nothing is chosen for her: a tap too early must not say that it is paid.
    Choices told{{.value = "", .words = ""}}, bases{{.value = "", .words = ""}};
    for (const auto one :
         {v1::FundPayment::paid, v1::FundPayment::not_paid, v1::FundPayment::unknown}) {
        const auto& name = v1::FundPayment::Told_Name(one);
        told.push_back({.value = name, .words = say("fund_tell." + name)});
    }
    for (const auto basis : {v1::FundPayment::vendor_said, v1::FundPayment::bank_line,
                             v1::FundPayment::checked_by_hand}) {
        const auto& name = v1::FundPayment::Basis_Name(basis);
        bases.push_back({.value = name, .words = say("fund_basis." + name)});
    }
    auto& made = act("tell", {choice("told", "fund.told", std::move(told)),
                              choice("basis", "fund.basis", std::move(bases)), amount(), note()});
    made.fields[0].required = made.fields[1].required = true;
    made.open = true;
    made.hint = say("fund_act.tell_hint");
    made.hidden = {{"payment", open->payment()}};
}

void Acts::papers() {
    if (!may_or_own(Command::kAddEvidence)) return;
    Choices kinds;
    for (const auto kind : {v1::FundEvidence::receipt, v1::FundEvidence::invoice,
                            v1::FundEvidence::vendor_confirmation}) {
        const auto& name = v1::FundEvidence::Kind_Name(kind);
        kinds.push_back({.value = name, .words = say("fund_evidence." + name)});
    }
    auto& paper = act("evidence", {{.name = "file",
                                    .label = say("fund.file"),
                                    .kind = Kind::file,
                                    .required = true,
                                    .accept = "application/pdf,image/jpeg,image/png"},
                                   choice("kind", "fund.paper_kind", std::move(kinds)),
                                   amount()});
    paper.action += "/evidence";
    paper.hint = say("fund_act.evidence_hint");
    paper.open = request_.state() == FundRequest::paid;
    auto& without =
        act("no_receipt",
            {choice("reason", "fund.why",
                    choices_of(view_, v1::FundEvidence::NoReceipt_descriptor(), "fund_no_receipt")),
             {.name = "witness",
              .label = say("fund.witness_search"),
              .kind = Kind::search,
              .choices = screen_.witnesses},
             amount(),
             note()});
    without.fields[1].required = true;
    without.hint = say("fund_act.no_receipt_hint");
}

void Acts::money_that_is_out() {
    const auto paid = std::ranges::find(request_.payments(), v1::FundPayment::paid,
                                        [](const auto& payment) { return payment.told(); });
    if (paid != request_.payments().end() && may(Command::kRefundPayment))
        act("refund", {amount(), note()}).hidden = {{"payment", paid->payment()}};
    if (request_.open_cents() == 0) return;  // nothing is out any more
    if (!request_.advance_to().empty() && may(Command::kSettleAdvance)) {
        Choices expenses{{.value = "", .words = say("fund.nothing_spent")}};
        for (const auto& rule : look_.settings.expenses())
            if (rule.kind() != v1::Expense::advance && rule.kind() != v1::Expense::bank_fee)
                expenses.push_back(
                    {.value = rule.code(), .words = expense_words(view_, look_, rule.code())});
        Choices shown{{.value = "", .words = say("fund.no_paper_yet")}};
        for (const auto& paper : request_.evidence())
            shown.push_back(
                {.value = paper.id(),
                 .words = view_.say("fund_evidence." + v1::FundEvidence::Kind_Name(paper.kind())) +
                          ", " + money_of(view_, paper.cents())});
        act("settle",
            {choice("expense", "fund.spent_on", std::move(expenses)),
             {.name = "spent", .label = say("fund.spent_cents"), .kind = Kind::amount},
             choice("evidence", "fund.shown_by", std::move(shown)),
             {.name = "brought_back", .label = say("fund.brought_back"), .kind = Kind::amount}})
            .hint = say("fund_act.settle_hint");
    }
    const bool bridges = request_.eligibility().outcome() == v1::FundEligibility::fund_bridges;
    if (bridges && may(Command::kRecoverMoney)) {
        auto& made = act("recover", {amount("fund.amount")});
        made.hidden = {{"payer", request_.eligibility().payer()}};
        made.fields.front().required = true;
    }
    if ((bridges || !request_.advance_to().empty()) && may(Command::kWriteOff)) {
        auto& made = act("write_off", {amount("fund.amount"), note()});
        made.fields.front().required = true;
    }
}

void Acts::reconcile() {
    if (!may(Command::kReconcileRequest) || request_.reconcile_why_not() != v1::Rejection::none)
        return;
    auto& made = act("reconcile");
    made.open = true;
    made.hint = say("fund_act.reconcile_hint");
    const auto paper = std::ranges::find_if(request_.evidence(), [](const v1::FundEvidence& one) {
        return one.type() != v1::FundEvidence::none;
    });
    if (paper == request_.evidence().end()) return;
    made.link = "/v1/fund/requests/" + request_.request() + "/evidence/" + paper->id();
    made.link_words = say("fund.open_paper");
}

}  // namespace

std::string request_acts_view(const View& view, const FundLook& look, const RequestScreen& screen) {
    return acts_view(view, Acts(view, look, screen).all(), look.forms);
}

}  // namespace relais::gateway::screens
