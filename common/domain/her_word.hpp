// A need for which her word is awaited, and what is told of it. Somebody of the coordination may
// hold it meanwhile: it has an owner, and nobody comes for it; nobody reads that it is covered.
#pragma once

#include "common/domain/case.hpp"

namespace relais::domain {

// Held by hand, or by whoever was called because her word is missing.
[[nodiscard]] inline bool held_for_her_word(const NeedState& need) {
    return need.owned() && need.kind != v1::Need::unknown && need.consent_due != Instant{} &&
           need.basis == v1::ConsentBasis::unknown;
}

[[nodiscard]] inline bool her_word_awaited(const NeedState& need) {
    return need.state == v1::Need::awaiting_consent || held_for_her_word(need);
}

// As it is told to people, in summaries and on screens.
[[nodiscard]] inline v1::Need::State told_state(const NeedState& need) {
    return held_for_her_word(need) ? v1::Need::awaiting_consent : need.state;
}

}  // namespace relais::domain
