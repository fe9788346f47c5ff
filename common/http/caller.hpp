// Who asks, seen from the network. What stands before us on this very machine (deploy/Caddyfile)
// says for whom it asks, last in its list; nobody else is believed.
#pragma once

#include <string>

#include "common/http/message.hpp"

namespace relais::http {

[[nodiscard]] std::string caller_of(const Request& request);

}  // namespace relais::http
