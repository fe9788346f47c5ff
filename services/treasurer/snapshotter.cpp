#include "services/treasurer/snapshotter.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/domain/fund/fund_snapshot.hpp"
#include "common/runtime/redis_settings.hpp"
#include "common/store/fund_past.hpp"
#include "common/store/snapshots.hpp"

namespace relais::treasurer {
namespace {

using boost::asio::awaitable;

// So many events are folded in a few tenths of a second; of a long history it is a part that grows
// with it, so that saving stays a small part of the work.
constexpr std::uint64_t events_least = 10'000;
constexpr std::uint64_t part_of_all = 32;
constexpr std::uint64_t not_worth_it = 500;  // at a stop: folded in a few milliseconds
// Between two parts, so that commits go through.
constexpr std::chrono::milliseconds breath{5};
constexpr std::chrono::seconds look_again{1};
// Of a rush: what it costs is a core for a few tenths of a second, which whoever waits would feel.
constexpr std::chrono::seconds rest{10};

std::uint64_t due_after(std::uint64_t version) {
    return version + std::max(events_least, version / part_of_all);
}

}  // namespace

Snapshotter::Snapshotter(runtime::Process& process, const Secret& secret,
                         std::vector<std::string> aggregates,
                         std::function<void(const Fault&)> on_fault)
    : process_(process),
      client_(process.io.get_executor(), runtime::redis_settings(process.config)),
      store_(client_, secret),
      on_fault_(std::move(on_fault)),
      timer_(process.io.get_executor()) {
    for (auto& aggregate : aggregates)
        kept_[std::move(aggregate)] = {.next = due_after(0),
                                       .rests_until = std::chrono::steady_clock::now() + rest};
}

void Snapshotter::stop() {
    stopping_ = true;
    timer_.cancel();
}

void Snapshotter::committed(const std::string& aggregate, std::uint64_t version) {
    auto& kept = kept_[aggregate];
    kept.version = std::max(kept.version, version);
}

awaitable<void> Snapshotter::run() {
    co_await look_up();
    while (!stopping_) {
        const auto now = std::chrono::steady_clock::now();
        for (auto& [aggregate, kept] : kept_)
            if (kept.version >= kept.next && now >= kept.rests_until && !stopping_)
                co_await save(aggregate, breath);
        if (stopping_) break;
        timer_.expires_after(look_again);
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
}

// What an earlier life kept. A Fault leaves it as nothing: then one is made sooner.
awaitable<void> Snapshotter::look_up() {
    for (auto& [aggregate, kept] : kept_) {
        const auto head = co_await store::snapshot_head(store_, aggregate);
        if (!head || !*head || (*head)->form != domain::fund_form) continue;
        kept.saved = (*head)->at.version;
        kept.next = due_after(kept.saved);
    }
}

awaitable<void> Snapshotter::save_all() {
    for (const auto& [aggregate, kept] : kept_)
        if (kept.version > kept.saved + not_worth_it)
            co_await save(aggregate, std::chrono::milliseconds(0));
    client_.stop();
}

awaitable<void> Snapshotter::save(std::string aggregate, std::chrono::milliseconds between) {
    auto& kept = kept_.at(aggregate);
    // Also when it fails: it is tried again, not at once.
    kept.next = due_after(kept.version);
    kept.rests_until = std::chrono::steady_clock::now() + rest;
    const store::DoWork in_pool = [this](std::function<void()> work) -> awaitable<void> {
        co_await process_.workers.run(std::move(work));
    };
    auto fund = co_await store::load_fund(store_, aggregate, on_fault_,
                                          {.inspect = in_pool, .fold = in_pool});
    if (!fund) co_return on_fault_(fund.error());
    const auto at = fund->place();
    std::vector<std::string> parts;
    co_await process_.workers.run([&] {
        parts = store::snapshot_of(fund->state);
        fund->state = {};  // to let go of a large one takes a while as well
    });
    const auto begun = std::chrono::steady_clock::now();
    const auto count = std::to_string(parts.size());
    const auto saved =
        co_await store::save_snapshot(store_, aggregate, at, std::move(parts), between);
    if (!saved) co_return on_fault_(saved.error());
    kept.saved = at.version;
    kept.next = due_after(at.version);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    process_.log.info("snapshot kept", {{"aggregate", aggregate},
                                        {"version", std::to_string(at.version)},
                                        {"parts", count},
                                        {"ms", std::to_string(took.count())}});
}

}  // namespace relais::treasurer
