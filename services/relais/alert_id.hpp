// The id of an alert, made by whoever raises it (UUID version 4): the same id again is the same
// alert, not a second one.
#pragma once

#include <string>

namespace relais::cli {

[[nodiscard]] std::string new_alert_id();

}  // namespace relais::cli
