// The directory: a search, and one entry with what became of it.
#pragma once

#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/directory_reading.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct DirectoryChoice {
    std::string text;
    std::string kind;  // empty: every kind
};

[[nodiscard]] std::string directory_view(const View& view, const DirectoryChoice& choice,
                                         const v1::FoundEntries& found);

// Other entries that one leads to.
struct EntryLinks {
    std::string title;  // "Personnes"
    std::vector<v1::FoundEntry> entries;
};

struct EntryPage {
    v1::FoundEntry entry;
    v1::DirectoryEntry data;
    std::vector<EntryLinks> links;
    const v1::DirectoryHistory* history = nullptr;  // null: not for whoever asks
};

[[nodiscard]] std::string entry_view(const View& view, const EntryPage& page);

}  // namespace relais::gateway::screens
