#include "common/domain/scopes.hpp"

#include <algorithm>

namespace relais::domain {

bool belongs(const Directory& directory, std::string_view person, Instant at) {
    const auto* known = directory.person(person);
    return known != nullptr && member_at(directory.organization(known->organization()), at);
}

bool opens_doors(const Directory& directory, std::string_view person, std::string_view organization,
                 bool serves, Instant at) {
    if (directory.revision() == 0) return true;
    if (!member_at(directory.organization(organization), at)) return false;
    if (directory.person(person) == nullptr) return serves;
    return belongs(directory, person, at);
}

bool may(const Directory& directory, std::string_view person, v1::Scope::Code scope, Instant at) {
    if (scope == v1::Scope::unknown || !belongs(directory, person, at)) return false;
    return std::ranges::any_of(directory.data().committees(), [&](const v1::Committee& committee) {
        return std::ranges::find(committee.scopes(), static_cast<int>(scope)) !=
                   committee.scopes().end() &&
               std::ranges::find(committee.members(), person) != committee.members().end();
    });
}

std::set<std::string> answering_for_privacy(const Directory& directory) {
    std::set<std::string> people;
    for (const auto& committee : directory.data().committees())
        if (std::ranges::find(committee.scopes(), v1::Scope::privacy) != committee.scopes().end())
            people.insert(committee.members().begin(), committee.members().end());
    return people;
}

}  // namespace relais::domain
