// The coming fourteen days, sector by day: what is covered, thin, unreachable or empty, each told
// by a sign and in words besides its colour. Gaps stand above, in exact instants.
#pragma once

#include <string>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

inline constexpr int coverage_days = 14;

struct CoverageChoice {
    LocalDay first;               // of the days that are shown
    std::string territory;        // empty: of each sector and day the worst of all
    std::string sector;           // of the day that is opened
    std::optional<LocalDay> day;  // none: no day is opened
};

// The answer holds the lines of the territory, or of all, over all the days, by the wall clock.
[[nodiscard]] std::string coverage_view(const View& view, const domain::Directory& directory,
                                        const v1::CoverageAnswer& answer,
                                        const domain::WallClock& clock,
                                        const CoverageChoice& choice);

}  // namespace relais::gateway::screens
