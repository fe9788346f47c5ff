// The directory as an aggregate: it is put whole, or refused whole. Its last event is its state,
// and the version of that event its revision: who changes what she read says which one she had
// read.
#pragma once

#include <map>
#include <string>

#include "common/domain/case.hpp"

namespace relais::domain {

struct DirectoryState {
    std::string aggregate;  // "directory"
    std::uint64_t version = 0;
    Instant last_now{};
    bool operator==(const DirectoryState&) const = default;
};

[[nodiscard]] Decision decide(const DirectoryState& state, const v1::Command& command, Instant now,
                              const Directory& directory);
[[nodiscard]] DirectoryState evolve(DirectoryState state, const v1::Event& event);
[[nodiscard]] std::map<std::string, Instant> deadlines(const DirectoryState& state);

}  // namespace relais::domain
