// The screen that changes an entry of the directory: its fields, what is wrong beside each, and,
// before anything changes, what the change is and what it does.
#pragma once

#include <optional>
#include <string>

#include "common/domain/directory.hpp"
#include "relais/v1/directory_reading.pb.h"
#include "services/gateway/screens/change_fields.hpp"
#include "services/gateway/screens/entry_form.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct EditScreen {
    v1::EntryName name;  // without an id: a new entry
    std::string title;   // of the entry, in words
    v1::DirectoryEntry stands;
    std::string card_name;  // as it stands; empty: none, or not for whoever asks
    http::Fields typed;
    domain::Editable editable;
    std::string csrf;
    std::string notice;  // a key of words; empty: nothing to say
    bool more = false;   // she asked for more lines to fill
    Wrongs wrongs = {};
    struct Preview {
        v1::DirectoryEntry after;
        v1::DirectoryEditAnswer answer;
    };
    std::optional<Preview> preview = {};
};

[[nodiscard]] std::string edit_view(const View& view, const EditScreen& screen,
                                    const domain::Directory& directory, const NameOf& name_of);

// What is wrong with a change, each led to its field where it has one. `place` is where the entry
// stands in the list of its kind.
[[nodiscard]] Wrongs wrongs_of(const View& view, const EditScreen& screen, const ReadEntry& read,
                               const std::vector<domain::DirectoryFault>& faults,
                               const v1::Directory& directory, int place);

}  // namespace relais::gateway::screens
