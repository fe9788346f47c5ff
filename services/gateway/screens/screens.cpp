#include "services/gateway/screens/screens.hpp"

#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway {

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
    screens::add_voucher_routes(house, routes);
    return routes;
}

}  // namespace relais::gateway
