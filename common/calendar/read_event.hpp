// A block of lines becomes an event. A line that cannot be read is told; if it says when, the whole
// event is left out, because half a time is a guess.
#pragma once

#include <optional>
#include <vector>

#include "common/calendar/content_line.hpp"
#include "common/calendar/scan.hpp"

namespace relais::calendar {

// Notes about the event are added to `notes`; nothing when it is left out.
[[nodiscard]] std::optional<Event> read_event(const Block& block, const ReadLimits& limits,
                                              std::vector<Note>& notes);

// A note about an event, with what identifies it.
[[nodiscard]] Note note_of(Problem problem, const EventText& text, std::string detail = {});

}  // namespace relais::calendar
