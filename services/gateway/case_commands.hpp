// What may be asked of a case from outside, and by whom: one table. The core decides whether it can
// happen; here stands only who may ask, and that what was sent makes sense.
#pragma once

#include "relais/v1/command.pb.h"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

// A known command with an id and sensible values, and nothing that the service writes itself.
[[nodiscard]] Answered<void> check_case_command(const v1::Command& command);

// Who asks, seen from the case.
struct Asker {
    bool coordinator = false;
    bool responder = false;
    bool raised_it = false;  // a worker, of her own alert
    bool pivot = false;
    bool privacy = false;
};
[[nodiscard]] bool may_ask(const v1::Command& command, const Asker& who);

}  // namespace relais::gateway
