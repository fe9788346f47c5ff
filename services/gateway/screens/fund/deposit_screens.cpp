// What funders gave: the list, and the form that takes one more in, with the paper that shows it.
#include <ranges>

#include <relais_screens_embedded.hpp>

#include "common/base/ids.hpp"
#include "common/domain/wall_clock.hpp"
#include "common/http/multipart.hpp"
#include "common/words/instants.hpp"
#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/local_day.hpp"

namespace relais::gateway::screens {
namespace {

using Kind = ActField::Kind;

constexpr int shown_max = 200;  // the rest is in the book

struct Asked {
    http::Request request;
    Visitor visitor;
    Refused refused = {.status = 200};
    http::Fields typed = {};
};

Act receive_act(const View& view, const FundLook& look, bool first) {
    Choices sources{Choice{}};  // nobody's is chosen for her
    for (const auto& source : look.settings.sources())
        sources.push_back({.value = source.id(), .words = source_words(view, look, source.id())});
    const auto today = day_text(day_of(domain::WallClock(view.zone), view.now));
    return {.what = "receive",
            .summary = view.say("fund.receive"),
            .action = "/fund/deposits",
            .fields = {{.name = "source",
                        .label = view.say("fund.source"),
                        .kind = Kind::choice,
                        .choices = std::move(sources),
                        .required = true},
                       {.name = "amount",
                        .label = view.say("fund.amount"),
                        .kind = Kind::amount,
                        .required = true},
                       {.name = "day",
                        .label = view.say("fund.received_on"),
                        .kind = Kind::day,
                        .value = today},
                       {.name = "reference", .label = view.say("fund.agreement")},
                       {.name = "file",
                        .label = view.say("fund.deposit_file"),
                        .kind = Kind::file,
                        .accept = "application/pdf,image/jpeg,image/png"}},
            .hint = view.say("fund.receive_hint"),
            .open = first};
}

Data deposits_data(const View& view, const FundLook& look, const v1::FundDeposits& all) {
    Data rows = list();
    for (const auto& one : all.deposits() | std::views::take(shown_max)) {
        const auto who = look.person && !one.person().empty() ? look.person(one.person())
                                                              : view.say("fund.somebody");
        Data row = object();
        row.set("id", one.id());
        row.set("day", words::date(view.language, ms_of(one.on()), view.zone));
        row.set("cents", money_of(view, one.cents()));
        row.set("source", source_words(view, look, one.source()));
        row.set("told", view.say("fund.deposit_told",
                                 {{"who", who}, {"moment", view.moment(ms_of(one.told()))}}));
        if (!one.reference().empty()) row.set("reference", one.reference());
        row.set("opens", one.paper() && look.sees(domain::FundPart::evidence_files));
        rows.push_back(std::move(row));
    }
    return rows;
}

awaitable<http::Response> show(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const auto deposits = house->ports().fund.desk->deposits("", account);
    if (!deposits) co_return house->refused(asked.request, deposits.error(), account.language());
    auto look = look_of(*house, asked.visitor);
    const View view = fund_view_of(*house, asked.request, asked.visitor, look);
    if (asked.refused.status != 200)
        look.forms.notice = refused_words(view, asked.refused, {value_of(asked.typed, "amount")});
    look.forms.typed = std::move(asked.typed);
    const bool none = deposits->deposits().empty();
    Data data = object();
    if (!look.forms.notice.empty()) data.set("notice", look.forms.notice);
    data.set("none", none);
    data.set("acts", look.may(v1::FundCommand::kReceiveFunding)
                         ? acts_view(view, {receive_act(view, look, none)}, look.forms)
                         : "");
    data.set("deposits", deposits_data(view, look, *deposits));
    co_return fund_screen(
        *house, asked.request, asked.visitor, view,
        fill(view.words, view.language, embedded::fund_deposits_mustache(), std::move(data)),
        asked.refused.status);
}

awaitable<http::Response> show_deposits(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    co_return co_await show(house, {.request = std::move(request), .visitor = std::move(*visitor)});
}

awaitable<http::Response> receive(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    auto form = http::form_fields(request).value_or(http::Fields{});
    DepositGiven given{.source = value_of(form, "source"),
                       .amount = value_of(form, "amount"),
                       .day = value_of(form, "day"),
                       .reference = value_of(form, "reference"),
                       .bytes = file_in(request)};
    request.body.clear();
    Asked asked{.request = std::move(request), .visitor = std::move(*visitor)};
    asked.refused = {.status = 422, .code = "malformed_body"};
    if (const auto command = canonical_uuid(value_of(form, "command"))) {
        given.id = *command;
        const auto done =
            co_await house->ports().fund.desk->deposit("", std::move(given), asked.visitor.account);
        if (done) co_return see_other("/fund/deposits");
        asked.refused = done.error();
    }
    if (asked.refused.status >= 500)
        co_return house->refused(asked.request, asked.refused, asked.visitor.account.language());
    asked.typed = std::move(form);
    co_return co_await show(house, std::move(asked));
}

}  // namespace

void add_deposit_routes(const HousePtr& house, Routes& routes) {
    if (house->ports().fund.desk == nullptr) return;
    routes.push_back({http::Method::get, "/fund/deposits", 0,
                      [house](http::Request request) { return show_deposits(house, request); }});
    routes.push_back(
        {http::Method::post, "/fund/deposits", file_form_bytes_max,
         [house](http::Request request) { return receive(house, std::move(request)); }});
}

}  // namespace relais::gateway::screens
