// The store clock: this process's steady clock plus the offset to Redis' TIME, measured every
// second, so that all services agree on one time whatever their wall clocks say. When Redis' clock
// is set forward, this one follows at once; when it is set back, this one goes on a little slower
// until they agree, so that deadlines never stand still.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/redis/client.hpp"

namespace relais::store {

class StoreClock : public Clock {
public:
    explicit StoreClock(redis::Client& client);
    [[nodiscard]] Instant now() const override;  // never goes back within a process
    [[nodiscard]] boost::asio::awaitable<Result<void>> measure();
    [[nodiscard]] boost::asio::awaitable<void> run();  // measures every second until stop()
    void stop();

private:
    redis::Client& client_;
    boost::asio::steady_timer tick_;
    Duration offset_{};  // from the steady clock to Redis' time
    bool measured_ = false;
    bool stopped_ = false;
    mutable Instant last_{};
};

}  // namespace relais::store
