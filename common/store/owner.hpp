// The owner of one kind of aggregate: takes commands from inboxes, lets the core decide, commits.
// One aggregate is worked on by one coroutine at a time, many aggregates at once, so that commits
// of different cases share Redis' one fsync.
//
// Promises: a command is settled by exactly one commit; a fault leaves it pending and it is decided
// again, on state loaded anew. What cannot be decoded, and what the process died over again and
// again, is quarantined and told, never dropped. It does not know what any command means.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/base/check.hpp"
#include "common/store/consumer.hpp"
#include "common/store/decide_batch.hpp"
#include "common/store/live_directory.hpp"
#include "common/store/owner_limits.hpp"
#include "common/store/pause.hpp"
#include "common/store/put_aside.hpp"
#include "common/store/slots.hpp"
#include "common/store/store.hpp"

namespace relais::store {

// Kind gives what decide_batch wants of it, and where a history is too long to be held
//   static awaitable<Result<…>> load(Store&, std::string aggregate, on_fault): its state and chain
template <class Kind>
class Owner {
public:
    using State = typename Kind::State;

    Owner(boost::asio::any_io_executor executor, Store& store, const Clock& clock,
          const LiveDirectory& directory, Consumer& consumer, std::string group, OwnerWatch watch)
        : executor_(std::move(executor)),
          store_(store),
          clock_(clock),
          directory_(directory),
          consumer_(consumer),
          group_(std::move(group)),
          watch_(std::move(watch)) {}

    // Ends after stop(), when what was in hand is settled.
    [[nodiscard]] awaitable<void> run() {
        auto next_takeover = std::chrono::steady_clock::now();
        while (!stopping_) {
            co_await give(co_await consumer_.take());
            if (std::chrono::steady_clock::now() < next_takeover || stopping_) continue;
            next_takeover = std::chrono::steady_clock::now() + takeover_every;
            co_await give(co_await consumer_.take_over());
        }
        while (workers_ > 0) co_await pause(std::chrono::milliseconds(2));
    }
    void stop() { stopping_ = true; }
    [[nodiscard]] std::size_t in_hand() const { return in_hand_; }
    // Ahead of the first command: where a history is long, whoever waits for it waits at the start.
    [[nodiscard]] awaitable<Result<void>> load(std::string aggregate) {
        const auto slot = slots_.of(aggregate);
        co_return co_await load(aggregate, *slot);
    }

private:
    static constexpr std::chrono::seconds takeover_every{5};

    using Slot = store::Slot<State>;

    awaitable<void> give(Result<std::vector<Entry>> entries) {
        if (!entries) {
            if (stopping_) co_return;
            watch_.on_fault(entries.error());
            co_await pause(limits_.pause);
            co_return;
        }
        for (auto& entry : *entries) {
            Trigger trigger;
            trigger.entry = entry.id;
            if (!trigger.command.ParseFromString(entry.bytes) ||
                trigger.command.aggregate().empty())
                co_await quarantine(entry, "undecodable");
            else if (entry.again)
                co_await settle_alone(std::move(entry), std::move(trigger));
            else
                enqueue(std::move(trigger));
        }
        while (in_hand_ > limits_.in_hand_max) co_await pause(std::chrono::milliseconds(1));
    }

    awaitable<void> quarantine(Entry entry, std::string reason) {
        if (co_await put_aside(store_, group_, entry, reason, watch_.on_fault, stopping_))
            watch_.on_quarantine(entry);
    }

    // Handed out before, and not settled: perhaps a process died over it. It is counted, durably,
    // before it is decided, and one such command at a time in the whole process, so that the one
    // that kills is known by its count and its neighbours are not blamed.
    awaitable<void> settle_alone(Entry entry, Trigger trigger) {
        const std::string aggregate = trigger.command.aggregate();
        const auto slot = slots_.of(aggregate);
        while (slot->busy) co_await pause(std::chrono::milliseconds(1));  // it may be in hand there
        const auto tries = co_await count_try(store_, entry, watch_.on_fault, stopping_);
        if (!tries) co_return;  // stopping: still pending
        if (*tries > limits_.tries_max) {
            co_await quarantine(std::move(entry), "undecidable");
            co_return;
        }
        slot->busy = true;
        co_await settle(aggregate, *slot, {std::move(trigger)});
        slot->busy = false;
        co_await forget_tries(store_, std::move(entry));
    }

    void enqueue(Trigger trigger) {
        const std::string aggregate = trigger.command.aggregate();
        const auto kept = slots_.of(aggregate);
        kept->waiting.push_back(std::move(trigger));
        ++in_hand_;
        if (kept->busy) return;
        kept->busy = true;
        ++workers_;
        boost::asio::co_spawn(executor_, work(aggregate, kept), bugs_are_fatal);
    }

