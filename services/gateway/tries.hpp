// How often an address may try what others guess at: a budget that comes back with time. In memory
// of one gateway; what must not be forgotten is counted by the core.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "common/base/clock.hpp"

namespace relais::gateway {

class Tries {
public:
    Tries(unsigned most, Duration each) : most_(most), each_(each) {}

    // Whether take() would give one.
    [[nodiscard]] bool has(const std::string& address, Instant now);
    // False: too many; it is worth trying again after wait().
    [[nodiscard]] bool take(const std::string& address, Instant now);
    [[nodiscard]] Duration wait() const { return each_; }

private:
    // Until when it would have some out with one more; what came back by now is forgotten.
    [[nodiscard]] std::optional<Instant> next(const std::string& network, Instant now);

    // Who asks from more addresses than that is no vendor.
    static constexpr std::size_t addresses_max = 10'000;

    unsigned most_;
    Duration each_;                         // until one of them comes back
    std::map<std::string, Instant> spent_;  // until when an address has some of its budget out
};

}  // namespace relais::gateway
