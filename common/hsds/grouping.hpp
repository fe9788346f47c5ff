// A package as listings, and back. A listing is an organization with everything that hangs under
// it. What hangs under no organization is a listing of its own, so that nothing is lost:
//
//   <id of the organization>     the organization, its services, places, telephones, …
//   <table>:<id>                 another row that hangs under nothing, and what hangs under it
//                                ("taxonomy:5c4d79d7-…", "location:…", "datapackage:datapackage")
//
// A row that hangs under several organizations (a shared place) stands in the listing of each: a
// listing can be read, and kept from others, without the next one.
#pragma once

#include <vector>

#include "common/hsds/rows.hpp"

namespace relais::hsds {

// A listing as it is stored and sent: an organization with some thousand rows.
inline constexpr std::size_t listing_bytes_max = 1u << 20;

[[nodiscard]] std::vector<v1::Listing> listings_of(const std::vector<Row>& rows,
                                                   v1::Confidentiality::Code assumed);
// The rows of all, each once. Where two listings say another thing of the same row, the first one's
// word stands. What was assumed to be other than `members` is said by each row from now on.
[[nodiscard]] std::vector<Row> rows_of(const std::vector<v1::Listing>& listings);

}  // namespace relais::hsds
