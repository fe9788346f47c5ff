// A calendar address, for a program and for a screen alike.
#pragma once

#include "services/gateway/api.hpp"

namespace relais::gateway {

// Everyone may have her own address; those who make rosters may have anybody's. `renew`: the one
// that stood until now gives nothing any more. Refused: 400, 403, 422 person_unknown or
// roster_unknown, 503.
[[nodiscard]] awaitable<Answered<std::string>> calendar_address(ApiPorts& ports,
                                                                v1::CalendarSubject subject,
                                                                bool renew, v1::Account by);

}  // namespace relais::gateway
