#include "services/gateway/screens/fund/book_screen.hpp"

#include <algorithm>
#include <set>

#include <relais_screens_embedded.hpp>

#include "common/base/keyed_hash.hpp"
#include "common/domain/fund/book.hpp"
#include "common/words/instants.hpp"
#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway::screens {
namespace {

std::string day_of_stamp(const View& view, const google::protobuf::Timestamp& stamp) {
    return words::date(view.language, ms_of(stamp), view.zone);
}

Data row(const std::string& name, const std::string& value) {
    Data one = object();
    one.set("name", name);
    one.set("value", value);
    return one;
}

// What came, what went, what is left: in the order in which an accountant adds it.
Data sums(const View& view, const v1::FunderStatement& said) {
    Data all = list();
    const auto add = [&](const char* key, std::int64_t cents) {
        all.push_back(row(view.say(key), money_of(view, cents)));
    };
    add("fund.opening", said.opening_cents());
    add("fund.received", said.received_cents());
    add("fund.recovered", said.recovered_cents());
    add("fund.given_back", -said.given_back_cents());
    add("fund.spent_total", -said.spent_cents());
    add("fund.closing", said.closing_cents());
    add("fund.of_which_reserved", said.reserved_cents());
    return all;
}

Data spent(const View& view, const v1::FunderStatement& said) {
    Data all = list();
    for (const auto& line : said.lines()) {
        Data one =
            row(line.words().empty() ? line.expense() : line.words(), money_of(view, line.cents()));
        one.set("count", std::to_string(line.count()));
        all.push_back(std::move(one));
    }
    return all;
}

// Each with its own day, the code of the agreement, and whether a paper shows it. Counted where it
// was booked: a month that was closed does not change.
Data deposits(const View& view, const FundLook& look, const v1::FunderStatement& said) {
    Data all = list();
    for (const auto& one : said.deposits()) {
        const auto day = day_of_stamp(view, one.on()), booked = day_of_stamp(view, one.told());
        Data told = row(day, money_of(view, one.cents()));
        auto words = source_words(view, look, one.source());
        if (!one.reference().empty()) words += " · " + one.reference();
        words += " · " + view.say(one.paper() ? "fund.with_paper" : "fund.without_paper");
        if (day != booked) words += " · " + view.say("fund.booked_on", {{"day", booked}});
        if (one.has_corrected())
            words +=
                " · " +
                view.say("fund.corrected_on",
                         {{"day", day_of_stamp(view, one.corrected().at())},
                          {"why", code_words(view, "fund_correction", one.corrected().why())}});
        told.set("words", words);
        all.push_back(std::move(told));
    }
    return all;
}

void set_statement(const View& view, const FundLook& look, const v1::FunderStatement& said,
                   Data& data) {
    data.set("head",
             view.say("fund.statement_of", {{"funder", funder_words(view, look, said.funder())},
                                            {"from", day_of_stamp(view, said.from())},
                                            {"until", day_of_stamp(view, said.until())}}));
    data.set("sums", sums(view, said));
    data.set("has_deposits", said.deposits_size() > 0);
    data.set("deposits", deposits(view, look, said));
    data.set("has_lines", said.lines_size() > 0);
    data.set("lines", spent(view, said));
}

Choices funders(const View& view, const FundLook& look, const std::string& chosen) {
    std::set<std::string> named;
    for (const auto& source : look.settings.sources()) named.insert(source.funder());
    Choices all;
    for (const auto& funder : named)
        all.push_back({.value = funder,
                       .words = funder_words(view, look, funder),
                       .chosen = funder == chosen});
    return all;
}

// By kind of account: what the board looks at before it signs.
Data totals(const View& view, const FundLook& look, const v1::FundPeriodView& month) {
    Data all = list();
    for (const auto& balance : month.totals()) {
        const auto& account = balance.account();
        const auto kind = view.say("fund_account." + v1::FundAccount::Kind_Name(account.kind()));
        const auto& of = account.of();
        const bool expense = account.kind() == v1::FundAccount::expense;
        const bool source = account.kind() == v1::FundAccount::source;
        const bool person = account.kind() == v1::FundAccount::advance && look.person;
        const bool funder = account.kind() == v1::FundAccount::funder;
        const auto name = expense  ? expense_words(view, look, of)
                          : source ? source_words(view, look, of)
                          : person ? look.person(of)
                          : funder ? funder_words(view, look, of)
                                   : of;
        all.push_back(row(kind + " · " + name, money_of(view, balance.cents())));
    }
    return all;
}

// What there is, and what of it is put apart.
std::int64_t in_the_fund(const v1::FundPeriodView& month) {
    std::int64_t cents = 0;
    for (const auto& balance : month.totals())
        if (balance.account().kind() == v1::FundAccount::source ||
            balance.account().kind() == v1::FundAccount::envelope)
            cents += balance.cents();
    return cents;
}

Data month_data(const View& view, const FundLook& look, const FundMonth& month) {
    Data one = object();
    const auto& told = month.view;
    one.set("period", told.period());
    one.set("closed", month.closed);
    one.set("state", std::string(month.closed ? "covered" : "awaiting"));
    one.set("glyph", std::string(month.closed ? "✓" : "?"));
    one.set("digest", to_hex(told.digest()));
    if (month.closed) {
        const auto who = look.person ? look.person(told.closed_by()) : view.say("fund.somebody");
        one.set("words", view.say("fund.month_closed",
                                  {{"who", who}, {"moment", view.moment(ms_of(told.closed()))}}));
        one.set("signature", to_hex(told.signature()));
        one.set("public_key", told.key());
        one.set("file", told.period() + ".txt");
        one.set("after", day_text(months_later(*month_in(told.period()), 1)));
    } else {
        one.set("words", view.say("fund.month_open"));
    }
    one.set("whole", view.say(month.closed ? "fund.month_whole_signed" : "fund.month_whole",
                              {{"total", money_of(view, in_the_fund(told))}}));
    one.set("totals", totals(view, look, told));
    std::vector<Act> acts;
    if (!month.closed && month.may_close)
        acts.push_back({.what = "close",
                        .summary = view.say("fund.close_month"),
                        .action = "/fund/months",
                        .hint = view.say("fund.close_hint"),
                        .hidden = {{"month", told.period()}, {"digest", to_hex(told.digest())}},
                        .key = told.period()});
    one.set("acts", acts_view(view, acts, look.forms));
    return one;
}

}  // namespace

