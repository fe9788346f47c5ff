// Whether somebody on call may be paged for a need, and how well she fits: the hard filters and the
// ranking of each sector. What is here decides for the case and for its rehearsal alike.
#pragma once

#include <array>
#include <cstdint>

#include "common/base/clock.hpp"
#include "common/domain/case.hpp"
#include "common/domain/directory.hpp"
#include "common/domain/known.hpp"

namespace relais::domain {

// Everything that a choice is made of.
struct Choice {
    const CaseState& state;
    const NeedState& need;
    const v1::Rung& rung;
    const Directory& directory;
    Instant at;
    const Known& known;
    std::uint32_t number = 0;  // of the rung on its ladder
    std::uint32_t repeat = 0;  // how often it was asked already

    [[nodiscard]] bool coordinator() const { return rung.reach() == v1::Rung::coordinator; }
    [[nodiscard]] bool set_aside(v1::OverridableRule::Code rule) const {
        return need.overridden.contains(rule);
    }
};

struct Candidate {
    const v1::Person* person = nullptr;
    const v1::Organization* organization = nullptr;  // hers; null when she has none
    const v1::Roster* roster = nullptr;
    OnCall on_call;
    std::size_t nearness = 0;  // place of the territory she was found in, among those in reach
    std::size_t position = 0;  // in her roster, in the order in which it is asked
    bool agreed = true;
};

// Why she is not paged; unknown: nothing stands against it.
struct Obstacle {
    v1::Reason::Code reason = v1::Reason::unknown;
    Instant until{};  // when that is known
    explicit operator bool() const { return reason != v1::Reason::unknown; }
};

// Exclusions and conflicts come before anything else: nothing that follows may hide them, and no
// rung is above them.
[[nodiscard]] Obstacle obstacle(const Choice& choice, const Candidate& candidate);

// R9: binding, unless she said that it need not be.
[[nodiscard]] bool gender_allowed(const Choice& choice, const v1::Person& person);
// R1 and R6: a shelter that does not admit a minor, or stands where she must not be. No hand opens
// it either.
[[nodiscard]] bool house_is_closed_to_her(const Choice& choice, const v1::Organization* house);

// How well she fits what is wished and not required.
struct Fit {
    bool indigenous = false;  // wished for by her, and it is
    bool speaks = false;
    bool gender_as_asked = false;
    std::uint32_t trained = 0;  // how many of the credentials that are wished for
    bool receives = true;
    bool reserved_bed = false;  // free, and kept for this network or held for her
    bool bed = false;           // free, and it admits her
};
[[nodiscard]] Fit fit(const Choice& choice, const Candidate& candidate);

// Her own exclusion list and the conflicts of interest of whoever would come; unknown: none.
// `organizations`: those that she would come for; null: none.
using Organizations = std::array<const v1::Organization*, 2>;
[[nodiscard]] v1::Reason::Code excluded(const CaseState& state, const v1::Person& person,
                                        const Organizations& organizations);

}  // namespace relais::domain
