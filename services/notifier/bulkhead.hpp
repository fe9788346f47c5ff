// How many may be inside at once; who comes later waits for her turn, in order, without spinning.
#pragma once

#include <deque>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace relais::notifier {

class Bulkhead {
public:
    Bulkhead(boost::asio::any_io_executor executor, std::size_t most)
        : executor_(std::move(executor)), most_(most) {}

    [[nodiscard]] boost::asio::awaitable<void> enter() {
        if (inside_ < most_) {
            ++inside_;
            co_return;
        }
        boost::asio::steady_timer turn(executor_, boost::asio::steady_timer::time_point::max());
        waiting_.push_back(&turn);
        // Who leaves hands her place over, so that nobody slips in between.
        co_await turn.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    void leave() {
        if (waiting_.empty()) {
            --inside_;
            return;
        }
        waiting_.front()->cancel();
        waiting_.pop_front();
    }
    [[nodiscard]] bool empty() const { return inside_ == 0; }

private:
    boost::asio::any_io_executor executor_;
    std::size_t most_;
    std::size_t inside_ = 0;
    std::deque<boost::asio::steady_timer*> waiting_;
};

}  // namespace relais::notifier
