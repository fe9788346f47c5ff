// Whom one can turn to by name in a case: to follow her, to go with her, to receive her, or to call
// by hand. By the same rules as the commands themselves (`may_be_asked`), so that a list offers
// nobody whom the core would refuse: whoever is excluded for her, belongs no more, cannot be
// reached or is of a sector that she wants no more is left out, and so is who has already said no.
#pragma once

#include <string>
#include <vector>

#include "common/domain/case.hpp"
#include "common/domain/directory.hpp"

namespace relais::domain {

struct Askable {
    std::string person;
    v1::Sector::Code sector = v1::Sector::unknown;  // of her organization
    bool on_call = false;                           // somewhere, now
    bool operator==(const Askable&) const = default;
};

// In the order of the directory. `state` is the whole case: what is cut hides whom she fears.
[[nodiscard]] std::vector<Askable> askable(const CaseState& state,
                                           const std::vector<v1::Event>& events,
                                           const Directory& directory, Instant at);
// Those on duty as coordinators where the case is; nobody: then every coordinator is.
[[nodiscard]] std::vector<std::string> on_duty_people(const Directory& directory,
                                                      const std::string& territory, Instant at);

}  // namespace relais::domain
