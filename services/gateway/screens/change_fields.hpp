// The fields of the form that changes a roster: only those of what was chosen, each with what was
// typed in it and what is wrong with it.
#pragma once

#include "common/domain/roster_change.hpp"
#include "services/gateway/screens/change_screen.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {

// By the address of a field ("until", "turn-2-0"); what is wrong with no field stands under "".
using Wrongs = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] Wrongs wrongs_of(const View& view, const ChangeScreen& screen);

// What is wrong, each led to its field; and gaps in words.
[[nodiscard]] Data error_lines(const Wrongs& wrongs);
[[nodiscard]] Data gap_lines(const View& view, const domain::ChangedGaps& changed);

// The groups of fields, for the template.
[[nodiscard]] Data change_groups(const View& view, const ChangeScreen& screen,
                                 const v1::Directory& directory, const v1::Roster* roster,
                                 const NameOf& name_of);

// For a select.
[[nodiscard]] Data choice(const std::string& value, const std::string& words, bool on);
[[nodiscard]] Data people_options(const View& view, const v1::Directory& directory,
                                  const NameOf& name_of, const std::string& chosen);

}  // namespace relais::gateway::screens
