// Live views: of everything one may see, or of one case. What somebody sees of a case may change
// while she looks: each echo is weighed anew.
#include <set>

#include "common/domain/sight.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/fund_desk.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

std::string resume_from(const http::Request& request) {
    const std::string_view field = request.field("last-event-id");
    return field.empty() ? request.query_value("lastEventId") : std::string(field);
}

// R6: a restricted case is echoed, of all coordinators, to who is on duty where it is.
bool on_duty_for(const ApiPorts& ports, const std::string& person, const v1::Echo& echo) {
    return !echo.restricted() ||
           domain::on_duty(*ports.directory.current(), echo.territory(), person, ports.clock.now());
}

// That a fund has changed is for those who see what waits there; weighed anew at each echo.
bool of_her_fund(const ApiPorts& ports, const v1::Account& account, const v1::Echo& echo) {
    return echo.aggregate().starts_with("fund/") &&
           ports.fund.sight("", account).sees(domain::FundPart::requests);
}

using StillSees = std::function<awaitable<bool>()>;

// The stream goes on after the handler has returned, so that it keeps the request for itself.
http::Response stream_response(ApiPorts& ports, const http::Request& request, const Caller& caller,
                               std::function<bool(const v1::Echo&)> may_see,
                               StillSees still_sees = {}) {
    auto kept = std::make_shared<const http::Request>(request);
    http::Response response{.status = 200,
                            .fields = {{"Content-Type", "text/event-stream"},
                                       {"Cache-Control", "no-store"},
                                       {"X-Accel-Buffering", "no"}}};
    auto wish = std::make_shared<StreamWish>();
    wish->resume_from = resume_from(request);
    wish->may_see = std::move(may_see);
    wish->hears_all = [&ports, account = caller.account,
                       coordinates = caller.is(Role::coordinator)](const v1::Echo& echo) {
        return of_her_fund(ports, account, echo) ||
               (coordinates && on_duty_for(ports, account.person(), echo));
    };
    wish->opens_doors = [&ports, account = caller.account] {
        return ports.sessions.opens_doors(account);
    };
    wish->still_allowed = [&ports, kept, sees = std::move(still_sees)]() -> awaitable<bool> {
        const auto caller = co_await ports.sessions.who(*kept);
        if (!caller) co_return caller.error().status == 503;
        co_return !sees || co_await sees();
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
    const auto& person = caller.account.person();
    if (caller.is(Role::coordinator))
        co_return stream_response(
            ports, request, caller,
            [&ports, person, account = caller.account](const v1::Echo& echo) {
                if (of_her_fund(ports, account, echo)) return true;
                return echo.aggregate().starts_with("case/") &&
                       (echo.person() == person || on_duty_for(ports, person, echo));
            });
    if (caller.is(Role::steward) && !caller.is(Role::worker))
        co_return stream_response(ports, request, caller,
                                  [&ports, account = caller.account](const v1::Echo& echo) {
                                      return of_her_fund(ports, account, echo);
                                  });
    // An echo names who raised a case; where hers goes on in another, that one is hers too.
    const auto elsewhere = [person](const v1::CaseSummary& summary) {
        return summary.raised_by() == person && !summary.merged_into().empty();
    };
    const auto cases = co_await ports.desk.cases(
        {.aside = [elsewhere](const v1::CaseSummary& summary) { return !elsewhere(summary); }},
        caller.account);
    if (!cases) co_return std::unexpected(cases.error());
    std::set<std::string> also;
    for (const auto& summary : cases->cases) also.insert("case/" + summary.merged_into());
    co_return stream_response(
        ports, request, caller, [person, also = std::move(also)](const v1::Echo& echo) {
            return echo.aggregate().starts_with("case/") &&
                   (echo.person() == person || also.contains(echo.aggregate()));
        });
}

awaitable<AnyResponse> get_case_feed(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    const auto reading = co_await ports.desk.read_case(request.params.at("id"), caller.account);
    if (!reading) co_return std::unexpected(reading.error());
    if (ports.streams.full()) co_return std::unexpected(too_many());
    const auto& person = caller.account.person();
    const auto& state = reading->state;
    // Whoever sees it with other eyes than a coordinator's sees it on and off duty.
    const bool otherwise = !caller.is(Role::coordinator) || state.raised_by == person ||
                           state.pivot == person || !reading->sight.own().empty();
    co_return stream_response(
        ports, request, caller,
        [&ports, otherwise, person, aggregate = state.aggregate](const v1::Echo& echo) {
            return echo.aggregate() == aggregate && (otherwise || on_duty_for(ports, person, echo));
        },
        [&ports, id = state.uuid(), account = caller.account]() -> awaitable<bool> {
            const auto again = co_await ports.desk.read_case(id, account);
            co_return again || again.error().status == 503;
        });
}

}  // namespace

void add_feed_routes(Routes& routes, ApiPorts& ports) {
    const std::vector<Role::Code> readers = {Role::worker, Role::coordinator};
    const std::vector<Role::Code> feed_readers = {Role::worker, Role::coordinator, Role::steward};
    routes.push_back({http::Method::get, "/v1/feed", 0,
                      for_roles(ports, feed_readers,
                                [&ports](const http::Request& request, const Caller& caller) {
                                    return get_feed(ports, request, caller);
                                })});
    routes.push_back(
        {http::Method::get, "/v1/cases/{id}/feed", 0,
         for_roles(ports, readers, [&ports](const http::Request& request, const Caller& caller) {
             return get_case_feed(ports, request, caller);
         })});
}

}  // namespace relais::gateway
