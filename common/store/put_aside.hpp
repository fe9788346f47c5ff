// Puts an entry of an inbox aside for a human: the same bytes will never decode, so it goes out of
// the way at once, is kept for good, and is told.
#pragma once

#include <functional>
#include <string>

#include "common/store/consumer.hpp"
#include "common/store/store.hpp"

namespace relais::store {

// Waits faults out; false when `stopping` came first (the entry is still pending then).
[[nodiscard]] awaitable<bool> put_aside(Store& store, std::string group, Entry entry,
                                        std::string reason,
                                        std::function<void(const Fault&)> on_fault,
                                        const bool& stopping);

}  // namespace relais::store
