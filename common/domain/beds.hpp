// The beds of a shelter: how many of each kind there are, are occupied, and are held for somebody.
// One bed is never held twice: whatever is told or asked, occupied and held together are at most
// what there is, or it is refused whole. A hold ends exactly once: given back, she came, or its
// time was over; a confirmed one has no time that could be over.
//
// A bed has no number: a shelter knows best which one she gets. Nothing here knows a place.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "common/domain/case.hpp"
#include "relais/v1/beds.pb.h"

namespace relais::domain {

// As long as the first days last; whoever needs it longer confirms.
inline constexpr Duration hold_longest = std::chrono::hours(72);
inline constexpr int bed_kinds_max = 32;  // of a shelter; a screen shows them all
inline constexpr std::uint32_t beds_of_a_kind_max = 1'000;
inline constexpr std::size_t ended_holds_kept = 1'024;  // the store knows a command for a week

struct BedsState {
    struct Kind {
        v1::BedKind kind;
        std::uint32_t capacity = 0;
        std::uint32_t occupied = 0;
        Instant told{};
    };
    struct Hold {
        std::string kind;
        std::uint32_t beds = 1;
        std::string case_code;
        Instant until{};
        bool confirmed = false;
        bool operator==(const Hold&) const = default;
    };
    struct Ended {
        std::string hold;
        bool arrived = false;
        bool operator==(const Ended&) const = default;
    };
    std::string aggregate;  // "beds/<organization>"
    std::uint64_t version = 0;
    Instant last_now{};
    std::vector<Kind> kinds;            // in the order in which they were first told
    std::map<std::string, Hold> holds;  // those that stand
    std::deque<Ended> ended;            // the last of them

    [[nodiscard]] std::string organization() const;
    [[nodiscard]] const Kind* kind(const std::string& id) const;
    [[nodiscard]] std::uint32_t held(const std::string& kind) const;
    [[nodiscard]] std::uint32_t free(const Kind& kind) const;
};

[[nodiscard]] std::string beds_of(const std::string& organization);  // the aggregate
// Whether she may sleep there. A minor, or who may be one, only where minors are said to be
// admitted.
[[nodiscard]] bool fits(const v1::BedKind& kind, const v1::BedWish& wish);

[[nodiscard]] Decision decide(const BedsState& state, const v1::Command& command, Instant now,
                              const Directory& directory);
[[nodiscard]] BedsState evolve(BedsState state, const v1::Event& event);
// "hold/<hold>", of those that are not confirmed.
[[nodiscard]] std::map<std::string, Instant> deadlines(const BedsState& state);
// As whoever may see it reads it, without the organization's name.
[[nodiscard]] v1::ShelterBeds beds_answer(const BedsState& state);

}  // namespace relais::domain
