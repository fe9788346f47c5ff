// The log of readings, for whoever answers for personal information: who read what of whom, and
// why; and her agreement where a second person is wanted.
#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/base/ids.hpp"
#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/route_set.hpp"
#include "services/gateway/screens/timeline_words.hpp"

namespace relais::gateway::screens {
namespace {

Data entries(const House& house, const View& view, const AccessLog& log, const Visitor& visitor) {
    const auto person = house.person_names();
    Data all = list();
    for (const auto& event : log.events) {
        const auto& asked = event.reading_asked();
        const auto& by = event.field_read().allowed_by();
        const bool answered = std::ranges::any_of(log.events, [&](const v1::Event& other) {
            return other.field_read().reading() == asked.reading();
        });
        Data one = object();
        one.set("at", view.moment(event.now_ms()));
        one.set("words", event_in_words(view.words, view.language, event, {}, person));
        if (!by.empty()) one.set("by", view.say("access.by", {{"who", person(by)}}));
        one.set("may_allow", event.has_reading_asked() && !answered &&
                                 asked.until_ms() > to_ms(view.now) &&
                                 event.actor().person() != visitor.account.person());
        one.set("reading", asked.reading());
        one.set("command", house.ports().new_uuid());
        one.set("id", log.case_id);
        one.set("csrf", visitor.csrf);
        all.push_back(std::move(one));
    }
    return all;
}

awaitable<http::Response> show(HousePtr house, http::Request request, Visitor visitor) {
    const View view = house->view(request, visitor.account.language());
    const auto named = request.query_value("case");
    Data data = object();
    data.set("code", named);
    data.set("asked", !named.empty());
    if (!named.empty()) {
        const auto log = co_await house->desk().access_log(named, visitor.account);
        if (!log) co_return house->refused(request, log.error(), visitor.account.language());
        data.set("code", log->code);
        data.set("some", !log->events.empty());
        data.set("entries", entries(*house, view, *log, visitor));
    }
    Frame frame = house->frame(view, request, visitor);
    frame.title = view.say("access.title") + " · " + frame.title;
    co_return house->screen(
        request, frame,
        fill(view.words, view.language, embedded::access_mustache(), std::move(data)));
}

awaitable<http::Response> show_log(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {v1::Role::privacy});
    if (!visitor) co_return visitor.error();
    co_return co_await show(house, std::move(request), std::move(*visitor));
}

awaitable<http::Response> allow(HousePtr house, http::Request request) {
    auto visitor = co_await house->visitor(request, {v1::Role::privacy});
    if (!visitor) co_return visitor.error();
    const auto form = http::parse_form(request.body).value_or(http::Fields{});
    const auto command_id = canonical_uuid(value_of(form, "command"));
    const auto id = canonical_uuid(value_of(form, "id"));
    if (!command_id || !id)
        co_return house->refused(request, Refused{.status = 422, .code = "malformed_body"},
                                 visitor->account.language());
    v1::Command command;
    command.set_command_id(*command_id);
    command.mutable_allow_reading()->set_reading(value_of(form, "reading"));
    const auto done = co_await house->desk().command(*id, std::move(command), visitor->account);
    if (!done) co_return house->refused(request, done.error(), visitor->account.language());
    co_return see_other("/access?case=" + *id);
}

}  // namespace

void add_access_routes(const HousePtr& house, Routes& routes) {
    routes.push_back({http::Method::get, "/access", 0,
                      [house](http::Request request) { return show_log(house, request); }});
    routes.push_back({http::Method::post, "/access", small_form_bytes_max,
                      [house](http::Request request) { return allow(house, request); }});
}

}  // namespace relais::gateway::screens
