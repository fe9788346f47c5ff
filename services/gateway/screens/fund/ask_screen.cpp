#include "services/gateway/screens/fund/ask_screen.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <relais_screens_embedded.hpp>

#include "common/domain/fund/fund_reading.hpp"
#include "services/gateway/screens/fund/card.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

using v1::Expense;

constexpr std::uint32_t quantity_offered_max = 14;
constexpr std::uint32_t household_offered_max = 10;
// The order in which they are wanted at night.
constexpr std::array order{Expense::taxi,       Expense::hotel,       Expense::local_bus,
                           Expense::food,       Expense::hygiene,     Expense::clothing,
                           Expense::bus,        Expense::train,       Expense::plane,
                           Expense::phone_card, Expense::interpreter, Expense::other};

std::size_t rank_of(const v1::ExpenseRule& rule) {
    return static_cast<std::size_t>(std::ranges::find(order, rule.kind()) - order.begin());
}

// What a person may ask for somebody else, in that order. An advance is the staff's own.
std::vector<const v1::ExpenseRule*> offered(const FundLook& look, bool advances) {
    std::vector<const v1::ExpenseRule*> all;
    for (const auto& rule : look.settings.expenses())
        if (rank_of(rule) < order.size() || (advances && rule.kind() == Expense::advance))
            all.push_back(&rule);
    std::ranges::stable_sort(all, {}, [](const auto* rule) { return rank_of(*rule); });
    return all;
}

// Whether the list says what it costs, wherever and at whichever vendor.
bool listed(const FundLook& look, const v1::ExpenseRule& rule) {
    return rule.by_household() ||
           std::ranges::any_of(look.settings.prices(), [&](const v1::FundPrice& price) {
               return price.expense() == rule.code() && price.vendor().empty() &&
                      price.territory().empty() && price.household() <= 1;
           });
}

// What small journeys cost at most, in dollars: what is not used goes back.
std::vector<std::int64_t> usual_dollars(Expense::Kind kind) {
    if (kind == Expense::taxi) return {20, 40, 60, 100};
    if (kind == Expense::local_bus) return {5, 10, 20};
    if (kind == Expense::phone_card) return {20, 40};
    return {};
}

Choices amounts(const View& view, const v1::ExpenseRule& rule, const std::string& typed) {
    Choices all;
    const auto usual = usual_dollars(rule.kind());
    for (const auto dollars : usual) {
        if (rule.cents_max() > 0 && dollars * 100 > rule.cents_max()) continue;
        const auto value = std::to_string(dollars);
        const bool second = usual.size() > 1 && dollars == usual[1];
        all.push_back({.value = value,
                       .words = money_of(view, dollars * 100),
                       .chosen = typed.empty() ? second : typed == value});
    }
    if (!all.empty() && std::ranges::none_of(all, &Choice::chosen) && typed.empty())
        all.back().chosen = true;
    return all;
}

Choices numbers(std::uint32_t most, std::uint32_t chosen) {
    Choices all;
    for (std::uint32_t n = 1; n <= most; ++n)
        all.push_back(
            {.value = std::to_string(n), .words = std::to_string(n), .chosen = n == chosen});
    return all;
}

Choices urgencies(const View& view, v1::FundRequest::Urgency chosen) {
    Choices all;
    for (const auto urgency :
         {v1::FundRequest::now, v1::FundRequest::urgency_unknown, v1::FundRequest::planned}) {
        const auto& name = v1::FundRequest::Urgency_Name(urgency);
        all.push_back({.value = name,
                       .words = view.say("fund_urgency." + name),
                       .chosen = urgency == chosen});
    }
    return all;
}

// Somebody else pays this when she meets their criterion: it may be told, and never has to be.
bool has_criterion(const FundLook& look, const v1::ExpenseRule& rule) {
    return std::ranges::any_of(look.settings.payers(), [&](const v1::OtherPayer& payer) {
        return payer.criterion() && domain::names(payer.expenses(), rule.code());
    });
}

