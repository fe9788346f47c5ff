// Her own record, made from her case: what she asked for, what became of it, what she agreed to,
// who takes it on, how to have it corrected. It can be left on a table: nobody who came is named,
// and no place.
#pragma once

#include "common/domain/directory.hpp"
#include "common/words/words.hpp"
#include "relais/v1/case_doors.pb.h"
#include "services/gateway/desk.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

struct RecordMaking {
    const words::Words& words;
    words::Language language = words::Language::fr;
    Instant now{};
    domain::DirectoryPtr directory;  // never null
    NameOf name_of;                  // of the person in charge, whom the law wants named
};

// A clock as the coalition words it; its id when the directory has no such rule any more.
[[nodiscard]] std::string clock_in_words(const domain::Directory& directory,
                                         words::Language language, const std::string& id);

[[nodiscard]] v1::HerRecord her_record(const RecordMaking& making, const HerReading& reading);

// As one sheet of paper, in the language of the record.
[[nodiscard]] std::string her_record_view(const words::Words& words, const v1::HerRecord& record,
                                          const std::string& zone);

}  // namespace relais::gateway::screens
