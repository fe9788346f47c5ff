#include "common/calendar/read_event.hpp"

#include <algorithm>
#include <utility>

namespace relais::calendar {
namespace {

bool left_out_for(Problem problem) { return problem != Problem::unreadable_text; }

std::string_view value_of(const Line& line) {
    return line.text.substr(std::min(line.text.find(':') + 1, line.text.size()));
}

// A few words of the file, never cut within a character.
std::string shortened(std::string_view text) {
    constexpr std::size_t most = 80;
    if (text.size() <= most) return std::string(text);
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

class Filler {
public:
    Filler(Event& event, const ReadLimits& limits) : event_(event), limits_(limits) {}

    [[nodiscard]] std::optional<Problem> take(const Line& line) {
        auto said = read_line(line.text, limits_);
        if (!said) return said.error();
        return std::visit([&](auto& one) { return put(line.name, std::move(one)); }, *said);
    }

private:
    using Put = std::optional<Problem>;

    Put put(std::string_view name, Text&& text) {
        if (text.value.size() > limits_.text_bytes_max) return Problem::text_too_long;
        (same_word(name, "UID") ? event_.text->uid : event_.text->summary) = std::move(text.value);
        return {};
    }
    Put put(std::string_view, Number&& number) {
        event_.sequence = number.value;
        return {};
    }
    Put put(std::string_view, Status&& status) {
        event_.cancelled = status.cancelled;
        return {};
    }
    Put put(std::string_view name, When&& when) {
        if (same_word(name, "DTSTART"))
            event_.start = std::move(when);
        else if (same_word(name, "DTEND"))
            event_.end = std::move(when);
        else
            event_.stamp = std::max(event_.stamp, when.at.time_since_epoch().count());
        return {};
    }
    Put put(std::string_view, Length&& length) {
        event_.length = length;
        return {};
    }
    Put put(std::string_view, RecurrenceId&& id) {
        event_.recurrence_id = std::move(id.at);
        event_.this_and_future = id.this_and_future;
        return {};
    }
    Put put(std::string_view name, Attendee&& attendee) {
        const std::size_t size = attendee.name.size() + attendee.email.size();
        if (size > limits_.text_bytes_max) return Problem::text_too_long;
        if (same_word(name, "ORGANIZER")) {
            event_.text->organizer = std::move(attendee);
            return {};
        }
        if (event_.text->attendees.size() >= limits_.attendees_max) return Problem::list_too_long;
        event_.text->attendees.push_back(std::move(attendee));
        return {};
    }
    Put put(std::string_view, Series&& series) {
        event_.rules.push_back(std::move(series));
        return {};
    }
    Put put(std::string_view, std::vector<Instance>&& dates) {
        std::ranges::move(dates, std::back_inserter(event_.dates));
        return too_many_dates();
    }
    Put put(std::string_view, std::vector<When>&& except) {
        std::ranges::move(except, std::back_inserter(event_.except));
        return too_many_dates();
    }
    Put put(std::string_view, std::chrono::seconds&&) { return {}; }  // of zones only

    [[nodiscard]] Put too_many_dates() const {
        const std::size_t dates = event_.dates.size() + event_.except.size();
        return dates > limits_.event_dates_max ? Put{Problem::list_too_long} : Put{};
    }

    Event& event_;
    const ReadLimits& limits_;
};

bool is_empty_text(const Line& line) {
    return value_of(line).find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

Note note_of(Problem problem, const EventText& text, std::string detail) {
    Note note;
    note.problem = problem;
    note.uid = shortened(text.uid);
    note.summary = shortened(text.summary);
    note.line = text.line;
    note.detail = shortened(detail);
    return note;
}

std::optional<Event> read_event(const Block& block, const ReadLimits& limits,
                                std::vector<Note>& notes) {
    Event event;
    event.text->line = block.line;
    Filler filler(event, limits);
    bool left_out = false;
    using Told = std::pair<Problem, std::string>;
    std::vector<Told> told;  // one of each kind is enough to find it in the file
    for (const Line& line : block.lines) {
        if (same_word(line.name, "RECURRENCE-ID")) event.recurrence_text = value_of(line);
        // Of an event that is left out only its name is still wanted.
        if (left_out && !same_word(line.name, "UID") && !same_word(line.name, "SUMMARY")) continue;
        const auto problem = filler.take(line);
        // An empty SUMMARY or STATUS is a habit, not a fault.
        if (!problem || (*problem == Problem::unreadable_text && is_empty_text(line))) continue;
        left_out = left_out || left_out_for(*problem);
        if (std::ranges::find(told, *problem, &Told::first) == told.end())
            told.emplace_back(*problem, shortened(line.text));
    }
    if (!event.start && !left_out) {
        told.emplace_back(Problem::no_start, "");
        left_out = true;
    }
    event.recurrence_text = shortened(event.recurrence_text);
    // Told at the end, when the event's name is known wherever it stands.
    for (auto& [problem, line] : told) {
        notes.push_back(note_of(problem, *event.text, line));
        notes.back().recurrence_id = event.recurrence_text;
    }
    if (left_out) return std::nullopt;
    return event;
}

}  // namespace relais::calendar
