// A case for a responder who is on her way: her part of it, as the desk has cut it, and nothing
// else.
#pragma once

#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/sealed_part.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string part_view(const View& view, const CaseReading& reading,
                                    const SealedView& sealed, const NameOf& person,
                                    const NameOf& territory, const Forms& forms,
                                    const Acting& acting);

}  // namespace relais::gateway::screens
