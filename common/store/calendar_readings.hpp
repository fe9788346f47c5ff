// Calendars that are read at addresses: which of several readers reads one now, and what came of
// the last reading, for whoever shows it. What a calendar says of people is sealed, as their cards
// are. Nothing here is the truth: without it all are simply read again.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "common/base/clock.hpp"
#include "common/redis/client.hpp"
#include "common/store/sealing.hpp"

namespace relais::store {

using boost::asio::awaitable;

struct CalendarName {
    std::string roster, calendar;
    friend auto operator<=>(const CalendarName&, const CalendarName&) = default;
};

// Where a calendar stands and what it has given, in some revision of the directory: the reader's
// own digest of it.
struct CalendarState {
    std::uint64_t revision = 0;
    std::string digest;
};

struct CalendarReading {
    Instant at;         // of the last try
    std::string fault;  // a code; empty: it was read
    Instant good_at;    // of the last that was read
    std::string good;   // what it gave, as its reader wrote it down; empty: never read
};

class CalendarReadings {
public:
    CalendarReadings(redis::Client& client, KeyRing& keys) : client_(client), keys_(keys) {}

    // True for one reader in a period, and for one at once when the state is not what it was. Who
    // knows an older revision than the one that was claimed last has nothing to say.
    [[nodiscard]] awaitable<Result<bool>> claim(CalendarName name, CalendarState state,
                                                std::chrono::milliseconds period);
    // What one changes oneself is no reason to read again.
    [[nodiscard]] awaitable<Result<void>> move_claim(CalendarName name, CalendarState state);
    // Whoever comes next reads at once.
    [[nodiscard]] awaitable<Result<void>> drop_claim(CalendarName name);

    // Nothing: never tried, or sealed by a key that is gone.
    [[nodiscard]] awaitable<Result<std::optional<CalendarReading>>> last(CalendarName name);
    [[nodiscard]] awaitable<Result<void>> put_good(CalendarName name, Instant at, std::uint64_t key,
                                                   std::string good);
    // It was read, and nothing was new in it.
    [[nodiscard]] awaitable<Result<void>> put_same(CalendarName name, Instant at);
    [[nodiscard]] awaitable<Result<void>> put_fault(CalendarName name, Instant at,
                                                    std::string fault);

    // The fault that was last reported; empty: none is.
    [[nodiscard]] awaitable<Result<std::string>> told(CalendarName name);
    [[nodiscard]] awaitable<Result<void>> put_told(CalendarName name, std::string fault);

    // It is read no more.
    [[nodiscard]] awaitable<Result<void>> forget(CalendarName name);

private:
    [[nodiscard]] awaitable<Result<void>> set(CalendarName name, redis::Args fields);

    redis::Client& client_;
    KeyRing& keys_;
};

}  // namespace relais::store
