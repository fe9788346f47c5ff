// The courier: carries commands that one aggregate mailed to another, from the mail of some
// partitions to the inboxes of their targets. Submitted first, acknowledged after: a crash between
// the two carries a command twice, and its id makes the second one nothing.
//
// Mail for one target keeps its order. What can never be submitted (unreadable, or an id that was
// used with another body) goes to the quarantine of the partition it came from.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/store/consumer.hpp"
#include "common/store/lease.hpp"
#include "common/store/store.hpp"

namespace relais::store {

class Courier {
public:
    using OnFault = std::function<void(const Fault&)>;
    // Partitions that a lease gives to somebody else are left alone; none said: all are read.
    Courier(Store& store, redis::Client& blocking, redis::Client& other, std::string name,
            std::vector<Partition> from, OnFault on_fault, const Lease* lease = nullptr);

    // Ends after stop(), within one blocking read or at once when that client is stopped as well.
    [[nodiscard]] awaitable<void> run();
    void stop() { stopped_ = true; }

private:
    [[nodiscard]] awaitable<void> carry(std::vector<Entry> entries);
    [[nodiscard]] awaitable<void> carry_in_order(std::vector<Entry> entries);
    [[nodiscard]] awaitable<Result<void>> carry_one(const Entry& entry);
    void tell_vanished();

    Store& store_;
    Consumer mail_;
    OnFault on_fault_;
    std::uint64_t vanished_told_ = 0;
    bool stopped_ = false;
};

}  // namespace relais::store
