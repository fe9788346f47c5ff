#include "services/gateway/screens/screens.hpp"

#include <algorithm>
#include <array>

#include "services/gateway/screens/kept_form.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway {
namespace {

// Who sends these need not be signed in; the alert keeps what was typed on its own screen.
constexpr std::array open_forms{"/sign-in", "/sign-out", "/a/{token}", "/v/{number}", "/alert"};

bool wants_keeping(const http::Route& route) {
    return route.method == http::Method::post &&
           std::ranges::none_of(open_forms,
                                [&](const char* path) { return route.pattern == path; });
}

}  // namespace

std::vector<http::Route> screen_routes(ScreenPorts ports) {
    const auto house = std::make_shared<const screens::House>(std::move(ports));
    screens::Routes routes;
    screens::add_door_routes(house, routes);
    screens::add_answer_routes(house, routes);
    screens::add_worker_routes(house, routes);
    screens::add_case_routes(house, routes);
    screens::add_mine_routes(house, routes);
    screens::add_roster_routes(house, routes);
    screens::add_change_routes(house, routes);
    screens::add_edit_routes(house, routes);  // before it: "new" is no id
    screens::add_directory_routes(house, routes);
    screens::add_calendar_routes(house, routes);
    screens::add_match_routes(house, routes);
    screens::add_bed_routes(house, routes);
    screens::add_access_routes(house, routes);
    screens::add_listing_routes(house, routes);
    screens::add_review_routes(house, routes);
    screens::add_fund_routes(house, routes);
    screens::add_ask_routes(house, routes);
    screens::add_book_routes(house, routes);
    screens::add_deposit_routes(house, routes);
    screens::add_voucher_routes(house, routes);
    for (auto& route : routes)
        if (wants_keeping(route)) route = screens::keeping(house, std::move(route));
    return routes;
}

}  // namespace relais::gateway
