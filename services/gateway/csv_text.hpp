// Tables as other programs read them (RFC 4180, UTF-8).
#pragma once

#include <string>
#include <vector>

namespace relais::gateway {

// One line, its end included. A cell that a spreadsheet would take for a formula begins with an
// apostrophe: what somebody typed must not run on another's machine.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells);

}  // namespace relais::gateway
