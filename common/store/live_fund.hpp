// The emergency funds of this moment, in memory: read at start, and on whenever the feed echoes a
// commit of one, or may have missed it. Reading is synchronous and never waits for anything.
//
// A fund is folded in place: what fund() gave is good until the coroutine that asked waits for
// something. The feed must read the partitions of the funds (fund_partitions).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/domain/fund/fund.hpp"
#include "common/store/feed.hpp"
#include "common/store/store.hpp"

namespace relais::store {

class LiveFund {
public:
    LiveFund(Store& store, Feed& feed, std::vector<std::string> ids);
    ~LiveFund();
    LiveFund(const LiveFund&) = delete;
    LiveFund& operator=(const LiveFund&) = delete;

    // A Fault changes nothing: what is known stays so.
    [[nodiscard]] awaitable<Result<void>> load();
    // Which there are; another one is nobody's, and nothing may be sent to it.
    [[nodiscard]] const std::vector<std::string>& ids() const;
    // Null: there is none of this id, or nothing was set for it yet.
    [[nodiscard]] const domain::FundState* fund(const std::string& id) const;
    // Called with its id after a fund has changed, on this thread.
    void on_change(std::function<void(const std::string& id)> listener);

private:
    struct State;
    static awaitable<Result<void>> read(std::shared_ptr<State> state, std::string id);
    static awaitable<void> refresh(std::shared_ptr<State> state, std::string id);
    static void ask(const std::shared_ptr<State>& state, const std::string& id);

    std::shared_ptr<State> state_;
    Feed::Subscription echoes_;
    Feed::Subscription gaps_;
};

}  // namespace relais::store
