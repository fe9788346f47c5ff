// Percent-encoding (RFC 3986 and forms). Nothing comes back when an escape is malformed: half a
// value is worse than none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::http {

enum class Plus { is_plus, is_space };

[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, Plus plus);

}  // namespace relais::http
