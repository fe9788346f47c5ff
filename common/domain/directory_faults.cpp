// What is wrong with a directory, all of it at once: an administrator mends a file in one pass, and
// nothing half-right ever decides who is woken.
#include <set>
#include <sstream>
#include <string>

#include <date/date.h>
#include <fmt/core.h>

#include "common/domain/directory.hpp"
#include "common/domain/roster.hpp"

namespace relais::domain {
namespace {

constexpr std::uint32_t minutes_a_day = 24 * 60;

class Inspection {
public:
    explicit Inspection(const v1::Directory& directory) : directory_(directory) {}

    std::vector<DirectoryFault> run() {
        collect_ids();
        inspect_territories();
        inspect_people();
        inspect_rosters();
        inspect_ladders();
        inspect_rules();
        inspect_packages();
        inspect_coordination();
        return std::move(faults_);
    }

private:
    using Ids = std::set<std::string>;

    void fault(std::string path, std::string reason, std::string value = {}) {
        faults_.push_back({std::move(path), std::move(reason), std::move(value)});
    }

    template <class Entries>
    void collect(const std::string& list, const Entries& entries, Ids& ids) {
        for (int i = 0; i < entries.size(); ++i) {
            const std::string& id = entries[i].id();
            const std::string path = fmt::format("{}[{}].id", list, i);
            if (id.empty())
                fault(path, "id_missing");
            else if (!ids.insert(id).second)
                fault(path, "id_twice", id);
        }
    }

    void collect_ids() {
        Ids rosters;
        Ids packages;
        collect("territories", directory_.territories(), territories_);
        collect("organizations", directory_.organizations(), organizations_);
        collect("people", directory_.people(), people_);
        collect("rosters", directory_.rosters(), rosters);
        collect("ladders", directory_.ladders(), ladders_);
        collect("packages", directory_.packages(), packages);
    }

    void refer(const Ids& ids, const std::string& id, const std::string& path,
               const std::string& reason) {
        if (!ids.contains(id)) fault(path, reason, id);
    }

    void inspect_territories() {
        for (int i = 0; i < directory_.territories_size(); ++i) {
            const auto& territory = directory_.territories(i);
            const std::string path = fmt::format("territories[{}]", i);
            if (!zone_known(territory.zone()))
                fault(path + ".zone", "zone_unknown", territory.zone());
            for (int k = 0; k < territory.neighbours_size(); ++k)
                refer(territories_, territory.neighbours(k),
                      fmt::format("{}.neighbours[{}]", path, k), "territory_unknown");
        }
    }

    void inspect_people() {
        for (int i = 0; i < directory_.people_size(); ++i) {
            const auto& person = directory_.people(i);
            const std::string path = fmt::format("people[{}]", i);
            refer(organizations_, person.organization(), path + ".organization",
                  "organization_unknown");
            if (person.languages().empty())
                fault(path + ".languages", "language_missing", person.id());
            if (person.ways().empty()) fault(path + ".ways", "way_missing", person.id());
            Ids ways;
            collect(path + ".ways", person.ways(), ways);
            for (int k = 0; k < person.ways_size(); ++k)
                if (person.ways(k).channel() == v1::Channel::unknown)
                    fault(fmt::format("{}.ways[{}].channel", path, k), "way_missing", person.id());
        }
    }

    void inspect_rosters() {
        for (int i = 0; i < directory_.rosters_size(); ++i) {
            const auto& roster = directory_.rosters(i);
            const std::string path = fmt::format("rosters[{}]", i);
            if (roster.coordination() == (roster.sector() != v1::Sector::unknown))
                fault(path + ".sector", "sector_missing", roster.id());
            if (!roster.organization().empty())
                refer(organizations_, roster.organization(), path + ".organization",
                      "organization_unknown");
            if (!zone_known(roster.zone())) fault(path + ".zone", "zone_unknown", roster.zone());
            for (int k = 0; k < roster.territories_size(); ++k)
                refer(territories_, roster.territories(k),
                      fmt::format("{}.territories[{}]", path, k), "territory_unknown");
            if (roster.layers().empty()) fault(path + ".layers", "layers_missing", roster.id());
            for (int k = 0; k < roster.layers_size(); ++k)
                inspect_layer(roster.layers(k), fmt::format("{}.layers[{}]", path, k));
        }
    }

