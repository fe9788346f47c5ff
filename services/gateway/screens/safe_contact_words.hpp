// How she may safely be reached, in words: a line for each part. Used by the screens, by the API
// and by her own record.
#pragma once

#include <string>

#include "common/words/words.hpp"
#include "relais/v1/api.pb.h"

namespace relais::gateway {

[[nodiscard]] std::string safe_contact_in_words(const words::Words& words, words::Language language,
                                                const v1::SafeContact& told);

}  // namespace relais::gateway
