// Somebody only asked for advice: her question, and the answer. The same screen for whoever asked
// and for whoever coordinates; what each may do and read is her own.
#pragma once

#include <string>

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/sealed_part.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string advice_view(const View& view, const CaseReading& reading,
                                      const SealedView& sealed, const NameOf& person,
                                      const Forms& forms, const Acting& acting);

}  // namespace relais::gateway::screens
