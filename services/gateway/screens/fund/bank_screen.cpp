#include "services/gateway/screens/fund/bank_screen.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <ranges>

#include <relais_screens_embedded.hpp>

#include "common/words/instants.hpp"
#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/house.hpp"

namespace relais::gateway::screens {
namespace {

using Command = v1::FundCommand;
using Kind = ActField::Kind;

constexpr int lines_shown_max = 200;  // then those are settled first
constexpr int bad_shown_max = 100;

// Until somebody typed another: what many banks write.
StatementGiven usual_statement() {
    StatementGiven usual{.bank_account = "compte"};
    usual.mapping.set_first_line(2);
    usual.mapping.set_date(1);
    usual.mapping.set_date_form("%Y-%m-%d");
    usual.mapping.set_text(2);
    return usual;
}

// The last day of November as banks write it, for whoever reads no code.
Choices date_forms(const std::string& chosen) {
    Choices all{{"%Y-%m-%d", "2026-11-30"}, {"%d/%m/%Y", "30/11/2026"}, {"%m/%d/%Y", "11/30/2026"},
                {"%Y/%m/%d", "2026/11/30"}, {"%d-%m-%Y", "30-11-2026"}, {"%Y%m%d", "20261130"}};
    for (auto& one : all) one.chosen = one.value == chosen;
    return all;
}

Act read_act(const View& view, const StatementGiven* typed) {
    const auto given = typed == nullptr ? usual_statement() : *typed;
    const auto& mapping = given.mapping;
    const auto number = [&](const char* name, const char* label, std::uint32_t value) {
        return ActField{.name = name,
                        .label = view.say(label),
                        .kind = Kind::number,
                        .value = value == 0 ? std::string{} : std::to_string(value)};
    };
    auto first_line = number("first_line", "fund.csv_first_line", mapping.first_line());
    first_line.folds = view.say("fund.csv_columns");
    first_line.unfolded = typed != nullptr;
    Choices formats{{.value = "unknown", .words = view.say("fund.format_found")}};
    for (const auto& one : choices_of(view, v1::BankStatement::Format_descriptor(), "fund_format"))
        formats.push_back(one);
    for (auto& one : formats)
        one.chosen = one.value == v1::BankStatement::Format_Name(given.format);
    return {.what = "read",
            .summary = view.say("fund.read_statement"),
            .action = "/fund/bank",
            .fields =
                {
                    {.name = "file",
                     .label = view.say("fund.statement_file"),
                     .kind = Kind::file,
                     .required = true},
                    {.name = "account",
                     .label = view.say("fund.bank_account"),
                     .value = given.bank_account,
                     .required = true},
                    {.name = "format",
                     .label = view.say("fund.format"),
                     .kind = Kind::choice,
                     .choices = std::move(formats)},
                    std::move(first_line),
                    number("date", "fund.csv_date", mapping.date()),
                    {.name = "date_form",
                     .label = view.say("fund.csv_date_form"),
                     .kind = Kind::choice,
                     .choices = date_forms(mapping.date_form())},
                    number("amount", "fund.csv_amount", mapping.amount()),
                    number("money_in", "fund.csv_in", mapping.money_in()),
                    number("money_out", "fund.csv_out", mapping.money_out()),
                    number("text", "fund.csv_text", mapping.text()),
                    {.name = "decimal_comma",
                     .label = view.say("fund.csv_comma"),
                     .kind = Kind::tick,
                     .value = mapping.decimal_comma() ? "yes" : ""},
                },
            .hint = view.say("fund.read_hint"),
            .open = true};
}

Choices reasons_to_set_aside(const View& view) {
    Choices all{Choice{}};  // she says which: a tap alone books nothing
    std::ranges::copy(choices_of(view, v1::BankStatement::SetAside_descriptor(), "fund_set_aside"),
                      std::back_inserter(all));
    return all;
}

Choices sources(const View& view, const FundLook& look) {
    Choices all{Choice{}};
    for (const auto& source : look.settings.sources())
        all.push_back({.value = source.id(), .words = source_words(view, look, source.id())});
    return all;
}

std::string aside_view(const View& view, const FundLook& look, const v1::MatchProposal& of) {
    if (!look.may(Command::kSetLineAside)) return {};
    const Act act{.what = "aside",
                  .summary = view.say("fund.set_aside"),
                  .action = "/fund/bank",
                  .fields = {{.name = "why",
                              .label = view.say("fund.why"),
                              .kind = Kind::choice,
                              .choices = reasons_to_set_aside(view),
                              .required = true},
                             {.name = "source",
                              .label = view.say("fund.fee_source"),
                              .kind = Kind::choice,
                              .choices = sources(view, look)}},
                  .hidden = {{"statement", of.statement()}, {"line", of.line().id()}},
                  .key = of.statement() + "/" + of.line().id()};
    return acts_view(view, {act}, look.forms);
}

Data line_data(const View& view, const v1::StatementLine& line, const std::string& text) {
    Data one = object();
    one.set("day", words::date(view.language, line.booked_ms(), view.zone));
    one.set("cents", money_of(view, line.cents()));
    one.set("text", text.empty() ? line.reference() : text);
    return one;
}

// "K4M7 · taxi × 2 · Taxi Diamant": which request she would say that the line has paid.
Data named_data(const View& view, const FundLook& look, const v1::FundRequestView& request) {
    auto words = expense_words(view, look, request.expense());
    if (request.quantity() > 1) words += " × " + std::to_string(request.quantity());
    if (!request.case_code().empty()) words = request.case_code() + " · " + words;
    const auto vendor = vendor_words(look, request.vendor());
    if (!vendor.empty()) words += " · " + vendor;
    Data one = object();
    one.set("request", request.request());
    one.set("words", words);
    return one;
}

// "Dépôt : Ville, reçu le 20 novembre".
std::string deposit_words(const View& view, const FundLook& look, const auto& transfers,
                          const v1::FundDeposits& given) {
    for (const auto& transfer : transfers)
        for (const auto& one : given.deposits())
            if (transfer == one.transfer())
                return view.say(
                    "fund.deposit_of",
                    {{"source", source_words(view, look, one.source())},
                     {"day", words::date(view.language, one.on().seconds() * 1'000, view.zone)}});
    return {};
}

// Who took it back, when and why: whoever matches it again knows.
std::string undone_words(const View& view, const FundLook& look, const v1::MatchProposal& of) {
    if (!of.has_undone()) return {};
    const auto& undone = of.undone();
    return view.say("fund.undone", {{"who", look.person ? look.person(undone.person())
                                                        : view.say("fund.somebody")},
                                    {"moment", view.moment(ms_of(undone.at()))},
                                    {"why", code_words(view, "fund_unmatch", undone.why())}});
}

// One movement that the bank tells in two files is two lines: what is like it is said.
std::string known_words(const View& view, const v1::MatchProposals& all,
                        const v1::StatementLine& line) {
    const auto known = std::ranges::find_if(all.matched(), [&](const auto& one) {
        return one.line().cents() == line.cents() && one.line().booked_ms() == line.booked_ms();
    });
    if (known == all.matched().end()) return {};
    return view.say("fund.line_alike",
                    {{"text", known->text().empty() ? known->line().reference() : known->text()}});
}

Data proposals_data(const View& view, const FundLook& look, const v1::MatchProposals& all,
                    const v1::FundDeposits& given) {
    const bool may_match = look.may(Command::kMatchLine);
    Data rows = list();
    for (const auto& one : all.proposals() | std::views::take(lines_shown_max)) {
        Data row = line_data(view, one.line(), one.text());
        row.set("why", view.say("fund_match." + v1::MatchProposal::Why_Name(one.why())));
        row.set("statement", one.statement());
        row.set("line", one.line().id());
        row.set("command", look.forms.new_uuid());
        Data transfers = list();
        for (const auto& transfer : one.transfers()) transfers.push_back(Data{transfer});
        row.set("transfers", std::move(transfers));
        Data requests = list();
        for (const auto& request : one.of()) requests.push_back(named_data(view, look, request));
        row.set("requests", std::move(requests));
        if (const auto deposit = deposit_words(view, look, one.transfers(), given);
            !deposit.empty())
            row.set("deposit", deposit);
        if (const auto undone = undone_words(view, look, one); !undone.empty())
            row.set("undone", undone);
        if (const auto known = known_words(view, all, one.line()); !known.empty())
            row.set("known", known);
        row.set("may_match", may_match);
        row.set("acts", aside_view(view, look, one));
        rows.push_back(std::move(row));
    }
    return rows;
}

Choices unmatch_reasons(const View& view) {
    Choices all{Choice{}};  // she says which
    for (const auto* code : {"wrong_entry", "wrong_line", "to_correct"})
        all.push_back({.value = code, .words = view.say(std::string("fund_unmatch.") + code)});
    return all;
}

std::string unmatch_view(const View& view, const FundLook& look, const v1::MatchedLine& of,
                         const std::string& cents) {
    if (!look.may(Command::kUnmatchLine) || of.why_not() != v1::Rejection::none) return {};
    const bool aside = of.aside() != v1::BankStatement::why_unknown;
    const Act act{.what = "unmatch",
                  .summary = view.say(aside ? "fund.unaside" : "fund.unmatch"),
                  .action = "/fund/bank",
                  .fields = {{.name = "why",
                              .label = view.say("fund.why"),
                              .kind = Kind::choice,
                              .choices = unmatch_reasons(view),
                              .required = true}},
                  .hint = view.say("fund.unmatch_hint", {{"total", cents}}),
                  .hidden = {{"statement", of.statement()}, {"line", of.line().id()}},
                  .key = of.statement() + "/" + of.line().id()};
    return acts_view(view, {act}, look.forms);
}

std::string touched_words(const View& view, const FundLook& look, const v1::MatchedLine& of) {
    const auto who =
        look.person && !of.person().empty() ? look.person(of.person()) : view.say("fund.somebody");
    const auto moment = view.moment(ms_of(of.at()));
    if (of.aside() == v1::BankStatement::why_unknown)
        return view.say("fund.matched_by", {{"who", who}, {"moment", moment}});
    return view.say(
        "fund.set_aside_by",
        {{"who", who},
         {"moment", moment},
         {"why", view.say("fund_set_aside." + v1::BankStatement::SetAside_Name(of.aside()))}});
}

// What was matched: the last of it, for whoever made a mistake.
Data matched_data(const View& view, const FundLook& look, const v1::MatchProposals& all,
                  const v1::FundDeposits& given) {
    Data rows = list();
    for (const auto& one : all.matched() | std::views::take(lines_shown_max)) {
        Data row = line_data(view, one.line(), one.text());
        Data requests = list();
        for (const auto& request : one.of()) requests.push_back(named_data(view, look, request));
        row.set("requests", std::move(requests));
        if (const auto deposit = deposit_words(view, look, one.transfers(), given);
            !deposit.empty())
            row.set("deposit", deposit);
        row.set("who", touched_words(view, look, one));
        if (one.why_not() == v1::Rejection::line_matched_already)
            row.set("stays", view.say("fund.line_cited"));
        row.set("acts", unmatch_view(view, look, one, money_of(view, one.line().cents())));
        rows.push_back(std::move(row));
    }
    return rows;
}

// With nothing to propose: set aside, or left until an entry fits.
Data alone_data(const View& view, const FundLook& look, const v1::MatchProposals& all) {
    Data rows = list();
    for (const auto& one : all.alone() | std::views::take(lines_shown_max)) {
        Data row = line_data(view, one.line(), one.text());
        if (const auto undone = undone_words(view, look, one); !undone.empty())
            row.set("undone", undone);
        if (const auto known = known_words(view, all, one.line()); !known.empty())
            row.set("known", known);
        row.set("acts", aside_view(view, look, one));
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

std::string bank_view(const View& view, const FundLook& look, const v1::MatchProposals& proposals,
                      const v1::StatementAnswer* taken, const StatementGiven* typed,
                      const v1::FundDeposits& given) {
    Data data = object();
    if (!look.forms.notice.empty()) data.set("notice", look.forms.notice);
    if (!look.forms.done.empty()) data.set("done", look.forms.done);
    data.set("csrf", look.forms.csrf);
    data.set("taken", taken != nullptr);
    if (taken != nullptr) {
        data.set("taken_words",
                 view.say("fund.lines_taken", {{"taken", std::int64_t{taken->taken()}},
                                               {"known", std::int64_t{taken->known()}}}));
        data.set("has_bad", taken->bad_size() > 0);
        data.set("bad_words", view.say("fund.lines_bad", {{"n", std::int64_t{taken->bad_size()}}}));
        Data bad = list();
        for (const auto& line : taken->bad() | std::views::take(bad_shown_max)) {
            const auto key = "bad_line." + line.reason();
            bad.push_back(Data{view.say(
                "fund.bad_line", {{"line", std::int64_t{line.line()}},
                                  {"why", view.words.has(key) ? view.say(key) : line.reason()}})});
        }
        data.set("bad", std::move(bad));
    }
    data.set("read", look.may(Command::kReadStatement)
                         ? acts_view(view, {read_act(view, typed)}, look.forms)
                         : "");
    data.set("has_proposals", proposals.proposals_size() > 0);
    data.set("proposals", proposals_data(view, look, proposals, given));
    data.set("has_unmatched", proposals.alone_size() > 0);
    data.set("unmatched", alone_data(view, look, proposals));
    data.set("has_matched", proposals.matched_size() > 0);
    data.set("matched", matched_data(view, look, proposals, given));
    data.set("nothing", proposals.proposals().empty() && proposals.alone().empty());
    return fill(view.words, view.language, embedded::fund_bank_mustache(), std::move(data));
}

StatementGiven statement_given(const http::Fields& form) {
    StatementGiven given{.bank_account = value_of(form, "account")};
    v1::BankStatement::Format_Parse(value_of(form, "format"), &given.format);
    const auto number = [&](const char* name) {
        const auto text = value_of(form, name);
        std::uint32_t column = 0;
        std::from_chars(text.data(), text.data() + text.size(), column);
        return column;
    };
    auto& mapping = given.mapping;
    mapping.set_first_line(number("first_line"));
    mapping.set_date(number("date"));
    mapping.set_date_form(value_of(form, "date_form"));
    mapping.set_amount(number("amount"));
    mapping.set_money_in(number("money_in"));
    mapping.set_money_out(number("money_out"));
    mapping.set_text(number("text"));
    mapping.set_decimal_comma(value_of(form, "decimal_comma") == "yes");
    return given;
}

}  // namespace relais::gateway::screens
