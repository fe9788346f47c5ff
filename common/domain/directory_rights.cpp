#include "common/domain/directory_rights.hpp"

#include <algorithm>

#include <google/protobuf/util/message_differencer.h>

#include "common/domain/freshness.hpp"
#include "common/domain/scopes.hpp"

namespace relais::domain {
namespace {

using google::protobuf::util::MessageDifferencer;

// What the committee decides about an organization: whether and as what it belongs.
v1::Organization standing_of(const v1::Organization& organization) {
    v1::Organization standing;
    standing.set_sector(organization.sector());
    standing.set_representative(organization.representative());
    *standing.mutable_membership() = organization.membership();
    *standing.mutable_criteria_met() = organization.criteria_met();
    if (organization.has_agreement()) *standing.mutable_agreement() = organization.agreement();
    if (organization.has_dues_paid_until())
        *standing.mutable_dues_paid_until() = organization.dues_paid_until();
    return standing;
}

v1::Organization rest_of(v1::Organization organization) {
    organization.clear_sector();
    organization.clear_representative();
    organization.clear_membership();
    organization.clear_criteria_met();
    organization.clear_agreement();
    organization.clear_dues_paid_until();
    return organization;
}

class Rights {
public:
    Rights(const Directory& directory, std::string_view person, Instant at)
        : directory_(directory),
          person_(person),
          active_(belongs(directory, person, at)),
          decides_(may(directory, person, v1::Scope::membership, at)) {}

    [[nodiscard]] bool put(const v1::Organization& after) const {
        const auto* before = directory_.organization(after.id());
        if (before == nullptr) return decides_;
        const bool standing = !MessageDifferencer::Equals(standing_of(*before), standing_of(after));
        const bool rest = !MessageDifferencer::Equals(rest_of(*before), rest_of(after));
        const bool speaks = speaks_for(after.id());
        // To put it as it stands says that it is still so: that is not for everybody either.
        return (decides_ || speaks) && (!standing || decides_) && (!rest || speaks);
    }
    [[nodiscard]] bool put(const v1::Person& after) const {
        const auto* before = directory_.person(after.id());
        return speaks_for(after.organization()) &&
               (before == nullptr || before->organization() == after.organization());
    }
    [[nodiscard]] bool remove(const v1::EntryName& name) const {
        const auto* person = name.kind() == "person" ? directory_.person(name.id()) : nullptr;
        return person != nullptr && speaks_for(person->organization());
    }
    [[nodiscard]] Editable edit(const v1::EntryName& name) const {
        if (name.kind() == "organization")
            return {.standing = decides_,
                    .rest = name.id().empty() ? decides_ : speaks_for(name.id())};
        if (name.kind() != "person") return {};
        if (!name.id().empty()) return {.rest = remove(name)};
        return {.rest = std::ranges::any_of(directory_.data().organizations(),
                                            [&](const auto& one) { return speaks_for(one.id()); })};
    }
    [[nodiscard]] bool owns(const v1::EntryName& name) const {
        return active_ && owner_of(directory_, name) == person_;
    }

private:
    [[nodiscard]] bool speaks_for(std::string_view organization) const {
        const auto* known = directory_.organization(organization);
        return active_ && known != nullptr && known->representative() == person_;
    }

    const Directory& directory_;
    std::string_view person_;
    bool active_;   // she belongs
    bool decides_;  // she sits on the committee for memberships
};

}  // namespace

bool may_change(const Directory& directory, const v1::ChangeDirectory& change,
                std::string_view person, Instant at) {
    const Rights rights(directory, person, at);
    return std::ranges::all_of(change.put(),
                               [&](const v1::DirectoryEntry& entry) {
                                   if (entry.has_organization())
                                       return rights.put(entry.organization());
                                   return entry.has_person() && rights.put(entry.person());
                               }) &&
           std::ranges::all_of(change.removed(),
                               [&](const auto& name) { return rights.remove(name); }) &&
           std::ranges::all_of(change.assured(),
                               [&](const auto& name) { return rights.owns(name); });
}

Editable editable(const Directory& directory, const v1::EntryName& name, std::string_view person,
                  Instant at) {
    return Rights(directory, person, at).edit(name);
}

bool may_assure(const Directory& directory, const v1::EntryName& name, std::string_view person,
                Instant at) {
    return Rights(directory, person, at).owns(name);
}

}  // namespace relais::domain
