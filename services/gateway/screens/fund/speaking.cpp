#include "services/gateway/screens/fund/speaking.hpp"

#include <algorithm>
#include <array>

#include "common/domain/fund/fund_reading.hpp"
#include "common/domain/on_call_answers.hpp"
#include "common/words/amounts.hpp"
#include "common/words/order.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

using v1::FundRequest;

template <class Named>
std::string said(const View& view, const Named& named) {
    return view.language == words::Language::fr ? named.words_fr() : named.words_en();
}

// What a list calls the one with this id; the id itself where it is not in it.
template <class List>
std::string named_in(const View& view, const List& list, const std::string& id) {
    const auto found = std::ranges::find(list, id, [](const auto& one) { return one.id(); });
    return found == list.end() ? id : said(view, *found);
}

// Which of its vouchers pays what nobody has told of yet; -1: none.
int open_voucher_at(const v1::FundRequestView& request) {
    int which = 0;
    for (const auto& payment : request.payments()) {
        if (payment.way() != v1::FundPayment::voucher || which == request.vouchers_size()) continue;
        if (payment.told() == v1::FundPayment::unknown) return which;
        ++which;
    }
    return -1;
}

// Nobody came with it in time.
bool last_voucher_ended(const v1::FundRequestView& request) {
    const auto& payments = request.payments();
    const auto& states = request.voucher_states();
    return !payments.empty() && payments.rbegin()->way() == v1::FundPayment::voucher &&
           !states.empty() && *states.rbegin() == v1::FundVoucher::expired;
}

std::string sent_words(const View& view, const v1::FundRequestView& request) {
    if (voucher_is_locked(request)) return view.say("fund_state.voucher_locked");
    if (!open_voucher(request).empty()) return view.say("fund_state.voucher");
    const bool doubt = std::ranges::any_of(
        request.payments(), [](const v1::FundPaymentView& payment) { return payment.doubt(); });
    return view.say(doubt ? "fund_state.doubt" : "fund_state.sent");
}

// It is not she; somebody else may.
bool another_may(v1::Rejection::Code why_not) {
    static constexpr std::array all{
        v1::Rejection::not_a_signatory, v1::Rejection::own_request,
        v1::Rejection::own_case,        v1::Rejection::own_organization,
        v1::Rejection::already_signed,  v1::Rejection::petty_used_up,
        v1::Rejection::over_own_limit,  v1::Rejection::over_night_ceiling};
    return std::ranges::find(all, why_not) != all.end();
}

// Who signs, where it is not she; a coordinator by day is told from when on she may again.
std::string why_not_words(const View& view, const FundLook& look,
                          const v1::FundRequestView& request) {
    auto words = problem_words(view, v1::Rejection::Code_Name(request.why_not()));
    if (!another_may(request.why_not())) return words;
    const auto signed_it = [&](const std::string& person) {
        return std::ranges::any_of(request.approvals(),
                                   [&](const auto& one) { return one.person() == person; });
    };
    std::string who;
    for (const auto& signatory : look.settings.signatories()) {
        const auto& person = signatory.person();
        if (!signatory.approves() || !look.person || person == look.me() ||
            person == request.requester() || signed_it(person))
            continue;
        who += (who.empty() ? "" : ", ") + look.person(person);
    }
    if (!who.empty()) words += " " + view.say("fund.who_signs", {{"who", who}});
    if (request.has_may_from())
        words +=
            " " + view.say("fund.may_from", {{"moment", view.moment(ms_of(request.may_from()))}});
    return words;
}

const v1::FundApproval* night_approval(const v1::FundRequestView& request) {
    const auto of = [&](v1::ApprovalRule::Code rule) {
        return std::ranges::find(request.approvals(), rule,
                                 [](const v1::FundApproval& one) { return one.rule(); });
    };
    const auto night = of(v1::ApprovalRule::night);
    const bool answered = of(v1::ApprovalRule::second_after_night) != request.approvals().end();
    return night == request.approvals().end() || answered ? nullptr : &*night;
}

}  // namespace

std::string money_of(const View& view, std::int64_t cents) {
    return words::amount(view.language, cents);
}

