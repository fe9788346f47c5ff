#include "common/calendar/place.hpp"

#include <algorithm>
#include <utility>

namespace relais::calendar {

std::optional<Placed> Frame::place(const When& when, const Zone* own) const {
    const Zone* zone = [&]() -> const Zone* {
        switch (when.kind) {
            case When::Kind::date:
                return &roster;
            case When::Kind::utc:
                return &utc;
            case When::Kind::zoned:
                return zones.find(when.zone);
            case When::Kind::floating:
                return own != nullptr ? own : floating;
        }
        std::unreachable();
    }();
    if (zone == nullptr) return std::nullopt;
    return Placed{zone, when.at, zone->instant_of(when.at)};
}

Instant Extent::end_of(const Placed& start) const {
    if (wall_) return start.zone->instant_of(start.local + seconds_);
    const Instant moved =
        days_.count() == 0 ? start.at : start.zone->instant_of(start.local + days_);
    return moved + seconds_;
}

std::chrono::seconds Extent::at_most() const {
    return std::max(days_ + seconds_, std::chrono::seconds{0}) + std::chrono::days{1};
}

std::optional<Extent> extent_of(const Frame& frame, const Placed& start, const When& written,
                                const std::optional<When>& end,
                                const std::optional<Length>& length) {
    if (end) {
        const auto placed = frame.place(*end, start.zone);
        if (!placed) return std::nullopt;
        if (placed->zone == start.zone) return Extent::wall(placed->local - start.local);
        const auto exact = std::chrono::floor<std::chrono::seconds>(placed->at - start.at);
        return Extent::exact({std::chrono::days{0}, exact});
    }
    if (length) return Extent::exact(*length);
    const bool whole_day = written.kind == When::Kind::date;
    return Extent::exact({std::chrono::days{whole_day ? 1 : 0}, std::chrono::seconds{0}});
}

}  // namespace relais::calendar
