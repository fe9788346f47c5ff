// The first look at a calendar file: raw bytes, one pass, before any library sees them. What is too
// large, too deep or not text ends here; of the rest only the lines that we read are kept, unfolded
// and in blocks, one for each event and each zone.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "common/calendar/limits.hpp"
#include "common/calendar/problem.hpp"

namespace relais::calendar {

struct Line {
    std::size_t number = 0;  // in the file as written
    std::string_view name;   // as written: DTSTART, dtstart
    std::string_view text;   // the whole content line, name included
};

// BEGIN and END of what stands inside a zone (STANDARD, DAYLIGHT) are lines of it.
struct Block {
    std::size_t line = 0;
    std::vector<Line> lines;
};

struct Scanned {
    std::string text;  // unfolded; the lines point into it, so it is never copied
    std::vector<Block> events;
    std::vector<Block> zones;
    std::string name;          // X-WR-CALNAME
    std::string default_zone;  // X-WR-TIMEZONE
    bool cancels = false;      // METHOD:CANCEL

    Scanned() = default;
    Scanned(const Scanned&) = delete;
    Scanned& operator=(const Scanned&) = delete;
    Scanned(Scanned&&) = default;  // a long string keeps its bytes where they are
    Scanned& operator=(Scanned&&) = default;
};

[[nodiscard]] std::expected<Scanned, Refused> scan(std::string_view bytes,
                                                   const ReadLimits& limits);

[[nodiscard]] bool same_word(std::string_view a, std::string_view b);  // ASCII case forgiven

}  // namespace relais::calendar
