// Who may change which entry of the directory without being its administrator: a representative
// keeps her organization and its people right, and a committee with that scope decides who is a
// member. Neither may do the other's part.
#pragma once

#include <string_view>

#include "common/domain/directory.hpp"
#include "relais/v1/command.pb.h"

namespace relais::domain {

// True when all of the change is hers to make.
[[nodiscard]] bool may_change(const Directory& directory, const v1::ChangeDirectory& change,
                              std::string_view person, Instant at);

// Which part of an entry is hers to change: whether and as what an organization belongs, and all
// else. Without an id: of a new one.
struct Editable {
    bool standing = false, rest = false;
    [[nodiscard]] bool any() const { return standing || rest; }
};
[[nodiscard]] Editable editable(const Directory& directory, const v1::EntryName& name,
                                std::string_view person, Instant at);

// Whoever owns an entry says that it is still so.
[[nodiscard]] bool may_assure(const Directory& directory, const v1::EntryName& name,
                              std::string_view person, Instant at);

}  // namespace relais::domain
