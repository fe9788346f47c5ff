// Counting, holding, confirming and giving back beds by form. What is refused is told above what
// stands now.
#include <charconv>

#include "services/gateway/screens/beds_screen.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {
namespace {

inline constexpr std::initializer_list<v1::Role::Code> bed_roles{
    v1::Role::coordinator, v1::Role::admin, v1::Role::responder, v1::Role::worker};

awaitable<http::Response> show(HousePtr house, http::Request request, Visitor visitor,
                               std::string notice, unsigned status) {
    const auto beds = co_await house->ports().read_beds(visitor.account);
    const auto& language = visitor.account.language();
    if (!beds) co_return house->refused(request, beds.error(), language);
    const View view = house->view(request, language);
    Frame frame = house->frame(view, request, visitor);
    frame.title = view.say("beds.title") + " · " + frame.title;
    const Forms forms{
        .csrf = visitor.csrf, .notice = std::move(notice), .new_uuid = house->ports().new_uuid};
    co_return house->screen(
        request, frame, beds_view(view, *beds, has(visitor.account, v1::Role::coordinator), forms),
        status);
}

awaitable<http::Response> show_beds(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, bed_roles);
    if (!visitor) co_return visitor.error();
    std::string notice;
    if (request.query_value("done") == "1")
        notice = house->view(request, visitor->account.language()).say("beds.done");
    co_return co_await show(house, request, *visitor, std::move(notice), 200);
}

std::uint32_t number_in(const http::Fields& fields, std::string_view name) {
    const auto text = value_of(fields, name);
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// What the form means; without a body when it means nothing.
v1::Command command_of(const http::Fields& fields, Instant now) {
    v1::Command command;
    command.set_command_id(value_of(fields, "command"));
    const auto what = value_of(fields, "what");
    const auto hold = value_of(fields, "hold");
    if (what == "count") {
        auto& item = *command.mutable_tell_beds()->add_items();
        item.set_kind(value_of(fields, "kind"));
        item.set_occupied_was(number_in(fields, "was"));
        item.set_occupied(number_in(fields, "occupied"));
    } else if (what == "hold") {
        auto& asked = *command.mutable_hold_bed();
        asked.set_hold(hold);
        asked.set_case_code(value_of(fields, "code"));
        asked.mutable_wish()->set_kind(value_of(fields, "kind"));
        asked.set_until_ms(to_ms(now + std::chrono::hours(number_in(fields, "hours"))));
    } else if (what == "confirm") {
        command.mutable_confirm_hold()->set_hold(hold);
    } else if (what == "release" || what == "arrived") {
        command.mutable_release_hold()->set_hold(hold);
        command.mutable_release_hold()->set_arrived(what == "arrived");
    }
    return command;
}

awaitable<http::Response> post_beds(HousePtr house, http::Request request) {
    const auto visitor = co_await house->visitor(request, bed_roles);
    if (!visitor) co_return visitor.error();
    const auto fields = http::parse_form(request.body).value_or(http::Fields{});
    const auto done = co_await house->ports().command_beds(
        value_of(fields, "organization"), command_of(fields, house->ports().clock.now()),
        visitor->account);
    if (done) co_return see_other("/beds?done=1");
    const View view = house->view(request, visitor->account.language());
    co_return co_await show(house, request, *visitor, problem_words(view, done.error().code),
                            done.error().status);
}

}  // namespace

void add_bed_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/beds", 0,
                      [house](http::Request request) { return show_beds(house, request); }});
    routes.push_back({http::Method::post, "/beds", small_form_bytes_max,
                      [house](http::Request request) { return post_beds(house, request); }});
}

}  // namespace relais::gateway::screens
