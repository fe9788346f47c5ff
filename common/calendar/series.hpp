// An event with its exceptions becomes occurrences.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "common/calendar/place.hpp"

namespace relais::calendar {

// All that has one UID: the series, if the file has it, and the exceptions that name an instance.
struct Family {
    std::optional<Event> master;
    std::vector<Event> exceptions;
};

// Adds to `into` what has a moment in the window, and what is told about it.
[[nodiscard]] std::expected<void, Refusal> expand(const Family& family, const Frame& frame,
                                                  Reading& into);

}  // namespace relais::calendar