    void inspect_layer(const v1::Layer& layer, const std::string& path) {
        if (layer.level() == 0) fault(path + ".level", "level_missing", layer.id());
        if (layer.has_window() && (layer.window().from_minute() >= minutes_a_day ||
                                   layer.window().until_minute() > minutes_a_day ||
                                   layer.window().from_minute() == layer.window().until_minute()))
            fault(path + ".window", "window_wrong", layer.id());
        const auto& rotation = layer.rotation();
        if (rotation.days() == 0) fault(path + ".rotation.days", "days_missing", layer.id());
        if (rotation.handoff_minute() >= minutes_a_day)
            fault(path + ".rotation.handoffMinute", "window_wrong", layer.id());
        date::local_days start;
        std::istringstream text(rotation.start_date());
        text >> date::parse("%F", start);
        if (text.fail() || text.peek() != std::istringstream::traits_type::eof())
            fault(path + ".rotation.startDate", "date_wrong", rotation.start_date());
        if (rotation.turns().empty()) fault(path + ".rotation.turns", "turns_missing", layer.id());
        for (int t = 0; t < rotation.turns_size(); ++t) {
            const auto& turn = rotation.turns(t);
            const std::string turn_path = fmt::format("{}.rotation.turns[{}]", path, t);
            if (turn.people().empty()) fault(turn_path, "turn_empty", layer.id());
            for (int p = 0; p < turn.people_size(); ++p)
                refer(people_, turn.people(p), fmt::format("{}.people[{}]", turn_path, p),
                      "person_unknown");
        }
    }

    void inspect_ladders() {
        for (int i = 0; i < directory_.ladders_size(); ++i) {
            const auto& ladder = directory_.ladders(i);
            const std::string path = fmt::format("ladders[{}]", i);
            if (ladder.rungs().empty()) fault(path + ".rungs", "ladder_empty", ladder.id());
            for (int k = 0; k < ladder.rungs_size(); ++k) {
                const auto& rung = ladder.rungs(k);
                const bool last = k + 1 == ladder.rungs_size();
                const std::string rung_path = fmt::format("{}.rungs[{}]", path, k);
                if (rung.reach() == v1::Rung::reach_unknown)
                    fault(rung_path + ".reach", "reach_missing", ladder.id());
                else if (last && rung.reach() != v1::Rung::coordinator)
                    fault(rung_path + ".reach", "last_rung_not_coordinator", ladder.id());
                else if (!last && rung.reach() == v1::Rung::coordinator)
                    fault(rung_path + ".reach", "coordinator_rung_not_last", ladder.id());
                if (rung.wait_ms() == 0) fault(rung_path + ".waitMs", "wait_missing", ladder.id());
            }
        }
    }

    void inspect_rules() {
        std::set<int> needs;
        for (int i = 0; i < directory_.need_rules_size(); ++i) {
            const auto& rule = directory_.need_rules(i);
            const std::string path = fmt::format("needRules[{}]", i);
            if (rule.need() == v1::Need::unknown)
                fault(path + ".need", "need_missing");
            else if (!needs.insert(rule.need()).second)
                fault(path + ".need", "rule_twice", v1::Need::Kind_Name(rule.need()));
            if (rule.sector() == v1::Sector::unknown) fault(path + ".sector", "sector_missing");
            refer(ladders_, rule.ladder(), path + ".ladder", "ladder_unknown");
        }
    }

    void inspect_packages() {
        std::set<int> ruled;
        for (const auto& rule : directory_.need_rules()) ruled.insert(rule.need());
        for (int i = 0; i < directory_.packages_size(); ++i) {
            const auto& package = directory_.packages(i);
            const std::string path = fmt::format("packages[{}].needs", i);
            if (package.needs().empty()) fault(path, "need_missing", package.id());
            for (int k = 0; k < package.needs_size(); ++k)
                if (!ruled.contains(package.needs(k)))
                    fault(fmt::format("{}[{}]", path, k), "rule_missing",
                          v1::Need::Kind_Name(package.needs(k)));
        }
    }

    // The chain ends at a human only if there is one: every territory has a coordination roster.
    void inspect_coordination() {
        Ids coordinated;
        for (const auto& roster : directory_.rosters())
            if (roster.coordination())
                coordinated.insert(roster.territories().begin(), roster.territories().end());
        for (int i = 0; i < directory_.territories_size(); ++i)
            if (!coordinated.contains(directory_.territories(i).id()))
                fault(fmt::format("territories[{}]", i), "no_coordinator",
                      directory_.territories(i).id());
    }

    const v1::Directory& directory_;
    Ids territories_;
    Ids organizations_;
    Ids people_;
    Ids ladders_;
    std::vector<DirectoryFault> faults_;
};

}  // namespace

std::vector<DirectoryFault> faults_of(const v1::Directory& directory) {
    return Inspection(directory).run();
}

}  // namespace relais::domain
