// The telephones of a drill: what the sandbox kept, one card a person, newest first.
#pragma once

#include <string>
#include <vector>

#include "relais/v1/message.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string telephones_view(const View& view,
                                          std::vector<v1::SandboxMessage> messages,
                                          const NameOf& person, bool whole);

}  // namespace relais::gateway::screens
