// What a change of a roster does, as a person reads it in a terminal: who is on call before and
// after it, in the roster's own time, and the gaps that it makes or closes.
#pragma once

#include <string>

#include "relais/v1/roster_change.pb.h"
#include "services/relais/console.hpp"

namespace relais::cli {

using Gaps = google::protobuf::RepeatedPtrField<v1::ChangedGap>;
// Empty when there are none; else it ends with its last line.
[[nodiscard]] std::string gaps_text(const Console& console, const Gaps& opened, const Gaps& closed,
                                    const std::string& zone);

[[nodiscard]] std::string change_text(const Console& console, const v1::RosterChangeAnswer& answer);

}  // namespace relais::cli
