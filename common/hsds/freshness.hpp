// How fresh a listing is, and what a hit of a search says of it: only ever asked of what `visible`
// gave.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/hsds/rows.hpp"

namespace relais::hsds {

// After half a year one listing in three has changed somewhere (a number, hours, a person), as
// directories of the field tell; then its owner is asked whether it is still so.
inline constexpr std::chrono::days stale_after{180};

struct Assured {
    Instant at{};
    std::string by;  // as the source says it: an address, a name
};
// When the source last looked, as its rows say: assured_date of a service, else last_action_date
// of metadata. Nothing when none says it.
[[nodiscard]] std::optional<Assured> assured_by_source(const v1::Listing& listing);

// What it is called: the organization's name, else the first name in it, else its id.
[[nodiscard]] std::string title_of(const v1::Listing& listing);
[[nodiscard]] std::vector<std::string> services_of(const v1::Listing& listing);
// Areas served; where none is told, the towns of its addresses.
[[nodiscard]] std::vector<std::string> territories_of(const v1::Listing& listing);
// Everything that one may search in.
[[nodiscard]] std::string text_of(const v1::Listing& listing);

}  // namespace relais::hsds
