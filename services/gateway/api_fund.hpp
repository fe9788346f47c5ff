// The routes of the emergency fund: they read, ask its desk, and write.
#pragma once

#include "services/gateway/api.hpp"
#include "services/gateway/fund_desk.hpp"

namespace relais::gateway {

// The desk outlives the server, as everything in the ports.
void add_fund_routes(Routes& routes, ApiPorts& ports, FundDesk& desk);

}  // namespace relais::gateway
