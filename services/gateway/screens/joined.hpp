// Several texts as one: "a, b, c".
#pragma once

#include <string>

#include <fmt/format.h>

namespace relais::gateway::screens {

template <class List>
[[nodiscard]] std::string joined(const List& parts) {
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace relais::gateway::screens
