// Live views: of everything one may see, or of one case.
#include "services/gateway/api_support.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

std::string resume_from(const http::Request& request) {
    const std::string_view field = request.field("last-event-id");
    return field.empty() ? request.query_value("lastEventId") : std::string(field);
}

// The stream goes on after the handler has returned, so that it keeps the request for itself.
http::Response stream_response(ApiPorts& ports, const http::Request& request, const Caller& caller,
                               std::function<bool(const v1::Echo&)> may_see) {
    auto kept = std::make_shared<const http::Request>(request);
    http::Response response{.status = 200,
                            .fields = {{"Content-Type", "text/event-stream"},
                                       {"Cache-Control", "no-store"},
                                       {"X-Accel-Buffering", "no"}}};
    auto wish = std::make_shared<StreamWish>();
    wish->resume_from = resume_from(request);
    wish->may_see = std::move(may_see);
    wish->opens_doors = [&ports, account = caller.account] {
        return ports.sessions.opens_doors(account);
    };
    wish->still_allowed = [&ports, kept]() -> awaitable<bool> {
        const auto caller = co_await ports.sessions.who(*kept);
        co_return caller || caller.error().status == 503;
    };
    response.stream = [&ports, wish](http::Sink& sink) -> awaitable<void> {
        co_await ports.streams.serve(sink, *wish);
    };
    return response;
}

Refused too_many() {
    return {
        .status = 503, .code = "overloaded", .detail = "too many live views", .retry_after_s = 5};
}

awaitable<AnyResponse> get_feed(ApiPorts& ports, const http::Request& request,
                                const Caller& caller) {
    if (ports.streams.full()) co_return std::unexpected(too_many());
    const bool all = caller.is(Role::coordinator);
    co_return stream_response(
        ports, request, caller, [all, person = caller.account.person()](const v1::Echo& echo) {
            return echo.aggregate().starts_with("case/") && (all || echo.person() == person);
        });
}

awaitable<AnyResponse> get_case_feed(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    const auto reading = co_await ports.desk.read_case(request.params.at("id"), caller.account);
    if (!reading) co_return std::unexpected(reading.error());
    if (ports.streams.full()) co_return std::unexpected(too_many());
    co_return stream_response(ports, request, caller,
                              [aggregate = reading->state.aggregate](const v1::Echo& echo) {
                                  return echo.aggregate() == aggregate;
                              });
}

}  // namespace

void add_feed_routes(Routes& routes, ApiPorts& ports) {
    const std::vector<Role::Code> readers = {Role::worker, Role::coordinator};
    routes.push_back(
        {http::Method::get, "/v1/feed", 0,
         for_roles(ports, readers, [&ports](const http::Request& request, const Caller& caller) {
             return get_feed(ports, request, caller);
         })});
    routes.push_back(
        {http::Method::get, "/v1/cases/{id}/feed", 0,
         for_roles(ports, readers, [&ports](const http::Request& request, const Caller& caller) {
             return get_case_feed(ports, request, caller);
         })});
}

}  // namespace relais::gateway
