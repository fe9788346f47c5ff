// How often an address may try what others guess at: a budget that comes back with time. In memory
// of one gateway; what must not be forgotten is counted by the core.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "common/base/clock.hpp"

namespace relais::gateway {

class Tries {
public:
    Tries(unsigned most, Duration each) : most_(most), each_(each) {}

    // False: too many; it is worth trying again after wait().
    [[nodiscard]] bool take(const std::string& address, Instant now);
    [[nodiscard]] Duration wait() const { return each_; }

private:
    // Who asks from more addresses than that is no vendor.
    static constexpr std::size_t addresses_max = 10'000;

    unsigned most_;
    Duration each_;                         // until one of them comes back
    std::map<std::string, Instant> spent_;  // until when an address has some of its budget out
};

}  // namespace relais::gateway
