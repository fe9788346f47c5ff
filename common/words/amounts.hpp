// Amounts of money as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "common/words/words.hpp"

namespace relais::words {

// "1 234,50 $" / "$1,234.50": Canadian dollars, from whole cents.
[[nodiscard]] std::string amount(Language language, std::int64_t cents);

}  // namespace relais::words
