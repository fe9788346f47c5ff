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

// Entries of every kind but absences. Whose name one may not see is
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
    template <class Add>
    void add_rules(const v1::Directory& data, const Add& add) const;

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

// Without a preview it must say which revision it expects. An administrator changes every entry,
// others what is theirs. What a card leaves empty stays as it stands on hers.
[[nodiscard]] awaitable<EditAnswered> edit_directory(ApiPorts& ports, v1::DirectoryEdit edit,
                                                     bool preview, v1::Account by);

// What nobody has said to be still so for a long time: all of it for who works with all, one's own
// otherwise.
[[nodiscard]] v1::StaleEntries stale_list(const ApiPorts& ports, words::Language language,
                                          const v1::Account& by);

// Says of entries that they are still so. Refused: 403 entry_not_hers, 404 entry_unknown.
[[nodiscard]] awaitable<Answered<std::uint64_t>> assure_entries(ApiPorts& ports, v1::Assuring asked,
                                                                v1::Account by);

// Refused: 403 unless she administers, coordinates or sits on the committee for memberships.
[[nodiscard]] Answered<v1::DuesList> dues_list(const ApiPorts& ports, const v1::Account& by);

// Nothing when there is none; `kind` is a field of DirectoryEntry.
[[nodiscard]] std::optional<v1::DirectoryEntry> entry_of(const v1::Directory& directory,
                                                         const v1::EntryName& name);

}  // namespace relais::gateway
