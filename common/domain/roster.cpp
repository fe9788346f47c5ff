#include "common/domain/roster.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <date/tz.h>

#include "common/base/check.hpp"

namespace relais::domain {
namespace {

using LocalMinutes = date::local_time<std::chrono::minutes>;

bool inside(const v1::Layer& layer, LocalMinutes local) {
    if (!layer.has_window()) return true;
    const auto midnight = date::floor<date::days>(local);
    const auto minute = static_cast<std::uint32_t>((local - midnight).count());
    const std::uint32_t from = layer.window().from_minute();
    const std::uint32_t until = layer.window().until_minute();
    if (from < until) return minute >= from && minute < until;
    return minute >= from || minute < until;  // over midnight
}

// Turns are counted in local days, so a day of 23 or 25 hours is still one day.
const v1::Turn& turn_at(const v1::Rotation& rotation, LocalMinutes local) {
    date::local_days start;
    std::istringstream text(rotation.start_date());
    text >> date::parse("%F", start);
    check(!text.fail() && rotation.turns_size() > 0 && rotation.days() > 0,
          "a rotation in use has no faults");
    const auto shifted = local - std::chrono::minutes(rotation.handoff_minute());
    const auto days = (date::floor<date::days>(shifted) - start).count();
    const auto length = static_cast<decltype(days)>(rotation.days());
    const auto turns = static_cast<decltype(days)>(rotation.turns_size());
    const auto number = days >= 0 ? days / length : (days - length + 1) / length;
    return rotation.turns(static_cast<int>(((number % turns) + turns) % turns));
}

}  // namespace

std::vector<OnCall> on_call(const v1::Roster& roster, Instant at) {
    const auto* zone = date::locate_zone(roster.zone());
    const auto local = date::floor<std::chrono::minutes>(zone->to_local(at));
    std::vector<OnCall> people;
    for (const auto& layer : roster.layers()) {
        if (!inside(layer, local)) continue;
        for (const auto& person : turn_at(layer.rotation(), local).people())
            people.push_back({person, layer.id(), layer.level()});
    }
    std::ranges::stable_sort(people, {}, &OnCall::level);
    std::vector<OnCall> once;
    for (auto& entry : people)
        if (std::ranges::find(once, entry.person, &OnCall::person) == once.end())
            once.push_back(std::move(entry));
    return once;
}

bool zone_known(const std::string& zone) {
    try {
        return !zone.empty() && date::locate_zone(zone) != nullptr;
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace relais::domain
