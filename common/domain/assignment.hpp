// Many people at once: who sleeps where. The best of all ways: first as many as can be, then the
// least of what a bed offers and she does not need, so that it is left for somebody who does.
//
// A group sleeps in one shelter, or waits as a whole. Who is kept apart never shares a shelter. A
// minor without an adult of her group sleeps only where no adult does. Where nobody is tied to
// anybody this is a flow (LEMON); otherwise an integer programme (CBC). Both are exact; neither
// knows a clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relais/v1/plan.pb.h"

namespace relais::domain {

inline constexpr int guests_max = 200;  // of one planning; the largest raid on record had 64

struct BedPlace {
    std::string organization;
    v1::BedKind kind;
    std::uint32_t free = 0;
};

struct Planning {
    std::vector<v1::BedWish> guests;
    std::vector<BedPlace> places;
    // Indices of guests. Nobody is in two groups.
    std::vector<std::vector<std::size_t>> together = {};
    std::vector<std::pair<std::size_t, std::size_t>> apart = {};
};

struct Assignment {
    std::vector<std::optional<std::size_t>> place;  // of each guest
    std::vector<v1::BedPlan::Left::Reason> left;    // of each guest; unknown: she has a place
};

// Whether each guest may sleep in each place, alone with her group.
[[nodiscard]] std::vector<std::vector<bool>> admissible(const Planning& planning);
// What a bed offers beyond what is wished.
[[nodiscard]] std::uint32_t surplus(const v1::BedKind& kind, const v1::BedWish& wish);
// Not for two threads at once: CBC keeps some of what it is told for the whole process.
[[nodiscard]] Assignment assign(const Planning& planning);

// As the API asks and answers it; nothing when the question makes no sense (a guest who is named
// twice, is in two groups or unknown; too many).
[[nodiscard]] std::optional<v1::BedPlan> plan_beds(const v1::BedPlanQuestion& question,
                                                   const v1::Beds& beds);

}  // namespace relais::domain
