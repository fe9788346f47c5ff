// Time and number: what a slow, silent or crowding client gets.
#include <gmock/gmock.h>

#include "tests/http/wire.hpp"

namespace relais::http::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ALimit : public HttpTest {
public:
    ALimit() {
        add(Method::get, "/hello", 0, [](const Request&) { return plain("hello"); });
        add(Method::post, "/echo", 100, [](const Request& request) { return plain(request.body); });
    }

    // Sends one byte after the other for as long as the server lets us; then what it said.
    awaitable<std::string> drip(std::string start, std::string text) {
        Wire wire(io_, port_);
        co_await wire.send(std::move(start));
        asio::steady_timer timer(io_);
        for (const char byte : text) {
            co_await wire.send(std::string(1, byte));
            timer.expires_after(milliseconds(20));
            co_await timer.async_wait(asio::use_awaitable);
            if (wire.socket().available() > 0) break;
        }
        co_return co_await wire.read_all();
    }
};

TEST_F(ALimit, OfTheHeadEndsASlowDrip) {
    settings_.head_timeout = milliseconds(150);
    start();
    run([](ALimit* self) -> awaitable<void> {
        const std::string answer =
            co_await self->drip("GET /hello HTTP/1.1\r\nHost: a\r\nX: ", std::string(100, 'x'));
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 408 "));
        EXPECT_THAT(answer, HasSubstr("Connection: close"));
    }(this));
}

TEST_F(ALimit, OfTheRequestEndsASlowBody) {
    settings_.request_timeout = milliseconds(150);
    start();
    run([](ALimit* self) -> awaitable<void> {
        const std::string answer = co_await self->drip(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", std::string(100, 'x'));
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 408 "));
    }(this));
}

TEST_F(ALimit, OfIdlenessClosesInSilence) {
    settings_.idle_timeout = milliseconds(100);
    start();
    run([](ALimit* self) -> awaitable<void> {
        Wire wire(self->io_, self->port_);
        co_await wire.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        EXPECT_THAT(co_await wire.read_until("hello"), StartsWith("HTTP/1.1 200 "));
        EXPECT_EQ(co_await wire.read_all(), "");
    }(this));
}

TEST_F(ALimit, OfWritingEndsAReaderThatDoesNotRead) {
    settings_.write_timeout = milliseconds(150);
    bool ended = false;
    routes_.push_back({Method::get, "/flood", 0, [&ended](Request) -> awaitable<Response> {
                           Response response = plain("");
                           response.stream = [&ended](Sink& sink) -> awaitable<void> {
                               while (co_await sink.write(std::string(100'000, 'x'))) {
                               }
                               ended = true;
                           };
                           co_return response;
                       }});
    start();
    run([](ALimit* self, bool& has_ended) -> awaitable<void> {
        Wire wire(self->io_, self->port_);
        co_await wire.send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n");
        asio::steady_timer timer(self->io_);
        while (!has_ended) {
            timer.expires_after(milliseconds(10));
            co_await timer.async_wait(asio::use_awaitable);
        }
    }(this, ended));
    EXPECT_TRUE(ended);
}

TEST_F(ALimit, OfConnectionsOfOneAddressIsSaid) {
    settings_.connections_per_address_max = 2;
    start();
    run([](ALimit* self) -> awaitable<void> {
        Wire one(self->io_, self->port_);
        Wire two(self->io_, self->port_);
        Wire three(self->io_, self->port_);
        EXPECT_THAT(co_await three.read_all(), StartsWith("HTTP/1.1 429 "));
        co_await one.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        EXPECT_THAT(co_await one.read_until("hello"), StartsWith("HTTP/1.1 200 "));
    }(this));
}

TEST_F(ALimit, OfAllConnectionsIsSaidAndRoomComesBack) {
    settings_.connections_max = 1;
    start();
    run([](ALimit* self) -> awaitable<void> {
        {
            Wire one(self->io_, self->port_);
            Wire two(self->io_, self->port_);
            EXPECT_THAT(co_await two.read_all(), StartsWith("HTTP/1.1 503 "));
        }
        for (;;) {
            Wire again(self->io_, self->port_);
            co_await again.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
            if ((co_await again.read_until("hello")).starts_with("HTTP/1.1 200 ")) co_return;
        }
    }(this));
}

TEST_F(ALimit, AllowsALargeBodyWhereItsRouteDoes) {
    add(Method::put, "/file", 4u << 20,
        [](const Request& request) { return plain(std::to_string(request.body.size())); });
    start();
    const std::string answer =
        exchange("PUT /file HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" +
                 std::string(3'000'000, 'x'));
    EXPECT_TRUE(answer.ends_with("3000000")) << answer;
}

}  // namespace
}  // namespace relais::http::testing