std::string statement_view(const View& view, const FundLook& look, const StatementScreen& screen,
                           const v1::FunderStatement* statement) {
    Data data = object();
    data.set("funders", choice_data(funders(view, look, screen.funder)));
    data.set("funder", screen.funder);
    data.set("from", screen.from);
    data.set("until", screen.until);
    if (!screen.wrong.empty()) data.set("wrong", screen.wrong);
    data.set("told", statement != nullptr);
    if (statement != nullptr) set_statement(view, look, *statement, data);
    return fill(view.words, view.language, embedded::fund_statement_mustache(), std::move(data));
}

std::string statement_paper_view(const View& view, const FundLook& look,
                                 const v1::FunderStatement& statement) {
    Data data = object();
    set_statement(view, look, statement, data);
    data.set("made", view.say("fund.paper_made", {{"moment", view.moment(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::fund_statement_print_mustache(),
                std::move(data));
}

std::string months_view(const View& view, const FundLook& look,
                        const std::vector<FundMonth>& months) {
    Data all = list();
    for (const auto& month : months) all.push_back(month_data(view, look, month));
    Data data = object();
    if (!look.forms.notice.empty()) data.set("notice", look.forms.notice);
    data.set("none", months.empty());
    data.set("months", std::move(all));
    return fill(view.words, view.language, embedded::fund_months_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
