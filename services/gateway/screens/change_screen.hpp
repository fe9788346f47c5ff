// The screen that changes a roster: a form, what the change would do, and what stands already and
// may be ended. Nothing changes before it is confirmed on the revision that was shown.
#pragma once

#include <vector>

#include "common/domain/directory.hpp"
#include "services/gateway/desk.hpp"
#include "services/gateway/screens/change_form.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct ChangeScreen {
    ChangeForm form;
    std::string csrf;
    std::string her;     // a responder: she changes what is hers
    std::string notice;  // a key of words; empty: nothing to say
    bool more = false;   // she asked for more lines to fill
    std::vector<domain::DirectoryFault> faults;
    std::optional<v1::RosterChangeAnswer> preview;
};

// First what is to be changed is chosen, then only its fields are shown. Without a roster it is the
// screen on which somebody says that she is away.
[[nodiscard]] std::string change_view(const View& view, const ChangeScreen& screen,
                                      const v1::Directory& directory, const v1::Roster* roster,
                                      const NameOf& name_of);

}  // namespace relais::gateway::screens
