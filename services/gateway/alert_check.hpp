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

// The command of an alert, but for what is sealed: actor, ids, code and sealed fields are the
// desk's.
[[nodiscard]] v1::OpenCase open_case_of(const v1::Alert& alert, const std::string& attested_by);

}  // namespace relais::gateway
