// The small town of the tests: every sector has two people on call day and night in territory 06,
// "<sector>-1" first and "<sector>-2" behind her; "coordination-1" is on duty everywhere. In 16
// nobody but the coordinator lives, and 06 is its neighbour. Waits are short.
#pragma once

#include <chrono>
#include <string>

#include "relais/v1/directory.pb.h"
#include "tests/system/telephones.hpp"

namespace relais::system {

struct Waits {
    milliseconds rung{2'000};
    milliseconds last{2'000};
    milliseconds last_max{8'000};
};

// The ladder: first of 06, both of 06, one of the neighbours, the coordinator.
[[nodiscard]] v1::DirectoryFile town(const Telephones& phones, const Waits& waits = {});
[[nodiscard]] std::string to_json(const v1::DirectoryFile& file);

}  // namespace relais::system
