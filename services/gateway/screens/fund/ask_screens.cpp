// Asking the fund from a case: for whoever helps in it. What she typed comes back to her whenever
// it was not taken, under the same id, so that sending it again is the same request.
#include <algorithm>

#include "common/base/ids.hpp"
#include "services/gateway/screens/fund/ask_screen.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"
#include "services/gateway/screens/problem_screen.hpp"

namespace relais::gateway::screens {
namespace {

constexpr std::initializer_list<v1::Role::Code> asking_roles{
    v1::Role::worker, v1::Role::coordinator, v1::Role::responder};

struct Asked {
    http::Request request;
    Visitor visitor;
    AskForm form;
    Refused refused = {.status = 200};
};

std::string why_not(const House& house, const View& view, const Refused& refused) {
    if (refused.status == 200) return {};
    if (refused.status >= 500)
        return view.say("fund.ask_away",
                        {{"telephone", house.ports().settings.emergency_telephone}});
    return problem_words(view, refused.code);
}

// An advance is given by who keeps the fund or coordinates now, to somebody of her own house.
Choices colleagues(const House& house, const FundLook& look, const v1::Account& account) {
    Choices all;
    if (!look.may(v1::FundCommand::kRequestFunds)) return all;
    for (const auto& person : house.ports().directory()->data().people())
        if (person.organization() == account.organization())
            all.push_back({.value = person.id(), .words = house.desk().name_of(person.id())});
    std::ranges::sort(all, {}, &Choice::words);
    return all;
}

awaitable<http::Response> show(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const auto reading = co_await house->desk().read_case(asked.request.params["id"], account);
    if (!reading) co_return house->refused(asked.request, reading.error(), account.language());
    const auto& state = reading->state;
    const View view = house->view(asked.request, account.language(), state.territory);
    const bool whole = asked.request.query_value("fragment") != "1";
    auto look = look_of(*house, asked.visitor);
    look.forms.whole = whole;
    look.back = "/cases/" + state.uuid() + "/fund";
    AskScreen screen{.case_id = state.uuid(), .code = state.code, .form = std::move(asked.form)};
    screen.colleagues = colleagues(*house, look, account);
    screen.may_ask = may_ask_for(look, *reading, account);
    screen.asked = asked.request.query_value("asked") == "1";
    screen.notice = why_not(*house, view, asked.refused);
    auto known = house->ports().fund.desk->requests("", state.aggregate, view.language, account);
    if (known) screen.requests = std::move(*known);
    screen.heard = heard_of(view, look, *reading, screen.requests);
    if (screen.form.household < state.headcount) screen.form.household = state.headcount;
    const auto inside = ask_view(view, look, screen);
    if (!whole) co_return document(200, inside);
    co_return fund_screen(*house, asked.request, asked.visitor, view, inside, asked.refused.status,
                          "/v1/cases/" + state.uuid() + "/feed");
}

awaitable<http::Response> show_ask(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, asking_roles);
    if (!visitor) co_return visitor.error();
    AskForm form{.request = house->ports().new_uuid()};
    form.expense = request.query_value("expense");
    co_return co_await show(
        house,
        {.request = std::move(request), .visitor = std::move(*visitor), .form = std::move(form)});
}

awaitable<http::Response> ask(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, asking_roles);
    if (!visitor) co_return visitor.error();
    const auto fields = http::parse_form(request.body).value_or(http::Fields{});
    Asked asked{.request = std::move(request),
                .visitor = std::move(*visitor),
                .form = read_ask_form(fields)};
    const auto id = asked.request.params["id"];
    asked.refused = {.status = 422, .code = "malformed_body"};
    if (canonical_uuid(asked.form.request)) {
        const auto done = co_await house->ports().fund.desk->ask(asking_of(asked.form, id),
                                                                 asked.visitor.account);
        if (done) co_return see_other("/cases/" + id + "/fund?asked=1");
        asked.refused = done.error();
    }
    // What another form was sent under can be sent no more.
    if (!canonical_uuid(asked.form.request) || asked.refused.code == "request_differs" ||
        asked.refused.code == "conflict")
        asked.form.request = house->ports().new_uuid();
    co_return co_await show(house, std::move(asked));
}

}  // namespace

void add_ask_routes(const HousePtr& house, Routes& routes) {
    if (house->ports().fund.desk == nullptr) return;
    routes.push_back({http::Method::get, "/cases/{id}/fund", 0,
                      [house](http::Request request) { return show_ask(house, request); }});
    routes.push_back({http::Method::post, "/cases/{id}/fund", ask_form_bytes_max,
                      [house](http::Request request) { return ask(house, request); }});
}

}  // namespace relais::gateway::screens
