// The directory: a search, and one entry with what became of it.
#pragma once

#include <string>
#include <vector>

#include "common/domain/directory.hpp"
#include "relais/v1/directory_reading.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// A roster has a screen of its own.
[[nodiscard]] std::string address_of_entry(const v1::EntryName& name);
// Who said last that an entry is so; null: nobody ever did.
[[nodiscard]] std::string assured_words(const View& view, const v1::Assurance* assurance,
                                        const NameOf& name_of);

struct DirectoryChoice {
    std::string text;
    std::string kind;  // empty: every kind
};

// What is to be looked at before one searches: for whoever keeps entries right.
struct ToKeep {
    std::string person;  // whose own entries come first
    std::string csrf;
    std::string notice;  // a key of words; empty: nothing to say
    v1::StaleEntries stale = {};
    v1::DuesList dues = {};
    std::vector<std::string> new_kinds = {};  // of which she may add an entry
};

[[nodiscard]] std::string directory_view(const View& view, const DirectoryChoice& choice,
                                         const v1::FoundEntries& found, const ToKeep& keep = {});

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
    const v1::Assurance* assurance = nullptr;       // null: nobody has said that it is so
    bool dated = false;  // of a kind that gets old: what is known of that is told
    bool may_edit = false, may_assure = false;
    std::string csrf = {};
    std::string notice = {};  // a key of words; empty: nothing to say
    int criteria = 0;         // that the coalition asks for
    NameOf name_of = {};      // empty: ids stand for names
};

[[nodiscard]] std::string entry_view(const View& view, const EntryPage& page);

}  // namespace relais::gateway::screens
