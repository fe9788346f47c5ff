// What a live view may say to somebody: that something of a kind happened, and never what. See
// sight.hpp for what is shown of it.
#pragma once

#include <string>
#include <vector>

#include "relais/v1/api.pb.h"

namespace relais::domain {

// Of a case that she may see at all.
enum class Heard : std::uint8_t {
    change,  // that it changed
    common,  // what anybody may hear who sees what happened in it
    all,
};
// Whether this happened, by the event's name. That she is referred, moved away or read about is not
// for all of them.
[[nodiscard]] bool is_heard(const std::string& kind, Heard heard);

// What was told before somebody listens is heard as the case stands now: where the last of its
// echoes is restricted, so is each before it. In the order in which they were told.
void hear_as_now(const std::vector<v1::Echo*>& told);

}  // namespace relais::domain
