// The closed lists that the forms of a case offer: what is kept in an event is a code, never free
// text.
#pragma once

#include <array>
#include <utility>

#include "relais/v1/case_life.pb.h"

namespace relais::gateway::screens {

inline constexpr std::array<std::pair<v1::Outcome::Code, v1::Outcome::Why>, 7> told_outcomes{{
    {v1::Outcome::met, v1::Outcome::done},
    {v1::Outcome::met, v1::Outcome::settled_elsewhere},
    {v1::Outcome::refused_by_her, v1::Outcome::why_unknown},
    {v1::Outcome::unmet, v1::Outcome::no_service},
    {v1::Outcome::unmet, v1::Outcome::she_left},
    {v1::Outcome::unmet, v1::Outcome::not_needed},
    {v1::Outcome::unmet, v1::Outcome::not_in_time},
}};

inline constexpr std::array told_by_hand{v1::Milestone::safe_place, v1::Milestone::review_24h,
                                         v1::Milestone::review_48h};

inline constexpr std::array<const char*, 3> restrict_reasons{"organized_crime",
                                                             "known_in_the_network", "she_asked"};
inline constexpr std::array<const char*, 3> lift_reasons{"danger_passed", "restricted_by_mistake",
                                                         "she_asked"};
inline constexpr std::array<const char*, 3> reopen_reasons{"she_came_back", "closed_by_mistake",
                                                           "new_need"};

// The needs of the medium and the long term, as the coalition lists them.
inline constexpr std::array<const char*, 24> pathway_needs{
    "safety_and_protection", "continuing_care",
    "legal_assistance",      "mental_health",
    "psychosocial_help",     "accompaniment",
    "court_preparation",     "transitional_housing",
    "studies_and_training",  "advice_and_information",
    "french_courses",        "work_permit_or_status",
    "family_reunification",  "family_protection",
    "skills_development",    "return_to_school",
    "job_support",           "stable_life",
    "affordable_housing",    "continuing_safety_plan",
    "long_term_french",      "long_term_status",
    "assisted_return",       "regularization"};

}  // namespace relais::gateway::screens
