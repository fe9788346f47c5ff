// How long a text is as people count: characters of UTF-8, not bytes.
#pragma once

#include <algorithm>
#include <string_view>

namespace relais::gateway {

[[nodiscard]] inline std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace relais::gateway
