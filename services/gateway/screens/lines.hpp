// A text of several lines, for a template that shows each.
#pragma once

#include <algorithm>
#include <string>

#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {

[[nodiscard]] inline Data lines_of(const std::string& text) {
    Data lines = list();
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        lines.push_back(Data{text.substr(from, end - from)});
        from = end + 1;
    }
    return lines;
}

}  // namespace relais::gateway::screens
