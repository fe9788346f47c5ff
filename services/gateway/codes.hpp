// Codes are lower-case words with underscores: they may stand in clear in an event, free text
// never.
#pragma once

#include <algorithm>
#include <string_view>

namespace relais::gateway {

[[nodiscard]] inline bool is_code(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace relais::gateway
