// The directory as an aggregate: put whole, or changed entry by entry, and refused whole when
// anything in it would be wrong. The version of its last event is its revision: who changes what
// she read says which one she had read.
#pragma once

#include <map>
#include <string>

#include "common/domain/case.hpp"

namespace relais::domain {

struct DirectoryState {
    std::string aggregate;  // "directory"
    std::uint64_t version = 0;
    Instant last_now{};
    v1::Directory data;
    std::map<std::string, v1::SealedCard, std::less<>> cards;  // by person, or "roster/<id>"
};

// Every so many events the whole directory is written again: reading it never goes back further.
inline constexpr std::uint64_t whole_directory_every = 64;

// The version of the last event at or before `version` that surely holds the whole directory.
[[nodiscard]] std::uint64_t whole_directory_before(std::uint64_t version);

[[nodiscard]] Decision decide(const DirectoryState& state, const v1::Command& command, Instant now,
                              const Directory& directory);
// A whole directory may be folded on whatever version came before it.
[[nodiscard]] DirectoryState evolve(DirectoryState state, const v1::Event& event);
[[nodiscard]] std::map<std::string, Instant> deadlines(const DirectoryState& state);

}  // namespace relais::domain
