#include "common/store/cards.hpp"

namespace relais::store {
namespace {

SealContext context_of(const std::string& put_command_id, const std::string& person) {
    return {"directory", put_command_id, "card/" + person};
}

}  // namespace

Result<v1::SealedCard> seal_card(KeyRing& keys, std::uint64_t key,
                                 const std::string& put_command_id, const v1::Card& card) {
    auto sealed =
        keys.seal(key, context_of(put_command_id, card.person()), card.SerializeAsString());
    if (!sealed) return std::unexpected(sealed.error());
    v1::SealedCard out;
    out.set_person(card.person());
    *out.mutable_card() = std::move(*sealed);
    return out;
}

Result<v1::Card> open_card(KeyRing& keys, const std::string& put_command_id,
                           const v1::SealedCard& card) {
    const auto clear = keys.open(card.card(), context_of(put_command_id, card.person()));
    if (!clear) return std::unexpected(clear.error());
    v1::Card out;
    if (!out.ParseFromString(*clear) || out.person() != card.person())
        return fault(FaultCode::corrupt, "open a card", card.person());
    return out;
}

}  // namespace relais::store
