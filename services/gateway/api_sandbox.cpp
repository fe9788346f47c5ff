// The telephones of a drill, for whoever leads it. A long poll: a new message is given at once.
#include <algorithm>
#include <charconv>

#include "common/store/pause.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/sandbox_reader.hpp"

namespace relais::gateway {
namespace {

using AnyResponse = Answered<http::Response>;

// Often enough that a drill feels immediate; a read costs Redis some microseconds.
constexpr std::chrono::milliseconds look_every{20};

std::unexpected<Refused> invalid(std::string field) {
    return std::unexpected(
        Refused{.status = 400, .code = "invalid_field", .detail = std::move(field)});
}

awaitable<AnyResponse> get_messages(ApiPorts& ports, const http::Request& request, const Caller&) {
    std::string after = request.query_value("after");
    if (!after.empty() && !is_stream_id(after)) co_return invalid("after");
    const std::string text = request.query_value("wait");
    unsigned wait_s = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), wait_s);
    if (!text.empty() && (read.ec != std::errc{} || read.ptr != text.data() + text.size()))
        co_return invalid("wait");
    const auto until = std::chrono::steady_clock::now() +
                       std::min(std::chrono::seconds(wait_s), limits::sandbox_wait);
    for (;;) {
        const auto batch =
            co_await sandbox_after(ports.store.client(), after, limits::sandbox_messages);
        if (!batch) co_return std::unexpected(refused_for(batch.error()));
        const bool over = std::chrono::steady_clock::now() >= until || ports.streams.stopped();
        if (batch->messages.empty() && batch->next == after && !over) {
            co_await store::pause(look_every);
            continue;
        }
        std::string json = "{\"messages\":[";
        for (const auto& message : batch->messages) {
            if (json.back() != '[') json += ',';
            json += to_json(message);
        }
        co_return json_response(200, json + "],\"next\":" + json_string(batch->next) + "}");
    }
}

}  // namespace

void add_sandbox_routes(Routes& routes, ApiPorts& ports) {
    routes.push_back({http::Method::get, "/v1/sandbox/messages", 0,
                      for_roles(ports, {v1::Role::coordinator, v1::Role::admin},
                                [&ports](const http::Request& request, const Caller& caller) {
                                    return get_messages(ports, request, caller);
                                })});
}

}  // namespace relais::gateway
