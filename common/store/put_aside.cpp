#include "common/store/put_aside.hpp"

#include "common/base/check.hpp"
#include "common/store/pause.hpp"

namespace relais::store {

awaitable<bool> put_aside(Store& store, std::string group, Entry entry, std::string reason,
                          std::function<void(const Fault&)> on_fault, const bool& stopping) {
    const auto partition = partition_of_key(entry.key);
    check(partition.has_value(), "an inbox belongs to a partition");
    for (;;) {
        const auto gone =
            co_await store.quarantine(*partition, group, entry.id, entry.bytes, reason);
        if (gone) co_return true;
        on_fault(gone.error());
        if (stopping) co_return false;
        co_await pause(std::chrono::milliseconds(100));
    }
}

}  // namespace relais::store
