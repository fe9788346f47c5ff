// Cuts a snapshot into parts of a bounded size, each handed on as soon as it is full. Only the
// files that write a snapshot include this.
#pragma once

#include <functional>

#include "relais/v1/fund_snapshot.pb.h"

namespace relais::domain {

class SnapshotParts {
public:
    static constexpr std::size_t bytes_max = 512u << 10;  // one item more or less

    explicit SnapshotParts(const std::function<void(const v1::FundSnapshot&)>& take)
        : take_(take) {}

    // The part that takes in what is about so large.
    v1::FundSnapshot& room(std::size_t bytes) {
        if (bytes_ + bytes > bytes_max) end();
        bytes_ += bytes + item_bytes;
        return part_;
    }
    template <class Kept>
    void add(Kept* (v1::FundSnapshot::*adds)(), const Kept& kept) {
        *(room(kept.ByteSizeLong()).*adds)() = kept;
    }
    void end() {
        if (bytes_ == 0) return;
        take_(part_);
        part_.Clear();
        bytes_ = 0;
    }

private:
    static constexpr std::size_t item_bytes = 4;  // its tag and length

    const std::function<void(const v1::FundSnapshot&)>& take_;
    v1::FundSnapshot part_;
    std::size_t bytes_ = 0;
};

}  // namespace relais::domain
