#include "common/store/lease.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace relais::store {

namespace asio = boost::asio;
using asio::awaitable;

Lease::Lease(asio::any_io_executor executor, redis::Client& client,
             const std::vector<Partition>& partitions, std::string holder, Watch watch)
    : client_(client),
      holder_(std::move(holder)),
      watch_(std::move(watch)),
      timer_(std::move(executor)) {
    for (const auto& partition : partitions)
        leases_.emplace(partition.tag, Held{.partition = partition});
}

awaitable<void> Lease::run() {
    while (!stopping_) {
        for (auto& [tag, lease] : leases_) co_await ask(lease);
        if (stopping_) co_return;
        timer_.expires_after(lease_looked_at);
        co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void Lease::stop() {
    stopping_ = true;
    timer_.cancel();
}

// Counted from before it was asked for, so that it never lasts longer here than there.
awaitable<void> Lease::ask(Held& lease) {
    const auto asked_at = Steady::now();
    const auto reply = co_await client_.call({"FCALL", "lease_1", "1", lease.partition.lease(),
                                              holder_, std::to_string(lease_term.count())});
    if (!reply) watch_.on_fault(reply.error());
    const bool held = !reply || reply->integer == 1;
    lease.until = held ? asked_at + lease_term : Steady::time_point{};
    if (lease.held == held) co_return;
    lease.held = held;
    watch_.on_change(lease.partition, held);
}

// A fault changes nothing: the term ends by itself.
awaitable<void> Lease::give_back() {
    for (auto& [tag, lease] : leases_) {
        if (lease.held != true) continue;
        static_cast<void>(co_await client_.call(
            {"FCALL", "lease_1", "1", lease.partition.lease(), holder_, "0"}));
        lease.until = {};
    }
}

bool Lease::holds(std::string_view key) const {
    const auto partition = partition_of_key(key);
    const auto lease = partition ? leases_.find(partition->tag) : leases_.end();
    return lease != leases_.end() && Steady::now() < lease->second.until;
}

}  // namespace relais::store
