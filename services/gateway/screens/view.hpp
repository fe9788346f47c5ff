// What every view needs to speak: the words, her language, the instant, the zone of the territory.
// Passed by reference and never kept.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/words/words.hpp"

namespace relais::gateway::screens {

struct View {
    const words::Words& words;
    words::Language language = words::Language::fr;
    Instant now{};
    std::string zone = "America/Toronto";

    [[nodiscard]] std::string say(std::string_view key,
                                  const words::Arguments& arguments = {}) const {
        return words.say(language, key, arguments);
    }
    [[nodiscard]] std::string time(std::int64_t ms) const {
        return words.time_of_day(language, ms, zone);
    }
    [[nodiscard]] std::string moment(std::int64_t ms) const {
        return words.moment(language, ms, zone);
    }
};

// What a form on a screen carries besides its fields.
struct Forms {
    std::string csrf;
    std::string notice;                     // what went wrong with the last one; empty: nothing
    std::function<std::string()> new_uuid;  // a command's id, so that a double tap is one command
    bool whole = true;                      // false: only the live fragment
};

using NameOf = std::function<std::string(const std::string&)>;

}  // namespace relais::gateway::screens
