// Time and chance, as ports. Instants are UTC milliseconds; nothing below services reads a clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace relais {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

[[nodiscard]] constexpr Instant instant(std::int64_t ms) { return Instant{Duration{ms}}; }
[[nodiscard]] constexpr std::int64_t to_ms(Instant at) { return at.time_since_epoch().count(); }

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

class Entropy {
public:
    virtual ~Entropy() = default;
    virtual void fill(std::span<std::byte> bytes) = 0;
};

}  // namespace relais
