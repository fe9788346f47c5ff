// What somebody typed must not run on another's machine: in a table, a cell that a spreadsheet
// would take for a formula begins with an apostrophe, and loses it again on the way in, so that a
// package survives there and back. Numbers and telephones begin with signs too, hold nothing that
// runs, and stay as other programs expect them.
#pragma once

#include <string>
#include <string_view>

#include "common/hsds/gathering.hpp"

namespace relais::hsds {

// Apostrophes before it change nothing, so that a text which has its own comes back with them.
[[nodiscard]] inline bool begins_a_formula(std::string_view text) {
    const auto begin = text.find_first_not_of('\'');
    if (begin == text.npos) return false;
    text.remove_prefix(begin);
    if (std::string_view("=+-@\t\r\n").find(text.front()) == text.npos) return false;
    const bool telephone = text.front() == '+' && text.size() > 1 &&
                           text.find_first_not_of("0123456789 .()-", 1) == text.npos;
    return !telephone && !is_json_number(text);
}

[[nodiscard]] inline std::string guarded(std::string_view text) {
    return (begins_a_formula(text) ? "'" : "") + std::string(text);
}

inline void take_guard(std::string& cell) {
    if (cell.starts_with('\'') && begins_a_formula(cell)) cell.erase(0, 1);
}

}  // namespace relais::hsds
