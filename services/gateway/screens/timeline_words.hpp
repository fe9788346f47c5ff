// The timeline in words: each event as one sentence, and the reasons behind a choice as a list.
// Used by the coordinator's screen and by the timeline of the API. Names come from the cards,
// opened by whoever calls; nothing sealed is ever read here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/domain/case.hpp"
#include "common/words/words.hpp"
#include "relais/v1/event.pb.h"

namespace relais::gateway {

// The name on a person's card; her id when there is none.
using PersonName = std::function<std::string(const std::string& person)>;

// `state` is the case with this event folded in (or a later one): it tells which need a page was
// for. `directory` names organizations and clocks, and knows the zone; null: ids, and UTC.
[[nodiscard]] std::string event_in_words(const words::Words& words, words::Language language,
                                         const v1::Event& event, const domain::CaseState& state,
                                         const PersonName& name_of,
                                         const domain::Directory* directory = nullptr);

// Why: who was called and who was passed over, each with its reason; how late a deadline was. Empty
// for events that explain themselves.
[[nodiscard]] std::vector<std::string> reasons_in_words(const words::Words& words,
                                                        words::Language language,
                                                        const v1::Event& event,
                                                        const PersonName& name_of);

}  // namespace relais::gateway