void set_form(const View& view, const FundLook& look, const AskScreen& screen,
              const v1::ExpenseRule& rule, Data& data) {
    const auto& form = screen.form;
    const auto kind = Expense::Kind_Name(rule.kind());
    const auto counted = "fund_count." + kind;
    const auto most = rule.quantity_max() > 0 ? std::min(rule.quantity_max(), quantity_offered_max)
                                              : quantity_offered_max;
    data.set("expense", rule.code());
    data.set("request", form.request);
    const bool counts = most > 1 && view.words.has(counted);
    data.set("counts", counts);
    if (counts) data.set("count_words", view.say(counted));
    data.set("quantities", choice_data(numbers(most, form.quantity)));
    data.set("households",
             choice_data(numbers(std::max(household_offered_max, form.household), form.household)));
    // Where it changes the price; else it is as many as the case says, and rarely touched.
    data.set("household_first", rule.by_household());
    const bool known = listed(look, rule);
    const auto usual = known ? Choices{} : amounts(view, rule, form.amount);
    const bool chosen = std::ranges::any_of(usual, &Choice::chosen);
    data.set("listed", known);
    data.set("usual", !usual.empty());
    data.set("amounts", choice_data(usual));
    data.set("other_amount", !known && !chosen ? form.amount : std::string{});
    data.set("urgencies", choice_data(urgencies(view, form.urgency)));
    data.set("has_criterion", has_criterion(look, rule));
    auto criteria = choices_of(view, v1::FundFacts::Told_descriptor(), "fund_criterion", 0);
    for (auto& one : criteria) one.chosen = one.value == v1::FundFacts::Told_Name(form.criterion);
    data.set("criteria", choice_data(criteria));
    data.set("note", form.note);
    const bool advance = rule.kind() == Expense::advance;
    data.set("advance", advance);
    auto colleagues = advance ? screen.colleagues : Choices{};
    for (auto& one : colleagues) one.chosen = one.value == form.advance_to;
    data.set("colleagues", choice_data(colleagues));
}

Data before_data(const std::vector<AskedBefore>& all) {
    Data rows = list();
    for (const auto& one : all) rows.push_back(Data{one.words});
    return rows;
}

// So that nobody is told twice of what she saw.
std::string seen_text(const std::vector<AskedBefore>& all) {
    std::string text;
    for (const auto& one : all) text += (text.empty() ? "" : " ") + one.request;
    return text;
}

// What she typed for a case that is closed by now: there is no form, and hers is not lost.
Data typed_lines(const View& view, const FundLook& look, const AskForm& form) {
    v1::FundRequestView asked;
    asked.set_words(expense_words(view, look, form.expense));
    asked.set_quantity(form.quantity);
    Data lines = list();
    for (const auto& line : {what_of(view, asked), form.amount, form.note})
        if (!line.empty()) lines.push_back(Data{line});
    return lines;
}

Data heard_data(const std::vector<HeardRequest>& all) {
    Data rows = list();
    for (const auto& [what, mark, words] : all) {
        Data one = object();
        one.set("what", what);
        one.set("state", mark.state);
        one.set("glyph", mark.glyph);
        one.set("words", words);
        rows.push_back(std::move(one));
    }
    return rows;
}

// Why not, as the case heard it: by a rule, or by somebody with a reason.
std::string why_not(const View& view, const domain::FundRecord& asked) {
    if (asked.rejection != v1::Rejection::none)
        return problem_words(view, v1::Rejection::Code_Name(asked.rejection));
    const auto refused = view.say("fund_state.refused");
    if (asked.refused == v1::FundRequest::refused_unknown) return refused;
    return refused + " (" +
           view.say("fund_refused." + v1::FundRequest::RefusedWhy_Name(asked.refused)) + ")";
}

