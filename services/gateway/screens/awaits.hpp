// What awaits whoever coordinates in a case, a line each: a call alone does not say what for.
#pragma once

#include <string>
#include <vector>

#include "common/domain/case.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::vector<std::string> awaits_of(const View& view, const domain::CaseState& state,
                                                 const domain::Directory* directory,
                                                 const NameOf& person);

}  // namespace relais::gateway::screens
