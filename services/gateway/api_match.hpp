// What a rehearsal knows beside the case, for a program and for a screen alike.
#pragma once

#include "services/gateway/api.hpp"

namespace relais::gateway {

// Who was called lately and which beds are free, when the instant is not behind us; nothing
// otherwise: what was known then is known no more. Refused: 503.
[[nodiscard]] awaitable<Answered<domain::Known>> known_at(ApiPorts& ports, Instant at);

}  // namespace relais::gateway
