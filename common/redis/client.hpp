// One connection to Redis on Asio: many coroutines call, one writer sends what has gathered, one
// reader hands replies back in order (hiredis formats and reads; it never touches a socket).
//
// Promises: calls of one client arrive in the order in which they were made; a call ends within its
// time-out; after a lost connection every call in flight ends with `unknown` (it may have
// happened) and is never sent again by this class; it reconnects by itself with back-off. Calls
// made while it connects for the first time, or again at once after a loss, wait for that attempt;
// while the server is known to be away they end at once with `unavailable`. A blocking read (XREAD
// BLOCK …) must have a client of its own: it would hold up all others. One thread. The io_context
// outlives the client, and runs until stop() or the client's end.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "common/base/result.hpp"

namespace relais::redis {

struct Reply {
    enum class Kind { nil, integer, string, status, error, array };
    Kind kind = Kind::nil;
    std::int64_t integer = 0;
    std::string text;             // string, status, error
    std::vector<Reply> elements;  // array

    [[nodiscard]] bool is_nil() const { return kind == Kind::nil; }
};

struct Settings {
    std::string unix_socket;  // when not empty, host and port are not used
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::chrono::milliseconds connect_timeout{1'000};
    std::chrono::milliseconds call_timeout{5'000};
    std::chrono::milliseconds backoff_min{50};
    std::chrono::milliseconds backoff_max{1'000};
    std::size_t calls_max = 16'384;           // queued or in flight; above: overloaded
    std::size_t reply_bytes_max = 64u << 20;  // above: the connection is dropped
};

using Args = std::vector<std::string>;

class Client {
public:
    Client(boost::asio::any_io_executor executor, Settings settings);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // An error reply of the server is a Fault (refused) with its text as cause.
    // A call takes its place in the order when it is made; its arguments may go at once.
    [[nodiscard]] boost::asio::awaitable<Result<Reply>> call(const Args& args);
    [[nodiscard]] boost::asio::awaitable<Result<Reply>> call(const Args& args,
                                                             std::chrono::milliseconds timeout);
    // Several calls sent as one batch, answers in the same order.
    [[nodiscard]] boost::asio::awaitable<std::vector<Result<Reply>>> call_all(
        const std::vector<Args>& calls);
    [[nodiscard]] bool connected() const;
    [[nodiscard]] bool stopped() const;
    [[nodiscard]] boost::asio::any_io_executor executor() const;
    // Ends the connection and every call in flight (unknown). Idempotent.
    void stop();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace relais::redis
