// What became of the directory, read from its events: which entries, which of their fields, by
// whom, why. Also what makes one directory of another, for who is about to put it.
#pragma once

#include <string>
#include <vector>

#include "relais/v1/directory_reading.pb.h"
#include "relais/v1/event.pb.h"

namespace relais::domain {

// The entries that differ, in the order of their kinds; without who, when and why.
[[nodiscard]] std::vector<v1::EntryChange> changes_between(const v1::Directory& before,
                                                           const v1::Directory& after);

struct HistoryQuestion {
    std::string kind = {};     // "roster"; empty: every kind
    std::string id = {};       // empty: every id
    std::uint64_t before = 0;  // changes of earlier revisions only; 0: up to the newest
    std::size_t most = 100;    // revisions that are told
};

// `events`: all of the directory's, oldest first. Newest first. Without names: those are the
// caller's.
[[nodiscard]] v1::DirectoryHistory history_of(const std::vector<v1::Event>& events,
                                              const HistoryQuestion& question);

}  // namespace relais::domain
