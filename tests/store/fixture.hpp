// A store on a private Redis, and the few things that every test of it does.
#pragma once

#include <gtest/gtest.h>

#include "common/store/consumer.hpp"
#include "common/store/store.hpp"
#include "tests/store/run.hpp"
#include "tests/support/redis_server.hpp"

namespace relais::test {

using store::Commit;
using store::Committed;
using store::Consumer;
using store::Entry;
using store::Outcome;
using store::Partition;
using store::Store;
using store::Trigger;

inline const std::string a_case = "case/3f0c8a44-0000-5000-8000-000000000001";
inline const std::string another_case = "case/3f0c8a44-0000-5000-8000-000000000002";

v1::Command command(std::string id, std::string aggregate = a_case);
v1::Event event(std::uint64_t version, std::string command_id = {});
v1::Message message(std::string id);

class StoreTest : public ::testing::Test {
protected:
    StoreTest();

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return test::run(io, std::move(work));
    }
    // What must not end in a Fault: the value, or a failed test that says why.
    template <class T>
    T good(boost::asio::awaitable<Result<T>> work) {
        Result<T> result = run(std::move(work));
        if (!result)
            throw std::runtime_error(result.error().operation + ": " + result.error().cause);
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }
    redis::Reply ask(redis::Args args) { return good(client.call(args)); }
    // The bytes "b" of every entry of a stream.
    std::vector<std::string> bytes_in(const std::string& stream);
    std::int64_t length(const std::string& stream) { return ask({"XLEN", stream}).integer; }
    std::int64_t pending(const std::string& stream, std::string_view group);
    redis::Settings settings() const;

    Consumer consumer(std::vector<std::string> keys, std::string name = "dispatcher-1",
                      std::string_view group = store::dispatcher_group);
    // Submits and takes: a trigger that is pending in the dispatcher's group.
    Trigger taken(const std::string& id, const std::string& aggregate = a_case);
    // A commit of `events` events after `version`, for these triggers.
    Commit commit_of(std::vector<Trigger> triggers, std::uint64_t version, std::string chain,
                     std::size_t events, const std::string& aggregate = a_case);
    // Everything that is in Redis, as text: for "nothing changed".
    std::string everything();

    RedisServer server;
    boost::asio::io_context io;
    redis::Client client;
    redis::Client blocking;
    Secret secret{Hash256{7}};
    Store store{client, secret};
    const Partition at = store.partition_of(a_case);
};

}  // namespace relais::test
