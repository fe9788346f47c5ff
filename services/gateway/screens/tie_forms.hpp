// What ties a case to others, and what may be done about it from its screen: other alerts of hers,
// services that take something on, who goes with her, a move, what she shares, clocks, her record.
#pragma once

#include <optional>
#include <string>

#include "relais/v1/case_doors.pb.h"
#include "services/gateway/screens/case_forms.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string tie_forms_view(const View& view, const domain::CaseState& state,
                                         const Forms& forms, const Acting& acting);

// Whether she has a part that these forms are for: her organization was asked, or she was.
[[nodiscard]] bool has_tie(const domain::CaseState& state, const Acting& acting);

// The command of one of these forms; false: it is none of them, or makes no sense.
[[nodiscard]] bool fill_tie(const http::Fields& form, const std::string& zone,
                            v1::Command& command);

// A move to another city, as it was typed; nothing: a time is no time.
[[nodiscard]] std::optional<v1::RelocationTelling> relocation_of(const http::Fields& form,
                                                                 const std::string& zone);

}  // namespace relais::gateway::screens
