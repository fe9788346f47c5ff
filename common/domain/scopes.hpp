// Who belongs, and what she may do beyond her own role because of a committee that she sits on.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "common/domain/directory.hpp"

namespace relais::domain {

// In the directory, and her organization is a member at that instant.
[[nodiscard]] bool belongs(const Directory& directory, std::string_view person, Instant at);

// An account opens nothing while the organization that it names, or its person's own, is not a
// member, nor once its person has left the directory; `serves`: an administrator or a service of
// ours, who need not be in it. Before the first directory there is nobody to have left it.
[[nodiscard]] bool opens_doors(const Directory& directory, std::string_view person,
                               std::string_view organization, bool serves, Instant at);

// Whoever sits on a committee with that scope, while she belongs.
[[nodiscard]] bool may(const Directory& directory, std::string_view person, v1::Scope::Code scope,
                       Instant at);

// Whoever answers for personal information.
[[nodiscard]] std::set<std::string> answering_for_privacy(const Directory& directory);

}  // namespace relais::domain
