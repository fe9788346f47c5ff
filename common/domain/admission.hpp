// Admitting a member: what a change of the directory must show before an organization belongs. Of
// what stands already it asks nothing, so that a new criterion puts nobody out.
#pragma once

#include <vector>

#include "common/domain/directory.hpp"

namespace relais::domain {

// For every organization that `after` admits and `before` did not: each criterion that it has not
// met, and a representative who is not named. Paths are those of `after`.
[[nodiscard]] std::vector<DirectoryFault> admission_faults(const v1::Directory& before,
                                                           const v1::Directory& after);

}  // namespace relais::domain
