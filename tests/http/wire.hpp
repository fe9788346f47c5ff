// A server, and bare sockets that talk to it as a careless or hostile client would: bytes out,
// bytes in. Everything runs on one io_context; a test that hangs is stopped after ten seconds.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include "common/http/server.hpp"

namespace relais::http::testing {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

class Wire {
public:
    Wire(asio::io_context& io, std::uint16_t port) : socket_(io) {
        socket_.connect({asio::ip::make_address("127.0.0.1"), port});
    }
    awaitable<void> send(std::string text) {
        (void)co_await asio::async_write(socket_, asio::buffer(text), as_result);
    }
    // Everything until the other side closes.
    awaitable<std::string> read_all() {
        std::string text;
        (void)co_await asio::async_read(socket_, asio::dynamic_buffer(text), as_result);
        co_return std::exchange(held_, {}) + text;
    }
    // Until `mark` has come (it included), or the other side closes.
    awaitable<std::string> read_until(std::string mark) {
        for (;;) {
            const auto at = held_.find(mark);
            if (at != held_.npos) {
                const std::string text = held_.substr(0, at + mark.size());
                held_.erase(0, at + mark.size());
                co_return text;
            }
            std::array<char, 4096> some;
            const auto [error, size] =
                co_await socket_.async_read_some(asio::buffer(some), as_result);
            if (error) co_return std::exchange(held_, {});
            held_.append(some.data(), size);
        }
    }
    void end_sending() { socket_.shutdown(tcp::socket::shutdown_send); }
    void close() { socket_.close(); }
    tcp::socket& socket() { return socket_; }

private:
    tcp::socket socket_;
    std::string held_;
};

inline Response plain(std::string body, unsigned status = 200) {
    return {.status = status, .fields = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

class HttpTest : public ::testing::Test {
public:
    HttpTest() { settings_.head_timeout = settings_.request_timeout = std::chrono::seconds(5); }

    void add(Method method, std::string pattern, std::size_t body_max,
             std::function<Response(const Request&)> answer) {
        routes_.push_back({method, std::move(pattern), body_max,
                           [answer = std::move(answer)](Request request) -> awaitable<Response> {
                               co_return answer(request);
                           }});
    }

    void start() {
        server_ = std::make_unique<Server>(
            io_.get_executor(), settings_, routes_, [this](const Refusal& refusal, const Request&) {
                refusals_.push_back(refusal);
                Response response = plain(refusal.code + ": " + refusal.detail, refusal.status);
                if (!refusal.allow.empty()) response.fields.emplace_back("Allow", refusal.allow);
                return response;
            });
        const auto port = server_->listen();
        ASSERT_TRUE(port);
        port_ = *port;
    }

    // Runs one story to its end.
    void run(awaitable<void> story) {
        bool done = false;
        asio::co_spawn(io_, std::move(story), [&](const std::exception_ptr& failed) {
            done = true;
            io_.stop();
            if (failed) std::rethrow_exception(failed);
        });
        io_.restart();
        io_.run_for(std::chrono::seconds(10));
        ASSERT_TRUE(done) << "the story hung";
    }

    // One connection, one text, all that comes back.
    std::string exchange(std::string text, bool ends_sending = true) {
        std::string answer;
        run([](HttpTest* self, std::string sent, bool ends, std::string& got) -> awaitable<void> {
            Wire wire(self->io_, self->port_);
            co_await wire.send(sent);
            if (ends) wire.end_sending();
            got = co_await wire.read_all();
        }(this, std::move(text), ends_sending, answer));
        return answer;
    }

    asio::io_context io_;
    ServerSettings settings_;
    std::vector<Route> routes_;
    std::vector<Refusal> refusals_;
    std::unique_ptr<Server> server_;
    std::uint16_t port_ = 0;
};

}  // namespace relais::http::testing
