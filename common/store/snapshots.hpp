// Snapshots of long histories: disposable, so that whoever follows one is soon ready. They lie in
// Redis in two slots that are written in turn; the head names the one to read, and is written last,
// so that what was half written is never read.
//
//   {f:main}:snap:<A>    hash  version, chain (of the events so far), form, slot, parts, digest
//   {f:main}:snap:<A>:0  hash  0, 1, 2 … → bytes
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "common/store/store.hpp"

namespace relais::store {

struct SnapshotHead {
    Place at;
    std::string form;  // of whoever wrote it
    std::string slot;
    std::size_t parts = 0;
    std::string digest;  // chain_hash over its parts
};

[[nodiscard]] awaitable<Result<std::optional<SnapshotHead>>> snapshot_head(Store& store,
                                                                           std::string aggregate);
// The call is made at once, so that a part travels while the one before it is read.
[[nodiscard]] awaitable<Result<redis::Reply>> ask_for_part(Store& store,
                                                           const std::string& aggregate,
                                                           const SnapshotHead& head,
                                                           std::size_t index);

class SnapshotWriter {
public:
    SnapshotWriter(Store& store, std::string aggregate)
        : store_(store), aggregate_(std::move(aggregate)) {}

    [[nodiscard]] awaitable<Result<void>> begin();
    [[nodiscard]] awaitable<Result<void>> add(std::string part);
    // From now on it is the one that is read; the one before goes.
    [[nodiscard]] awaitable<Result<void>> end(Place at, std::string form);

private:
    [[nodiscard]] std::string key(const std::string& slot) const;

    Store& store_;
    std::string aggregate_;
    std::string slot_;
    std::size_t parts_ = 0;
    std::string digest_;
};

}  // namespace relais::store
