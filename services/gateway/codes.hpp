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

// The code of a case as somebody types or pastes it: spaces around it and small letters are hers to
// leave.
[[nodiscard]] inline std::string case_code_in(std::string_view typed) {
    const auto first = typed.find_first_not_of(" \t\r\n");
    if (first == typed.npos) return {};
    typed = typed.substr(first, typed.find_last_not_of(" \t\r\n") - first + 1);
    std::string code(typed);
    std::ranges::transform(code, code.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return code;
}

}  // namespace relais::gateway
