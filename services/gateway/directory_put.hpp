// The ways by which a directory comes into place: put whole, or changed entry by entry. As a
// command, and read back before anybody is told that it stands. Both give the new revision, or are
// refused as any command.
#pragma once

#include "services/gateway/api.hpp"

namespace relais::gateway {

// Whatever stands is replaced. Each card is sealed under that command, with a fresh key.
[[nodiscard]] awaitable<Answered<std::uint64_t>> put_in_place(ApiPorts& ports,
                                                              v1::DirectoryFile file,
                                                              const v1::Account& by);

// Refused also with revision_moved_on when another one than the expected stands (0: whatever
// stands). Cards take the place of those that stand, and keep their keys: destroying a key goes on
// forgetting all of her. Others stay as they are.
[[nodiscard]] awaitable<Answered<std::uint64_t>> change_in_place(ApiPorts& ports,
                                                                 v1::ChangeDirectory change,
                                                                 std::vector<v1::Card> cards,
                                                                 const v1::Account& by);

// Eight random bytes as text, for what needs an id of its own.
[[nodiscard]] std::string fresh_id(Entropy& entropy);

}  // namespace relais::gateway
