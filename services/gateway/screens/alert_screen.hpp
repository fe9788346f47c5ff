// The alert screen: a form that a nurse can fill in within a minute on a telephone, without script.
// What she typed is kept when something is wrong.
#pragma once

#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/api.pb.h"
#include "services/gateway/screens/alert_form.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct AlertScreen {
    AlertForm form;
    std::vector<FormFault> faults;
    std::string refusal;  // why the service did not take it, in words; empty: it was not asked
    std::string csrf;
    std::vector<v1::CaseSummary> yours;  // her open cases, newest first
    bool may_drill = false;              // a coordinator may practise
    bool signs_in = false;               // her session has ended: a code is asked for with it
    std::string telephone = {};          // whom to call instead; said when it was not taken
};

// The lists that the form chooses from, with what is chosen: for any screen that asks the same.
void set_choices(const View& view, const AlertForm& form, const domain::Directory& directory,
                 Data& data);

[[nodiscard]] std::string alert_view(const View& view, const AlertScreen& screen,
                                     const domain::Directory& directory);

}  // namespace relais::gateway::screens