std::int64_t ms_of(const google::protobuf::Timestamp& stamp) {
    return to_ms(domain::instant_of(stamp));
}

std::string what_of(const View& view, const v1::FundRequestView& request) {
    const auto& words = request.words().empty() ? request.expense() : request.words();
    if (words.empty()) return view.say("fund.request");
    if (request.quantity() < 2) return words;
    return view.say("fund.times", {{"what", words}, {"n", std::int64_t{request.quantity()}}});
}

std::string expense_words(const View& view, const FundLook& look, const std::string& code) {
    const auto found = std::ranges::find(look.settings.expenses(), code,
                                         [](const auto& one) { return one.code(); });
    return found == look.settings.expenses().end() ? code : said(view, *found);
}

std::string source_words(const View& view, const FundLook& look, const std::string& id) {
    return named_in(view, look.settings.sources(), id);
}

std::string payer_words(const View& view, const FundLook& look, const std::string& id) {
    return named_in(view, look.settings.payers(), id);
}

std::string funder_words(const View& view, const FundLook& look, const std::string& id) {
    const auto& sources = look.settings.sources();
    const auto first =
        std::ranges::find(sources, id, [](const auto& source) { return source.funder(); });
    return first == sources.end() ? id : said(view, *first);
}

std::string vendor_words(const FundLook& look, const std::string& id) {
    if (id.empty() || !look.vendor) return {};
    const auto name = look.vendor(id);
    return name.empty() ? id : name;
}

FundMark mark_of(const v1::FundRequestView& request) {
    switch (request.state()) {
        case FundRequest::asked:
        case FundRequest::routed:
        case FundRequest::funds_reserved:
            return {"awaiting", "?"};
        case FundRequest::approved:
            return last_voucher_ended(request) ? FundMark{"awaiting", "?"}
                                               : FundMark{"covered", "✓"};
        case FundRequest::paid:
        case FundRequest::evidenced:
        case FundRequest::reconciled:
        case FundRequest::covered:
            return {"covered", "✓"};
        case FundRequest::sent:
            if (voucher_is_locked(request)) return {"last", "▲"};
            return open_voucher(request).empty() ? FundMark{"paging", "→"}
                                                 : FundMark{"covered", "✓"};
        default:
            return {"refused", "–"};
    }
}

std::string state_words(const View& view, const FundLook& look,
                        const v1::FundRequestView& request) {
    const auto& payer = request.eligibility().payer();
    if (request.state() == FundRequest::sent) return sent_words(view, request);
    if (request.state() == FundRequest::routed)
        return view.say("fund_state.routed", {{"payer", payer_words(view, look, payer)},
                                              {"moment", view.moment(ms_of(request.due()))}});
    if (request.state() == FundRequest::covered)
        return view.say("fund_state.covered", {{"payer", payer_words(view, look, payer)}});
    if (request.state() == FundRequest::approved && last_voucher_ended(request))
        return view.say("fund_state.voucher_expired",
                        {{"moment", view.moment(ms_of(request.due()))}});
    if (request.state() == FundRequest::funds_reserved && request.approvals_size() > 0)
        return view.say("fund_state.half_signed");
    if (request.state() == FundRequest::evidenced && !request.advance_to().empty())
        return view.say("fund_state.advance_settled");
    if (request.state() == FundRequest::paid && !request.advance_to().empty())
        return view.say("fund_state.advance_out");
    const auto state = "fund_state." + FundRequest::State_Name(request.state());
    const auto why = end_words(view, request);
    return why.empty() ? view.say(state) : view.say(state + "_why", {{"why", why}});
}

std::string end_words(const View& view, const v1::FundRequestView& request) {
    if (request.state() == FundRequest::voided && request.voided() != FundRequest::voided_unknown)
        return view.say("fund_voided." + FundRequest::VoidedWhy_Name(request.voided()));
    if (request.state() != FundRequest::refused) return {};
    if (request.rejection() != v1::Rejection::none)
        return view.say("rejection." + v1::Rejection::Code_Name(request.rejection()));
    if (request.refused() == FundRequest::refused_unknown) return {};
    return view.say("fund_refused." + FundRequest::RefusedWhy_Name(request.refused()));
}

