// Cards of people (names, telephones, addresses), sealed as they stand in the directory's events:
// bound to the command that put them there and to the person they are of.
#pragma once

#include <string>

#include "common/store/sealing.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::store {

[[nodiscard]] Result<v1::SealedCard> seal_card(KeyRing& keys, std::uint64_t key,
                                               const std::string& command_id, const v1::Card& card);
[[nodiscard]] Result<v1::Card> open_card(KeyRing& keys, const v1::SealedCard& card);

}  // namespace relais::store
