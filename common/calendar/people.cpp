#include "common/calendar/people.hpp"

#include <algorithm>
#include <array>

#include "common/calendar/read_event.hpp"

namespace relais::calendar {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

// The parts of a summary, as written. " et " and " and " only between blanks, in any case.
std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    const auto cut = [&](std::size_t end, std::size_t next) {
        const auto part = trimmed(text.substr(begin, end - begin));
        if (!part.empty()) parts.push_back(part);
        begin = next;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (std::string_view(",;/+&\n").contains(text[at])) cut(at, at + 1);
        for (const std::string_view word : {" et ", " and "})
            if (at >= begin && same_word(text.substr(at, word.size()), word))
                cut(at, at + word.size());
    }
    cut(text.size(), text.size());
    return parts;
}

// Without what stands in brackets at its end: "Maude Beauséjour (relève)".
std::string_view before_bracket(std::string_view text) {
    return text.ends_with(')') ? trimmed(text.substr(0, text.rfind('('))) : text;
}

std::string_view behind_label(std::string_view text) {
    const auto colon = text.rfind(':');
    return colon == std::string_view::npos ? text : trimmed(text.substr(colon + 1));
}

void add_once(std::vector<std::string>& people, const std::string& person) {
    if (std::ranges::find(people, person) == people.end()) people.push_back(person);
}

}  // namespace

People::People(std::span<const v1::Person> people, std::span<const v1::Card> cards) {
    for (const v1::Person& person : people) add(person.id(), person.id());
    for (const v1::Card& card : cards) {
        const bool listed = std::ranges::any_of(
            people, [&](const v1::Person& person) { return person.id() == card.person(); });
        if (!listed) continue;
        add(card.name(), card.person());
        for (const v1::WayAddress& way : card.ways())
            if (way.address().contains('@') && !way.address().contains("://"))
                add(way.address(), card.person());
    }
}

void People::add(std::string_view known_as, const std::string& person) {
    std::string folded = folding_(known_as);
    if (!folded.empty()) add_once(known_[std::move(folded)], person);
}

People::Answer People::look_up(std::string_view words) const {
    const auto found = known_.find(folding_(words));
    return found == known_.end() ? Answer{} : Answer{found->second};
}

// As written; without its label; without its bracket; without both.
People::Answer People::who(std::string_view words) const {
    const std::string_view named = behind_label(words);
    for (const std::string_view one :
         {words, named, before_bracket(words), behind_label(before_bracket(words))}) {
        if (auto answer = look_up(one); !answer.people.empty()) return answer;
    }
    return {};
}

void People::from_summary(const EventText& text, Named& into) const {
    // "Beauséjour, Maude" is one name where the other way round is known.
    const std::string_view whole = behind_label(before_bracket(text.summary));
    if (std::ranges::count(whole, ',') == 1) {
        const auto comma = whole.find(',');
        const Answer turned = look_up(std::string(whole.substr(comma + 1)) + " " +
                                      std::string(whole.substr(0, comma)));
        if (turned.people.size() == 1) return into.people.push_back(turned.people.front());
    }
    for (const std::string_view part : parts_of(text.summary)) {
        const Answer answer = who(part);
        if (answer.people.size() == 1) {
            add_once(into.people, answer.people.front());
            continue;
        }
        const bool unknown = answer.people.empty();
        into.notes.push_back(note_of(unknown ? Problem::unknown_person : Problem::ambiguous_person,
                                     text, std::string(part)));
        into.notes.back().candidates = answer.people;
    }
}

void People::from_attendees(const EventText& text, Named& into) const {
    for (const Attendee& attendee : text.attendees) {
        if (!attendee.person) continue;  // a room is not somebody unknown
        const std::string& shown = attendee.name.empty() ? attendee.email : attendee.name;
        Answer answer = look_up(attendee.email);
        if (answer.people.empty()) answer = look_up(attendee.name);
        if (attendee.declined) {
            into.notes.push_back(note_of(Problem::attendee_declined, text, shown));
        } else if (answer.people.size() == 1) {
            add_once(into.people, answer.people.front());
        } else {
            const bool unknown = answer.people.empty();
            into.notes.push_back(note_of(
                unknown ? Problem::unknown_person : Problem::ambiguous_person, text, shown));
            into.notes.back().candidates = answer.people;
        }
    }
}

Named People::named_in(const EventText& text) const {
    Named by_summary;
    from_summary(text, by_summary);
    const bool somebody =
        !by_summary.people.empty() || std::ranges::any_of(by_summary.notes, [](const Note& note) {
            return note.problem == Problem::ambiguous_person;
        });
    if (somebody) return by_summary;
    Named by_attendees;
    from_attendees(text, by_attendees);
    // A summary without a name ("Garde de nuit") is a title where the attendees say who it is.
    if (!by_attendees.people.empty()) return by_attendees;
    std::ranges::move(by_summary.notes, std::back_inserter(by_attendees.notes));
    if (by_attendees.notes.empty())
        by_attendees.notes.push_back(note_of(Problem::nobody_named, text));
    return by_attendees;
}

}  // namespace relais::calendar
