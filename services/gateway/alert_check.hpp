// Is an alert one that may be submitted? Names the first field that is wrong; changes nothing. What
// the core decides (does it open a need?) is not decided here.
#pragma once

#include "common/base/clock.hpp"
#include "common/domain/directory.hpp"
#include "relais/v1/api.pb.h"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

[[nodiscard]] Answered<void> check_alert(const v1::Alert& alert, const domain::Directory& directory,
                                         Instant now);

}  // namespace relais::gateway
