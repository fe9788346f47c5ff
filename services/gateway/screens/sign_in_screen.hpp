// Signing in by pasting an access code, and the empty desk of somebody who has nothing to do here.
#pragma once

#include <string>

#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// `next`: where she wanted to go. `wrong`: the code that she pasted opened nothing.
[[nodiscard]] std::string sign_in_view(const View& view, const std::string& next,
                                       const std::string& wrong);
// `doors`: the screens that she keeps; none: she is called by a message.
[[nodiscard]] std::string home_view(const View& view, const OwnLinks& own,
                                    const std::vector<Frame::Link>& doors);
// A path of this house, or "/": a form must not send her elsewhere.
[[nodiscard]] std::string local_path(const std::string& wanted);

}  // namespace relais::gateway::screens
