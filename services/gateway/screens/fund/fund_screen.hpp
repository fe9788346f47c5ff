// The fund at a glance: what waits, the most urgent first, with one button that signs; what each
// source still has; what the board must know; and where the rest is. Each part is there only for
// those to whom the desk gave it.
#pragma once

#include <string>

#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

// The colleagues are those whom she may give an advance; none: nobody.
[[nodiscard]] std::string fund_view(const View& view, const FundLook& look,
                                    const v1::FundView& fund, const Choices& colleagues = {});
// On the board of a coordinator: what she may sign now, and how many more there are. Empty when
// there is nothing.
[[nodiscard]] std::string board_fund_view(const View& view, const FundLook& look,
                                          const v1::FundRequests& to_sign, std::int64_t more = 0);
// Money that is out, papers and signatures that are missing: what is due first.
[[nodiscard]] std::string ageing_view(const View& view, const FundLook& look,
                                      const v1::FundAgeing& ageing);
}  // namespace relais::gateway::screens
