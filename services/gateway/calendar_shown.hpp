// A calendar that a roster names, as it is shown: what came of its last reading, and what is to be
// told about its events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/words/words.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::gateway {

// Something to be told about an event: words are found by the problem's code.
struct CalendarNote {
    std::string problem;
    std::string event;   // its summary, or its uid when it has none
    std::string detail;  // the name that nobody knows, the zone …
    std::vector<std::string> candidates;
    std::size_t line = 0;
};

struct CalendarShown {
    v1::CalendarSource source;
    std::optional<Instant> at;       // of the last try; nothing: not tried yet
    std::string fault;               // a code; empty: it was read
    std::optional<Instant> good_at;  // of the last that was read
    std::size_t entries = 0;         // that it gave then
    std::vector<CalendarNote> notes;
    std::size_t more = 0;  // notes that are not among these
};

// Why it was not read, in words; as it is when there are none.
[[nodiscard]] inline std::string calendar_fault_words(const words::Words& words,
                                                      words::Language language,
                                                      const std::string& fault) {
    constexpr std::string_view status = "status_";
    if (fault.starts_with(status))
        return words.say(language, "calendar_fault.status",
                         {{"status", fault.substr(status.size())}});
    for (const std::string_view list : {"calendar_fault.", "calendar_refusal."})
        if (const auto key = std::string(list) + fault; words.has(key))
            return words.say(language, key);
    return fault;
}

}  // namespace relais::gateway
