// What the worker sees of her alert: each need and whether somebody comes, and when. Never who,
// never from where: no name of a person or an organization is read here at all.
#pragma once

#include <string>

#include "common/domain/case.hpp"
#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string follow_up_view(const View& view, const domain::CaseState& state,
                                         const Forms& forms, const Acting& acting);
// Just after an alert that is recorded and not decided yet.
[[nodiscard]] std::string follow_up_soon_view(const View& view, const Forms& forms);

// "3 of 5 needs covered": owned or settled well, among those that are hers and that she wants.
struct Covered {
    std::int64_t covered = 0;
    std::int64_t needs = 0;
};
[[nodiscard]] Covered covered_of(const domain::CaseState& state);
// What the coordination is called for is a call, and no need of hers.
[[nodiscard]] bool has_needs(const domain::CaseState& state);
// The same in words; or that she wants nothing of what was offered, or that nothing is known yet.
[[nodiscard]] std::string covered_words(const View& view, const char* key,
                                        const domain::CaseState& state);

// When the soonest of those who come arrives; nothing when nobody told.
[[nodiscard]] std::int64_t arrival_ms(const domain::NeedState& need);

}  // namespace relais::gateway::screens
