// Codes are lower-case words with underscores: they may stand in clear in an event, free text
// never.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace relais::gateway {

[[nodiscard]] inline bool is_code(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// The code of a case as it is read over the telephone, pasted or typed with a thumb; whatever else,
// as it is.
[[nodiscard]] inline std::string case_code_in(std::string_view typed) {
    constexpr std::size_t half = 4;
    std::string code;
    for (const char c : typed) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') continue;
        const bool small = c >= 'a' && c <= 'z';
        if (!small && (c < 'A' || c > 'Z')) return std::string(typed);
        if (code.size() == half) code += '-';
        code += small ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return code;
}

}  // namespace relais::gateway
