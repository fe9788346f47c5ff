// Asking the fund from a case: for whoever helps in it. What she typed comes back to her whenever
// it was not taken, under the same id, so that sending it again is the same request.
#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/base/ids.hpp"
#include "services/gateway/screens/fund/ask_screen.hpp"
#include "services/gateway/screens/fund/fund_house.hpp"

namespace relais::gateway::screens {
namespace {

constexpr std::initializer_list<v1::Role::Code> asking_roles{
    v1::Role::worker, v1::Role::coordinator, v1::Role::responder};

struct Asked {
    http::Request request;
    Visitor visitor;
    AskForm form;
    Refused refused = {.status = 200};
    bool look_first = false;  // something alike came since the form was shown
};

std::string why_not(const House& house, const View& view, const Refused& refused,
                    const std::string& amount) {
    if (refused.status == 200) return {};
    if (refused.status >= 500)
        return view.say("fund.ask_away",
                        {{"telephone", house.ports().settings.emergency_telephone}});
    return refused_words(view, refused, {amount});
}

awaitable<http::Response> show(HousePtr house, Asked asked) {
    const auto& account = asked.visitor.account;
    const auto reading = co_await house->desk().read_case(asked.request.params["id"], account);
    if (!reading) co_return house->refused(asked.request, reading.error(), account.language());
    const auto& state = reading->state;
    const View view = house->view(asked.request, account.language(), state.territory);
    const bool typed = asked.request.method == http::Method::post;
    const bool whole = asked.request.query_value("fragment") != "1";
    auto look = look_of(*house, asked.visitor);
    look.forms.whole = whole;
    look.back = "/cases/" + state.uuid() + "/fund";
    AskScreen screen{.case_id = state.uuid(), .code = state.code, .form = std::move(asked.form)};
    screen.colleagues = colleagues(*house, view, look, account);
    screen.may_ask = may_ask_for(look, *reading, account);
    screen.fresh = house->ports().new_uuid();
    screen.already = made_by(view, look, *reading, screen.form.request);
    screen.closed = state.over();
    const auto* latest = state.funds.empty() ? nullptr : &state.funds.back();
    const bool refused = latest != nullptr && latest->state == v1::FundRequest::refused;
    screen.asked = asked.request.query_value("asked") == "1" && !refused;
    screen.before = asked_before(view, look, *reading, screen.form);
    // Closed: that is why, and it is said once.
    if (screen.closed)
        screen.typed = typed;
    else
        screen.notice = asked.look_first ? view.say("fund.look_first")
                                         : why_not(*house, view, asked.refused, screen.form.amount);
    auto known = house->ports().fund.desk->requests("", state.aggregate, view.language, account);
    if (known) screen.requests = std::move(*known);
    screen.heard = heard_of(view, look, *reading, screen.requests);
    if (screen.form.household < state.headcount) screen.form.household = state.headcount;
    const auto inside = ask_view(view, look, screen);
    if (!whole) co_return document(200, inside);
    co_return fund_screen(*house, asked.request, asked.visitor, view, inside, asked.refused.status,
                          "/v1/cases/" + state.uuid() + "/feed");
}

bool asks(const v1::Account& account) {
    return std::ranges::any_of(asking_roles, [&](auto role) { return has(account, role); });
}

// Whoever keeps the fund is with nobody, and pays for none that she asked for: she is told where
// what is hers stands.
http::Response elsewhere(const House& house, const http::Request& request, const Visitor& visitor) {
    const auto look = look_of(house, visitor);
    if (!look.sees(domain::FundPart::requests))
        return house.refused(request, {.status = 403, .code = "forbidden"},
                             visitor.account.language());
    const View view = fund_view_of(house, request, visitor, look);
    Data data = object();
    data.set("title", view.say("refusal.title"));
    data.set("words", view.say("fund.ask_elsewhere"));
    data.set("instead", view.say("fund.title"));
    data.set("href", std::string("/fund"));
    const auto inside =
        fill(view.words, view.language, embedded::problem_mustache(), std::move(data));
    return fund_screen(house, request, visitor, view, inside, 403);
}

awaitable<http::Response> show_ask(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    if (!asks(visitor->account)) co_return elsewhere(*house, request, *visitor);
    // The form's id stands in its address: whoever comes back to it finds the same form, and not
    // another one.
    const auto id = canonical_uuid(request.query_value("form"));
    AskForm form{.request = id ? *id : house->ports().new_uuid()};
    form.expense = request.query_value("expense");
    co_return co_await show(
        house,
        {.request = std::move(request), .visitor = std::move(*visitor), .form = std::move(form)});
}

std::string form_address(const std::string& case_id, const AskForm& form) {
    return "/cases/" + case_id + "/fund?expense=" + form.expense + "&form=" + form.request;
}

// What is known of the case before it is asked.
struct Before {
    bool made = false;    // by this form
    bool unseen = false;  // alike, and not on her screen when she sent hers
};

awaitable<Before> look_before(HousePtr house, const http::Request& request, const Visitor& visitor,
                              const AskForm& form) {
    const auto reading = co_await house->desk().read_case(request.params.at("id"), visitor.account);
    if (!reading) co_return Before{};
    const View view = house->view(request, visitor.account.language(), reading->state.territory);
    const auto look = look_of(*house, visitor);
    co_return Before{.made = made_by(view, look, *reading, form.request).has_value(),
                     .unseen = unseen(asked_before(view, look, *reading, form), form)};
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
        const auto before = co_await look_before(house, asked.request, asked.visitor, asked.form);
        if (!before.made && before.unseen) {
            asked.refused = {.status = 409, .code = "conflict"};
            asked.look_first = true;
            co_return co_await show(house, std::move(asked));
        }
        const auto done = co_await house->ports().fund.desk->ask(asking_of(asked.form, id),
                                                                 asked.visitor.account);
        if (done)
            co_return see_other(before.made ? form_address(id, asked.form)
                                            : "/cases/" + id + "/fund?asked=1");
        asked.refused = done.error();
    }
    // What another form was sent under can be sent no more.
    const bool differs =
        asked.refused.code == "request_differs" || asked.refused.code == "conflict";
    if (differs || !canonical_uuid(asked.form.request))
        asked.form.request = house->ports().new_uuid();
    asked.look_first = differs;
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
