// The two ways in which an assignment is found. The only files that know LEMON and CBC.
#pragma once

#include "common/domain/assignment.hpp"

namespace relais::domain {

using Allowed = std::vector<std::vector<bool>>;  // guest, place
using PlaceOfGuest = std::vector<std::optional<std::size_t>>;

// One guest more outweighs whatever all others cost together.
[[nodiscard]] std::int64_t worth_of_a_guest(const Planning& planning);

// Only when nobody is tied to anybody.
[[nodiscard]] PlaceOfGuest by_flow(const Planning& planning, const Allowed& allowed);
[[nodiscard]] PlaceOfGuest by_programme(const Planning& planning, const Allowed& allowed);

}  // namespace relais::domain
