// What may be done, as a form that is folded away until it is wanted: fields, and one button or
// more. Each form is one wish: it carries the session's token and an id of its own.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

struct ActField {
    // A search is typed, and what is typed is proposed from a list by its words.
    enum class Kind { text, amount, number, day, month, choice, search, tick, file, note };
    std::string name;
    std::string label;
    Kind kind = Kind::text;
    std::string value = {};
    Choices choices = {};
    bool required = false;
    std::string accept = {};  // of a file
    std::string folds = {};   // from here on only some need it: under these words, folded away
    bool unfolded = false;
};

struct Act {
    std::string what;  // what the form does: field "do"
    std::string summary;
    std::string action;  // where it goes
    std::vector<ActField> fields = {};
    std::string button = {};  // empty: as the summary
    std::string hint = {};
    std::string link = {};  // what is looked at first; empty: nothing
    std::string link_words = {};
    std::vector<std::pair<std::string, std::string>> hidden = {};
    bool open = false;
    // What is not offered, and why, folded away under these words.
    std::string left_out = {};
    std::vector<std::string> left_out_lines = {};
    bool nothing_to_send = false;  // only that is said
    std::string key = {};          // tells it from others of the same kind on one screen
};

// Finished HTML; nothing for no acts.
[[nodiscard]] std::string acts_view(const View& view, const std::vector<Act>& acts,
                                    const Forms& forms);

}  // namespace relais::gateway::screens
