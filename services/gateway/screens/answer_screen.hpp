// The answer screen: whoever holds the link may say yes or no, and learns nothing of the case but
// its code. It works without script, and looking at it changes nothing.
#pragma once

#include <string>

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

enum class Standing {
    asks,
    accepted,
    awaited,  // her hour is over: she is asked where she is
    in_contact,
    arrived,
    done,
    late,  // she was to be there; somebody else is called as well
    released,
    declined,
    covered,
    stood_down
};
[[nodiscard]] Standing standing_of(const PageReading& reading);

[[nodiscard]] std::string answer_view(const View& view, const PageReading& reading,
                                      const std::string& path, bool not_understood);
// In how many minutes she is there, as buttons: `minutes`, and `short` in words.
[[nodiscard]] Data told_etas(const View& view);
// Why she cannot, as she would say it herself: nobody must say.
[[nodiscard]] Data own_reasons(const View& view);
// The telephone: of the coordination; empty: none is known.
[[nodiscard]] std::string link_invalid_view(const View& view, const std::string& telephone);

}  // namespace relais::gateway::screens
