// What is wrong with a directory, all of it at once: an administrator mends a file in one pass, and
// nothing half-right ever decides who is woken.
#include <set>
#include <string>

#include <fmt/core.h>

#include "common/domain/fault_list.hpp"
#include "common/domain/wall_clock.hpp"

namespace relais::domain {
namespace {

class Inspection {
public:
    explicit Inspection(const v1::Directory& directory) : directory_(directory) {}

    std::vector<DirectoryFault> run() {
        collect_ids();
        inspect_territories();
        inspect_organizations();
        inspect_people();
        inspect_rosters();
        inspect_ladders();
        inspect_rules();
        inspect_packages();
        inspect_coordination();
        inspect_absences(directory_.absences(), ids_.people, faults_);
        inspect_coalition(directory_, ids_, faults_);
        return faults_.take();
    }

private:
    void collect_ids() {
        ids_.territories = faults_.collect("territories", directory_.territories());
        ids_.organizations = faults_.collect("organizations", directory_.organizations());
        ids_.people = faults_.collect("people", directory_.people());
        ladders_ = faults_.collect("ladders", directory_.ladders());
        faults_.collect("rosters", directory_.rosters());
        faults_.collect("packages", directory_.packages());
    }

    void inspect_territories() {
        for (int i = 0; i < directory_.territories_size(); ++i) {
            const auto& territory = directory_.territories(i);
            const std::string path = fmt::format("territories[{}]", i);
            if (!zone_known(territory.zone()))
                faults_.add(path + ".zone", "zone_unknown", territory.zone());
            for (int k = 0; k < territory.neighbours_size(); ++k)
                faults_.refer(ids_.territories, territory.neighbours(k),
                              fmt::format("{}.neighbours[{}]", path, k), "territory_unknown");
        }
    }

    void inspect_organizations() {
        for (int i = 0; i < directory_.organizations_size(); ++i)
            inspect_member(directory_.organizations(i), fmt::format("organizations[{}]", i), ids_,
                           faults_);
    }

    void inspect_people() {
        for (int i = 0; i < directory_.people_size(); ++i) {
            const auto& person = directory_.people(i);
            const std::string path = fmt::format("people[{}]", i);
            faults_.refer(ids_.organizations, person.organization(), path + ".organization",
                          "organization_unknown");
            if (person.languages().empty())
                faults_.add(path + ".languages", "language_missing", person.id());
            if (person.ways().empty()) faults_.add(path + ".ways", "way_missing", person.id());
            faults_.collect(path + ".ways", person.ways());
            for (int k = 0; k < person.ways_size(); ++k)
                if (person.ways(k).channel() == v1::Channel::unknown)
                    faults_.add(fmt::format("{}.ways[{}].channel", path, k), "way_missing",
                                person.id());
            inspect_fitness(person, path, ids_, faults_);
        }
    }

    void inspect_rosters() {
        for (int i = 0; i < directory_.rosters_size(); ++i) {
            const auto& roster = directory_.rosters(i);
            const std::string path = fmt::format("rosters[{}]", i);
            if (roster.coordination() == (roster.sector() != v1::Sector::unknown))
                faults_.add(path + ".sector", "sector_missing", roster.id());
            if (!roster.organization().empty())
                faults_.refer(ids_.organizations, roster.organization(), path + ".organization",
                              "organization_unknown");
            if (!zone_known(roster.zone()))
                faults_.add(path + ".zone", "zone_unknown", roster.zone());
            for (int k = 0; k < roster.territories_size(); ++k)
                faults_.refer(ids_.territories, roster.territories(k),
                              fmt::format("{}.territories[{}]", path, k), "territory_unknown");
            inspect_roster(roster, path, ids_.people, faults_);
        }
    }

    void inspect_ladders() {
        for (int i = 0; i < directory_.ladders_size(); ++i) {
            const auto& ladder = directory_.ladders(i);
            const std::string path = fmt::format("ladders[{}]", i);
            if (ladder.rungs().empty()) faults_.add(path + ".rungs", "ladder_empty", ladder.id());
            for (int k = 0; k < ladder.rungs_size(); ++k) {
                const auto& rung = ladder.rungs(k);
                const bool last = k + 1 == ladder.rungs_size();
                const std::string rung_path = fmt::format("{}.rungs[{}]", path, k);
                if (rung.reach() == v1::Rung::reach_unknown)
                    faults_.add(rung_path + ".reach", "reach_missing", ladder.id());
                else if (last && rung.reach() != v1::Rung::coordinator)
                    faults_.add(rung_path + ".reach", "last_rung_not_coordinator", ladder.id());
                else if (!last && rung.reach() == v1::Rung::coordinator)
                    faults_.add(rung_path + ".reach", "coordinator_rung_not_last", ladder.id());
                if (rung.wait_ms() == 0)
                    faults_.add(rung_path + ".waitMs", "wait_missing", ladder.id());
            }
        }
    }

    void inspect_rules() {
        std::set<int> needs;
        for (int i = 0; i < directory_.need_rules_size(); ++i) {
            const auto& rule = directory_.need_rules(i);
            const std::string path = fmt::format("needRules[{}]", i);
            if (rule.need() == v1::Need::unknown)
                faults_.add(path + ".need", "need_missing");
            else if (!needs.insert(rule.need()).second)
                faults_.add(path + ".need", "rule_twice", v1::Need::Kind_Name(rule.need()));
            if (rule.sector() == v1::Sector::unknown)
                faults_.add(path + ".sector", "sector_missing");
            faults_.refer(ladders_, rule.ladder(), path + ".ladder", "ladder_unknown");
            inspect_demands(rule, path, faults_);
        }
    }

    void inspect_packages() {
        std::set<int> ruled;
        for (const auto& rule : directory_.need_rules()) ruled.insert(rule.need());
        for (int i = 0; i < directory_.packages_size(); ++i) {
            const auto& package = directory_.packages(i);
            const std::string path = fmt::format("packages[{}].needs", i);
            if (package.needs().empty()) faults_.add(path, "need_missing", package.id());
            for (int k = 0; k < package.needs_size(); ++k)
                if (!ruled.contains(package.needs(k)))
                    faults_.add(fmt::format("{}[{}]", path, k), "rule_missing",
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
                faults_.add(fmt::format("territories[{}]", i), "no_coordinator",
                            directory_.territories(i).id());
    }

    const v1::Directory& directory_;
    DirectoryIds ids_;
    Ids ladders_;
    FaultList faults_;
};

}  // namespace

std::vector<DirectoryFault> faults_of(const v1::Directory& directory) {
    return Inspection(directory).run();
}

}  // namespace relais::domain
