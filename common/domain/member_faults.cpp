// What is wrong with what matching reads of organizations, people and rules.
#include "common/domain/fault_list.hpp"
#include "common/domain/recurrence.hpp"
#include "common/domain/wall_clock.hpp"

namespace relais::domain {
namespace {

constexpr std::uint32_t rest_minutes_max = 48 * 60;  // longer is an absence

void inspect_membership(const v1::Organization& organization, const std::string& path,
                        FaultList& faults) {
    const auto& steps = organization.membership();
    for (int i = 0; i < steps.size(); ++i) {
        const bool known = steps[i].state() >= v1::MembershipStep::applied &&
                           steps[i].state() <= v1::MembershipStep::ended;
        const bool follows =
            i == 0 || (steps[i - 1].state() != v1::MembershipStep::ended &&
                       instant_of(steps[i - 1].from()) < instant_of(steps[i].from()));
        if (!known || !follows || !steps[i].has_from())
            faults.add(fmt::format("{}.membership[{}]", path, i), "membership_wrong",
                       organization.id());
    }
}

void inspect_hours(const v1::Agreement& agreement, const std::string& path, FaultList& faults) {
    for (int i = 0; i < agreement.hours_size(); ++i) {
        const auto& window = agreement.hours(i);
        const auto at = fmt::format("{}.hours[{}]", path, i);
        if (window.from_minute() >= minutes_a_day || window.until_minute() > minutes_a_day)
            faults.add(at, "window_wrong");
        else if (window.from_minute() == window.until_minute() &&
                 window.until_weekday() == v1::Weekday::unknown)
            faults.add(at, "window_never_opens");
    }
    if (!agreement.hours().empty() && !zone_known(agreement.zone()))
        faults.add(path + ".zone", "zone_unknown", agreement.zone());
}

template <class List>
void refer_each(const Ids& ids, const List& list, const std::string& path, const char* reason,
                FaultList& faults) {
    for (int i = 0; i < list.size(); ++i)
        faults.refer(ids, list[i], fmt::format("{}[{}]", path, i), reason);
}

void inspect_exclusion(const v1::Exclusion& exclusion, const std::string& path,
                       const DirectoryIds& ids, FaultList& faults) {
    if (!exclusion.person().empty())
        faults.refer(ids.people, exclusion.person(), path + ".person", "person_unknown");
    if (!exclusion.organization().empty())
        faults.refer(ids.organizations, exclusion.organization(), path + ".organization",
                     "organization_unknown");
    if (!exclusion.territory().empty())
        faults.refer(ids.territories, exclusion.territory(), path + ".territory",
                     "territory_unknown");
    if (exclusion.person().empty() && exclusion.organization().empty() &&
        exclusion.territory().empty())
        faults.add(path, "exclusion_empty");
}

bool credential_known(v1::Credential::Kind kind) {
    return kind != v1::Credential::unknown && v1::Credential::Kind_IsValid(kind);
}

}  // namespace

void inspect_member(const v1::Organization& organization, const std::string& path,
                    const DirectoryIds& ids, FaultList& faults) {
    inspect_membership(organization, path, faults);
    inspect_hours(organization.agreement(), path + ".agreement", faults);
    refer_each(ids.territories, organization.agreement().territories(),
               path + ".agreement.territories", "territory_unknown", faults);
    if (!organization.place().empty())
        faults.refer(ids.territories, organization.place(), path + ".place", "territory_unknown");
}

void inspect_fitness(const v1::Person& person, const std::string& path, const DirectoryIds& ids,
                     FaultList& faults) {
    for (int i = 0; i < person.credentials_size(); ++i)
        if (!credential_known(person.credentials(i).kind()))
            faults.add(fmt::format("{}.credentials[{}].kind", path, i), "credential_unknown",
                       person.id());
    for (int i = 0; i < person.exclusions_size(); ++i)
        inspect_exclusion(person.exclusions(i), fmt::format("{}.exclusions[{}]", path, i), ids,
                          faults);
    // The first way is the one that is written to: it must be one by which she was reached.
    for (int i = 1; i < person.ways_size(); ++i)
        if (person.ways(i - 1).unverified() && !person.ways(i).unverified())
            faults.add(fmt::format("{}.ways[{}]", path, i), "way_order", person.id());
    if (person.rest().after_night_minutes() > rest_minutes_max)
        faults.add(path + ".rest.afterNightMinutes", "rest_too_long", person.id());
}

void inspect_demands(const v1::NeedRule& rule, const std::string& path, FaultList& faults) {
    for (int i = 0; i < rule.demands_size(); ++i)
        if (!credential_known(rule.demands(i).credential()))
            faults.add(fmt::format("{}.demands[{}].credential", path, i), "credential_unknown",
                       v1::Need::Kind_Name(rule.need()));
}

}  // namespace relais::domain