bool waits(const v1::FundRequestView& request) {
    return request.state() == FundRequest::asked || request.state() == FundRequest::routed ||
           request.state() == FundRequest::funds_reserved;
}

std::string stands_words(const View& view, FundRequest::State state) {
    return view.say("fund_stands." + FundRequest::State_Name(state));
}

std::string code_words(const View& view, const std::string& section, const std::string& code) {
    const auto key = section + "." + (code.empty() ? "not_said" : code);
    return view.words.has(key) ? view.say(key) : code;
}

std::string by_time(const View& view, const std::string& key, std::int64_t at_ms,
                    words::Arguments arguments) {
    const bool near = view.now - instant(at_ms) < domain::alike_within;
    arguments["when"] = near ? view.time(at_ms) : view.moment(at_ms);
    return view.say(key + (near ? "_time" : "_moment"), arguments);
}

std::string alike_words(const View& view, const v1::FundAlike& alike) {
    return by_time(
        view, "fund.alike", ms_of(alike.asked()),
        {{"what", money_of(view, alike.cents()) + ", " + stands_words(view, alike.state())}});
}

std::string signing_words(const View& view, const FundLook& look,
                          const v1::FundRequestView& request) {
    const bool second_missing = night_approval(request) != nullptr;
    if (!waits(request) && !second_missing) return {};
    if (request.may_approve() == v1::ApprovalRule::unknown)
        return why_not_words(view, look, request);
    const auto& limits = look.settings.limits();
    const auto limit = request.may_approve() == v1::ApprovalRule::night   ? limits.night_cents()
                       : request.may_approve() == v1::ApprovalRule::petty ? limits.petty_cents()
                                                                          : limits.single_cents();
    const auto rule = "fund_rule." + v1::ApprovalRule::Code_Name(request.may_approve());
    if (limit == 0) return view.say(rule + "_plain");
    return view.say(rule, {{"limit", money_of(view, limit)},
                           {"hours", std::int64_t{limits.signature_hours()}}});
}

std::string open_voucher(const v1::FundRequestView& request) {
    const int at = open_voucher_at(request);
    return at < 0 ? std::string{} : request.vouchers(at).number();
}

bool voucher_is_locked(const v1::FundRequestView& request) {
    const int at = open_voucher_at(request);
    return at >= 0 && at < request.voucher_states_size() &&
           request.voucher_states(at) == v1::FundVoucher::locked;
}

std::string good_voucher(const v1::FundRequestView& request) {
    return voucher_is_locked(request) ? std::string{} : open_voucher(request);
}

Data choice_data(const Choices& choices) {
    Data all = list();
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const auto& [value, words, chosen, group] = choices[i];
        const bool grouped = !group.empty();
        Data one = object();
        one.set("value", value);
        one.set("words", words);
        one.set("chosen", chosen);
        one.set("opens", grouped && (i == 0 || choices[i - 1].group != group));
        one.set("group", group);
        one.set("closes", grouped && (i + 1 == choices.size() || choices[i + 1].group != group));
        all.push_back(std::move(one));
    }
    return all;
}

Choices sorted(const View& view, Choices choices) {
    std::ranges::stable_sort(
        choices, {}, [&](const Choice& one) { return words::sort_key(view.language, one.words); });
    return choices;
}

Choices choices_of(const View& view, const google::protobuf::EnumDescriptor* codes,
                   const std::string& section, int from) {
    Choices all;
    for (int i = from; i < codes->value_count(); ++i)
        all.push_back({.value = codes->value(i)->name(),
                       .words = view.say(section + "." + codes->value(i)->name())});
    return all;
}

Choices vendors_for(const FundLook& look, const v1::FundRequestView& request) {
    Choices all;
    for (const auto& vendor : look.settings.vendors()) {
        const auto& sold = vendor.expenses();
        const bool sells = sold.empty() || std::ranges::find(sold, request.expense()) != sold.end();
        if (vendor.over() || !sells) continue;
        all.push_back({.value = vendor.id(),
                       .words = vendor_words(look, vendor.id()),
                       .chosen = vendor.id() == request.vendor()});
    }
    std::ranges::stable_sort(all, std::greater{}, &Choice::chosen);
    return all;
}

}  // namespace relais::gateway::screens
