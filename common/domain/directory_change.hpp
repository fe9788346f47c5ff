// A directory with some of its entries put and some removed, and what makes one directory of
// another. An entry is known by its kind and its id: {"roster", "abri-nuits"}.
#pragma once

#include "relais/v1/command.pb.h"
#include "relais/v1/directory.pb.h"

namespace relais::domain {

// What has its id is replaced in its place, what is new stands behind the others of its kind. What
// is removed and is not there changes nothing. The revision stays as it is.
[[nodiscard]] v1::Directory apply(v1::Directory directory, const v1::ChangeDirectory& change);

// The entries that are new or differ, and those that are no more. Of the order within a kind it
// tells nothing.
[[nodiscard]] v1::ChangeDirectory difference(const v1::Directory& before,
                                             const v1::Directory& after);

// Of a directory the entries that a change names.
[[nodiscard]] v1::Directory only(const v1::Directory& directory, const v1::ChangeDirectory& named);

// Of an entry that is put; both empty when it holds nothing.
[[nodiscard]] v1::EntryName name_of(const v1::DirectoryEntry& entry);

}  // namespace relais::domain
