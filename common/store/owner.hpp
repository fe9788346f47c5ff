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
#include <memory>
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

// Kind gives what decide_batch and load_slot want of it.
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
        co_return co_await load_slot<Kind>(store_, aggregate, watch_, *slot);
    }

private:
    static constexpr std::chrono::seconds takeover_every{5};

    using Slot = store::Slot<State>;
    struct Travelling {
        Commit commit;
        awaitable<Result<Committed>> reply;
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

    // Two commits travel at once, so that Redis has the next one at hand when it is done with one.
    // When one is not done, what was decided on top of it is taken back.
    awaitable<void> run_ahead(const std::string& aggregate, Slot& slot) {
        std::deque<Travelling> travelling;
        auto chain = slot.chain;
        do {
            while (travelling.size() < limits_.travelling_max && !slot.waiting.empty()) {
                Commit commit = decided(aggregate, slot, slot.take(limits_));
                commit.chain = std::move(chain);
                auto sent = store_.send(commit);
                chain = std::move(sent.chain);
                travelling.push_back({std::move(commit), std::move(sent.reply)});
                co_await boost::asio::post(boost::asio::use_awaitable);  // so that it leaves first
            }
            Travelling first = std::move(travelling.front());
            travelling.pop_front();
            const std::size_t taken = first.commit.triggers.size();
            if (!accepted(slot, first.commit, co_await std::move(first.reply))) {
                co_await take_back(slot, std::move(travelling));
                co_await settle(aggregate, slot, std::move(first.commit.triggers));
                in_hand_ -= taken;
                co_return;
            }
            in_hand_ -= taken;
        } while (!travelling.empty() || !slot.waiting.empty());
        slot.loaded = true;
    }

    // What became of them is asked again when they are settled: one without events is done also
    // where the one before it is not.
    awaitable<void> take_back(Slot& slot, std::deque<Travelling> travelling) {
        for (auto& [commit, reply] : travelling)
            static_cast<void>(accepted(slot, commit, co_await std::move(reply)));
        for (; !travelling.empty(); travelling.pop_back())
            slot.take_back(std::move(travelling.back().commit.triggers));
    }

    // Decides and commits until it is done; a stale state is loaded anew, a fault is waited out.
    awaitable<void> settle(const std::string& aggregate, Slot& slot, std::vector<Trigger> batch) {
        while (!batch.empty()) {
            if (!slot.loaded) {
                if (auto loaded = co_await load_slot<Kind>(store_, aggregate, watch_, slot);
                    !loaded) {
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
