// A refusal on a screen: what it is in her words, what to do now. Never a stack, never a path,
// never what was typed.
#pragma once

#include <string>

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// The words of a refusal's code; those of "internal" for a code that has none.
[[nodiscard]] std::string problem_words(const View& view, const std::string& code);
// The same, with whom to call where only the coordination answers: for where it was asked.
[[nodiscard]] std::string refusal_words(const View& view, const Refused& refused,
                                        const std::string& telephone);
// The telephone is said when the service itself is away (503), and where only the coordination
// answers; empty: none is known.
[[nodiscard]] std::string problem_view(const View& view, const Refused& refused,
                                       const std::string& telephone);

}  // namespace relais::gateway::screens
