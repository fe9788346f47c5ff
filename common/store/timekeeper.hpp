// Moves deadlines that came due into the inbox, where they are decided like every other command. It
// sleeps until the next one it knows of, and looks again anyway after `look_every`: another process
// may have armed something sooner. When it wakes after a stall, everything overdue is fired, in due
// order; what is no longer due is left alone by the core.
#pragma once

#include <functional>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "common/base/clock.hpp"
#include "common/store/store.hpp"

namespace relais::store {

class Timekeeper {
public:
    Timekeeper(boost::asio::any_io_executor executor, Store& store, const Clock& clock,
               std::vector<Partition> partitions, std::function<void(const Fault&)> on_fault);

    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();
    // Something was armed for this instant: wake in time.
    void armed(Instant due);

private:
    static constexpr Duration look_every{50};
    static constexpr std::size_t timers_a_call =
        256;  // keeps one call of Redis below a millisecond

    [[nodiscard]] boost::asio::awaitable<void> fire_all();

    Store& store_;
    const Clock& clock_;
    std::vector<Partition> partitions_;
    std::function<void(const Fault&)> on_fault_;
    boost::asio::steady_timer timer_;
    Instant wake_at_{};
    bool stopping_ = false;
};

}  // namespace relais::store
