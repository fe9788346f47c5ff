// Beds of shelters: what is free tonight; counted, held, confirmed, given back.
#include <google/protobuf/util/json_util.h>

#include "common/domain/assignment.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/beds_desk.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

// Every field of a wish may be asked for by its name in JSON. Nothing when none is.
Answered<std::optional<v1::BedWish>> wish_in(const http::Request& request) {
    std::string json;
    const auto* type = v1::BedWish::descriptor();
    for (int index = 0; index < type->field_count(); ++index) {
        const auto& name = type->field(index)->json_name();
        const auto value = request.query_value(name);
        if (value.empty()) continue;
        const bool is_bool =
            type->field(index)->type() == google::protobuf::FieldDescriptor::TYPE_BOOL;
        json += (json.empty() ? "" : ",") + json_string(name) + ":" +
                (is_bool && (value == "true" || value == "false") ? value : json_string(value));
    }
    if (json.empty()) return std::nullopt;
    v1::BedWish wish;
    if (!google::protobuf::util::JsonStringToMessage("{" + json + "}", &wish).ok())
        return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = "what is wished of a bed"});
    return wish;
}

awaitable<AnyResponse> get_beds(ApiPorts& ports, const http::Request& request,
                                const Caller& caller) {
    const auto wish = wish_in(request);
    if (!wish) co_return std::unexpected(wish.error());
    auto beds = co_await ports.beds.read(caller.account);
    if (!beds) co_return std::unexpected(beds.error());
    if (*wish)
        for (auto& shelter : *beds->mutable_shelters()) {
            auto& kinds = *shelter.mutable_kinds();
            kinds.erase(std::remove_if(kinds.begin(), kinds.end(),
                                       [&](const v1::BedsOfKind& each) {
                                           return each.free() == 0 ||
                                                  !domain::fits(each.kind(), **wish);
                                       }),
                        kinds.end());
        }
    co_return message_response(200, request, *beds, Absent::shown);
}

awaitable<AnyResponse> post_command(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    v1::Command command;
    if (auto read = read_body(request, command); !read) co_return std::unexpected(read.error());
    const auto version = co_await ports.beds.command(request.params.at("organization"),
                                                     std::move(command), caller.account);
    if (!version) co_return std::unexpected(version.error());
    co_return json_response(200, "{\"version\":" + std::to_string(*version) + "}");
}

awaitable<AnyResponse> post_plan(ApiPorts& ports, const http::Request& request,
                                 const Caller& caller) {
    v1::BedPlanQuestion question;
    if (auto read = read_body(request, question); !read) co_return std::unexpected(read.error());
    auto plan = co_await ports.beds.plan(std::move(question), caller.account, ports.workers);
    if (!plan) co_return std::unexpected(plan.error());
    const auto language = language_for(request, caller.account.language());
    for (auto& left : *plan->mutable_left())
        left.set_words(
            ports.words.say(language, "bed_plan." + v1::BedPlan::Left::Reason_Name(left.reason())));
    co_return message_response(200, request, *plan, Absent::shown);
}

}  // namespace

void add_bed_routes(Routes& routes, ApiPorts& ports) {
    const std::vector<Role::Code> roles{Role::worker, Role::responder, Role::coordinator,
                                        Role::admin};
    routes.push_back(
        {http::Method::get, "/v1/beds", 0,
         for_roles(ports, roles, [&ports](const http::Request& request, const Caller& caller) {
             return get_beds(ports, request, caller);
         })});
    routes.push_back({http::Method::post, "/v1/beds/plan", ports.config.command_bytes_max,
                      for_roles(ports, {Role::coordinator},
                                [&ports](const http::Request& request, const Caller& caller) {
                                    return post_plan(ports, request, caller);
                                })});
    routes.push_back(
        {http::Method::post, "/v1/beds/{organization}/commands", ports.config.command_bytes_max,
         for_roles(ports, roles, [&ports](const http::Request& request, const Caller& caller) {
             return post_command(ports, request, caller);
         })});
}

}  // namespace relais::gateway
