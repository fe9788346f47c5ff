// The catalogues as they are written. Their source is made by flatten.py when the program is built.
#pragma once

#include <span>
#include <string_view>

#include "common/words/words.hpp"

namespace relais::words {

struct Written {
    std::string_view key;  // "section.name"
    std::string_view pattern;
};
[[nodiscard]] std::span<const Written> catalogue_of(Language language);

}  // namespace relais::words
