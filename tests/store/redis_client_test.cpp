// The client: order, time-outs, losses, bounds.
#include <gtest/gtest.h>

#include "common/redis/client.hpp"
#include "tests/store/run.hpp"
#include "tests/support/redis_server.hpp"

namespace relais::test {
namespace {

using redis::Args;
using redis::Client;
using redis::Reply;
using std::chrono::milliseconds;

class RedisClient : public ::testing::Test {
protected:
    redis::Settings settings() const {
        redis::Settings settings;
        settings.unix_socket = server.socket();
        settings.call_timeout = milliseconds(2'000);
        settings.backoff_min = milliseconds(5);
        settings.backoff_max = milliseconds(20);
        return settings;
    }
    Result<Reply> call(Client& client, Args args) { return run(io, client.call(args)); }
    Result<Reply> call(Client& client, Args args, milliseconds timeout) {
        return run(io, client.call(args, timeout));
    }

    RedisServer server;
    boost::asio::io_context io;
};

TEST_F(RedisClient, GivesEveryKindOfReply) {
    Client client(io.get_executor(), settings());
    EXPECT_EQ(call(client, {"SET", "k", std::string("a\0b", 3)})->text, "OK");
    EXPECT_EQ(call(client, {"GET", "k"})->text, std::string("a\0b", 3));
    EXPECT_EQ(call(client, {"STRLEN", "k"})->integer, 3);
    EXPECT_TRUE(call(client, {"GET", "none"})->is_nil());
    const auto list = call(client, {"MGET", "k", "none"});
    ASSERT_EQ(list->elements.size(), 2u);
    EXPECT_TRUE(list->elements[1].is_nil());
    EXPECT_TRUE(call(client, {"KEYS", "none"})->elements.empty());
}

TEST_F(RedisClient, AnErrorOfTheServerIsAFaultWithItsWords) {
    Client client(io.get_executor(), settings());
    const auto reply = call(client, {"NOSUCH"});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, FaultCode::refused);
    EXPECT_EQ(reply.error().operation, "NOSUCH");
    EXPECT_TRUE(reply.error().cause.starts_with("ERR unknown command"));
}

TEST_F(RedisClient, ThousandsOfCallsAtOnceKeepTheirOrder) {
    Client client(io.get_executor(), settings());
    std::vector<Args> calls;
    for (int i = 0; i < 5'000; ++i) calls.push_back({"INCR", "n"});
    const auto replies = run(io, client.call_all(calls));
    for (std::size_t i = 0; i < replies.size(); ++i)
        ASSERT_EQ(replies[i]->integer, static_cast<std::int64_t>(i + 1));
}

TEST_F(RedisClient, CarriesABigValue) {
    Client client(io.get_executor(), settings());
    const std::string big(5u << 20, 'x');
    EXPECT_TRUE(call(client, {"SET", "k", big}));
    EXPECT_EQ(call(client, {"GET", "k"})->text, big);
}

TEST_F(RedisClient, SpeaksTcpAsWell) {
    Client client(io.get_executor(), settings());
    for (int port = 20'000 + server.pid() % 20'000, tries = 0; tries < 50; ++port, ++tries) {
        if (!call(client, {"CONFIG", "SET", "port", std::to_string(port)})) continue;
        redis::Settings tcp = settings();
        tcp.unix_socket.clear();
        tcp.host = "localhost";
        tcp.port = static_cast<std::uint16_t>(port);
        Client other(io.get_executor(), tcp);
        EXPECT_EQ(call(other, {"ECHO", "by TCP"})->text, "by TCP");
        return;
    }
    FAIL() << "no free port";
}

TEST_F(RedisClient, ALateCallEndsInTimeAndItsReplyIsNobodyElses) {
    Client client(io.get_executor(), settings());
    ASSERT_TRUE(call(client, {"SET", "k", "v"}));
    const auto late = call(client, {"BLPOP", "list", "0.3"}, milliseconds(30));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, FaultCode::timeout);
    EXPECT_EQ(call(client, {"GET", "k"})->text, "v");
}

TEST_F(RedisClient, ASilentServerCostsTheConnectionAndWhatIsBehind) {
    redis::Settings impatient = settings();
    impatient.call_timeout = milliseconds(50);
    Client client(io.get_executor(), impatient);
    ASSERT_TRUE(call(client, {"PING"}));
    server.freeze();
    const auto asked = call(client, {"GET", "k"});
    server.thaw();
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, FaultCode::timeout);
    run_until(io, [&] { return !client.connected(); });
    run_until(io, [&] { return client.connected(); });
    EXPECT_TRUE(call(client, {"PING"}, milliseconds(2'000)));
}

TEST_F(RedisClient, WhatWasInFlightWhenRedisWasKilledIsUnknown) {
    Client client(io.get_executor(), settings());
    ASSERT_TRUE(call(client, {"PING"}));
    server.freeze();  // so that the call has left and has no reply
    std::optional<Result<Reply>> outcome;
    boost::asio::co_spawn(io, client.call({"INCR", "n"}),
                          [&](std::exception_ptr, Result<Reply> reply) { outcome = reply; });
    for (int turn = 0; turn < 20; ++turn) io.run_one_for(milliseconds(5));
    server.kill_9();
    run_until(io, [&] { return outcome.has_value(); });
    ASSERT_FALSE(*outcome);
    EXPECT_EQ(outcome->error().code, FaultCode::unknown);
}

TEST_F(RedisClient, ReconnectsByItselfAndSendsNothingAgain) {
    Client client(io.get_executor(), settings());
    ASSERT_TRUE(call(client, {"SET", "n", "1"}));
    server.kill_9();
    const auto away = call(client, {"INCR", "n"});
    ASSERT_FALSE(away);
    server.start();
    run_until(io, [&] { return client.connected(); });
    EXPECT_EQ(call(client, {"GET", "n"})->text, "1");
}

TEST_F(RedisClient, AnAwayServerIsSaidAtOnce) {
    server.kill_9();
    Client client(io.get_executor(), settings());
    EXPECT_EQ(call(client, {"PING"}).error().code, FaultCode::unavailable);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(call(client, {"PING"}).error().code, FaultCode::unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, milliseconds(1'000));
}

TEST_F(RedisClient, RefusesMoreThanItMayHold) {
    redis::Settings small = settings();
    small.calls_max = 10;
    Client client(io.get_executor(), small);
    ASSERT_TRUE(call(client, {"PING"}));
    const auto replies = run(io, client.call_all(std::vector<Args>(12, Args{"PING"})));
    EXPECT_TRUE(replies[9]);
    ASSERT_FALSE(replies[10]);
    EXPECT_EQ(replies[10].error().code, FaultCode::overloaded);
    EXPECT_TRUE(call(client, {"PING"})) << "and goes on";
}

TEST_F(RedisClient, DropsAConnectionThatSendsTooMuch) {
    redis::Settings small = settings();
    small.reply_bytes_max = 100'000;
    Client client(io.get_executor(), small);
    ASSERT_TRUE(call(client, {"SETRANGE", "k", "1000000", "x"}));
    const auto reply = call(client, {"GET", "k"});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, FaultCode::unknown);
    run_until(io, [&] { return client.connected(); });
    EXPECT_TRUE(call(client, {"PING"}));
}

TEST_F(RedisClient, StopEndsWhatIsInFlightAndTheLoop) {
    Client client(io.get_executor(), settings());
    ASSERT_TRUE(call(client, {"PING"}));
    std::optional<Result<Reply>> outcome;
    boost::asio::co_spawn(io, client.call({"BLPOP", "list", "0"}),
                          [&](std::exception_ptr, Result<Reply> reply) { outcome = reply; });
    for (int turn = 0; turn < 20; ++turn) io.run_one_for(milliseconds(2));
    client.stop();
    io.restart();
    EXPECT_GT(io.run_for(milliseconds(1'000)), 0u);
    EXPECT_TRUE(io.stopped()) << "nothing is left to do";
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->error().code, FaultCode::unknown);
    EXPECT_EQ(call(client, {"PING"}).error().code, FaultCode::unavailable);
}

TEST_F(RedisClient, MayGoWhileSomebodyWaits) {
    auto client = std::make_unique<Client>(io.get_executor(), settings());
    std::optional<Result<Reply>> outcome;
    boost::asio::co_spawn(io, client->call({"BLPOP", "list", "0"}),
                          [&](std::exception_ptr, Result<Reply> reply) { outcome = reply; });
    for (int turn = 0; turn < 20; ++turn) io.run_one_for(milliseconds(2));
    client.reset();
    run_until(io, [&] { return outcome.has_value(); });
    EXPECT_FALSE(*outcome);
}

}  // namespace
}  // namespace relais::test
