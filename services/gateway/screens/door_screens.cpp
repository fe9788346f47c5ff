// Coming in, going out, and what every screen links to. Nothing here knows a case.
#include <algorithm>

#include "services/gateway/screens/kept_form.hpp"
#include "services/gateway/screens/route_set.hpp"
#include "services/gateway/screens/sign_in_screen.hpp"

namespace relais::gateway::screens {
namespace {

http::Response sign_in_screen(const House& house, const http::Request& request,
                              const std::string& next, bool wrong) {
    const View view = house.view(request);
    Frame frame;
    frame.language = view.language;
    frame.title = view.say("frame.name");
    frame.path = asked_address(request);
    frame.exit_url = house.ports().settings.exit_url;
    const std::string inside = sign_in_view(view, next, wrong ? view.say("sign_in.wrong") : "");
    return house.screen(request, frame, inside, wrong ? 401 : 200);
}

awaitable<http::Response> show_sign_in(HousePtr house, http::Request request) {
    co_return sign_in_screen(*house, request, request.query_value("next"), false);
}

awaitable<http::Response> sign_in(HousePtr house, http::Request request) {
    if (!house->ports().door.from_our_screens(request)) {
        co_return house->refused(request, Refused{.status = 403, .code = "csrf"});
    }
    const auto form = http::parse_form(request.body);
    if (!form) {
        co_return house->refused(request, Refused{.status = 400, .code = "malformed_body"});
    }
    const std::string next = local_path(value_of(*form, "next"));
    auto session = co_await house->ports().door.sign_in(code_in(*form, "code"));
    if (!session && session.error().status == 401) {
        co_return sign_in_screen(*house, request, next, true);
    }
    if (!session) co_return house->refused(request, session.error());
    auto response = see_other(next);
    response.fields.emplace_back("Set-Cookie", std::move(session->set_cookie));
    co_return response;
}

awaitable<http::Response> sign_out(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    auto ended = co_await house->ports().door.sign_out(request);
    if (!ended) co_return house->refused(request, ended.error());
    auto response = see_other("/sign-in");
    response.fields.emplace_back("Set-Cookie", std::move(*ended));
    co_return response;
}

awaitable<http::Response> show_home(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    if (has(visitor->account, v1::Role::coordinator)) co_return see_other("/board");
    if (has(visitor->account, v1::Role::worker)) co_return see_other("/alert");
    if (has(visitor->account, v1::Role::steward) && house->ports().fund.desk != nullptr)
        co_return see_other("/fund");
    if (has(visitor->account, v1::Role::responder)) co_return see_other("/mine");
    const View view = house->view(request, visitor->account.language());
    const Frame frame = house->frame(view, request, *visitor);
    // Who keeps the house is never called: what she keeps is what she comes for.
    const bool keeps =
        has(visitor->account, v1::Role::privacy) || has(visitor->account, v1::Role::admin);
    co_return house->screen(request, frame,
                            home_view(view, house->own_links(*visitor),
                                      keeps ? frame.nav : std::vector<Frame::Link>{}));
}

awaitable<http::Response> show_file(const File* file) {
    http::Response response;
    response.fields = {{"Content-Type", file->type},
                       {"Cache-Control", "public, max-age=31536000, immutable"},
                       {"X-Content-Type-Options", "nosniff"}};
    response.body = file->content();
    co_return response;
}

}  // namespace

void add_door_routes(const HousePtr& house, Routes& routes) {
    using http::Method;
    routes.push_back({Method::get, "/", 0,
                      [house](http::Request request) { return show_home(house, request); }});
    routes.push_back({Method::get, "/sign-in", 0,
                      [house](http::Request request) { return show_sign_in(house, request); }});
    routes.push_back({Method::post, "/sign-in", small_form_bytes_max,
                      [house](http::Request request) { return sign_in(house, request); }});
    routes.push_back({Method::post, "/sign-out", small_form_bytes_max,
                      [house](http::Request request) { return sign_out(house, request); }});
    for (const auto& file : files()) {
        routes.push_back(
            {Method::get, file.path, 0, [&file](http::Request) { return show_file(&file); }});
    }
}

}  // namespace relais::gateway::screens
