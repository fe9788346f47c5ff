#include "services/gateway/api_support.hpp"

#include <algorithm>

#include <google/protobuf/util/json_util.h>

namespace relais::gateway {
namespace {

constexpr std::string_view protobuf_type = "application/x-protobuf";

std::string_view media_type(std::string_view field) {
    field = field.substr(0, field.find(';'));
    while (field.ends_with(' ')) field.remove_suffix(1);
    return field;
}

std::unexpected<Refused> no(std::string code, std::string detail) {
    return std::unexpected(
        Refused{.status = 400, .code = std::move(code), .detail = std::move(detail)});
}

constexpr std::size_t json_depth_max = 64;

// protobuf's reader takes a list inside a list as one list, however deep; no message of ours has
// one, so that such a body says something that we would not understand.
bool lists_are_flat(std::string_view json) {
    std::string open;  // the brackets that stand open
    bool in_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (in_text) {
            if (c == '\\') ++i;
            if (c == '"') in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '[' || c == '{') {
            if (c == '[' && open.ends_with('[')) return false;
            if (open.size() >= json_depth_max) return false;
            open += c;
        } else if ((c == ']' || c == '}') && !open.empty()) {
            open.pop_back();
        }
    }
    return true;
}

// protobuf tells its three kinds of wrong apart in words only.
std::string code_of(std::string_view said) {
    if (said.find("Cannot find field") != said.npos) return "unknown_field";
    if (said.find("invalid value") != said.npos) return "invalid_field";
    return "malformed_body";
}

using Who = std::function<awaitable<Answered<Caller>>(const http::Request&)>;

http::Handler handled(ApiPorts& ports, Who who, Work work) {
    // The router keeps the handler for as long as requests run: its captures outlive the coroutine.
    return [&ports, who = std::move(who),
            work = std::move(work)](http::Request request) -> awaitable<http::Response> {
        const auto caller = co_await who(request);
        if (!caller) co_return ports.problems.answer(caller.error(), request);
        auto response = co_await work(request, *caller);
        if (!response)
            co_return ports.problems.answer(response.error(), request, caller->account.language());
        co_return std::move(*response);
    };
}

}  // namespace

Answered<void> read_body(const http::Request& request, google::protobuf::Message& message) {
    const std::string_view type = media_type(request.field("content-type"));
    if (type == protobuf_type) {
        if (message.ParseFromString(request.body)) return {};
        return no("malformed_body", "not a " + message.GetTypeName());
    }
    if (type != "application/json")
        return std::unexpected(Refused{.status = 415,
                                       .code = "unsupported_media_type",
                                       .detail = "application/json or application/x-protobuf"});
    if (!lists_are_flat(request.body)) return no("malformed_body", "a list inside a list");
    const auto parsed = google::protobuf::util::JsonStringToMessage(request.body, &message);
    if (parsed.ok()) return {};
    // The first line names the field; the next ones would repeat what was typed.
    const std::string said = parsed.ToString();
    return no(code_of(said), said.substr(0, said.find('\n')));
}

http::Response json_response(unsigned status, std::string json) {
    return {.status = status,
            .fields = {{"Content-Type", "application/json"},
                       {"Cache-Control", "no-store"},
                       {"X-Content-Type-Options", "nosniff"}},
            .body = std::move(json)};
}

http::Response message_response(unsigned status, const http::Request& request,
                                const google::protobuf::Message& message, Absent absent) {
    if (media_type(request.field("accept")) != protobuf_type)
        return json_response(status, to_json(message, absent));
    http::Response response = json_response(status, message.SerializeAsString());
    response.fields.front().second = protobuf_type;
    return response;
}

Answered<std::string> format_in(const http::Request& request,
                                std::initializer_list<std::string_view> offered) {
    const std::string asked = request.query_value("format");
    if (asked.empty()) return std::string(*offered.begin());
    if (std::ranges::find(offered, asked) != offered.end()) return asked;
    std::string detail = "format:";
    for (const auto one : offered) detail += " " + std::string(one);
    return no("invalid_field", detail);
}

words::Language export_language(const http::Request& request, const v1::Account& account) {
    const std::string asked = request.query_value("lang");
    return asked.empty() ? language_for(request, account.language()) : words::language_of(asked);
}

http::Response file_response(std::string type, const std::string& name, std::string body) {
    return {.status = 200,
            .fields = {{"Content-Type", std::move(type)},
                       {"Content-Disposition", "attachment; filename=\"" + name + "\""},
                       {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
                       {"Cache-Control", "no-store"},
                       {"X-Content-Type-Options", "nosniff"}},
            .body = std::move(body)};
}

http::Handler for_roles(ApiPorts& ports, std::vector<v1::Role::Code> roles, Work work) {
    return handled(
        ports,
        [&ports, roles = std::move(roles)](const http::Request& request) {
            return ports.sessions.who(request, roles);
        },
        std::move(work));
}

http::Handler for_everyone(ApiPorts& ports, Work work) {
    return handled(
        ports, [&ports](const http::Request& request) { return ports.sessions.who(request); },
        std::move(work));
}

Routes api_routes(ApiPorts& ports) {
    Routes routes;
    add_case_routes(routes, ports);
    add_review_routes(routes, ports);
    add_case_door_routes(routes, ports);
    add_feed_routes(routes, ports);
    add_directory_routes(routes, ports);
    add_on_call_routes(routes, ports);
    add_match_routes(routes, ports);
    add_calendar_routes(routes, ports);
    add_roster_change_routes(routes, ports);
    add_roster_calendar_routes(routes, ports);
    add_bed_routes(routes, ports);
    add_listing_routes(routes, ports);
    add_sandbox_routes(routes, ports);
    add_hook_routes(routes, ports);
    add_service_routes(routes, ports);
    return routes;
}

}  // namespace relais::gateway
