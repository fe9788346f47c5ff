// What may be done next with a request, as forms: only what its state and whoever looks allow, so
// that nobody is led to a refusal. Whether it happens, the core decides.
#pragma once

#include <string>

#include "services/gateway/screens/fund/request_screen.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string request_acts_view(const View& view, const FundLook& look,
                                            const RequestScreen& screen);

}  // namespace relais::gateway::screens
