// How fresh the directory is: who last said of an entry that it is so. Putting an entry says it,
// and so does whoever looked and found nothing to change. The assurances are part of the directory.
#pragma once

#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/command.pb.h"

namespace relais::domain {

// Telephones and people change about twice a year in the organizations that we serve; what nobody
// has looked at for longer is listed for its owner. It stays in use: an old number may still ring.
inline constexpr Duration fresh_for = std::chrono::days(180);

// Everything that a change puts, and everything that it names as still so, is assured; what it
// removes takes its assurance with it.
void assure(v1::Directory& directory, const v1::ChangeDirectory& change, const std::string& person,
            Instant at);

// Of a directory put whole: what differs from what stood is assured by whoever put it, the rest
// keeps the assurance that it had.
void assure_whole(v1::Directory& after, const v1::Directory& before, const std::string& person,
                  Instant at);

// Null: nobody ever did.
[[nodiscard]] const v1::Assurance* assurance_of(const v1::Directory& directory,
                                                const v1::EntryName& name);

// Whoever keeps an entry right: an organization and its people are their representative's, a roster
// its owner's. Empty: nobody's in particular.
[[nodiscard]] std::string owner_of(const Directory& directory, const v1::EntryName& name);

struct Stale {
    v1::EntryName entry;
    std::string owner;
    const v1::Assurance* last = nullptr;  // of the directory that was asked; null: never
};

// Organizations, people and rosters that nobody has assured for so long, the oldest first.
[[nodiscard]] std::vector<Stale> stale_entries(const Directory& directory, Instant now);

}  // namespace relais::domain
