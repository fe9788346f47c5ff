// What a change of organizations and people does to who is on call: told before it is made.
#pragma once

#include "common/domain/directory.hpp"
#include "relais/v1/directory_reading.pb.h"

namespace relais::domain {

// Writes the gaps that the change opens and closes in the coming weeks, in every sector where
// somebody whom it touches is on call. Takes long: coverage is worked out twice.
void tell_effect(const v1::Directory& before, const v1::Directory& after, Instant now,
                 v1::DirectoryEditAnswer& answer);

}  // namespace relais::domain
