#include "common/http/router.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/http/percent.hpp"

namespace relais::http {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        path = end == path.npos ? std::string_view{} : path.substr(end);
    }
    return segments;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

std::size_t slot(Method method) {
    switch (method) {
        case Method::get:
        case Method::head:
            return 0;
        case Method::post:
            return 1;
        case Method::put:
            return 2;
    }
    return 0;
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)) {
    for (const Route& route : routes_) {
        check(route.pattern.starts_with('/'), "a route's pattern starts with a slash");
        const auto segments = segments_of(route.pattern);
        Place* place = nullptr;
        if (std::ranges::none_of(segments, is_parameter)) {
            place = &fixed_[route.pattern];
        } else {
            const std::vector<std::string> own(segments.begin(), segments.end());
            const auto have = std::ranges::find(places_, own, &Place::segments);
            place = have == places_.end() ? &places_.emplace_back(own) : &*have;
        }
        auto& cell = place->by_method[slot(route.method)];
        check(cell == nullptr, "a route stands in the table once: " + route.pattern);
        cell = &route;
    }
}

bool Router::matches(const Place& place, std::string_view path,
                     std::map<std::string, std::string>& params) {
    const auto segments = segments_of(path);
    if (segments.size() != place.segments.size()) return false;
    params.clear();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string& pattern = place.segments[i];
        if (!is_parameter(pattern)) {
            if (segments[i] != pattern) return false;
            continue;
        }
        auto value = percent_decoded(segments[i], Plus::is_plus);
        const auto plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20; };
        if (!value || value->empty() || !std::ranges::all_of(*value, plain)) return false;
        params.emplace(pattern.substr(1, pattern.size() - 2), std::move(*value));
    }
    return true;
}

std::expected<const Route*, Refusal> Router::find(Request& request) const {
    const Place* place = nullptr;
    if (const auto fixed = fixed_.find(request.path); fixed != fixed_.end()) {
        place = &fixed->second;
    } else {
        for (const Place& candidate : places_)
            if (matches(candidate, request.path, request.params)) {
                place = &candidate;
                break;
            }
    }
    if (place == nullptr) return std::unexpected(Refusal{.status = 404, .code = "not_found"});
    if (const Route* route = place->by_method[slot(request.method)]) return route;
    Refusal refusal{.status = 405, .code = "method_not_allowed"};
    constexpr std::array names = {"GET, HEAD", "POST", "PUT"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (place->by_method[i] != nullptr)
            refusal.allow += (refusal.allow.empty() ? "" : ", ") + std::string(names[i]);
    refusal.detail = "allowed: " + refusal.allow;
    return std::unexpected(std::move(refusal));
}

}  // namespace relais::http
