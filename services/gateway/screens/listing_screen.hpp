// Resources of the field: a search, those to be checked by whoever looks, and one of them calmly:
// what it offers, when, where, by which telephone. Only what the caller may see ever comes here.
#pragma once

#include <string>

#include "relais/v1/listing.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct ListingsPage {
    std::string text;  // searched
    v1::FoundListings found;
    v1::FoundListings to_check;  // old, and hers
};

[[nodiscard]] std::string listings_view(const View& view, const ListingsPage& page);
[[nodiscard]] std::string listing_view(const View& view, const v1::ListingReading& reading,
                                       const Forms& forms);

}  // namespace relais::gateway::screens
