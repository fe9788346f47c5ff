// Statements of a bank as people take them from there: CSV with a mapping, CAMT.053, OFX. Whatever
// can be read comes in, whatever cannot is told line by line: a file that is half garbage is half
// read, never guessed.
//
// Promises: amounts are whole cents of Canadian dollars, nothing is rounded; a file names nothing
// outside itself (no document type, no entity of its own); any thread may read. What a line means
// for a fund, and its sealing, is somebody else's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "relais/v1/fund_reading.pb.h"

namespace relais::statements {

// A year of a busy account; a file that holds more is taken in pieces.
inline constexpr std::size_t lines_max = 20'000;
inline constexpr std::size_t bad_max = 1'000;  // told; the last one says that there are more
inline constexpr std::size_t text_bytes_max = 500;
inline constexpr std::size_t id_bytes_max = 120;

struct Line {
    std::string id;          // the bank's, or a hash of what stands in it
    Instant booked{};        // noon UTC of its day
    std::int64_t cents = 0;  // plus: it came in
    std::string text;
};

struct Reading {
    std::vector<Line> lines;
    std::vector<v1::BadLine> bad;
    std::optional<std::int64_t> closing_cents;
};

// As its beginning tells; CSV where nothing else fits.
[[nodiscard]] v1::BankStatement::Format format_of(std::string_view bytes);
[[nodiscard]] Reading read(std::string_view bytes, v1::BankStatement::Format format,
                           const v1::StatementMapping& mapping);

}  // namespace relais::statements
