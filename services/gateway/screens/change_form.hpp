// The form that changes a roster: what was typed, kept as it was, and the change that it means.
#pragma once

#include <string>
#include <vector>

#include "common/domain/roster.hpp"
#include "common/http/message.hpp"
#include "relais/v1/roster_change.pb.h"

namespace relais::gateway::screens {

// Moments are local, as a browser writes them: "2026-11-20T08:00"; a person in a text is her id, or
// "name · id".
struct ChangeForm {
    struct Window {
        std::string from = {}, until = {};  // "08:00"
        std::string weekday = {};  // on which it closes: a code; empty: at the first `until`
        std::string days = {};     // on which it opens, as codes: "15" is Monday and Friday
        friend bool operator==(const Window&, const Window&) = default;
    };
    struct Shift {
        std::string from = {}, until = {};  // both empty: all of the schedule
        std::string level = "1";
        std::vector<std::string> people = {};
        friend bool operator==(const Shift&, const Shift&) = default;
    };

    // "replace", "add", "remove", "absence", "swap", "schedule", "layer"; of what stands already:
    // "end_override", "end_schedule", "end_absence", "end_layer", "take_swap", "back_swap". Empty:
    // nothing is chosen yet.
    std::string what;
    std::string person, by;
    std::string from, until;
    std::string return_from, return_until;
    std::string id;  // of what stands already; of a new layer
    std::string level = "1";
    // A layer, and the rotation in it.
    std::string of;  // the one that is changed; empty: a new one
    std::string priority = "0", trainee;
    std::string length = "1", unit = "weekly", start, handoff = "08:00";
    // Without what was left empty between them.
    std::vector<std::vector<std::string>> turns;
    std::vector<Window> windows;
    std::vector<Shift> shifts;  // of a temporary schedule
    friend bool operator==(const ChangeForm&, const ChangeForm&) = default;
};

[[nodiscard]] ChangeForm read_change_form(const http::Fields& fields);
// The same fields again: a form that is read from them is equal.
[[nodiscard]] http::Fields fields_of(const ChangeForm& form);
// A layer that stands, to be changed.
[[nodiscard]] ChangeForm form_of(const v1::Layer& layer);

// By the roster's wall clock; without a roster an absence. What cannot be read is left out or
// stands as what cannot be meant: the core says what is wrong with it.
[[nodiscard]] v1::RosterChange change_of(const ChangeForm& form, const v1::Roster* roster,
                                         const domain::WallClock& clock);

}  // namespace relais::gateway::screens
