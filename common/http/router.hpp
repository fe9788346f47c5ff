// The table of routes, looked up: a path and a method give a handler and its parameters, or the
// reason why not.
#pragma once

#include <array>
#include <expected>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/http/server.hpp"

namespace relais::http {

class Router {
public:
    explicit Router(std::vector<Route> routes);
    Router(Router&&) = default;  // a copy would point into the original

    // The route; fills the request's parameters. A HEAD finds what answers GET.
    [[nodiscard]] std::expected<const Route*, Refusal> find(Request& request) const;

private:
    struct Place {
        std::vector<std::string> segments;        // "{id}" is a parameter
        std::array<const Route*, 3> by_method{};  // get, post, put
    };
    [[nodiscard]] static bool matches(const Place& place, std::string_view path,
                                      std::map<std::string, std::string>& params);

    std::vector<Route> routes_;
    std::vector<Place> places_;  // with parameters
    std::unordered_map<std::string, Place> fixed_;
};

}  // namespace relais::http
