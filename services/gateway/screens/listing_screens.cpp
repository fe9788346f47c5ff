// Resources of the field on screens: found, read, and confirmed with one tap.
#include "services/gateway/screens/listing_screen.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

Frame frame_of(const House& house, const View& view, const http::Request& request,
               const Visitor& visitor) {
    Frame frame = house.frame(view, request, visitor);
    frame.title = view.say("listings.title") + " · " + frame.title;
    return frame;
}

awaitable<http::Response> show_listings(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const View view = house->view(request, visitor->account.language());
    const auto& find = house->ports().listings.find;
    ListingsPage page{.text = request.query_value("q"), .found = {}, .to_check = {}};
    page.found = co_await find(page.text, false, visitor->account);
    auto old = co_await find({}, true, visitor->account);
    const auto& by = visitor->account;
    for (auto& one : *old.mutable_listings())
        if (!one.organization().empty() ? one.organization() == by.organization()
                                        : one.may_change())
            *page.to_check.add_listings() = std::move(one);
    co_return house->screen(request, frame_of(*house, view, request, *visitor),
                            listings_view(view, page));
}

awaitable<http::Response> show(HousePtr house, http::Request request, Visitor visitor,
                               std::string notice, unsigned status) {
    const auto& language = visitor.account.language();
    const auto reading =
        co_await house->ports().listings.read(request.params["id"], visitor.account);
    if (!reading) co_return house->refused(request, reading.error(), language);
    const View view = house->view(request, language);
    const Forms forms{.csrf = visitor.csrf, .notice = std::move(notice), .new_uuid = {}};
    co_return house->screen(request, frame_of(*house, view, request, visitor),
                            listing_view(view, *reading, forms), status);
}

awaitable<http::Response> show_listing(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    std::string notice;
    if (request.query_value("done") == "1")
        notice = house->view(request, visitor->account.language()).say("listings.done");
    co_return co_await show(house, request, *visitor, std::move(notice), 200);
}

awaitable<http::Response> post_listing(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, {});
    if (!visitor) co_return visitor.error();
    const auto done =
        co_await house->ports().listings.assure(request.params["id"], visitor->account);
    if (done) co_return see_other(request.path + "?done=1");
    const View view = house->view(request, visitor->account.language());
    co_return co_await show(house, request, *visitor, problem_words(view, done.error().code),
                            done.error().status);
}

}  // namespace

void add_listing_routes(const HousePtr& house, Routes& routes) {
    using http::Method;
    routes.push_back({Method::get, "/listings", 0,
                      [house](http::Request request) { return show_listings(house, request); }});
    routes.push_back({Method::get, "/listings/{id}", 0,
                      [house](http::Request request) { return show_listing(house, request); }});
    routes.push_back({Method::post, "/listings/{id}", small_form_bytes_max,
                      [house](http::Request request) { return post_listing(house, request); }});
}

}  // namespace relais::gateway::screens
