// Who may see a row: each location, telephone and contact says it, or the importer said it for
// those that do not; whatever hangs under a row, links to it or tells of it is as confidential as
// the row, and what hangs under several as the strictest. `visible` is the one filter: every way
// out of the service goes through it.
#pragma once

#include <optional>
#include <string_view>

#include "common/hsds/rows.hpp"

namespace relais::hsds {

using Level = v1::Confidentiality;

[[nodiscard]] std::optional<Level::Code> level_named(std::string_view name);

// What a listing is for whoever may see so much of it. Where a location is not to be seen, its
// front gate stands instead, or nothing; no id of what was taken away is left.
[[nodiscard]] v1::Listing visible(const v1::Listing& listing, Level::Code caller);
// What a listing becomes when somebody who sees so much of it changes what she sees: what was kept
// from her stays as it is, and she cannot make it less confidential.
[[nodiscard]] v1::Listing with_unseen(const v1::Listing& stands, const v1::Listing& changed,
                                      Level::Code caller);
// The strictest level of all rows: public when nothing is confidential.
[[nodiscard]] Level::Code strictest(const v1::Listing& listing);

}  // namespace relais::hsds
