// Where a responder arrives: the cases in which she has a part.
#include "services/gateway/screens/mine_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

constexpr unsigned refresh_s = 60;

awaitable<http::Response> show_mine(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(
        request, {v1::Role::responder, v1::Role::worker, v1::Role::coordinator});
    if (!visitor) co_return visitor.error();
    const auto& account = visitor->account;
    auto cases = co_await house->desk().own_cases(account);
    if (!cases) co_return house->refused(request, cases.error(), account.language());
    const View view = house->view(request, account.language());
    Frame frame = house->frame(view, request, *visitor);
    frame.title = view.say("mine.nav") + " · " + frame.title;
    frame.refresh_s = refresh_s;
    const MineScreen screen{.person = account.person(),
                            .organization = account.organization(),
                            .cases = std::move(*cases),
                            .links = house->own_links(*visitor),
                            .raises = has(account, v1::Role::worker),
                            .forms = {.csrf = visitor->csrf,
                                      .notice = {},
                                      .new_uuid = house->ports().new_uuid,
                                      .done = done_words(view, request.query_value("done"))}};
    co_return house->screen(request, frame,
                            mine_view(view, screen, house->territory_names(view.language)));
}

}  // namespace

void add_mine_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/mine", 0,
                      [house](http::Request request) { return show_mine(house, request); }});
}

}  // namespace relais::gateway::screens
