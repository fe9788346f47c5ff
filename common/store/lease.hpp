// A lease of partitions: one process works on each, and the others rest until it is silent. It only
// saves work. The truth is the look at the version in each commit, so a clock that lies, a process
// that sleeps through its term or a lease that two believe in harms nothing: both work, and one of
// them is refused.
//
// Whoever cannot ask (a fault) works: slow is better than nobody.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/base/result.hpp"
#include "common/redis/client.hpp"
#include "common/store/keys.hpp"

namespace relais::store {

// The holder is silent for a term at most, and somebody looks that often: taken over in 3 s.
inline constexpr std::chrono::milliseconds lease_term{2'500};
inline constexpr std::chrono::milliseconds lease_looked_at{400};
// What the one before had in hand, and has not settled for so long, is taken from her.
inline constexpr std::chrono::milliseconds lease_takeover{1'500};

class Lease {
public:
    struct Watch {
        std::function<void(const Fault&)> on_fault;
        std::function<void(const Partition&, bool held)> on_change;
    };
    Lease(boost::asio::any_io_executor executor, redis::Client& client,
          const std::vector<Partition>& partitions, std::string holder, Watch watch);

    // Takes and renews; ends after stop().
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();
    // At an orderly stop, when nothing is in hand any more: whoever waits goes on at once.
    [[nodiscard]] boost::asio::awaitable<void> give_back();

    // Whether to work on the partition of this key now.
    [[nodiscard]] bool holds(std::string_view key) const;

private:
    using Steady = std::chrono::steady_clock;
    struct Held {
        Partition partition;
        Steady::time_point until{};
        std::optional<bool> held = {};  // as it was told last
    };
    [[nodiscard]] boost::asio::awaitable<void> ask(Held& lease);

    redis::Client& client_;
    std::string holder_;
    Watch watch_;
    std::map<std::string, Held, std::less<>> leases_;  // by tag
    boost::asio::steady_timer timer_;
    bool stopping_ = false;
};

}  // namespace relais::store
