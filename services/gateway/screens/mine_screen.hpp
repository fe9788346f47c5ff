// The cases in which somebody has a part: what is hers in each, and the way there. Of a case that
// she is called for and has not answered, its code and her link alone.
#pragma once

#include <string>
#include <vector>

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct MineScreen {
    std::string person;
    std::string organization;
    std::vector<OwnCase> cases;
    OwnLinks links;
    bool raises = false;  // her alerts are followed elsewhere
    Forms forms = {};
};

// A word for what a form did, there or in a case that is hers no more; empty: none.
[[nodiscard]] std::string done_words(const View& view, const std::string& code);
[[nodiscard]] std::string mine_view(const View& view, const MineScreen& screen,
                                    const NameOf& territory);

}  // namespace relais::gateway::screens
