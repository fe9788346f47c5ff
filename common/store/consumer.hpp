// Reads streams as a member of a consumer group with a stable name. On its first take() it gets
// what it had taken before it died; later, now and then, what a dead member held for too long.
// Needs a client of its own (blocking reads) and one for everything else.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/redis/client.hpp"
#include "common/store/keys.hpp"

namespace relais::store {

struct Entry {
    std::string key;    // of the stream
    std::string id;     // in the stream
    std::string bytes;  // field "b"
};

class Consumer {
public:
    struct Settings {
        std::string group;
        std::string name;                // stable over restarts: "dispatcher-1"
        std::vector<std::string> keys;   // streams, in order of importance
        std::size_t most = 64;           // entries a stream and a read
        std::chrono::milliseconds block{1'000};
        std::chrono::milliseconds takeover_after{15'000};
    };
    Consumer(redis::Client& blocking, redis::Client& other, Settings settings);

    // Waits until there is something, or `block` is over (empty). After a Fault it first gives its
    // own pending entries again: what was handed out and not settled comes back.
    [[nodiscard]] boost::asio::awaitable<Result<std::vector<Entry>>> take();
    // Entries that another member has held for `takeover_after`; call it now and then.
    [[nodiscard]] boost::asio::awaitable<Result<std::vector<Entry>>> take_over();

private:
    redis::Client& blocking_;
    redis::Client& other_;
    Settings settings_;
    std::vector<std::string> own_pending_;  // keys whose own pending entries are not all read
};

}  // namespace relais::store
