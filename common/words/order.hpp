// The order in which a list of names is read.
#pragma once

#include <string>
#include <string_view>

#include "common/words/words.hpp"

namespace relais::words {

// What a name is sorted by, so that "Émile" stands between "Edith" and "Eva": compared byte by
// byte, keys stand as people expect their names to.
[[nodiscard]] std::string sort_key(Language language, std::string_view name);

}  // namespace relais::words
