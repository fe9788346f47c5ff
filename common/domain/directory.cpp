#include "common/domain/directory.hpp"

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"

namespace relais::domain {
namespace {

std::string roster_key(v1::Sector::Code sector, std::string_view territory) {
    return std::to_string(static_cast<int>(sector)) + "/" + std::string(territory);
}

template <class Map>
auto find_or_null(const Map& map, std::string_view id) -> typename Map::mapped_type {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : found->second;
}

}  // namespace

Directory::Directory(v1::Directory data) : data_(std::move(data)) {
    for (const auto& entry : data_.territories()) territories_.emplace(entry.id(), &entry);
    for (const auto& entry : data_.organizations()) organizations_.emplace(entry.id(), &entry);
    for (const auto& entry : data_.people()) people_.emplace(entry.id(), &entry);
    for (const auto& entry : data_.ladders()) ladders_.emplace(entry.id(), &entry);
    for (const auto& entry : data_.need_rules()) rules_.emplace(entry.need(), &entry);
    for (const auto& entry : data_.organizations())
        if (entry.has_agreement()) agreed_.emplace(entry.id(), Agreed(entry.agreement()));
    const Outside outside(data_);
    std::unordered_map<std::string, WallClockPtr> clocks;
    for (const auto& roster : data_.rosters()) {
        check(roster.coordination() == (roster.sector() == v1::Sector::unknown),
              "a roster is of a sector or of coordination");
        for (const auto& territory : roster.territories())
            rosters_[roster_key(roster.sector(), territory)].push_back(&roster);
        auto& clock = clocks[roster.zone()];
        if (clock == nullptr) clock = std::make_shared<const WallClock>(roster.zone());
        auto away = outside.of(roster);
        if (!away.empty())
            as_if_all_belonged_.try_emplace(&roster, roster, data_.absences(), clock);
        away.MergeFrom(data_.absences());
        timetables_.try_emplace(&roster, roster, away, clock);
    }
    // Whatever the order in which the file was written, the same people are asked first.
    for (auto& [key, rosters] : rosters_)
        std::ranges::sort(rosters, {},
                          [](const auto* roster) -> const std::string& { return roster->id(); });
}

const v1::Territory* Directory::territory(std::string_view id) const {
    return find_or_null(territories_, id);
}
const v1::Organization* Directory::organization(std::string_view id) const {
    return find_or_null(organizations_, id);
}
const v1::Person* Directory::person(std::string_view id) const { return find_or_null(people_, id); }
const v1::Ladder* Directory::ladder(std::string_view id) const {
    return find_or_null(ladders_, id);
}
const v1::NeedRule* Directory::rule(v1::Need::Kind need) const {
    const auto found = rules_.find(need);
    return found == rules_.end() ? nullptr : found->second;
}

const std::vector<const v1::Roster*>& Directory::rosters(v1::Sector::Code sector,
                                                         std::string_view territory) const {
    static const std::vector<const v1::Roster*> none;
    const auto found = rosters_.find(roster_key(sector, territory));
    return found == rosters_.end() ? none : found->second;
}

const Timetable& Directory::timetable(const v1::Roster& roster) const {
    const auto found = timetables_.find(&roster);
    check(found != timetables_.end(), "a timetable is of a roster of this directory");
    return found->second;
}

const Timetable* Directory::as_if_all_belonged(const v1::Roster& roster) const {
    const auto found = as_if_all_belonged_.find(&roster);
    return found == as_if_all_belonged_.end() ? nullptr : &found->second;
}

bool Directory::agreed(std::string_view organization, v1::Sector::Code sector,
                       const std::string& territory, Instant at) const {
    const auto found = agreed_.find(organization);
    return found == agreed_.end() || found->second.to(sector, territory, at);
}

std::vector<std::string> coordinators_on_duty(const Directory& directory,
                                              const std::string& territory, Instant at) {
    std::vector<std::string> people;
    const auto add = [&](const v1::Roster& roster) {
        for (const auto& entry : directory.timetable(roster).on_call(at))
            if (!entry.trainee) people.push_back(entry.person);
    };
    if (!territory.empty()) {
        for (const auto* roster : directory.rosters(v1::Sector::unknown, territory)) add(*roster);
        return people;
    }
    for (const auto& roster : directory.data().rosters())
        if (roster.coordination()) add(roster);
    return people;
}

}  // namespace relais::domain