    awaitable<void> work(std::string aggregate, std::shared_ptr<Slot> slot) {
        while (!slot->waiting.empty()) {
            if (slot->loaded) {
                co_await run_ahead(aggregate, *slot);
                continue;
            }
            auto batch = slot->take(limits_);
            const std::size_t taken = batch.size();
            co_await settle(aggregate, *slot, std::move(batch));
            in_hand_ -= taken;
        }
        slot->busy = false;
        --workers_;
    }

    // While one commit travels, what waits behind it is decided, and leaves as soon as the one
    // before is done. When that one is not, what was decided ahead is taken back.
    awaitable<void> run_ahead(const std::string& aggregate, Slot& slot) {
        std::optional<Commit> next = decided(aggregate, slot, slot.take(limits_));
        while (next) {
            Commit commit = *std::exchange(next, std::nullopt);
            commit.chain = slot.chain;
            auto leaving = store_.commit(commit);
            co_await boost::asio::post(boost::asio::use_awaitable);  // so that it leaves first
            if (!slot.waiting.empty()) next = decided(aggregate, slot, slot.take(limits_));
            const std::size_t taken = commit.triggers.size();
            if (accepted(slot, commit, co_await std::move(leaving))) {
                slot.loaded = !next;
            } else {
                if (next) slot.take_back(std::move(next->triggers));
                next.reset();
                co_await settle(aggregate, slot, std::move(commit.triggers));
            }
            in_hand_ -= taken;
        }
    }

    // Decides and commits until it is done; a stale state is loaded anew, a fault is waited out.
    awaitable<void> settle(const std::string& aggregate, Slot& slot, std::vector<Trigger> batch) {
        while (!batch.empty()) {
            if (!slot.loaded) {
                if (auto loaded = co_await load(aggregate, slot); !loaded) {
                    watch_.on_fault(loaded.error());
                    if (stopping_) co_return;  // still pending: whoever comes next gets it
                    co_await pause(limits_.pause);
                    continue;
                }
            }
            const Commit commit = decided(aggregate, slot, batch);
            const auto committed = co_await store_.commit(commit);
            slot.loaded = accepted(slot, commit, committed);
            if (slot.loaded) co_return;
            if (!committed) {
                if (stopping_) co_return;
                co_await pause(limits_.pause);
            } else if (committed->state == Committed::State::already) {
                std::erase_if(batch, [&](const Trigger& trigger) {
                    return std::ranges::find(committed->settled, trigger.entry) !=
                           committed->settled.end();
                });
            }
        }
    }

    // The state runs ahead of the store until the commit is done; if it is not, it is loaded anew:
    // copying it for every command would cost more than deciding.
    Commit decided(const std::string& aggregate, Slot& slot, std::vector<Trigger> batch) {
        static const domain::Known nothing;
        slot.loaded = false;
        Commit commit = decide_batch<Kind>(slot.state, batch, clock_.now(), *directory_.current(),
                                           watch_.known == nullptr ? nothing : *watch_.known);
        commit.partition = store_.partition_of(aggregate);
        commit.chain = slot.chain;
        commit.group = group_;
        return commit;
    }

    bool accepted(Slot& slot, const Commit& commit, const Result<Committed>& committed) {
        if (!committed) watch_.on_fault(committed.error());
        if (!committed || committed->state != Committed::State::done) return false;
        slot.chain = committed->chain;
        watch_.on_commit(commit.events, commit);
        return true;
    }

    awaitable<Result<void>> load(const std::string& aggregate, Slot& slot) {
        if constexpr (requires { Kind::load(store_, aggregate, watch_.on_fault); }) {
            auto loaded = co_await Kind::load(store_, aggregate, watch_.on_fault);
            if (!loaded) co_return std::unexpected(loaded.error());
            slot.state = std::move(loaded->state);
            slot.chain = std::move(loaded->chain);
        } else {
            auto history = co_await store_.load(aggregate);
            if (!history) co_return std::unexpected(history.error());
            State state;
            state.aggregate = aggregate;
            for (const auto& event : history->events) state = evolve(std::move(state), event);
            slot.state = std::move(state);
            slot.chain = std::move(history->chain);
        }
        slot.loaded = true;
        co_return Result<void>{};
    }

    boost::asio::any_io_executor executor_;
    Store& store_;
    const Clock& clock_;
    const LiveDirectory& directory_;
    Consumer& consumer_;
    std::string group_;
    OwnerWatch watch_;
    OwnerLimits limits_;
    Slots<State> slots_{limits_.states_kept};
    std::size_t in_hand_ = 0;
    std::size_t workers_ = 0;
    bool stopping_ = false;
};

}  // namespace relais::store
