// The HTTP/1.1 server: Beast behind a strict gate (the requests that Debian's Beast accepts and
// must not), routes as rows of a table, a limit for everything.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "common/base/result.hpp"
#include "common/http/message.hpp"

namespace relais::http {

using Handler = std::function<boost::asio::awaitable<Response>(Request)>;

struct Route {
    Method method = Method::get;  // get answers HEAD too
    std::string pattern;          // "/v1/cases/{id}"
    std::size_t body_max = 0;     // bytes; above: 413
    Handler handler;
};

// Why a request never reached a route (or a route failed): the gateway words it.
struct Refusal {
    unsigned status = 400;
    // "malformed_request", "not_found", "method_not_allowed", "too_large", "request_timeout",
    // "too_many_requests", "internal"
    std::string code;
    std::string detail = {};  // what exactly, in English, safe to show
    std::string allow = {};   // 405: the methods
    std::string cause = {};   // 500: for the log, never shown
};

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                             // 0: any free one
    std::chrono::milliseconds head_timeout{10'000};     // whole head, slow drips included
    std::chrono::milliseconds request_timeout{30'000};  // whole request
    std::chrono::milliseconds write_timeout{10'000};
    std::chrono::milliseconds idle_timeout{60'000};  // between requests
    std::size_t head_bytes_max = 8'192;
    std::size_t fields_max = 100;
    std::size_t target_bytes_max = 2'048;
    std::size_t connections_max = 2'048;
    std::size_t connections_per_address_max = 256;
};

class Server {
public:
    using Refuse = std::function<Response(const Refusal&, const Request&)>;
    Server(boost::asio::any_io_executor executor, ServerSettings settings,
           std::vector<Route> routes, Refuse refuse);
    ~Server();

    [[nodiscard]] Result<std::uint16_t> listen();  // the port
    // Takes no new connection; ends idle ones; waits for requests in hand, at most `patience`.
    [[nodiscard]] boost::asio::awaitable<void> stop(std::chrono::milliseconds patience);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace relais::http
