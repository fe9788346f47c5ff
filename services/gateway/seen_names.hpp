// Whose name one may read on a list of who is on call. A responder is not shown to everybody who
// can sign in: outside of her own organization, only those who work with all of them see who she
// is.
#pragma once

#include <algorithm>
#include <string_view>

#include "relais/v1/api.pb.h"
#include "relais/v1/directory.pb.h"

namespace relais::gateway {

[[nodiscard]] inline bool sees_everybody(const v1::Account& by) {
    return std::ranges::any_of(by.roles(), [](int role) {
        return role == v1::Role::coordinator || role == v1::Role::admin;
    });
}

[[nodiscard]] inline bool sees_name(const v1::Account& by, std::string_view organization) {
    return sees_everybody(by) || (!organization.empty() && organization == by.organization());
}

// What a roster's calendars say of people, and that they fail, is for those who can mend them.
[[nodiscard]] inline bool sees_calendars(const v1::Account& by, const v1::Roster& roster) {
    return sees_everybody(by) || (!roster.owner().empty() && roster.owner() == by.person());
}

}  // namespace relais::gateway
