// Calendar addresses: made and revoked by whoever is signed in, read by calendar programs. Who
// reads one sees when and where somebody is on call, and nothing of a case.

#include "services/gateway/api_calendar.hpp"

#include <algorithm>

#include "common/domain/scopes.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/calendar_address.hpp"
#include "services/gateway/calendar_out.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

constexpr std::string_view suffix = ".ics";

Answered<CalendarOf> allowed(const ApiPorts& ports, const v1::CalendarSubject& subject,
                             const v1::Account& by) {
    const bool person = !subject.person().empty();
    if (person == !subject.roster().empty())
        return std::unexpected(
            Refused{.status = 400, .code = "missing_field", .detail = "either person or roster"});
    CalendarOf of{person ? CalendarOf::Kind::person : CalendarOf::Kind::roster,
                  person ? subject.person() : subject.roster()};
    const bool oneself = person && of.id == by.person();
    if (!oneself && !has_role(by, Role::coordinator) && !has_role(by, Role::admin))
        return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    if (!known(*ports.directory.current(), of))
        return std::unexpected(Refused{.status = 422,
                                       .code = person ? "person_unknown" : "roster_unknown",
                                       .detail = person ? "person" : "roster"});
    return of;
}

awaitable<AnyResponse> give_address(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    v1::CalendarSubject subject;
    if (auto read = read_body(request, subject); !read) co_return std::unexpected(read.error());
    auto address = co_await calendar_address(ports, std::move(subject), false, caller.account);
    if (!address) co_return std::unexpected(address.error());
    v1::CalendarAddress answer;
    answer.set_address(std::move(*address));
    co_return message_response(200, request, answer);
}

awaitable<AnyResponse> revoke_address(ApiPorts& ports, const http::Request& request,
                                      const Caller& caller) {
    v1::CalendarSubject subject;
    if (auto read = read_body(request, subject); !read) co_return std::unexpected(read.error());
    const auto next = co_await calendar_address(ports, std::move(subject), true, caller.account);
    if (!next) co_return std::unexpected(next.error());
    co_return http::Response{.status = 204};
}

// With a membership end the calendars of its people and of its rosters.
bool stands(const domain::Directory& directory, const CalendarOf& of, Instant at) {
    if (of.kind == CalendarOf::Kind::person) return domain::belongs(directory, of.id, at);
    const auto& rosters = directory.data().rosters();
    const auto roster = std::ranges::find(rosters, of.id, &v1::Roster::id);
    return roster != rosters.end() &&
           domain::member_at(directory.organization(roster->organization()), at);
}

// What the path is an address of. Unknown, malformed and revoked are one answer.
awaitable<Answered<CalendarOf>> addressed(ApiPorts& ports, std::string file) {
    const Refused nothing{.status = 404, .code = "not_found"};
    if (!file.ends_with(suffix)) co_return std::unexpected(nothing);
    const std::string token = file.substr(0, file.size() - suffix.size());
    auto of = said_by_token(token);
    if (!of || !stands(*ports.directory.current(), *of, ports.clock.now()))
        co_return std::unexpected(nothing);
    const auto serial = co_await calendar_serial(ports.store.client(), *of);
    if (!serial) co_return std::unexpected(serial.error());
    if (!equal_constant_time(token, calendar_token(ports.secret, *of, *serial)))
        co_return std::unexpected(nothing);
    co_return std::move(*of);
}

// Months of shifts are computed, and written, on the worker pool. Words and cards are of this
// thread.
awaitable<std::string> calendar_text(ApiPorts& ports, CalendarOf of) {
    const auto directory = ports.directory.current();
    const Instant stamp = ports.directory.put_at();
    // Whole days: what did not change is the same bytes until midnight.
    const Instant today = std::chrono::floor<std::chrono::days>(ports.clock.now());
    const calendar::Window window{today - limits::calendar_back, today + limits::calendar_ahead};
    const auto shifts =
        co_await ports.workers.run([&] { return shifts_of(*directory, of, window); });
    const auto name_of = [&](const std::string& person) { return ports.desk.name_of(person); };
    const auto calendar = in_words(*directory, of, shifts, ports.words, name_of, stamp);
    co_return co_await ports.workers.run(
        [&] { return calendar::write_calendar(calendar, ports.secret); });
}

awaitable<AnyResponse> get_calendar(ApiPorts& ports, const http::Request& request) {
    const auto of = co_await addressed(ports, request.params.at("token"));
    if (!of) co_return std::unexpected(of.error());
    std::string text = co_await calendar_text(ports, *of);
    const std::string tag =
        '"' + to_hex(as_text(plain_hash(text)).substr(0, limits::entity_tag_bytes)) + '"';
    http::Response response{
        .fields = {
            {"Content-Type", "text/calendar; charset=utf-8"},
            {"Cache-Control", "private, max-age=" + std::to_string(limits::calendar_fresh.count())},
            {"ETag", tag},
            {"X-Content-Type-Options", "nosniff"}}};
    if (request.field("if-none-match").contains(tag)) {
        response.status = 304;
        co_return response;
    }
    response.body = std::move(text);
    co_return response;
}

}  // namespace

awaitable<Answered<std::string>> calendar_address(ApiPorts& ports, v1::CalendarSubject subject,
                                                  bool renew, v1::Account by) {
    const auto of = allowed(ports, subject, by);
    if (!of) co_return std::unexpected(of.error());
    if (renew) {
        const auto revoked = co_await revoke_calendar(ports.store.client(), *of);
        if (!revoked) co_return std::unexpected(revoked.error());
    }
    const auto serial = co_await calendar_serial(ports.store.client(), *of);
    if (!serial) co_return std::unexpected(serial.error());
    co_return ports.config.public_url + "/calendar/" + calendar_token(ports.secret, *of, *serial) +
        std::string(suffix);
}

void add_calendar_routes(Routes& routes, ApiPorts& ports) {
    const auto add = [&](std::string pattern, auto answer) {
        routes.push_back({http::Method::post, std::move(pattern), limits::calendar_subject_bytes,
                          for_everyone(ports, [&ports, answer](const http::Request& request,
                                                               const Caller& caller) {
                              return answer(ports, request, caller);
                          })});
    };
    add("/v1/calendar-addresses", give_address);
    add("/v1/calendar-addresses/revoke", revoke_address);
    routes.push_back({http::Method::get, "/calendar/{token}", 0,
                      [&ports](http::Request request) -> awaitable<http::Response> {
                          auto response = co_await get_calendar(ports, request);
                          if (!response) co_return ports.problems.answer(response.error(), request);
                          co_return std::move(*response);
                      }});
}

}  // namespace relais::gateway
