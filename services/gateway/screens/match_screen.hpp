// Who would be called, and why: the main fields of an alert above, every rung of every need below.
// Nothing on it calls anybody.
#pragma once

#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/match.pb.h"
#include "services/gateway/screens/alert_form.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct MatchScreen {
    AlertForm form;
    bool may_relax = false;
    std::string date, time;           // as the form shows them; empty: now
    std::vector<std::string> faults;  // in words
    std::string of_case;              // the code of the case that is rehearsed; empty: the form
    v1::MatchAnswer answer;           // without needs: nothing was asked yet
    std::string csrf;
};

[[nodiscard]] std::string match_view(const View& view, const MatchScreen& screen,
                                     const domain::Directory& directory);

}  // namespace relais::gateway::screens
