// What is made for paper: one column, nothing to click but the other language, pages that break
// where they may. The same document is a screen (its style linked, as every screen's) and a file of
// its own (its style inside). Only what the desk has cut for whoever asks is in it.
#pragma once

#include <string>

#include "services/gateway/desk.hpp"
#include "services/gateway/screens/timeline_choice.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

enum class PrintStyle { linked, inside };

// Where whoever looked at it on a screen goes on; it is on no paper.
struct WayBack {
    std::string href = {};  // empty: none
    std::string words = {};
};

// `query`: what was asked for beside the language, so that the other one shows the same.
[[nodiscard]] std::string printed(const View& view, const std::string& title,
                                  const std::string& inside, PrintStyle style,
                                  const std::string& query = {}, const WayBack& back = {});

struct PrintNames {
    NameOf person;
    NameOf territory;
    std::string made_for;                      // in words: who asked for it
    domain::DirectoryPtr directory = nullptr;  // names organizations and clocks
};

[[nodiscard]] std::string timeline_print_view(const View& view, const CaseReading& reading,
                                              const TimelineChoice& choice,
                                              const PrintNames& names);
// Which part of a timeline is shown, in words; empty: all of it.
[[nodiscard]] std::string choice_words(const View& view, const TimelineChoice& choice);

}  // namespace relais::gateway::screens
