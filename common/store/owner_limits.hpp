// How much an owner of aggregates takes in hand at once, and whom it tells what it does.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "common/domain/known.hpp"
#include "common/store/consumer.hpp"
#include "common/store/store.hpp"
#include "common/store/work.hpp"

namespace relais::store {

struct OwnerLimits {
    std::size_t triggers_a_commit = 64;  // as the commit function takes
    std::size_t travelling_max = 2;      // commits of one aggregate
    std::size_t in_hand_max = 1'024;     // commands taken and not yet settled; then we stop taking
    std::size_t states_kept = 8'192;     // aggregates kept in memory, about 8 KiB each
    std::size_t bytes_a_commit = 2u << 20;  // of commands; their events are about as large
    std::uint64_t tries_max = 5;           // to decide what may have killed; then it is quarantined
    std::chrono::milliseconds pause{100};  // after a fault
};

struct OwnerWatch {
    std::function<void(const Fault&)> on_fault;
    std::function<void(const std::vector<v1::Event>&, const Commit&)> on_commit;
    std::function<void(const Entry&)> on_quarantine;
    const domain::Known* known = nullptr;  // where decisions weigh it; outlives the owner
    DoWork beside = do_here;               // what a long history may need besides being folded
};

}  // namespace relais::store
