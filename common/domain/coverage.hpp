// How well each sector is covered in each territory over a time to come or past: the union of all
// rosters that serve it, in exact instants. Two people on call together count as two while they
// stand together, and hide nothing anywhere else.
#pragma once

#include <string>
#include <vector>

#include "common/domain/directory.hpp"

namespace relais::domain {

enum class Cover {
    covered,      // somebody who can be reached, and somebody behind her
    thin,         // somebody who can be reached, nobody behind her
    unreachable,  // somebody, but nobody who can be reached
    empty,        // nobody
};

struct CoverStretch {
    Instant from, until;
    Cover cover = Cover::empty;
    std::vector<const v1::Person*> people;  // on call and counted, by id; the directory's own
    friend bool operator==(const CoverStretch&, const CoverStretch&) = default;
};

struct CoverLine {
    v1::Sector::Code sector = v1::Sector::unknown;  // unknown: coordination
    std::string territory;
    std::vector<CoverStretch> stretches;  // from the first instant to the last, without a hole
};

// Every territory in file order, of each first coordination and then every sector.
[[nodiscard]] std::vector<CoverLine> coverage(const Directory& directory, Instant from, Instant to);

// What of a line has nobody who can be reached, merged whoever else is there.
[[nodiscard]] std::vector<CoverStretch> gaps(const CoverLine& line);

// True when she has a way by which a page can leave.
[[nodiscard]] bool reachable(const v1::Person& person);

}  // namespace relais::domain
