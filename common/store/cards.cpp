#include "common/store/cards.hpp"

namespace relais::store {
namespace {

SealContext context_of(const std::string& command_id, const std::string& person) {
    return {"directory", command_id, "card/" + person};
}

}  // namespace

Result<v1::SealedCard> seal_card(KeyRing& keys, std::uint64_t key, const std::string& command_id,
                                 const v1::Card& card) {
    auto sealed = keys.seal(key, context_of(command_id, card.person()), card.SerializeAsString());
    if (!sealed) return std::unexpected(sealed.error());
    v1::SealedCard out;
    out.set_person(card.person());
    *out.mutable_card() = std::move(*sealed);
    out.set_command(command_id);
    return out;
}

Result<v1::Card> open_card(KeyRing& keys, const v1::SealedCard& card) {
    const auto clear = keys.open(card.card(), context_of(card.command(), card.person()));
    if (!clear) return std::unexpected(clear.error());
    v1::Card out;
    if (!out.ParseFromString(*clear) || out.person() != card.person())
        return fault(FaultCode::corrupt, "open a card", card.person());
    return out;
}

}  // namespace relais::store
