// How the state of a need looks: its class, which gives the colour, and a glyph, since colour alone
// says nothing to many.
#pragma once

#include <algorithm>
#include <string>

#include "common/domain/her_word.hpp"
#include "relais/v1/vocabulary.pb.h"

namespace relais::gateway::screens {

struct NeedMark {
    const char* state;  // class
    const char* glyph;
};

// How it stands in a word: what somebody holds while her word is awaited is not covered.
[[nodiscard]] inline std::string state_word(const domain::NeedState& need) {
    return domain::held_for_her_word(need) ? "held" : v1::Need::State_Name(need.state);
}

// Somebody comes whose hour is over: she is asked where she is.
[[nodiscard]] inline bool awaited(const domain::PageRecord& page) {
    return !page.copy && page.state == domain::PageState::accepted && page.reminded;
}
[[nodiscard]] inline bool somebody_awaited(const domain::NeedState& need) {
    return std::ranges::any_of(need.pages, [](const auto& one) { return awaited(one.second); });
}
// Others are called because somebody did not come; she is still expected.
[[nodiscard]] inline bool still_expected(const domain::NeedState& need,
                                         const domain::PageRecord& page) {
    return !page.copy && page.state == domain::PageState::broken && need.counts(page);
}

[[nodiscard]] inline NeedMark mark_of(v1::Need::State state) {
    switch (state) {
        case v1::Need::awaiting_consent:
            return {"awaiting", "?"};
        case v1::Need::covered:
        case v1::Need::met:
            return {"covered", "✓"};
        case v1::Need::engaged:
            return {"covered", "●"};
        case v1::Need::refused:
            return {"refused", "–"};
        case v1::Need::unmet:
            return {"last", "×"};
        default:
            return {"paging", "→"};
    }
}

}  // namespace relais::gateway::screens