std::string heard_words(const View& view, const domain::FundRecord& asked) {
    if (asked.state == v1::FundRequest::refused) return why_not(view, asked);
    const auto state = asked.doubt ? "doubt" : v1::FundRequest::State_Name(asked.state);
    const auto told = "fund_heard." + state;
    const auto words = view.say(view.words.has(told) ? told : "fund_state." + state);
    return asked.cents == 0 ? words : words + " · " + money_of(view, asked.cents);
}

// "Taxi, 40 $": the money is told by the fund.
std::string thing_words(const View& view, const FundLook& look, const domain::FundRecord& asked) {
    v1::FundRequestView shown;
    shown.set_words(expense_words(view, look, asked.expense));
    shown.set_quantity(asked.quantity);
    const auto what = what_of(view, shown);
    return asked.cents == 0 ? what : what + ", " + money_of(view, asked.cents);
}

bool is_over(const domain::FundRecord& asked) {
    using v1::FundRequest;
    return asked.state == FundRequest::refused || asked.state == FundRequest::voided ||
           asked.state == FundRequest::expired || asked.state == FundRequest::reversed ||
           asked.state == FundRequest::covered;
}

std::uint32_t number_in(const std::string& text, std::uint32_t otherwise) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 ? number
                                                                                  : otherwise;
}

}  // namespace

std::vector<HeardRequest> heard_of(const View& view, const FundLook& look,
                                   const CaseReading& reading, const v1::FundRequests& known) {
    const auto& who = look.sight.who();
    // Money of the case that she follows, as the case heard of it.
    const bool follows = !who.person.empty() && (who.roles.contains(v1::Role::coordinator) ||
                                                 reading.state.pivot == who.person);
    std::vector<HeardRequest> all;
    for (const auto& asked : reading.state.funds) {
        const bool there = std::ranges::any_of(known.requests(), [&](const auto& request) {
            return request.request() == asked.request;
        });
        const bool on_the_way = asked.fund_version == 0;
        const bool told = follows || asked.state == v1::FundRequest::refused;
        if (there || (!on_the_way && !told)) continue;
        v1::FundRequestView shown;
        shown.set_state(asked.state);
        shown.set_words(expense_words(view, look, asked.expense));
        shown.set_quantity(asked.quantity);
        all.push_back(
            {.what = what_of(view, shown),
             .mark = on_the_way ? FundMark{"awaiting", "?"} : mark_of(shown),
             .words = on_the_way ? view.say("fund.on_the_way") : heard_words(view, asked)});
    }
    return all;
}

std::vector<AskedBefore> asked_before(const View& view, const FundLook& look,
                                      const CaseReading& reading, const AskForm& form) {
    std::vector<AskedBefore> all;
    for (const auto& asked : reading.state.funds)
        if (asked.expense == form.expense && asked.request != form.request && !is_over(asked) &&
            view.now - asked.asked_at <= domain::alike_within)
            all.push_back({.request = asked.request,
                           .words = by_time(view, "fund.before", to_ms(asked.asked_at),
                                            {{"what", thing_words(view, look, asked)},
                                             {"state", stands_words(view, asked.state)}})});
    return all;
}

std::optional<AskedBefore> made_by(const View& view, const FundLook& look,
                                   const CaseReading& reading, const std::string& request) {
    const auto& all = reading.state.funds;
    const auto made = std::ranges::find(all, request, &domain::FundRecord::request);
    if (made == all.end()) return std::nullopt;
    return AskedBefore{.request = request,
                       .words = by_time(view, "fund.already", to_ms(made->asked_at),
                                        {{"what", thing_words(view, look, *made)},
                                         {"state", stands_words(view, made->state)}})};
}

bool unseen(const std::vector<AskedBefore>& before, const AskForm& form) {
    return std::ranges::any_of(before, [&](const AskedBefore& one) {
        return form.seen.find(one.request) == form.seen.npos;
    });
}

