// The server over real sockets: what a client sees.
#include <gmock/gmock.h>

#include "tests/http/wire.hpp"

namespace relais::http::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class AServer : public HttpTest {
public:
    AServer() {
        add(Method::get, "/hello", 0,
            [](const Request& request) { return plain("hello " + request.query); });
        add(Method::post, "/echo", 100, [](const Request& request) { return plain(request.body); });
        add(Method::get, "/throws", 0,
            [](const Request&) -> Response { throw std::runtime_error("a secret detail"); });
        add(Method::get, "/splits", 0, [](const Request&) -> Response {
            return {.fields = {{"Location", "/a\r\nX-Injected: 1"}}};
        });
    }
};

TEST_F(AServer, RefusesOnceAndCloses) {
    start();
    // What follows a refused request must never be read as another one.
    const std::string smuggled =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"
        "GET /hello?smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string answer = exchange(smuggled);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("hello")));
    EXPECT_EQ(answer.find("HTTP/1.1", 1), answer.npos);
}

TEST_F(AServer, AnswersPipelinedRequestsInOrder) {
    start();
    const std::string answer = exchange(
        "GET /hello?1 HTTP/1.1\r\nHost: a\r\n\r\n"
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo"
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nthree\r\n0\r\n\r\n"
        "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /hello?5 HTTP/1.1\r\nHost: a\r\n\r\n");
    std::size_t at = 0;
    for (const auto* part : {"hello 1", "two", "three", "HTTP/1.1 404", "hello 5"}) {
        at = answer.find(part, at);
        ASSERT_NE(at, answer.npos) << part << " in order in\n" << answer;
    }
}

TEST_F(AServer, AnswersHeadLikeGetWithoutItsBody) {
    start();
    const std::string answer = exchange("HEAD /hello?1 HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 7\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(AServer, NamesTheMethodsOfAKnownPath) {
    start();
    const std::string answer = exchange("POST /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 "));
    EXPECT_THAT(answer, HasSubstr("Allow: GET, HEAD\r\n"));
}

TEST_F(AServer, InvitesTheBodyOfAClientThatWaits) {
    start();
    run([](AServer* self) -> awaitable<void> {
        Wire wire(self->io_, self->port_);
        co_await wire.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
            "Content-Length: 4\r\n\r\n");
        EXPECT_EQ(co_await wire.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
        co_await wire.send("body");
        EXPECT_THAT(co_await wire.read_until("body"), StartsWith("HTTP/1.1 200 OK"));
    }(this));
}

TEST_F(AServer, DoesNotInviteABodyThatIsTooLarge) {
    start();
    run([](AServer* self) -> awaitable<void> {
        Wire wire(self->io_, self->port_);
        co_await wire.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
            "Content-Length: 101\r\n\r\n");
        EXPECT_THAT(co_await wire.read_all(), StartsWith("HTTP/1.1 413 "));
    }(this));
}

