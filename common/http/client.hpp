// The HTTP client: libcurl's multi interface on Asio. No redirects, no proxies from the
// environment, answers cut at a limit, and no address that the caller did not allow: the address is
// checked when the socket is opened, after the name was resolved.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "common/base/result.hpp"
#include "common/http/message.hpp"

namespace relais::http {

struct Call {
    Method method = Method::get;
    std::string url = {};
    Fields fields = {};
    std::string body = {};
    std::chrono::milliseconds timeout{5'000};
    std::size_t answer_bytes_max = 64u << 10;  // above: malformed
};

struct Answer {
    unsigned status = 0;
    Fields fields = {};  // names in lower case
    std::string body = {};
};

class Client {
public:
    enum class Reach {
        public_only,   // loopback, private, link-local … addresses are refused
        loopback_too,  // an explicit setting: drills and tests
    };
    Client(boost::asio::any_io_executor executor, Reach reach);
    ~Client();
    // A Fault when there is no answer: unavailable (not connected), refused (the address or the URL
    // is not allowed), timeout, unknown (sent, then the connection was lost), malformed (cut, too
    // large, not HTTP). Any status is an answer.
    [[nodiscard]] boost::asio::awaitable<Result<Answer>> send(Call call);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace relais::http
