// Beds of shelters: what is free tonight, by kind. Whoever works there counts with one tap; the
// coordination holds, confirms and gives back. Without script.
#pragma once

#include "relais/v1/beds.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// "Réservés au réseau · Femmes · Avec enfants".
[[nodiscard]] std::string bed_kind_words(const View& view, const v1::BedKind& kind);
[[nodiscard]] std::string beds_view(const View& view, const v1::Beds& beds, bool may_hold,
                                    const Forms& forms);

}  // namespace relais::gateway::screens
