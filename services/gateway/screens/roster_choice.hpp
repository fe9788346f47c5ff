// Territories as the screens about rosters name and offer them.
#pragma once

#include "common/domain/directory.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// "Montréal, Laval"; "Partout" when it is all of them.
[[nodiscard]] std::string territories_words(const View& view, const domain::Directory& directory,
                                            const std::vector<std::string>& ids);
// For a select: id, words, chosen.
[[nodiscard]] Data territory_options(const View& view, const domain::Directory& directory,
                                     const std::string& chosen);

}  // namespace relais::gateway::screens
