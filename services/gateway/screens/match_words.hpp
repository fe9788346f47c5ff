// A rehearsal in words: why each person is called, and why each of the others is not. For the
// screen, the API and the command line, so that all three say the same.
#pragma once

#include <functional>
#include <string>

#include "common/domain/directory.hpp"
#include "common/words/words.hpp"
#include "relais/v1/match.pb.h"

namespace relais::gateway {

// Says it in one language, with times of one zone. What it says of is outlived by nothing.
class MatchWords {
public:
    MatchWords(const words::Words& words, words::Language language,
               const domain::Directory& directory, std::string zone)
        : words_(words), language_(language), directory_(directory), zone_(std::move(zone)) {}

    // "Rosalie Toussaint (Maison du Fanal): on call, night layer; speaks her language".
    [[nodiscard]] std::string picked(const v1::MatchPerson& person) const;
    // "Lise Wen: resting until 06:00".
    [[nodiscard]] std::string passed(const v1::MatchPerson& person) const;
    // "2 others passed over: does not speak her language, resting until 06:00".
    [[nodiscard]] std::string summary(const v1::MatchRung& rung) const;
    // All of a rung: those who are called, then how many others are not, and every reason once.
    [[nodiscard]] std::string rung(const v1::MatchRung& rung) const;
    // Why the need is open: asked for, a package, the rules that hold.
    [[nodiscard]] std::string opened(const v1::MatchNeed& need) const;
    [[nodiscard]] std::string consent(const v1::MatchNeed& need) const;
    // "3:00 a.m., on call on the spot".
    [[nodiscard]] std::string when(const v1::MatchRung& rung) const;

private:
    [[nodiscard]] std::string say(const std::string& key,
                                  const words::Arguments& arguments = {}) const {
        return words_.say(language_, key, arguments);
    }
    [[nodiscard]] std::string joined(const std::string& first, const std::string& second) const;
    [[nodiscard]] std::string reason(const v1::MatchPerson& person) const;

    const words::Words& words_;
    words::Language language_;
    const domain::Directory& directory_;
    std::string zone_;
};

// Writes the name of everybody; the cards are opened by whoever calls.
void write_names(v1::MatchAnswer& answer,
                 const std::function<std::string(const std::string& person)>& name_of);
// Writes the words of every rung; names are there already.
void write_words(const words::Words& words, words::Language language,
                 const domain::Directory& directory, const std::string& zone,
                 v1::MatchAnswer& answer);

}  // namespace relais::gateway
