// What becomes of an entry of an inbox that cannot be decided. The same bytes will never decode, so
// they go out of the way at once; what a process died over is tried a few times first. Either way
// it is kept for good, and told. All of it waits faults out, until `stopping`.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/store/consumer.hpp"
#include "common/store/store.hpp"

namespace relais::store {

// False when `stopping` came first: the entry is still pending then.
[[nodiscard]] awaitable<bool> put_aside(Store& store, std::string group, Entry entry,
                                        std::string reason,
                                        std::function<void(const Fault&)> on_fault,
                                        const bool& stopping);

// Counts one more try to decide it, durably; gives the count, or nothing when `stopping` came
// first.
[[nodiscard]] awaitable<std::optional<std::uint64_t>> count_try(
    Store& store, Entry entry, std::function<void(const Fault&)> on_fault, const bool& stopping);

// It was decided. A Fault is no matter: the count goes by itself in a week.
[[nodiscard]] awaitable<void> forget_tries(Store& store, Entry entry);

// Somebody's need may be in it: the coordinator is told, as of a case of its own, tonight. Ends
// when she is, or with `stopping`.
struct Alarm {
    std::string code;       // words: "alarm.<code>"
    std::string reference;  // where it lies
    std::string territory;  // whose coordinator; empty: any
};
[[nodiscard]] awaitable<void> raise_alarm(Store& store, const Secret& secret, Alarm alarm,
                                          std::function<void(const Fault&)> on_fault,
                                          const bool& stopping);

}  // namespace relais::store
