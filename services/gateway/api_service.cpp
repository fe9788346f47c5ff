// Health, metrics and the description of the API: open to whoever reaches us, and without any case.
#include <relais_gateway_embedded.hpp>

#include "services/gateway/api_support.hpp"

namespace relais::gateway {
namespace {

http::Handler plain(std::function<http::Response()> answer) {
    return [answer = std::move(answer)](http::Request) -> awaitable<http::Response> {
        co_return answer();
    };
}

}  // namespace

void add_service_routes(Routes& routes, ApiPorts& ports) {
    routes.push_back({http::Method::get, "/healthz", 0,
                      plain([] { return json_response(200, "{\"alive\":true}"); })});
    routes.push_back({http::Method::get, "/readyz", 0, plain([&ports] {
                          const bool ready = ports.ready();
                          return json_response(ready ? 200 : 503,
                                               ready ? "{\"ready\":true}" : "{\"ready\":false}");
                      })});
    routes.push_back({http::Method::get, "/metrics", 0, plain([&ports] {
                          http::Response response = json_response(200, ports.metrics.text());
                          response.fields.front().second = "text/plain; version=0.0.4";
                          return response;
                      })});
    routes.push_back({http::Method::get, "/v1/openapi.json", 0,
                      plain([] { return json_response(200, embedded::openapi_json()); })});
}

}  // namespace relais::gateway
