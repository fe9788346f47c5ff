// The address that a calendar program follows: shown to be pasted, and changed when it has become
// known to somebody.
#pragma once

#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct CalendarScreen {
    std::string address;
    std::string roster;  // empty: her own
    std::string csrf;
    bool renewed = false;
};

[[nodiscard]] std::string calendar_view(const View& view, const CalendarScreen& screen);

}  // namespace relais::gateway::screens
