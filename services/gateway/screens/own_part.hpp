// What whoever is on her way says of it once she is signed in, where she looks at the case: in
// contact, there, done, or that she cannot go on. The same words as by her answer link.
#pragma once

#include <string>

#include "common/domain/case.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// Her page of a need while she comes for it; null: she does not, or took it without being called.
[[nodiscard]] const std::pair<const std::string, domain::PageRecord>* own_page(
    const domain::NeedState& need, const std::string& person);

// Empty when she has no such page.
[[nodiscard]] std::string own_part_view(const View& view, const domain::CaseState& state,
                                        const domain::NeedState& need, const Forms& forms,
                                        const std::string& person);

}  // namespace relais::gateway::screens
