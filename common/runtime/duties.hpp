// What a service does for as long as it lives: each duty a coroutine. One that throws is a bug and
// ends the process (the supervisor restarts it); an orderly stop waits for all of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/base/check.hpp"

namespace relais::runtime {

class Duties {
public:
    explicit Duties(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    void begin(boost::asio::awaitable<void> duty) {
        ++running_;
        boost::asio::co_spawn(executor_, std::move(duty), [this](std::exception_ptr bug) {
            --running_;
            bugs_are_fatal(bug);
        });
    }

    // Each was told to end; this waits until it has.
    [[nodiscard]] boost::asio::awaitable<void> ended() {
        boost::asio::steady_timer timer(executor_);
        while (running_ > 0) {
            timer.expires_after(std::chrono::milliseconds(2));
            co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
    }

private:
    boost::asio::any_io_executor executor_;
    std::size_t running_ = 0;
};

}  // namespace relais::runtime
