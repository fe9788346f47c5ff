// Live views: of everything one may see, or of one case. What somebody sees of a case may change
// while she looks: each echo is weighed anew.
#include <set>

#include "common/domain/sight.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/fund_desk.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

using domain::Heard;
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

bool of_a_case(const v1::Echo& echo) { return echo.aggregate().starts_with("case/"); }

// Whoever raised it is not told what happens in a restricted case.
Heard as_raiser(const v1::Echo& echo) { return echo.restricted() ? Heard::change : Heard::common; }

// That a fund has changed is for those who see what waits there; weighed anew at each echo.
bool of_her_fund(const ApiPorts& ports, const v1::Account& account, const v1::Echo& echo) {
    return echo.aggregate().starts_with("fund/") &&
           ports.fund.sight("", account).sees(domain::FundPart::requests);
}

// The stream goes on after the handler has returned, so that it keeps the request for itself.
http::Response stream_response(ApiPorts& ports, const http::Request& request, const Caller& caller,
                               StreamWish asked) {
    auto kept = std::make_shared<const http::Request>(request);
    http::Response response{.status = 200,
                            .fields = {{"Content-Type", "text/event-stream"},
                                       {"Cache-Control", "no-store"},
                                       {"X-Accel-Buffering", "no"}}};
    auto wish = std::make_shared<StreamWish>(std::move(asked));
    wish->resume_from = resume_from(request);
    wish->opens_doors = [&ports, account = caller.account] {
        return ports.sessions.opens_doors(account);
    };
    wish->still_allowed = [&ports, kept, sees = wish->still_allowed]() -> awaitable<bool> {
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
    const auto& account = caller.account;
    const auto& person = account.person();
    if (caller.is(Role::coordinator)) {
        const auto steers = [&ports, account](const v1::Echo& echo) {
            return of_her_fund(ports, account, echo) ||
                   (of_a_case(echo) && on_duty_for(ports, account.person(), echo));
        };
        co_return stream_response(ports, request, caller,
                                  {.may_see =
                                       [steers, person](const v1::Echo& echo) {
                                           return steers(echo) ||
                                                  (of_a_case(echo) && echo.person() == person);
                                       },
                                   .hears =
                                       [steers](const v1::Echo& echo) {
                                           return steers(echo) ? Heard::all : as_raiser(echo);
                                       }});
    }
    if (caller.is(Role::steward) && !caller.is(Role::worker))
        co_return stream_response(
            ports, request, caller,
            {.may_see = [&ports, account](
                            const v1::Echo& echo) { return of_her_fund(ports, account, echo); },
             .hears = [](const v1::Echo&) { return Heard::all; }});
    // An echo names who raised a case; where hers goes on in another, that one is hers too.
    const auto elsewhere = [person](const v1::CaseSummary& summary) {
        return summary.raised_by() == person && !summary.merged_into().empty();
    };
    const auto cases = co_await ports.desk.cases(
        {.aside = [elsewhere](const v1::CaseSummary& summary) { return !elsewhere(summary); }},
        account);
    if (!cases) co_return std::unexpected(cases.error());
    std::set<std::string> also;
    for (const auto& summary : cases->cases) also.insert("case/" + summary.merged_into());
    co_return stream_response(ports, request, caller,
                              {.may_see =
                                   [person, also = std::move(also)](const v1::Echo& echo) {
                                       return of_a_case(echo) && (echo.person() == person ||
                                                                  also.contains(echo.aggregate()));
                                   },
                               .hears = as_raiser});
}

// Everybody who sees it, cut to what she sees now. What happened while it was restricted is told,
// of coordinators, to who was on duty.
awaitable<AnyResponse> get_case_feed(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    const auto reading = co_await ports.desk.read_case(request.params.at("id"), caller.account);
    if (!reading) co_return std::unexpected(reading.error());
    if (ports.streams.full()) co_return std::unexpected(too_many());
    const auto& account = caller.account;
    const auto& person = account.person();
    const auto& state = reading->state;
    const bool otherwise = !caller.is(Role::coordinator) || state.raised_by == person ||
                           state.pivot == person || !reading->sight.own().empty();
    const auto sight = std::make_shared<domain::Sight>(reading->sight);
    const auto look = [&ports, sight, account, id = state.uuid()]() -> awaitable<bool> {
        const auto again = co_await ports.desk.read_case(id, account);
        if (again || again.error().status != 503) *sight = again ? again->sight : domain::Sight{};
        co_return sight->any();
    };
    co_return stream_response(
        ports, request, caller,
        {.of = state.aggregate,
         .weigh = [look]() -> awaitable<void> { co_await look(); },
         .may_see =
             [&ports, otherwise, person, sight](const v1::Echo& echo) {
                 return sight->any() && (otherwise || on_duty_for(ports, person, echo));
             },
         .hears =
             [sight](const v1::Echo&) {
                 if (sight->sees(domain::Field::pages)) return Heard::all;
                 return sight->sees(domain::Field::timeline) ? Heard::common : Heard::change;
             },
         .still_allowed = look});
}

}  // namespace

void add_feed_routes(Routes& routes, ApiPorts& ports) {
    const std::vector<Role::Code> readers = {Role::worker, Role::coordinator, Role::responder};
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
