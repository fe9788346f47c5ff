#include "common/store/timekeeper.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/base/check.hpp"

namespace relais::store {

namespace asio = boost::asio;

Timekeeper::Timekeeper(asio::any_io_executor executor, Store& store, const Clock& clock,
                       const std::vector<Partition>& partitions,
                       std::function<void(const Fault&)> on_fault,
                       std::function<bool(const Partition&)> may_fire)
    : executor_(std::move(executor)),
      store_(store),
      clock_(clock),
      on_fault_(std::move(on_fault)),
      may_fire_(std::move(may_fire)),
      ended_(executor_, asio::steady_timer::time_point::max()) {
    for (const auto& partition : partitions)
        watches_.emplace(partition.tag, Watch{partition, asio::steady_timer(executor_)});
}

asio::awaitable<void> Timekeeper::run() {
    for (auto& [tag, watch] : watches_) {
        ++awake_;
        asio::co_spawn(executor_, keep(watch), bugs_are_fatal);
    }
    if (awake_ > 0) co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> Timekeeper::keep(Watch& watch) {
    while (!stopping_) {
        watch.wake_at = clock_.now() + look_every;
        if (!may_fire_ || may_fire_(watch.partition)) co_await fire(watch);
        while (!stopping_ && clock_.now() < watch.wake_at) {
            watch.timer.expires_after(watch.wake_at - clock_.now());
            co_await watch.timer.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }
    if (--awake_ == 0) ended_.cancel();
}

void Timekeeper::stop() {
    stopping_ = true;
    for (auto& [tag, watch] : watches_) watch.timer.cancel();
}

void Timekeeper::armed(const Partition& partition, Instant due) {
    const auto at = watches_.find(partition.tag);
    if (at == watches_.end() || due >= at->second.wake_at) return;
    at->second.wake_at = due;
    at->second.timer.cancel();  // and sleeps until then
}

asio::awaitable<void> Timekeeper::fire(Watch& watch) {
    for (;;) {
        const auto fired = co_await store_.fire(watch.partition, clock_.now(), timers_a_call);
        if (stopping_) co_return;
        if (!fired) co_return on_fault_(fired.error());
        if (fired->next_due) watch.wake_at = std::min(watch.wake_at, *fired->next_due);
        if (fired->count < timers_a_call) co_return;
    }
}

}  // namespace relais::store
