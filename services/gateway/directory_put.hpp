// The one way by which a directory comes into place: as a command, its cards sealed under that
// command's id, and read back before anybody is told that it stands.
#pragma once

#include <vector>

#include "services/gateway/api.hpp"

namespace relais::gateway {

// A person's card in clear, and the key that seals it.
struct KeyedCard {
    v1::Card card;
    std::uint64_t key = 0;
};

// Each with a fresh key.
[[nodiscard]] Answered<std::vector<KeyedCard>> with_fresh_keys(
    store::KeyRing& keys, const google::protobuf::RepeatedPtrField<v1::Card>& cards);
// Those that stand, each with the key that it has: destroying it goes on forgetting all of her. One
// that does not open refuses all: it would be lost without a word.
[[nodiscard]] Answered<std::vector<KeyedCard>> standing_cards(const ApiPorts& ports);

// Gives the new revision. Refused: revision_moved_on when another one than the expected stands (0:
// whatever stands), directory_faulty, and as any command.
[[nodiscard]] awaitable<Answered<std::uint64_t>> put_in_place(ApiPorts& ports,
                                                              v1::Directory directory,
                                                              std::vector<KeyedCard> cards,
                                                              std::uint64_t expected_revision,
                                                              const v1::Account& by);

// Eight random bytes as text, for what needs an id of its own.
[[nodiscard]] std::string fresh_id(Entropy& entropy);

}  // namespace relais::gateway
