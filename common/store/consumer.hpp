// Reads streams as a member of a consumer group with a stable name. On its first take() it gets
// what it had taken before it died; later, now and then, what a dead member held for too long.
// Needs a client of its own (blocking reads) and one for everything else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/redis/client.hpp"
#include "common/store/keys.hpp"

namespace relais::store {

struct Entry {
    std::string key;     // of the stream
    std::string id;      // in the stream
    std::string bytes;   // field "b"; of a timer that came due: the v1::Command made of it
    bool again = false;  // handed out before, to us or to one that died
};

class Consumer {
public:
    struct Settings {
        std::string group;
        std::string name;               // stable over restarts: "dispatcher-1"
        std::vector<std::string> keys;  // streams, in order of importance
        std::size_t most = 64;          // entries a stream and a read
        std::chrono::milliseconds block{1'000};
        std::chrono::milliseconds takeover_after{15'000};
        // Streams that are somebody else's now are left alone; none said: they are all read.
        std::function<bool(const std::string& key)> may_read = {};
    };
    Consumer(redis::Client& blocking, redis::Client& other, Settings settings);

    // Waits until there is something, or `block` is over (empty). After a Fault it first gives its
    // own pending entries again: what was handed out and not settled comes back. A Fault is given
    // after a short pause, so that a loop over it does not spin.
    [[nodiscard]] boost::asio::awaitable<Result<std::vector<Entry>>> take();
    // Entries that another member has held for `takeover_after`; call it now and then. What this
    // member holds itself is never among them: see again().
    [[nodiscard]] boost::asio::awaitable<Result<std::vector<Entry>>> take_over();

    // Gives what was handed out and not settled again, at the next take(): for a caller whose
    // settling ended in a Fault.
    void again();
    // Entries that vanished from a stream while they were pending. Nothing of ours does that: more
    // than 0 is damage, and somebody must be told.
    [[nodiscard]] std::uint64_t vanished() const { return vanished_; }

private:
    using Entries = Result<std::vector<Entry>>;
    [[nodiscard]] boost::asio::awaitable<Entries> read(redis::Args args, Duration timeout);
    [[nodiscard]] boost::asio::awaitable<Entries> take_own(const redis::Args& keys);
    [[nodiscard]] redis::Args readable() const;
    [[nodiscard]] boost::asio::awaitable<void> recover(const Fault& fault);
    [[nodiscard]] boost::asio::awaitable<void> forget(std::string key, std::string id);

    redis::Client& blocking_;
    redis::Client& other_;
    Settings settings_;
    // Streams whose own pending entries are not all read, and the last id read of each.
    std::map<std::string, std::string> own_pending_;
    std::uint64_t vanished_ = 0;
    std::size_t read_ = 0;      // streams, the last time
    bool left_behind_ = false;  // by whoever read them before: to be looked for
};

}  // namespace relais::store
