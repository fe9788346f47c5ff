// Coverage as a person reads it in a terminal of 80 columns: for each sector and the territories
// that are covered alike, a bar a day with a sign an hour, then what is missing in words.
#pragma once

#include "common/domain/directory.hpp"
#include "common/domain/wall_clock.hpp"
#include "relais/v1/on_call.pb.h"
#include "services/relais/console.hpp"

namespace relais::cli {

// The signs of one local day; days that look alike follow each other as one.
struct DayBar {
    Instant first, last;            // when its first and its last day begin
    std::chrono::hours length{24};  // 23 and 25 where the clocks change
    std::string signs;              // one an hour; a blank lies outside of what was asked
};

// "█" covered, "▄" nobody behind, "×" unreachable, "○" empty, "◐" a gap for a part of the hour.
[[nodiscard]] std::vector<DayBar> day_bars(const v1::CoverageLine& line,
                                           const domain::WallClock& clock);

// `all`: also what is covered all the time, and every gap of a line.
[[nodiscard]] std::string coverage_text(const Console& console, const domain::Directory& directory,
                                        const v1::CoverageAnswer& answer, bool all);

}  // namespace relais::cli
