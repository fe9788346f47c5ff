// What a calendar gave, written down for whoever asks about it: how many entries, and everything
// that is to be told about its events. It names people: it is sealed before it is stored.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/calendar/problem.hpp"

namespace relais::notifier {

// {"entries":2,"notes":[{"problem":"unknown_person","line":9,"uid":…}],"more":0}. At most the first
// 200 notes: somebody mends them one by one, and reads the calendar again.
[[nodiscard]] std::string notes_json(std::size_t entries, const std::vector<calendar::Note>& notes);

}  // namespace relais::notifier
