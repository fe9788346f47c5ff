// What the fund decides by: sources, limits, caps, prices, vendors, who signs. To be read; it is
// changed by a file, so that a change is looked at whole.
#pragma once

#include <string>

#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string settings_view(const View& view, const FundLook& look);

}  // namespace relais::gateway::screens
