// The directory for who works with it: searched, one entry with what became of it, changed after a
// preview. Names and addresses are opened here, for those who may see them.
#pragma once

#include "common/calendar/folding.hpp"
#include "common/domain/directory_history.hpp"
#include "relais/v1/directory_reading.pb.h"
#include "services/gateway/api.hpp"

namespace relais::gateway {

struct Search {
    std::string text;  // words; each must be found; accents and case are forgiven
    std::string kind;  // "person"; empty: every kind
    words::Language language = words::Language::fr;
};

// Organizations, people, rosters, territories, ladders and packages. Whose name one may not see is
// found by her id and organization only.
class DirectorySearch {
public:
    explicit DirectorySearch(ApiPorts& ports) : ports_(ports) {}
    [[nodiscard]] awaitable<v1::FoundEntries> find(Search search, v1::Account by);

private:
    struct Line {
        v1::EntryName entry;
        std::string organization;  // of a person: whose name it is; else empty
        std::string text;          // folded, without her name
        std::string name;          // folded
    };
    [[nodiscard]] awaitable<std::shared_ptr<const std::vector<Line>>> lines();

    ApiPorts& ports_;
    calendar::Folding folding_;
    std::shared_ptr<const std::vector<Line>> lines_;
    std::uint64_t revision_ = 0;
};

// Writes title and detail of an entry that is named.
void describe_entry(const ApiPorts& ports, const domain::Directory& directory,
                    words::Language language, const v1::Account& by, v1::FoundEntry& entry);

[[nodiscard]] awaitable<Answered<v1::DirectoryHistory>> read_history(
    ApiPorts& ports, domain::HistoryQuestion question, v1::Account by);

// Refused with every fault, or because another revision stands than the one expected.
struct EditRefused {
    Refused refused;
    std::vector<domain::DirectoryFault> faults = {};
};
using EditAnswered = std::expected<v1::DirectoryEditAnswer, EditRefused>;

// Without a preview it must say which revision it expects.
[[nodiscard]] awaitable<EditAnswered> edit_directory(ApiPorts& ports, v1::DirectoryEdit edit,
                                                     bool preview, v1::Account by);

// Nothing when there is none; `kind` is a field of DirectoryEntry.
[[nodiscard]] std::optional<v1::DirectoryEntry> entry_of(const v1::Directory& directory,
                                                         const v1::EntryName& name);

}  // namespace relais::gateway
