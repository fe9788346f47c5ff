// From the fields of a form of the fund to the one command that it asks for. Amounts are read as
// people type them; what makes no sense is a refusal's code.
#pragma once

#include <expected>
#include <string>

#include "common/http/message.hpp"
#include "services/gateway/fund_desk.hpp"

namespace relais::gateway::screens {

// `request`: the one whose form it is; empty for a form of the fund itself.
[[nodiscard]] std::expected<FundWish, std::string> fund_wish_of(const http::Fields& form,
                                                                const std::string& request);

}  // namespace relais::gateway::screens
