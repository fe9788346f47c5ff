// What whoever decides has seen beside the case and the directory: who was woken lately, and which
// beds are free. It ranks, spares and passes over; nothing of it is ever the only way to somebody.
#pragma once

#include "common/domain/free_beds.hpp"
#include "common/domain/load.hpp"

namespace relais::domain {

struct Known {
    Load load = {};
    FreeBeds beds = {};
};

}  // namespace relais::domain
