// Instants as people and files write them: ISO 8601 with an offset, "2016-12-31T22:45:00-08:00". An
// instant without an offset is refused: it would mean another one on another machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace relais::cli {

// Seconds and their fraction may be left out.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
// UTC, to the second.
[[nodiscard]] std::string instant_text(Instant at);

}  // namespace relais::cli
