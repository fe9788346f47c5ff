// The fund at a glance: what waits, the most urgent first, with one button that signs; what each
// source still has; what the board must know; and where the rest is. Each part is there only for
// those to whom the desk gave it.
#pragma once

#include <string>

#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string fund_view(const View& view, const FundLook& look,
                                    const v1::FundView& fund);
// Money that is out, papers and signatures that are missing, the oldest first.
[[nodiscard]] std::string ageing_view(const View& view, const FundLook& look,
                                      const v1::FundAgeing& ageing);
}  // namespace relais::gateway::screens
