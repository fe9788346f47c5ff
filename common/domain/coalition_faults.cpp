// What is wrong with how the coalition is made: its committees, what it asks of members and who
// speaks for them, and its milestones.
#include <algorithm>
#include <map>
#include <set>

#include "common/domain/fault_list.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {
namespace {

// Both languages are equals: a name in one of them alone is half a name.
template <class Entry>
void inspect_names(const Entry& entry, const std::string& path, FaultList& faults) {
    if (entry.name_fr().empty()) faults.add(path + ".nameFr", "name_missing", entry.id());
    if (entry.name_en().empty()) faults.add(path + ".nameEn", "name_missing", entry.id());
}

void inspect_committee(const v1::Committee& committee, const std::string& path,
                       const DirectoryIds& ids, FaultList& faults) {
    inspect_names(committee, path, faults);
    for (int i = 0; i < committee.members_size(); ++i)
        faults.refer(ids.people, committee.members(i), fmt::format("{}.members[{}]", path, i),
                     "person_unknown");
    if (!committee.chair().empty() &&
        std::ranges::find(committee.members(), committee.chair()) == committee.members().end())
        faults.add(path + ".chair", "chair_not_member", committee.chair());
    for (int i = 0; i < committee.scopes_size(); ++i)
        if (committee.scopes(i) == v1::Scope::unknown ||
            !v1::Scope::Code_IsValid(committee.scopes(i)))
            faults.add(fmt::format("{}.scopes[{}]", path, i), "scope_unknown", committee.id());
}

// Whoever speaks for an organization works there: what she may change is hers by that alone.
void inspect_standing(const v1::Directory& directory, const DirectoryIds& ids, const Ids& criteria,
                      FaultList& faults) {
    std::map<std::string, std::string> works_at;
    for (const auto& person : directory.people())
        works_at.emplace(person.id(), person.organization());
    for (int i = 0; i < directory.organizations_size(); ++i) {
        const auto& organization = directory.organizations(i);
        const auto path = fmt::format("organizations[{}]", i);
        const auto& representative = organization.representative();
        if (!representative.empty() && !ids.people.contains(representative))
            faults.add(path + ".representative", "person_unknown", representative);
        else if (!representative.empty() && works_at[representative] != organization.id())
            faults.add(path + ".representative", "representative_elsewhere", representative);
        for (int k = 0; k < organization.criteria_met_size(); ++k)
            faults.refer(criteria, organization.criteria_met(k),
                         fmt::format("{}.criteriaMet[{}]", path, k), "criterion_unknown");
    }
}

void inspect_milestones(const v1::Directory& directory, FaultList& faults) {
    std::set<int> ruled;
    for (int i = 0; i < directory.milestones_size(); ++i) {
        const auto& rule = directory.milestones(i);
        const auto path = fmt::format("milestones[{}]", i);
        if (rule.milestone() == v1::Milestone::unknown ||
            !v1::Milestone::Kind_IsValid(rule.milestone()))
            faults.add(path + ".milestone", "milestone_unknown");
        else if (!ruled.insert(rule.milestone()).second)
            faults.add(path + ".milestone", "milestone_twice",
                       v1::Milestone::Kind_Name(rule.milestone()));
        if (rule.within_minutes() == 0) faults.add(path + ".withinMinutes", "minutes_missing");
    }
}

// In the coalition's own words, or not at all: a limit that nobody worded is nobody's advice.
void inspect_clocks(const v1::Directory& directory, FaultList& faults) {
    faults.collect("clocks", directory.clocks());
    for (int i = 0; i < directory.clocks_size(); ++i) {
        const auto& rule = directory.clocks(i);
        const auto path = fmt::format("clocks[{}]", i);
        if (rule.words_fr().empty()) faults.add(path + ".wordsFr", "name_missing");
        if (rule.words_en().empty()) faults.add(path + ".wordsEn", "name_missing");
        if (!v1::Circumstance::Code_IsValid(rule.circumstance()))
            faults.add(path + ".circumstance", "circumstance_unknown");
        if (rule.within_hours() == 0) faults.add(path + ".withinHours", "hours_missing");
        if (rule.within_hours() > clock_hours_max)
            faults.add(path + ".withinHours", "hours_too_many");
        if (rule.warn_hours() > rule.within_hours())
            faults.add(path + ".warnHours", "hours_too_many");
    }
}

}  // namespace

void inspect_coalition(const v1::Directory& directory, const DirectoryIds& ids, FaultList& faults) {
    faults.collect("committees", directory.committees());
    const auto criteria = faults.collect("criteria", directory.criteria());
    for (int i = 0; i < directory.committees_size(); ++i)
        inspect_committee(directory.committees(i), fmt::format("committees[{}]", i), ids, faults);
    for (int i = 0; i < directory.criteria_size(); ++i)
        inspect_names(directory.criteria(i), fmt::format("criteria[{}]", i), faults);
    inspect_standing(directory, ids, criteria, faults);
    inspect_milestones(directory, faults);
    inspect_clocks(directory, faults);
}

}  // namespace relais::domain
