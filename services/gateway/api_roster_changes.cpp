// Changing who is on call, by a program: see roster_changes.hpp.
#include "common/domain/roster_change.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/roster_changes.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

struct Wish {
    v1::RosterChange change;
    bool preview = false;
};

std::unexpected<Refused> invalid(std::string detail) {
    return std::unexpected(
        Refused{.status = 400, .code = "invalid_field", .detail = std::move(detail)});
}

Answered<Wish> wish_of(const http::Request& request) {
    Wish wish;
    if (auto read = read_body(request, wish.change); !read) return std::unexpected(read.error());
    const auto roster = request.params.find("id");
    const bool of_roster = roster != request.params.end();
    wish.change.set_roster(of_roster ? roster->second : std::string{});
    if (of_roster == domain::is_of_absence(wish.change))
        return invalid(of_roster ? "an absence is of no roster: /v1/absences"
                                 : "addAbsence or removeAbsence");
    const auto preview = request.query_value("preview");
    if (!preview.empty() && preview != "true" && preview != "false")
        return invalid("preview: true or false");
    wish.preview = preview == "true";
    return wish;
}

http::Response refusal(const ApiPorts& ports, const http::Request& request, const Caller& caller,
                       const v1::RosterChange& asked, const ChangeRefused& why) {
    const auto& language = caller.account.language();
    if (!why.faults.empty())
        return ports.problems.answer(why.faults, request, language, why.refused.code);
    if (why.stands.revision() == 0) return ports.problems.answer(why.refused, request, language);
    auto stands = why.stands;
    stands.clear_revision();
    return ports.problems.answer(why.refused, request, language,
                                 ",\"revision\":" + std::to_string(why.stands.revision()) +
                                     ",\"asked\":" + to_json(asked) +
                                     ",\"stands\":" + to_json(stands));
}

awaitable<AnyResponse> post_change(ApiPorts& ports, const http::Request& request,
                                   const Caller& caller) {
    const auto wish = wish_of(request);
    if (!wish) co_return std::unexpected(wish.error());
    const auto answer = co_await change_roster(ports, wish->change, wish->preview, caller.account);
    if (!answer) co_return refusal(ports, request, caller, wish->change, answer.error());
    co_return message_response(200, request, *answer, Absent::shown);
}

}  // namespace

void add_roster_change_routes(Routes& routes, ApiPorts& ports) {
    // A layer may come from a file.
    for (const auto& [pattern, body_max] :
         {std::pair{"/v1/rosters/{id}/changes", ports.config.directory_bytes_max},
          std::pair{"/v1/absences", ports.config.command_bytes_max}})
        routes.push_back({http::Method::post, pattern, body_max,
                          for_roles(ports, {Role::admin, Role::coordinator, Role::responder},
                                    [&ports](const http::Request& request, const Caller& caller) {
                                        return post_change(ports, request, caller);
                                    })});
}

}  // namespace relais::gateway
