// Whom an event names. A person is known by her handle (her id in the directory), her name or an
// e-mail address of her card; case, accents and punctuation are forgiven, nothing else is: a first
// name alone or half a name is not guessed.
//
// The summary comes first. It may name several people (commas, semicolons, slashes, plus signs,
// ampersands, "et", "and", new lines) behind a label ("Garde : Maude Beauséjour"). If it names
// nobody we know, the attendees are asked; the organizer never is, since she is seldom on call.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/calendar/folding.hpp"
#include "common/calendar/read_calendar.hpp"
#include "relais/v1/directory.pb.h"

namespace relais::calendar {

struct Named {
    std::vector<std::string> people;  // ids, each once, in the order in which they are named
    std::vector<Note> notes;          // unknown, ambiguous, declined, nobody
};

class People {
public:
    // Holds names and addresses in memory, as the cards do; nothing of them is written anywhere.
    People(std::span<const v1::Person> people, std::span<const v1::Card> cards);

    [[nodiscard]] Named named_in(const EventText& text) const;

private:
    struct Answer {
        std::vector<std::string> people;  // several: ambiguous; none: unknown
    };

    void add(std::string_view known_as, const std::string& person);
    [[nodiscard]] Answer who(std::string_view words) const;
    [[nodiscard]] Answer look_up(std::string_view words) const;
    void from_summary(const EventText& text, Named& into) const;
    void from_attendees(const EventText& text, Named& into) const;

    Folding folding_;
    std::map<std::string, std::vector<std::string>, std::less<>> known_;
};

}  // namespace relais::calendar
