// Her own record, made from her case: what she asked for, what became of it, what she agreed to,
// who takes it on, who goes with her and what comes later, how to have it corrected. It can be left
// on a table: nobody who came is named, and no place.
#pragma once

#include <functional>
#include <map>

#include "common/domain/directory.hpp"
#include "common/words/words.hpp"
#include "relais/v1/case_doors.pb.h"
#include "relais/v1/listing.pb.h"
#include "services/gateway/desk.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct RecordMaking {
    const words::Words& words;
    words::Language language = words::Language::fr;
    Instant now{};
    domain::DirectoryPtr directory;  // never null
    NameOf name_of;                  // of the person in charge, whom the law wants named
    std::map<std::string, std::string> services = {};  // names of resources, by their id
};

// The names of the resources that her referrals name, as whoever prepares the sheet may see them.
using ReadListing =
    std::function<awaitable<Answered<v1::ListingReading>>(std::string, v1::Account)>;
[[nodiscard]] awaitable<std::map<std::string, std::string>> service_names(
    const domain::CaseState& state, ReadListing read, v1::Account by);

// A clock as the coalition words it; its id when the directory has no such rule any more.
[[nodiscard]] std::string clock_in_words(const domain::Directory& directory,
                                         words::Language language, const std::string& id);

[[nodiscard]] v1::HerRecord her_record(const RecordMaking& making, const HerReading& reading);

// As one sheet of paper, in the language of the record.
[[nodiscard]] std::string her_record_view(const words::Words& words, const v1::HerRecord& record,
                                          const std::string& zone);

}  // namespace relais::gateway::screens
