#include "common/domain/directory_effect.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "common/domain/roster_change.hpp"

namespace relais::domain {
namespace {

// By kind: the ids of what differs.
std::set<std::string> changed_of(const v1::DirectoryEditAnswer& answer, std::string_view kind) {
    std::set<std::string> ids;
    for (const auto& change : answer.changes())
        if (change.entry().kind() == kind) ids.insert(change.entry().id());
    return ids;
}

std::set<int> sectors_touched(const v1::Directory& directory,
                              const v1::DirectoryEditAnswer& answer) {
    const auto organizations = changed_of(answer, "organization");
    auto people = changed_of(answer, "person");
    const auto rosters = changed_of(answer, "roster");
    for (const auto& person : directory.people())
        if (organizations.contains(person.organization())) people.insert(person.id());
    std::set<int> sectors;
    for (const auto& roster : directory.rosters())
        if (rosters.contains(roster.id()) || organizations.contains(roster.organization()) ||
            std::ranges::any_of(people, [&](const auto& id) { return stands_in(roster, id); }))
            sectors.insert(roster.sector());
    return sectors;
}

}  // namespace

void tell_effect(const v1::Directory& before, const v1::Directory& after, Instant now,
                 v1::DirectoryEditAnswer& answer) {
    auto sectors = sectors_touched(before, answer);
    sectors.merge(sectors_touched(after, answer));
    tell_gaps(before, after, sectors, {now, now + preview_of_layer}, *answer.mutable_gaps_new(),
              *answer.mutable_gaps_closed());
}

}  // namespace relais::domain
