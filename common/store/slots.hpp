// What an owner knows of its aggregates: the state of each as far as it is known, and what waits
// for it. The idle ones are forgotten when there are too many.
#pragma once

#include <cstddef>
#include <deque>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/store/owner_limits.hpp"
#include "common/store/store.hpp"

namespace relais::store {

template <class State>
struct Slot {
    State state;
    std::string chain;    // of the events behind the last commit that was done
    bool loaded = false;  // the state is what the store holds; else it ran ahead, or is unknown
    bool busy = false;
    std::deque<Trigger> waiting;

    // What one commit settles.
    [[nodiscard]] std::vector<Trigger> take(const OwnerLimits& limits) {
        std::vector<Trigger> batch;
        std::size_t bytes = 0;
        while (!waiting.empty() && batch.size() < limits.triggers_a_commit &&
               bytes < limits.bytes_a_commit) {
            batch.push_back(std::move(waiting.front()));
            bytes += batch.back().command.ByteSizeLong();
            waiting.pop_front();
        }
        return batch;
    }
    void take_back(std::vector<Trigger> batch) {
        waiting.insert(waiting.begin(), std::move_iterator(batch.begin()),
                       std::move_iterator(batch.end()));
    }
};

// As the store holds it. Where a history is too long to be held, Kind gives
//   static awaitable<Result<…>> load(Store&, std::string aggregate, watch): its state and chain
template <class Kind>
[[nodiscard]] awaitable<Result<void>> load_slot(  // NOLINT(*-reference-coroutine-parameters)
    Store& store, const std::string& aggregate, const OwnerWatch& watch,
    Slot<typename Kind::State>& slot) {
    if constexpr (requires { Kind::load(store, aggregate, watch); }) {
        auto loaded = co_await Kind::load(store, aggregate, watch);
        if (!loaded) co_return std::unexpected(loaded.error());
        slot.state = std::move(loaded->state);
        slot.chain = std::move(loaded->chain);
    } else {
        auto history = co_await store.load(aggregate);
        if (!history) co_return std::unexpected(history.error());
        typename Kind::State state;
        state.aggregate = aggregate;
        for (const auto& event : history->events) state = evolve(std::move(state), event);
        slot.state = std::move(state);
        slot.chain = std::move(history->chain);
    }
    slot.loaded = true;
    co_return Result<void>{};
}

template <class State>
class Slots {
public:
    explicit Slots(std::size_t most) : most_(most) {}

    [[nodiscard]] std::shared_ptr<Slot<State>> of(const std::string& aggregate) {
        if (!slots_.contains(aggregate)) {
            forget_idle();
            slots_.emplace(aggregate, std::make_shared<Slot<State>>());
        }
        return slots_.at(aggregate);
    }

private:
    // A quarter at a time: after forgetting all, every case would be read again at once.
    void forget_idle() {
        if (slots_.size() <= most_) return;
        for (auto at = slots_.begin(); at != slots_.end() && slots_.size() > most_ * 3 / 4;)
            at = at->second->busy ? std::next(at) : slots_.erase(at);
    }

    std::size_t most_;
    std::unordered_map<std::string, std::shared_ptr<Slot<State>>> slots_;
};

}  // namespace relais::store
