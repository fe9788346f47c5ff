// A request that has passed the gate, and what a route answers. No Beast here: this header is what
// services see.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace relais::http {

enum class Method { get, head, post, put };

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Request {
    Method method = Method::get;
    std::string path = {};   // as sent, without the query
    std::string query = {};  // without '?'
    Fields fields = {};      // names in lower case, read before the body
    std::string body = {};
    std::string peer = {};                           // address without port
    std::map<std::string, std::string> params = {};  // of the route: {id}

    [[nodiscard]] std::string_view field(std::string_view name) const;   // empty when absent
    [[nodiscard]] std::string cookie(std::string_view name) const;       // empty when absent
    [[nodiscard]] std::string query_value(std::string_view name) const;  // decoded; empty if absent
};

// x-www-form-urlencoded, in order; a name may come twice. Nothing when malformed.
[[nodiscard]] std::optional<Fields> parse_form(std::string_view body);

// Where a stream's pieces go. False: the other side is gone or too slow; stop.
class Sink {
public:
    virtual ~Sink() = default;
    [[nodiscard]] virtual boost::asio::awaitable<bool> write(std::string piece) = 0;
    [[nodiscard]] virtual bool open() const = 0;
};

struct Response {
    unsigned status = 200;
    Fields fields = {};  // content-type among them
    std::string body = {};
    // When set, body is not used: it writes pieces until it returns (Server-Sent Events).
    std::function<boost::asio::awaitable<void>(Sink&)> stream = {};
};

}  // namespace relais::http
