// How long a rung waits when everybody on it has agreed to answer sooner than it would.
#pragma once

#include <cstdint>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/event.pb.h"

namespace relais::domain {

// Nobody finds a telephone in the dark sooner than this, whatever an agreement says.
inline constexpr std::uint32_t acknowledge_min_ms = 5'000;

// The longest that the picks' organizations agreed to take; `wait_ms` when one of them agreed to
// nothing, and never longer than that.
[[nodiscard]] std::uint32_t acknowledged_within(const Directory& directory,
                                                const std::vector<v1::Pick>& picks,
                                                std::uint32_t wait_ms);

}  // namespace relais::domain
