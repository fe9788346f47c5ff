// Who is on call at a moment: coordination first, then by sector and by territory, who comes, until
// when, and who stands behind her. Printed, it is the call tree for the night when all else is
// down.
#pragma once

#include <functional>
#include <string>

#include "common/domain/on_call_answers.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// Names are written where they may be seen; otherwise her organization stands for her.
[[nodiscard]] std::string person_words(const View& view, const domain::Directory& directory,
                                       const std::string& name, const std::string& organization);
[[nodiscard]] std::string stand_name(const View& view, const domain::Directory& directory,
                                     const v1::Stand& stand);
[[nodiscard]] std::string sector_title(const View& view, const std::string& sector);

struct OnCallChoice {
    std::string date;  // as the form shows them
    std::string time;
    std::string territory;
    bool wrong = false;  // what was asked made no sense, and now is shown
    OwnLinks own = {};
};

// `telephone`: of a person, where the reader may see it; empty otherwise.
[[nodiscard]] std::string on_call_view(const View& view, const domain::Directory& directory,
                                       const v1::OnCallAnswer& answer, const OnCallChoice& choice,
                                       const NameOf& telephone);

}  // namespace relais::gateway::screens
