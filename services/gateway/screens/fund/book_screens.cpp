// The books of the fund: statements for funders, months and how they are closed, the bank.
#include "common/base/ids.hpp"
#include "common/domain/wall_clock.hpp"
#include "common/http/multipart.hpp"
#include "services/gateway/screens/fund/bank_screen.hpp"
#include "services/gateway/screens/fund/book_screen.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/fund/wishes.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/print_screen.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

using domain::FundPart;

struct Asked {
    http::Request request;
    Visitor visitor;
    Refused refused = {.status = 200};
    std::optional<v1::StatementAnswer> taken = {};
    std::optional<StatementGiven> typed = {};
};

std::string why_not(const View& view, const Refused& refused) {
    return refused.status == 200 ? std::string{} : problem_words(view, refused.code);
}

// Without a choice: the month before this one.
StatementScreen chosen(const http::Request& request, const View& view, const FundLook& look) {
    StatementScreen screen{.funder = request.query_value("funder"),
                           .from = request.query_value("from"),
                           .until = request.query_value("until")};
    if (!screen.from.empty() || !screen.until.empty()) return screen;
    const auto month = month_of(day_of(domain::WallClock(view.zone), view.now));
    screen.from = day_text(months_later(month, -1));
    screen.until = day_text(month);
    if (!look.settings.sources().empty()) screen.funder = look.settings.sources(0).funder();
    return screen;
}

awaitable<http::Response> show_statement(HousePtr house, http::Request request, bool on_paper) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto& account = visitor->account;
    const auto look = look_of(*house, *visitor);
    const View view = fund_view_of(*house, request, *visitor, look);
    auto screen = chosen(request, view, look);
    const auto said = co_await house->ports().fund.desk->statement(
        "", screen.funder, screen.from, screen.until, view.language, account);
    const bool hers = look.sees(FundPart::funder_statements);
    if (!said && (!hers || said.error().status >= 500 || on_paper))
        co_return house->refused(request, said.error(), account.language());
    if (on_paper) {
        auto response = house->screen(request, Frame{}, {});
        response.body =
            printed(view, view.say("fund.statement"), statement_paper_view(view, look, *said),
                    PrintStyle::linked,
                    "?funder=" + screen.funder + "&from=" + screen.from + "&until=" + screen.until);
        co_return response;
    }
    if (!said) screen.wrong = problem_words(view, said.error().code);
    co_return fund_screen(*house, request, *visitor, view,
                          statement_view(view, look, screen, said ? &*said : nullptr),
                          said ? 200 : said.error().status);
}

awaitable<http::Response> show_months(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const auto months = house->ports().fund.desk->months("", account);
    if (!months) co_return house->refused(asked.request, months.error(), account.language());
    auto look = look_of(*house, asked.visitor);
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    look.forms.notice = why_not(view, asked.refused);
    co_return fund_screen(*house, asked.request, asked.visitor, view,
                          months_view(view, look, *months), asked.refused.status);
}

awaitable<http::Response> close_month(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    Asked asked{.request = std::move(request), .visitor = std::move(*visitor)};
    asked.refused = {.status = 422, .code = "malformed_body"};
    if (const auto command = canonical_uuid(value_of(form, "command"))) {
        const auto done = co_await house->ports().fund.desk->close_month(
            "", *command, value_of(form, "month"), value_of(form, "digest"), asked.visitor.account);
        if (done) co_return see_other("/fund/months");
        asked.refused = done.error();
    }
    if (asked.refused.status >= 500)
        co_return house->refused(asked.request, asked.refused, asked.visitor.account.language());
    co_return co_await show_months(house, std::move(asked));
}

awaitable<http::Response> show_bank(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const auto proposals = co_await house->ports().fund.desk->matches("", account);
    if (!proposals) co_return house->refused(asked.request, proposals.error(), account.language());
    const auto given = co_await house->ports().fund.desk->deposits("", account);
    auto look = look_of(*house, asked.visitor);
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    look.forms.notice = why_not(view, asked.refused);
    if (asked.request.query_value("undone") == "1")
        look.forms.done = view.say("fund.unmatched_now");
    co_return fund_screen(
        *house, asked.request, asked.visitor, view,
        bank_view(view, look, *proposals, asked.taken ? &*asked.taken : nullptr,
                  asked.typed ? &*asked.typed : nullptr, given ? *given : v1::FundDeposits{}),
        asked.refused.status);
}

awaitable<Answered<v1::StatementAnswer>> take_statement(HousePtr house, StatementGiven given,
                                                        v1::Account account) {
    if (given.bytes.empty())
        co_return std::unexpected(Refused{.status = 422, .code = "file_empty"});
    co_return co_await house->ports().fund.desk->read_statement("", std::move(given),
                                                                std::move(account));
}

// What a statement brought is told once, above what is to be matched now.
awaitable<http::Response> post_bank(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto form = http::form_fields(request).value_or(http::Fields{});
    auto given = statement_given(form);
    given.bytes = file_in(request);
    request.body.clear();
    Asked asked{.request = std::move(request), .visitor = std::move(*visitor)};
    if (value_of(form, "do") == "read") {
        asked.typed = given;
        asked.typed->bytes.clear();
        auto taken = co_await take_statement(house, std::move(given), asked.visitor.account);
        if (taken)
            asked.taken = std::move(*taken);
        else
            asked.refused = taken.error();
    } else if (auto wish = fund_wish_of(form, {}); wish) {
        const auto done =
            co_await house->ports().fund.desk->command("", std::move(*wish), asked.visitor.account);
        if (done)
            co_return see_other(value_of(form, "do") == "unmatch" ? "/fund/bank?undone=1"
                                                                  : "/fund/bank");
        asked.refused = done.error();
    } else {
        asked.refused = {.status = 422, .code = wish.error()};
    }
    if (asked.refused.status >= 500)
        co_return house->refused(asked.request, asked.refused, asked.visitor.account.language());
    co_return co_await show_bank(house, std::move(asked));
}

using Show = awaitable<http::Response> (*)(HousePtr, Asked);

awaitable<http::Response> show_to_visitor(HousePtr house, http::Request request, Show show) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    co_return co_await show(house, {.request = std::move(request), .visitor = std::move(*visitor)});
}

}  // namespace

void add_book_routes(const HousePtr& house, Routes& routes) {
    if (house->ports().fund.desk == nullptr) return;
    using http::Method;
    const auto statement = [&](const char* pattern, bool on_paper) {
        routes.push_back({Method::get, pattern, 0, [house, on_paper](http::Request request) {
                              return show_statement(house, std::move(request), on_paper);
                          }});
    };
    statement("/fund/statements", false);
    statement("/fund/statements/print", true);
    const auto get = [&](const char* pattern, Show show) {
        routes.push_back({Method::get, pattern, 0, [house, show](http::Request request) {
                              return show_to_visitor(house, std::move(request), show);
                          }});
    };
    get("/fund/months", show_months);
    get("/fund/bank", show_bank);
    routes.push_back({Method::post, "/fund/months", small_form_bytes_max,
                      [house](http::Request request) { return close_month(house, request); }});
    routes.push_back(
        {Method::post, "/fund/bank", file_form_bytes_max,
         [house](http::Request request) { return post_bank(house, std::move(request)); }});
}

}  // namespace relais::gateway::screens
