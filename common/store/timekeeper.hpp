// Moves deadlines that came due into the inbox, where they are decided like every other command. It
// watches each partition for itself, so that none waits for another: sleeps until the next deadline
// it knows of there, and looks again anyway after `look_every`: another process may have armed
// something sooner. When it wakes after a stall, everything overdue is fired, in due order; what is
// no longer due is left alone by the core.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "common/base/clock.hpp"
#include "common/store/store.hpp"

namespace relais::store {

class Timekeeper {
public:
    // `store` best has a connection of its own: behind many commits a deadline would be late.
    // Partitions that are somebody else's now are left alone; none said: all are kept.
    Timekeeper(boost::asio::any_io_executor executor, Store& store, const Clock& clock,
               const std::vector<Partition>& partitions, std::function<void(const Fault&)> on_fault,
               std::function<bool(const Partition&)> may_fire = {});

    // Ends after stop(), when nothing is in hand.
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();
    // Something was armed for this instant: wake in time.
    void armed(const Partition& partition, Instant due);

private:
    static constexpr Duration look_every{50};
    static constexpr std::size_t timers_a_call =
        256;  // keeps one call of Redis below a millisecond

    struct Watch {
        Partition partition;
        boost::asio::steady_timer timer;
        Instant wake_at{};
    };
    [[nodiscard]] boost::asio::awaitable<void> keep(Watch& watch);
    [[nodiscard]] boost::asio::awaitable<void> fire(Watch& watch);

    boost::asio::any_io_executor executor_;
    Store& store_;
    const Clock& clock_;
    std::function<void(const Fault&)> on_fault_;
    std::function<bool(const Partition&)> may_fire_;
    std::map<std::string, Watch> watches_;  // by the partition's tag
    boost::asio::steady_timer ended_;
    std::size_t awake_ = 0;
    bool stopping_ = false;
};

}  // namespace relais::store
