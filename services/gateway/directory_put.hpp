// The ways by which a directory comes into place: put whole, or changed entry by entry. As a
// command, and read back before anybody is told that it stands. Both give the new revision, or are
// refused as any command.
#pragma once

#include <vector>

#include "services/gateway/api.hpp"

namespace relais::gateway {

// Whatever stands is replaced. Each card is sealed under that command, with a fresh key.
[[nodiscard]] awaitable<Answered<std::uint64_t>> put_in_place(ApiPorts& ports,
                                                              v1::DirectoryFile file,
                                                              const v1::Account& by);

// Refused also with revision_moved_on when another one than the expected stands (0: whatever
// stands). Cards stay as they are, but for those that are given: they are sealed with the key that
// stands, since destroying it goes on forgetting all of what it sealed.
[[nodiscard]] awaitable<Answered<std::uint64_t>> change_in_place(ApiPorts& ports,
                                                                 v1::ChangeDirectory change,
                                                                 const v1::Account& by,
                                                                 std::vector<v1::Card> cards = {});

// Eight random bytes as text, for what needs an id of its own.
[[nodiscard]] std::string fresh_id(Entropy& entropy);

}  // namespace relais::gateway
