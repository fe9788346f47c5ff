// The form of an entry of the directory: which fields it has, what stands in them, and what was
// typed. One table a kind says what is read, what is written and what a preview compares; a field
// that was not touched keeps what stands, to the bit, and so does everything that is on no form.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/directory_rights.hpp"
#include "common/domain/wall_clock.hpp"
#include "common/http/message.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::gateway::screens {

enum class Shape {
    text,
    texts,   // several, behind commas
    number,  // of `unit`
    tick,
    minute,  // a time of day
    day,     // an instant, as the local day that begins with it
    moment,  // an instant, as a local day and time
    choice,  // one of an enum
    choices,
    person,  // her id; typed as "name · id"
    people,
    own_person,  // of the organization that is edited
    organization,
    territory,
    territories,
    ladder,
    criteria,
    card_name,  // on the card, not in the entry
    card_address,
    card_secret,
};

struct EntryField {
    const char* path;  // of the message, or of one line of a list: "agreement.zone"
    Shape shape;
    const char* words = "";  // of an enum: the section of its words
    unsigned unit = 1;
};
struct EntryGroup {
    const char* title;      // a key of [entry_form]; empty: none
    const char* list = "";  // each line is an element of this list
    bool standing = false;  // whether and as what an organization belongs
    bool only_new = false;  // what an entry is called does not change
    std::vector<EntryField> fields;
};

// Null: there is no such kind, or it has a screen of its own.
[[nodiscard]] const std::vector<EntryGroup>* groups_of(std::string_view kind);

// An entry of that kind with nothing in it.
[[nodiscard]] v1::DirectoryEntry empty_entry(const std::string& kind);
// What the entry holds: an Organization, a Person, …
[[nodiscard]] const google::protobuf::Message& body_of(const v1::DirectoryEntry& entry);

// The address of a field on the form: "agreement-zone", "membership-0-state".
[[nodiscard]] std::string field_id(const EntryGroup& group, int line, const EntryField& field);
// The value that a field shows of a message: several for choices and people, none when empty.
[[nodiscard]] std::vector<std::string> values_in(const google::protobuf::Message& holder,
                                                 const EntryField& field,
                                                 const domain::WallClock& clock);
// How many lines of a list stand in the entry.
[[nodiscard]] int lines_in(const v1::DirectoryEntry& entry, const EntryGroup& group);
// One of them, or the entry itself.
[[nodiscard]] const google::protobuf::Message& holder_of(const v1::DirectoryEntry& entry,
                                                         const EntryGroup& group, int line);

// Everything that a form shows of an entry, as if it had been typed.
[[nodiscard]] http::Fields fields_of(const v1::DirectoryEntry& entry, const std::string& name,
                                     const domain::WallClock& clock);
// How many lines of a list were typed, empty ones between them counted.
[[nodiscard]] int lines_typed(const http::Fields& typed, const EntryGroup& group);
[[nodiscard]] std::vector<std::string> values_typed(const http::Fields& typed,
                                                    const EntryField& field, const std::string& id);

struct ReadEntry {
    v1::DirectoryEntry entry;
    std::optional<v1::Card> card = {};                             // of a person
    std::vector<std::pair<std::string, std::string>> wrongs = {};  // field, reason of a fault
    std::map<std::string, std::vector<int>> lines = {};  // where each element of a list was typed
};

// `stands`: the entry as it is, or an empty one. Groups that she may not change are not read.
[[nodiscard]] ReadEntry read_entry(const v1::DirectoryEntry& stands, const http::Fields& typed,
                                   domain::Editable editable, bool is_new,
                                   const domain::WallClock& clock);

}  // namespace relais::gateway::screens
