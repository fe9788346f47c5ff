// The limits of a case: name, value, unit, reason, and what happens at the limit.
#pragma once

#include <chrono>
#include <cstdint>

#include "common/base/clock.hpp"

namespace relais::domain {

// The first 72 hours decide; elapsed time, never paused. At the term every need that is still open
// is named, and goes on being paged.
inline constexpr Duration term_length = std::chrono::hours(72);

// How long a worker has to say that she consents before the coordinator is asked to help.
inline constexpr Duration consent_wait = std::chrono::minutes(2);

// A rung waits from the hand-over of its page. If no hand-over is ever told, it counts from here,
// so that a dead notifier stops no ladder and an outage fires no whole ladder in one burst.
inline constexpr Duration handover_bound = std::chrono::seconds(30);

// Of the coordinator's rung when a ladder has vanished from the directory.
inline constexpr Duration fallback_wait = std::chrono::minutes(2);
inline constexpr Duration fallback_wait_max = std::chrono::minutes(15);
static_assert(fallback_wait <= fallback_wait_max);

// A told arrival further away than a day is a typing error; it is cut, the acceptance stands.
inline constexpr std::uint32_t eta_max_minutes = 24 * 60;

// A second person allows a reading within this, and it may be read again for as long.
inline constexpr Duration reading_stands = std::chrono::minutes(15);

// Which rules chose, told with every choice: raised when they would choose otherwise.
inline constexpr std::uint32_t matching_version = 3;

}  // namespace relais::domain
