#include "common/store/timekeeper.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace relais::store {

namespace asio = boost::asio;

Timekeeper::Timekeeper(asio::any_io_executor executor, Store& store, const Clock& clock,
                       std::vector<Partition> partitions,
                       std::function<void(const Fault&)> on_fault)
    : store_(store),
      clock_(clock),
      partitions_(std::move(partitions)),
      on_fault_(std::move(on_fault)),
      timer_(std::move(executor)) {}

asio::awaitable<void> Timekeeper::run() {
    while (!stopping_) {
        wake_at_ = clock_.now() + look_every;
        co_await fire_all();
        if (stopping_) break;
        timer_.expires_after(std::max(wake_at_ - clock_.now(), Duration(0)));
        co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void Timekeeper::stop() {
    stopping_ = true;
    timer_.cancel();
}

void Timekeeper::armed(Instant due) {
    if (due >= wake_at_) return;
    wake_at_ = due;
    timer_.expires_after(std::max(due - clock_.now(), Duration(0)));
    timer_.cancel();
}

asio::awaitable<void> Timekeeper::fire_all() {
    for (const auto& partition : partitions_) {
        for (;;) {
            const auto fired = co_await store_.fire(partition, clock_.now(), timers_a_call);
            if (stopping_) co_return;
            if (!fired) {
                on_fault_(fired.error());
                break;
            }
            if (fired->next_due) wake_at_ = std::min(wake_at_, *fired->next_due);
            if (fired->count < timers_a_call) break;
        }
    }
}

}  // namespace relais::store
