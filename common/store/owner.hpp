// The owner of one kind of aggregate: takes commands from inboxes, lets the core decide, commits.
// One aggregate is worked on by one coroutine at a time, many aggregates at once, so that commits
// of different cases share Redis' one fsync.
//
// Promises: a command is settled by exactly one commit; a fault leaves it pending and it is decided
// again, on state loaded anew. What cannot be decoded, and what the process died over again and
// again, is quarantined and told, never dropped. It does not know what any command means.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include "common/base/check.hpp"
#include "common/store/consumer.hpp"
#include "common/store/decide_batch.hpp"
#include "common/store/live_directory.hpp"
#include "common/store/owner_watch.hpp"
#include "common/store/pause.hpp"
#include "common/store/put_aside.hpp"
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
        const auto slot = slot_of(aggregate);
        co_return co_await load(aggregate, *slot);
    }

private:
    static constexpr std::chrono::seconds takeover_every{5};

    struct Slot {
        State state;
        std::string chain;
        bool loaded = false;
        bool busy = false;
        std::deque<Trigger> waiting;
    };

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
        const auto slot = slot_of(aggregate);
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

    std::shared_ptr<Slot> slot_of(const std::string& aggregate) {
        if (!slots_.contains(aggregate)) {
            forget_idle_slots();
            slots_.emplace(aggregate, std::make_shared<Slot>());
        }
        return slots_.at(aggregate);
    }

    void enqueue(Trigger trigger) {
        const std::string aggregate = trigger.command.aggregate();
        const auto kept = slot_of(aggregate);
        kept->waiting.push_back(std::move(trigger));
        ++in_hand_;
        if (kept->busy) return;
        kept->busy = true;
        ++workers_;
        boost::asio::co_spawn(executor_, work(aggregate, kept), bugs_are_fatal);
    }

    // A quarter at a time: after forgetting all, every case would be read again at once.
    void forget_idle_slots() {
        if (slots_.size() <= limits_.states_kept) return;
        for (auto at = slots_.begin();
             at != slots_.end() && slots_.size() > limits_.states_kept * 3 / 4;)
            at = at->second->busy ? std::next(at) : slots_.erase(at);
    }

    awaitable<void> work(std::string aggregate, std::shared_ptr<Slot> slot) {
        while (!slot->waiting.empty()) {
            std::vector<Trigger> batch;
            std::size_t bytes = 0;
            while (!slot->waiting.empty() && batch.size() < limits_.triggers_a_commit &&
                   bytes < limits_.bytes_a_commit) {
                batch.push_back(std::move(slot->waiting.front()));
                bytes += batch.back().command.ByteSizeLong();
                slot->waiting.pop_front();
            }
            const std::size_t taken = batch.size();
            co_await settle(aggregate, *slot, std::move(batch));
            in_hand_ -= taken;
        }
        slot->busy = false;
        --workers_;
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
            // The state runs ahead of the store until the commit is done; if it is not, it is
            // loaded anew: copying it for every command would cost more than deciding.
            slot.loaded = false;
            static const domain::Known nothing;
            Commit commit =
                decide_batch<Kind>(slot.state, batch, clock_.now(), *directory_.current(),
                                   watch_.known == nullptr ? nothing : *watch_.known);
            commit.partition = store_.partition_of(aggregate);
            commit.chain = slot.chain;
            commit.group = group_;
            auto committed = co_await store_.commit(commit);
            if (committed && committed->state == Committed::State::done) {
                slot.loaded = true;
                slot.chain = std::move(committed->chain);
                watch_.on_commit(commit.events, commit);
                co_return;
            }
            if (!committed) {
                watch_.on_fault(committed.error());
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
    std::unordered_map<std::string, std::shared_ptr<Slot>> slots_;
    std::size_t in_hand_ = 0;
    std::size_t workers_ = 0;
    bool stopping_ = false;
};

}  // namespace relais::store