TEST_F(AServer, LetsARefusalArriveWhileTheBodyIsStillComing) {
    start();
    run([](AServer* self) -> awaitable<void> {
        Wire wire(self->io_, self->port_);
        co_await wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" +
                           std::string(300'000, 'x'));
        EXPECT_THAT(co_await wire.read_all(), StartsWith("HTTP/1.1 413 "));
    }(this));
}

TEST_F(AServer, SpeaksHttp10) {
    start();
    EXPECT_THAT(exchange("GET /hello HTTP/1.0\r\nHost: a\r\n\r\n"),
                HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(exchange("GET /hello HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"),
                HasSubstr("Connection: keep-alive\r\n"));
}

TEST_F(AServer, SurvivesAHandlerThatThrowsAndTellsNothing) {
    start();
    const std::string answer = exchange(
        "GET /throws HTTP/1.1\r\nHost: a\r\n\r\n"
        "GET /hello?after HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(answer, Not(HasSubstr("secret")));
    EXPECT_THAT(answer, HasSubstr("hello after"));
    ASSERT_FALSE(refusals_.empty());
    EXPECT_EQ(refusals_[0].cause, "a secret detail");
}

TEST_F(AServer, NeverWritesAFieldThatBreaksOutOfItsLine) {
    start();
    const std::string answer = exchange("GET /splits HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(answer, Not(HasSubstr("Injected")));
}

TEST_F(AServer, StreamsPieceByPiece) {
    routes_.push_back({Method::get, "/stream", 0, [](Request) -> awaitable<Response> {
                           Response response = plain("");
                           response.stream = [](Sink& sink) -> awaitable<void> {
                               EXPECT_TRUE(co_await sink.write("data: 1\n\n"));
                               EXPECT_TRUE(co_await sink.write(""));
                               EXPECT_TRUE(co_await sink.write("data: 2\n\n"));
                           };
                           co_return response;
                       }});
    start();
    const std::string answer = exchange("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", false);
    EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n"))
        << answer;
    const std::string old = exchange("GET /stream HTTP/1.0\r\nHost: a\r\n\r\n", false);
    EXPECT_TRUE(old.ends_with("\r\n\r\ndata: 1\n\ndata: 2\n\n")) << old;
    const std::string head = exchange("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(head, Not(HasSubstr("data:")));
}

TEST_F(AServer, TellsAStreamThatItsReaderHasGone) {
    bool told = false;
    routes_.push_back({Method::get, "/stream", 0, [this, &told](Request) -> awaitable<Response> {
                           Response response = plain("");
                           response.stream = [this, &told](Sink& sink) -> awaitable<void> {
                               EXPECT_TRUE(co_await sink.write("data: 1\n\n"));
                               asio::steady_timer timer(io_);
                               while (sink.open()) {
                                   timer.expires_after(std::chrono::milliseconds(1));
                                   co_await timer.async_wait(asio::use_awaitable);
                               }
                               EXPECT_FALSE(co_await sink.write("data: 2\n\n"));
                               told = true;
                           };
                           co_return response;
                       }});
    start();
    run([](AServer* self, bool& was_told) -> awaitable<void> {
        Wire wire(self->io_, self->port_);
        co_await wire.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
        co_await wire.read_until("data: 1");
        wire.close();
        asio::steady_timer timer(self->io_);
        while (!was_told) {
            timer.expires_after(std::chrono::milliseconds(1));
            co_await timer.async_wait(asio::use_awaitable);
        }
    }(this, told));
    EXPECT_TRUE(told);
}

TEST_F(AServer, StopsOnceTheRequestInHandIsAnswered) {
    asio::steady_timer gate(io_, asio::steady_timer::time_point::max());
    routes_.push_back({Method::get, "/slow", 0, [&gate](Request) -> awaitable<Response> {
                           (void)co_await gate.async_wait(as_result);
                           co_return plain("finished");
                       }});
    start();
    run([](AServer* self, asio::steady_timer& held) -> awaitable<void> {
        Wire idle(self->io_, self->port_);
        Wire busy(self->io_, self->port_);
        co_await busy.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        co_await busy.read_until("hello ");
        co_await busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        // The request is in hand once the handler waits; one turn of the loop each way is enough.
        for (int turn = 0; turn < 50; ++turn) co_await asio::post(self->io_, asio::use_awaitable);
        bool stopped = false;
        asio::co_spawn(self->io_, self->server_->stop(std::chrono::seconds(5)),
                       [&stopped](const std::exception_ptr&) { stopped = true; });
        EXPECT_EQ(co_await idle.read_all(), "");
        EXPECT_FALSE(stopped);
        held.cancel();
        EXPECT_THAT(co_await busy.read_all(), HasSubstr("finished"));
        busy.close();
        for (int turn = 0; turn < 5'000 && !stopped; ++turn)
            co_await asio::post(self->io_, asio::use_awaitable);
        EXPECT_TRUE(stopped);
        boost::system::error_code refused;
        tcp::socket late(self->io_);
        late.connect({asio::ip::make_address("127.0.0.1"), self->port_}, refused);
        EXPECT_TRUE(refused);
    }(this, gate));
}

}  // namespace
}  // namespace relais::http::testing
