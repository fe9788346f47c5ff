// What comes in clear about a case and is sealed at once, and what can be given to the person.
#include "common/words/words.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/screens/her_record.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

const std::vector<Role::Code> her_side = {Role::worker, Role::coordinator, Role::responder};

http::Response version_response(std::uint64_t version) {
    return json_response(200, "{\"version\":" + std::to_string(version) + "}");
}

awaitable<AnyResponse> post_safe_contact(ApiPorts& ports, const http::Request& request,
                                         const Caller& caller) {
    v1::SafeContactTelling told;
    if (auto read = read_body(request, told); !read) co_return std::unexpected(read.error());
    const auto version = co_await ports.desk.tell_safe_contact(request.params.at("id"),
                                                               std::move(told), caller.account);
    if (!version) co_return std::unexpected(version.error());
    co_return version_response(*version);
}

awaitable<AnyResponse> post_relocation(ApiPorts& ports, const http::Request& request,
                                       const Caller& caller) {
    v1::RelocationTelling told;
    if (auto read = read_body(request, told); !read) co_return std::unexpected(read.error());
    const auto version = co_await ports.desk.plan_relocation(request.params.at("id"),
                                                             std::move(told), caller.account);
    if (!version) co_return std::unexpected(version.error());
    co_return version_response(*version);
}

awaitable<AnyResponse> post_advice(ApiPorts& ports, const http::Request& request,
                                   const Caller& caller) {
    v1::AdviceTelling told;
    if (auto read = read_body(request, told); !read) co_return std::unexpected(read.error());
    const auto version =
        co_await ports.desk.give_advice(request.params.at("id"), std::move(told), caller.account);
    if (!version) co_return std::unexpected(version.error());
    co_return version_response(*version);
}

awaitable<AnyResponse> post_her_record(ApiPorts& ports, const http::Request& request,
                                       const Caller& caller) {
    v1::HerRecordAsking asked;
    if (auto read = read_body(request, asked); !read) co_return std::unexpected(read.error());
    const auto language = asked.language().empty()
                              ? language_for(request, caller.account.language())
                              : words::language_of(asked.language());
    const auto reading = co_await ports.desk.read_for_her(request.params.at("id"),
                                                          asked.command_id(), caller.account);
    if (!reading) co_return std::unexpected(reading.error());
    const screens::RecordMaking making{
        .words = ports.words,
        .language = language,
        .now = ports.clock.now(),
        .directory = ports.directory.current(),
        .name_of = [&](const std::string& person) { return ports.desk.name_of(person); }};
    co_return message_response(200, request, screens::her_record(making, *reading));
}

}  // namespace

void add_case_door_routes(Routes& routes, ApiPorts& ports) {
    const auto add = [&](std::string pattern, auto answer) {
        routes.push_back(
            {http::Method::post, std::move(pattern), ports.config.command_bytes_max,
             for_roles(ports, her_side,
                       [&ports, answer](const http::Request& request, const Caller& caller) {
                           return answer(ports, request, caller);
                       })});
    };
    add("/v1/cases/{id}/safe-contact", post_safe_contact);
    add("/v1/cases/{id}/relocation", post_relocation);
    add("/v1/cases/{id}/advice", post_advice);
    add("/v1/cases/{id}/her-record", post_her_record);
}

}  // namespace relais::gateway
