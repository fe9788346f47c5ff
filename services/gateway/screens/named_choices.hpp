// People and organizations chosen by name. Nobody knows an id: a list is offered, which a browser
// searches while one types, and what comes back is a name. It is turned into the id here, before
// anything is asked for; what names nobody is left for the core to refuse, which says no to whoever
// may not ask before it says who is known.
#pragma once

#include <expected>
#include <string>

#include "common/domain/askable.hpp"
#include "common/http/message.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// "Name, Organization"; whoever has both in common with somebody else is told apart by her id.
[[nodiscard]] std::string person_words(const domain::Directory& directory, const NameOf& name_of,
                                       const std::string& person);
[[nodiscard]] std::string organization_words(const domain::Directory& directory,
                                             const std::string& organization);

// Options {value, words} of a list to type in: who is on call first, then of the sectors that the
// case wants, then by name; `words` says which sector and that she is on call.
[[nodiscard]] Data people_options(const View& view, const domain::CaseState& state,
                                  const std::vector<domain::Askable>& askable,
                                  const domain::Directory& directory, const NameOf& name_of);
[[nodiscard]] Data organization_options(const View& view, const domain::Directory& directory);

// The fields with ids in place of names: "person", "receiving" and "other_person" of people,
// "organization" and "organization_…" of organizations. A refusal's code: one that nobody knows.
[[nodiscard]] std::expected<http::Fields, std::string> with_ids(http::Fields fields,
                                                                const domain::Directory& directory,
                                                                const NameOf& name_of);

}  // namespace relais::gateway::screens
