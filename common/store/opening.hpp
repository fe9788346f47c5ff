// What every service does before it works: waits for Redis (and says so), refuses an unsafe one,
// loads the functions, makes the groups, measures the clock.
#pragma once

#include <functional>

#include "common/store/groups.hpp"
#include "common/store/pause.hpp"
#include "common/store/store.hpp"
#include "common/store/store_clock.hpp"

namespace relais::store {

// `waiting` is told every fault that is waited out. Ends with a Fault only when waiting is no use
// (unsafe, refused), or when `stopping` has become true. `more` are groups beside those of the
// store.
[[nodiscard]] inline awaitable<Result<void>> open_store(Store& store, StoreClock& clock,
                                                        std::function<void(const Fault&)> waiting,
                                                        const bool& stopping, Groups more = {}) {
    for (;;) {
        auto ready = co_await store.check_settings();
        if (ready) ready = co_await store.prepare();
        if (ready && !more.empty()) ready = co_await make_groups(store.client(), more);
        if (ready) ready = co_await clock.measure();
        if (ready) co_return Result<void>{};
        const bool hopeless = ready.error().code == FaultCode::unsafe;
        if (hopeless || stopping) co_return std::unexpected(ready.error());
        waiting(ready.error());
        co_await pause(std::chrono::milliseconds(200));
    }
}

}  // namespace relais::store
