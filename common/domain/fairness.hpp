// What being on call weighs on each person: hours, hours of the night, hours of the weekend.
#pragma once

#include <string>
#include <vector>

#include "common/domain/roster.hpp"

namespace relais::domain {

// In elapsed time: the night that the clocks go back weighs an hour more.
struct Burden {
    std::string person;
    Duration total{};
    Duration nights{};    // 22:00 to 06:00 on the roster's wall clock
    Duration weekends{};  // Saturday and Sunday on the same
    friend bool operator==(const Burden&, const Burden&) = default;
};

// Of everybody who counts in [from, to), by person. Trainees are left out.
[[nodiscard]] std::vector<Burden> burdens(const Timetable& timetable, Instant from, Instant to);

}  // namespace relais::domain
