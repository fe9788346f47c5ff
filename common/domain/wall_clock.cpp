#include "common/domain/wall_clock.hpp"

#include <algorithm>
#include <stdexcept>

#include <date/tz.h>
#include <date/tz_private.h>  // completes date::time_zone, so that we may own one

#include "common/base/check.hpp"

namespace relais::domain {

using std::chrono::floor;

WallClock::WallClock(const std::string& zone) {
    check(zone_known(zone), "a wall clock is of a known zone");
    // date::locate_zone reads a zone once and keeps it while the process lives; an object of our
    // own reads the file of today.
    const date::time_zone fresh(zone, date::detail::undocumented{});
    const Instant beginning = std::chrono::sys_days{std::chrono::year{1970} / 1 / 1};
    const Instant end = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1};
    LocalTime behind = LocalTime::min();
    for (Instant from = beginning; from < end;) {
        const auto info = fresh.get_info(from);
        stretches_.push_back({from, info.offset, behind});
        from = std::min<Instant>(info.end, end);
        behind = std::max(behind, LocalTime{from.time_since_epoch() + info.offset});
    }
}

WallTime WallClock::at(Instant instant) const {
    const auto next = std::ranges::upper_bound(stretches_, instant, {}, &Stretch::from);
    const auto& stretch = next == stretches_.begin() ? *next : *std::prev(next);
    const LocalTime local{instant.time_since_epoch() + stretch.offset};
    // `behind` itself was never shown: the jump back came a moment before.
    if (local < stretch.behind) return floor<std::chrono::minutes>(stretch.behind - Duration(1));
    return floor<std::chrono::minutes>(local);
}

Instant WallClock::reaches(WallTime wall) const {
    const auto next = std::ranges::upper_bound(stretches_, LocalTime{wall}, {}, &Stretch::behind);
    const auto& stretch = *std::prev(next);  // the first one is behind nothing
    const Instant reached{wall.time_since_epoch() - stretch.offset};
    if (&stretch == &stretches_.front()) return reached;
    return std::max(stretch.from, reached);
}

bool zone_known(const std::string& zone) {
    try {
        return !zone.empty() && date::locate_zone(zone) != nullptr;
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace relais::domain
