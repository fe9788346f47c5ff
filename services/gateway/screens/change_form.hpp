// The form that changes a roster: what was typed, kept as it was, and the change that it means.
#pragma once

#include <string>

#include "common/domain/roster.hpp"
#include "common/http/message.hpp"
#include "relais/v1/roster_change.pb.h"

namespace relais::gateway::screens {

struct ChangeForm {
    // "replace", "add", "remove", "absence", "swap"; of what stands already: "end_override",
    // "end_schedule", "end_absence", "take_swap", "back_swap".
    std::string what = "replace";
    std::string person, by;
    std::string from, until;  // local, as a browser writes them: "2026-11-20T08:00"
    std::string id;           // of what stands already
};

[[nodiscard]] ChangeForm read_change_form(const http::Fields& fields);
// By the roster's wall clock. What cannot be read is left out: the core says that it is missing.
[[nodiscard]] v1::RosterChange change_of(const ChangeForm& form, const std::string& roster,
                                         const domain::WallClock& clock);

}  // namespace relais::gateway::screens
