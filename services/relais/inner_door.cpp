#include "services/relais/inner_door.hpp"

namespace relais::cli {
namespace {

http::Response plain(unsigned status, std::string type, std::string body) {
    http::Response response;
    response.status = status;
    response.fields = {{"content-type", std::move(type)}};
    response.body = std::move(body);
    return response;
}

http::Route route(std::string pattern, std::function<http::Response()> answer) {
    return {http::Method::get, std::move(pattern), 0,
            [answer = std::move(answer)](http::Request) -> boost::asio::awaitable<http::Response> {
                co_return answer();
            }};
}

http::ServerSettings settings(const runtime::Config& config) {
    http::ServerSettings settings;
    settings.port = config.metrics_port;
    settings.connections_max = 32;  // a scraper and a curious operator
    settings.connections_per_address_max = 32;
    return settings;
}

std::vector<http::Route> routes(runtime::Process& process, const std::function<bool()>& ready) {
    return {route("/healthz", [] { return plain(200, "application/json", "{\"alive\":true}"); }),
            route("/readyz",
                  [ready] {
                      const bool yes = ready();
                      return plain(yes ? 200 : 503, "application/json",
                                   yes ? "{\"ready\":true}" : "{\"ready\":false}");
                  }),
            route("/metrics", [&process] {
                return plain(200, "text/plain; version=0.0.4", process.metrics.text());
            })};
}

}  // namespace

InnerDoor::InnerDoor(runtime::Process& process, std::function<bool()> ready)
    : server_(process.io.get_executor(), settings(process.config), routes(process, ready),
              [](const http::Refusal& refusal, const http::Request&) {
                  return plain(refusal.status, "application/problem+json",
                               "{\"code\":\"" + refusal.code + "\"}");
              }) {}

Result<void> InnerDoor::open() {
    if (const auto port = server_.listen(); !port) return std::unexpected(port.error());
    return {};
}

boost::asio::awaitable<void> InnerDoor::close() { co_await server_.stop(std::chrono::seconds{1}); }

}  // namespace relais::cli
