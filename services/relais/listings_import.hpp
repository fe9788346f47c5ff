// Puts listings one by one, some at a time; putting the same again changes nothing.
#pragma once

#include <string>
#include <vector>

#include "relais/v1/listing.pb.h"
#include "services/relais/api.hpp"

namespace relais::cli {

struct Imported {
    struct No {
        std::string id;
        Problem why;
    };
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::vector<No> refused;
};

[[nodiscard]] Imported put_listings(const Console& console, const Access& where,
                                    std::vector<v1::ListingChange> changes);

}  // namespace relais::cli
