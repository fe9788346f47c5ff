// What every view needs to speak: the words, her language, the instant, the zone of the territory.
// Passed by reference and never kept.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/http/message.hpp"
#include "common/words/words.hpp"

namespace relais::gateway::screens {

struct View {
    const words::Words& words;
    words::Language language = words::Language::fr;
    Instant now{};
    std::string zone = "America/Toronto";
    bool herself = false;  // whoever reads it is the person whom the case is about

    // Said to her, where the words differ from what is said of her.
    [[nodiscard]] std::string say(std::string_view key,
                                  const words::Arguments& arguments = {}) const {
        const auto to_her = herself ? std::string(key) + "_herself" : std::string{};
        return words.say(language, herself && words.has(to_her) ? to_her : key, arguments);
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
    std::string done = {};                  // what the last one did, in a word; empty: nothing
    bool whole = true;                      // false: only the live fragment
    http::Fields typed = {};                // of the last one, when it was refused: nothing is lost
};

using NameOf = std::function<std::string(const std::string&)>;

}  // namespace relais::gateway::screens
