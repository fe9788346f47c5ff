#include "services/gateway/csv_text.hpp"

#include <string_view>

namespace relais::gateway {

std::string csv_line(const std::vector<std::string>& cells) {
    constexpr std::string_view begins_a_formula = "=+-@\t\r\n";
    std::string line;
    for (const auto& cell : cells) {
        if (&cell != &cells.front()) line += ',';
        const bool formula =
            !cell.empty() && begins_a_formula.find(cell.front()) != std::string::npos;
        const std::string text = (formula ? "'" : "") + cell;
        if (text.find_first_of(",\"\r\n") == std::string::npos) {
            line += text;
            continue;
        }
        line += '"';
        for (const char c : text) {
            if (c == '"') line += '"';
            line += c;
        }
        line += '"';
    }
    return line + "\r\n";
}

}  // namespace relais::gateway