AskForm read_ask_form(const http::Fields& fields) {
    AskForm form{.request = value_of(fields, "command")};
    form.expense = value_of(fields, "expense");
    form.quantity = number_in(value_of(fields, "quantity"), 1);
    form.household = number_in(value_of(fields, "household"), 1);
    // What is typed is meant, whatever was chosen before.
    form.amount = value_of(fields, "other_amount");
    if (form.amount.empty()) form.amount = value_of(fields, "amount");
    form.urgency = v1::FundRequest::urgency_unknown;
    v1::FundRequest::Urgency_Parse(value_of(fields, "urgency"), &form.urgency);
    v1::FundFacts::Told_Parse(value_of(fields, "criterion"), &form.criterion);
    form.note = value_of(fields, "note");
    form.advance_to = value_of(fields, "advance_to");
    form.seen = value_of(fields, "seen");
    return form;
}

v1::FundAsking asking_of(const AskForm& form, const std::string& case_id) {
    v1::FundAsking asking;
    asking.set_request(form.request);
    asking.set_case_id(case_id);
    asking.set_expense(form.expense);
    asking.set_quantity(form.quantity);
    asking.set_household(form.household);
    asking.set_amount(form.amount);
    asking.set_urgency(form.urgency);
    asking.set_criterion(form.criterion);
    asking.set_note(form.note);
    asking.set_advance_to(form.advance_to);
    return asking;
}

std::string ask_view(const View& view, const FundLook& look, const AskScreen& screen) {
    const auto choices = offered(look, !screen.colleagues.empty());
    Data all = list();
    const v1::ExpenseRule* wanted = nullptr;
    for (const auto* rule : choices) {
        Data one = object();
        one.set("value", rule->code());
        one.set("words", expense_words(view, look, rule->code()));
        one.set("chosen", rule->code() == screen.form.expense);
        if (rule->code() == screen.form.expense) wanted = rule;
        all.push_back(std::move(one));
    }
    Data data = object();
    data.set("whole", look.forms.whole);
    data.set("csrf", look.forms.csrf);
    data.set("id", screen.case_id);
    data.set("title", wanted == nullptr || !screen.may_ask
                          ? view.say("fund.ask_title", {{"code", screen.code}})
                          : view.say("fund.ask_title_for",
                                     {{"what", expense_words(view, look, wanted->code())},
                                      {"code", screen.code}}));
    if (!screen.notice.empty()) data.set("notice", screen.notice);
    data.set("asked", screen.asked);
    data.set("fresh", screen.fresh);
    if (screen.already) data.set("already", screen.already->words);
    data.set("wanted", screen.form.expense);
    data.set("may_ask", screen.may_ask);
    data.set("closed", screen.closed);
    data.set("typed", screen.closed && screen.typed);
    data.set("typed_lines", typed_lines(view, look, screen.form));
    data.set("none_offered", choices.empty());
    data.set("choices", std::move(all));
    data.set("chosen_one", wanted != nullptr && screen.may_ask && !screen.already);
    data.set("has_before", !screen.before.empty());
    data.set("before", before_data(screen.before));
    data.set("seen", seen_text(screen.before));
    if (wanted != nullptr) set_form(view, look, screen, *wanted, data);
    data.set("has_requests", screen.requests.requests_size() > 0 || !screen.heard.empty());
    data.set("requests", cards_view(view, look, screen.requests.requests()));
    data.set("heard", heard_data(screen.heard));
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::fund_ask_mustache(), std::move(data));
}

std::string case_fund_view(const View& view, const FundLook& look, const CaseFund& fund) {
    const bool some = fund.requests.requests_size() > 0 || !fund.heard.empty();
    if (!some && !fund.may_ask) return {};
    Data data = object();
    data.set("id", fund.case_id);
    data.set("may_ask", fund.may_ask);
    data.set("has_requests", some);
    data.set("requests", cards_view(view, look, fund.requests.requests()));
    data.set("heard", heard_data(fund.heard));
    return fill(view.words, view.language, embedded::fund_case_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
