// The client against our own server, and against sockets that misbehave.
#include "common/http/client.hpp"

#include <gmock/gmock.h>

#include "tests/http/wire.hpp"

namespace relais::http::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::Pair;

class AClient : public HttpTest {
public:
    AClient() {
        add(Method::get, "/hello", 0, [](const Request&) { return plain("hello"); });
        add(Method::post, "/echo", 1'000'000, [](const Request& request) {
            Response response = plain(request.body, 201);
            response.fields.emplace_back("X-Seen", std::string(request.field("x-sent")));
            return response;
        });
        add(Method::put, "/echo", 100, [](const Request& request) { return plain(request.body); });
        add(Method::get, "/away", 0, [this](const Request&) -> Response {
            ++away_;
            return {.status = 302, .fields = {{"Location", "/hello"}}};
        });
        add(Method::get, "/large", 0,
            [](const Request&) { return plain(std::string(100'000, 'x')); });
        start();
    }

    std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    Result<Answer> send(Call call) {
        Result<Answer> got;
        run([](Client& client, Call one, Result<Answer>& out) -> awaitable<void> {
            out = co_await client.send(std::move(one));
        }(client_, std::move(call), got));
        return got;
    }
    FaultCode fault_of(Call call) {
        const auto got = send(std::move(call));
        EXPECT_FALSE(got);
        return got ? FaultCode::conflict : got.error().code;
    }

    int away_ = 0;
    Client client_{io_.get_executor(), Client::Reach::loopback_too};
};

TEST_F(AClient, SendsABodyAndFieldsAndGivesTheAnswer) {
    const auto got = send({.method = Method::post,
                           .url = url("/echo"),
                           .fields = {{"X-Sent", "one"}, {"Content-Type", "application/json"}},
                           .body = "{}"});
    ASSERT_TRUE(got) << got.error().cause;
    EXPECT_EQ(got->status, 201u);
    EXPECT_EQ(got->body, "{}");
    EXPECT_THAT(got->fields, Contains(Pair("x-seen", "one")));
}

TEST_F(AClient, GivesAnyStatusAsAnAnswer) {
    EXPECT_EQ(send({.url = url("/nothing")})->status, 404u);
    EXPECT_EQ(send({.method = Method::put, .url = url("/echo"), .body = "put"})->body, "put");
    EXPECT_EQ(send({.method = Method::head, .url = url("/hello")})->status, 200u);
    EXPECT_EQ(send({.url = url("/hello")})->body, "hello");
}

TEST_F(AClient, DoesNotFollowARedirect) {
    const auto got = send({.url = url("/away")});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 302u);
    EXPECT_EQ(away_, 1);
}

TEST_F(AClient, CutsAnAnswerThatIsTooLarge) {
    EXPECT_EQ(fault_of({.url = url("/large"), .answer_bytes_max = 99'999}), FaultCode::malformed);
    EXPECT_TRUE(send({.url = url("/large"), .answer_bytes_max = 100'000}));
}

TEST_F(AClient, RefusesLoopbackUnlessToldOtherwiseHoweverItIsSpelled) {
    Client strict(io_.get_executor(), Client::Reach::public_only);
    const std::string port = ":" + std::to_string(port_) + "/hello";
    for (const auto* host : {"127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]",
                             "[::ffff:127.0.0.1]", "0.0.0.0"}) {
        run([](Client& client, std::string where) -> awaitable<void> {
            const auto got = co_await client.send({.url = where});
            EXPECT_FALSE(got) << where;
            if (!got) EXPECT_EQ(got.error().code, FaultCode::refused) << where;
        }(strict, "http://" + std::string(host) + port));
    }
}

TEST_F(AClient, RefusesPrivateAddressesEvenWhereLoopbackIsAllowed) {
    for (const auto* host :
         {"10.0.0.1", "192.168.1.1", "169.254.169.254", "[fe80::1]", "[fd00::1]"})
        EXPECT_EQ(
            fault_of({.url = "http://" + std::string(host) + "/", .timeout = milliseconds(500)}),
            FaultCode::refused)
            << host;
}

TEST_F(AClient, KnowsNoSchemeButHttp) {
    for (const auto* where : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:1/",
                              "dict://127.0.0.1/", "", "http://"})
        EXPECT_EQ(fault_of({.url = where}), FaultCode::refused) << where;
}

TEST_F(AClient, SendsNoFieldThatBreaksOutOfItsLine) {
    EXPECT_EQ(fault_of({.url = url("/hello"), .fields = {{"X-One", "1\r\nX-Two: 2"}}}),
              FaultCode::refused);
}

TEST_F(AClient, SaysThatNobodyListens) {
    tcp::acceptor taken(io_, {asio::ip::make_address("127.0.0.1"), 0});
    const auto port = taken.local_endpoint().port();
    taken.close();
    EXPECT_EQ(fault_of({.url = "http://127.0.0.1:" + std::to_string(port) + "/"}),
              FaultCode::unavailable);
}

// A socket that answers with the given bytes and closes; no bytes: it stays silent.
class AMisbehavingServer : public AClient {
public:
    FaultCode answer_with(std::string bytes) {
        tcp::acceptor acceptor(io_, {asio::ip::make_address("127.0.0.1"), 0});
        asio::co_spawn(
            io_,
            [](tcp::acceptor& at, std::string text) -> awaitable<void> {
                auto [error, socket] = co_await at.async_accept(as_result);
                std::array<char, 4096> some;
                (void)co_await socket.async_read_some(asio::buffer(some), as_result);
                if (text.empty())
                    (void)co_await socket.async_read_some(asio::buffer(some), as_result);
                else
                    (void)co_await asio::async_write(socket, asio::buffer(text), as_result);
            }(acceptor, std::move(bytes)),
            [](const std::exception_ptr&) {});
        return fault_of(
            {.url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/",
             .timeout = milliseconds(300)});
    }
};

TEST_F(AMisbehavingServer, IsSeen) {
    EXPECT_EQ(answer_with("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
              FaultCode::malformed);
    EXPECT_EQ(answer_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal"),
              FaultCode::malformed);
    EXPECT_EQ(answer_with("220 mail ready\r\n"), FaultCode::malformed);
    EXPECT_EQ(answer_with("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x')),
              FaultCode::malformed);
    EXPECT_EQ(answer_with(""), FaultCode::timeout);
}

TEST_F(AClient, KeepsManyCallsInTheAirAndFewConnections) {
    constexpr int calls = 2'000;
    int done = 0;
    for (int i = 0; i < calls; ++i)
        asio::co_spawn(
            io_,
            [](Client& client, Call call, int& count) -> awaitable<void> {
                const std::string body = call.body;
                const auto got = co_await client.send(std::move(call));
                EXPECT_TRUE(got) << got.error().cause;
                if (got) EXPECT_EQ(got->body, body);
                if (++count == calls) co_return;
            }(client_, {.method = Method::post, .url = url("/echo"), .body = std::to_string(i)},
                                                      done),
            [this, &done](const std::exception_ptr&) {
                if (done == calls) io_.stop();
            });
    io_.restart();
    io_.run_for(std::chrono::seconds(10));
    EXPECT_EQ(done, calls);
}

TEST_F(AClient, EndsItsCallsWhenItIsClosed) {
    auto client = std::make_unique<Client>(io_.get_executor(), Client::Reach::loopback_too);
    run([](AClient* self, std::unique_ptr<Client>& closing) -> awaitable<void> {
        tcp::acceptor silent(self->io_, {asio::ip::make_address("127.0.0.1"), 0});
        bool ended = false;
        asio::co_spawn(
            self->io_,
            [](Client& one, std::uint16_t port) -> awaitable<void> {
                const auto got =
                    co_await one.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/"});
                EXPECT_FALSE(got);
            }(*closing, silent.local_endpoint().port()),
            [&ended](const std::exception_ptr&) { ended = true; });
        (void)co_await silent.async_accept(as_result);
        closing.reset();
        while (!ended) co_await asio::post(self->io_, asio::use_awaitable);
    }(this, client));
}

}  // namespace
}  // namespace relais::http::testing
