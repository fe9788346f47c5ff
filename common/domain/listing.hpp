// A listing of the field: who put it, whose it is, who last said that it is still so. What it says
// is sealed and passes through unread; its digest tells whether it says the same as before.
//
// Whoever steers changes all of them; who works for an organization changes its own, and gives none
// away and takes none.
#pragma once

#include <string>
#include <string_view>

#include "common/domain/case.hpp"

namespace relais::domain {

struct ListingState {
    std::string aggregate;  // listing_of(…)
    std::uint64_t version = 0;
    Instant last_now{};
    bool stands = false;
    std::string digest;
    std::string organization;  // the member whose it is; empty: the network's
    std::string source;
    Instant put{};
    Instant assured{};       // the epoch: never, since it was put
    std::string assured_by;  // person
};

// The aggregate. An id of the field may be any text; a key, an address and a log may not.
[[nodiscard]] std::string listing_of(std::string_view id);

[[nodiscard]] Decision decide(const ListingState& state, const v1::Command& command, Instant now,
                              const Directory& directory);
[[nodiscard]] ListingState evolve(ListingState state, const v1::Event& event);
// None: it grows old without anybody being woken.
[[nodiscard]] std::map<std::string, Instant> deadlines(const ListingState& state);

}  // namespace relais::domain
