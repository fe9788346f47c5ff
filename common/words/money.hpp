// Amounts as people write them: "1 234,50 $" in French, "$1,234.50" in English. Spaces do not
// break.
#pragma once

#include <cstdint>
#include <string>

#include "common/words/words.hpp"

namespace relais::words {

// Whole cents of Canadian dollars.
[[nodiscard]] std::string money(Language language, std::int64_t cents);

}  // namespace relais::words
