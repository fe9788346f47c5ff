#include "services/gateway/screens/fund/card.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

namespace relais::gateway::screens {
namespace {

using Command = v1::FundCommand;

bool is_own(const FundLook& look, const v1::FundRequestView& request) {
    return !look.me().empty() && request.requester() == look.me();
}

std::vector<Act> acts_of(const View& view, const FundLook& look,
                         const v1::FundRequestView& request) {
    std::vector<Act> acts;
    const auto action = "/fund/requests/" + request.request();
    const std::vector<std::pair<std::string, std::string>> hidden{{"back", look.back}};
    if (auto payer = payer_act(view, look, request)) {
        payer->hidden = hidden;
        payer->key = request.request();
        acts.push_back(std::move(*payer));
    }
    if (waits(request) && look.may(Command::kRefuseRequest) && !is_own(look, request))
        acts.push_back({.what = "refuse",
                        .summary = view.say("fund.refuse"),
                        .action = action,
                        .fields = {{.name = "why",
                                    .label = view.say("fund.why"),
                                    .kind = ActField::Kind::choice,
                                    .choices = refusals(view)}},
                        .hidden = hidden,
                        .key = request.request()});
    const bool unsent = waits(request) || request.state() == v1::FundRequest::approved;
    if (unsent && is_own(look, request))
        acts.push_back({.what = "void",
                        .summary = view.say("fund.take_back"),
                        .action = action,
                        .fields = {{.name = "why",
                                    .label = view.say("fund.why"),
                                    .kind = ActField::Kind::choice,
                                    .choices = voidings(view)}},
                        .hidden = hidden,
                        .key = request.request()});
    return acts;
}

Data about(const View& view, const FundLook& look, const v1::FundRequestView& request) {
    Data lines = list();
    if (!request.case_code().empty())
        lines.push_back(Data{view.say("fund.of_case", {{"code", request.case_code()}})});
    const auto asked = view.moment(ms_of(request.asked()));
    const auto& name = request.requester_name();
    lines.push_back(Data{name.empty()
                             ? view.say("fund.asked_at", {{"moment", asked}})
                             : view.say("fund.asked_by", {{"moment", asked}, {"who", name}})});
    if (const auto vendor = vendor_words(look, request.vendor()); !vendor.empty())
        lines.push_back(Data{view.say("fund.at_vendor", {{"vendor", vendor}})});
    return lines;
}

}  // namespace

std::optional<Act> payer_act(const View& view, const FundLook& look,
                             const v1::FundRequestView& request) {
    const bool may = look.may(Command::kTellPayer) || is_own(look, request);
    if (request.state() != v1::FundRequest::routed || !may) return std::nullopt;
    Choices said;
    for (const auto basis :
         {v1::FundEligibility::payer_said_no, v1::FundEligibility::payer_said_yes,
          v1::FundEligibility::cannot_wait}) {
        const auto& name = v1::FundEligibility::Basis_Name(basis);
        said.push_back({.value = name, .words = view.say("fund_payer_said." + name)});
    }
    return Act{.what = "payer",
               .summary = view.say("fund_act.payer"),
               .action = "/fund/requests/" + request.request(),
               .fields = {{.name = "basis",
                           .label = view.say("fund.payer_said"),
                           .kind = ActField::Kind::choice,
                           .choices = std::move(said)}}};
}

Choices refusals(const View& view) {
    auto all = choices_of(view, v1::FundRequest::RefusedWhy_descriptor(), "fund_refused");
    std::erase_if(all, [](const Choice& one) { return one.value == "by_rule"; });
    all.insert(all.begin(), Choice{});  // she says which
    return all;
}

Choices voidings(const View& view) {
    auto all = choices_of(view, v1::FundRequest::VoidedWhy_descriptor(), "fund_voided");
    std::erase_if(all, [](const Choice& one) { return one.value == "case_ended"; });
    return all;
}

bool by_voucher(const FundLook& look, const std::string& expense, const std::string& vendor) {
    const auto rule = std::ranges::find(look.settings.expenses(), expense,
                                        [](const auto& one) { return one.code(); });
    const auto paid = std::ranges::find(look.settings.vendors(), vendor,
                                        [](const auto& one) { return one.id(); });
    return rule != look.settings.expenses().end() && rule->voucher() &&
           paid != look.settings.vendors().end() && paid->vouchers();
}

Signing signing_of(const FundLook& look, const v1::FundRequestView& request) {
    Signing signing;
    signing.may =
        request.may_approve() != v1::ApprovalRule::unknown && look.may(Command::kApproveRequest);
    if (!signing.may) return signing;
    auto vendor = request.vendor();
    if (vendor.empty() && request.advance_to().empty()) {
        signing.vendors = vendors_for(look, request);
        signing.no_vendor = signing.vendors.empty();
        signing.may = !signing.no_vendor;
        if (signing.may) vendor = signing.vendors.front().value;
    }
    const auto rule = request.may_approve();
    const bool last =
        rule != v1::ApprovalRule::first_of_two && rule != v1::ApprovalRule::second_after_night;
    signing.with_voucher = signing.may && last && look.may(Command::kIssueVoucher) &&
                           by_voucher(look, request.expense(), vendor);
    return signing;
}

std::string sign_view(const View& view, const FundLook& look, const v1::FundRequestView& request) {
    const auto signing = signing_of(look, request);
    Data data = object();
    Data alike = list();
    if (waits(request) || request.state() == v1::FundRequest::approved)
        for (const auto& other : request.alike()) {
            Data one = object();
            one.set("other", other.request());
            one.set("words", alike_words(view, other));
            alike.push_back(std::move(one));
        }
    data.set("alike", std::move(alike));
    data.set("id", request.request());
    data.set("csrf", look.forms.csrf);
    data.set("back", look.back);
    data.set("command", look.forms.new_uuid());
    const auto total = money_of(view, request.cents());
    data.set("may_sign", signing.may);
    data.set("no_vendor", signing.no_vendor);
    data.set("with_voucher", signing.with_voucher);
    data.set("seen", std::to_string(request.cents()));
    data.set("choose_vendor", signing.vendors.size() > 1);
    data.set("vendor", signing.vendors.empty() ? std::string{} : signing.vendors.front().value);
    data.set("vendors", choice_data(signing.vendors));
    if (signing.vendors.size() == 1)
        data.set("at_vendor",
                 view.say("fund.at_vendor", {{"vendor", signing.vendors.front().words}}));
    data.set("sign", view.say(signing.with_voucher ? "fund.approve_voucher" : "fund.approve",
                              {{"total", total}}));
    data.set("sign_only", view.say("fund.approve_only", {{"total", total}}));
    if (const auto words = signing_words(view, look, request);
        !words.empty() && look.may(Command::kApproveRequest))
        data.set("signing", words);
    return fill(view.words, view.language, embedded::fund_sign_mustache(), std::move(data));
}

std::string card_view(const View& view, const FundLook& look, const v1::FundRequestView& request) {
    const auto mark = mark_of(request);
    Data data = object();
    data.set("id", request.request());
    data.set("state", mark.state);
    data.set("glyph", mark.glyph);
    data.set("what", what_of(view, request));
    data.set("total", request.cents() == 0 ? std::string{} : money_of(view, request.cents()));
    data.set("words", state_words(view, look, request));
    data.set("somebody_waits", waits(request) && request.urgency() == v1::FundRequest::now);
    data.set("about", about(view, look, request));
    if (const auto number = good_voucher(request); !number.empty()) data.set("voucher", number);
    data.set("signing", sign_view(view, look, request));
    data.set("acts", acts_view(view, acts_of(view, look, request), look.forms));
    return fill(view.words, view.language, embedded::fund_card_mustache(), std::move(data));
}

std::string cards_view(const View& view, const FundLook& look,
                       const google::protobuf::RepeatedPtrField<v1::FundRequestView>& requests) {
    std::string all;
    for (const auto& request : requests) all += card_view(view, look, request);
    return all;
}

}  // namespace relais::gateway::screens
