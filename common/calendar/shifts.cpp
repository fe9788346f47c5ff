#include "common/calendar/shifts.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include <google/protobuf/util/time_util.h>

#include "common/calendar/read_event.hpp"

namespace relais::calendar {
namespace {

using google::protobuf::util::TimeUtil;

using Take = std::function<void(const Occurrence&, const std::vector<std::string>&)>;

void tell_cancelled(const Occurrence& one, std::vector<Note>& notes) {
    notes.push_back(note_of(Problem::cancelled, *one.text));
    notes.back().recurrence_id = one.recurrence_id;
}

// Names are looked up once for an event, however often it occurs, and told once.
std::vector<Note> each(const Reading& reading, const People& people, const Take& take) {
    std::vector<Note> notes = reading.notes;
    std::map<const EventText*, Named> known;
    for (const Occurrence& one : reading.occurrences) {
        if (one.cancelled) {
            tell_cancelled(one, notes);
            continue;
        }
        const auto [found, is_new] = known.try_emplace(one.text.get());
        if (is_new) {
            found->second = people.named_in(*one.text);
            std::ranges::copy(found->second.notes, std::back_inserter(notes));
        }
        if (!found->second.people.empty()) take(one, found->second.people);
    }
    std::ranges::stable_sort(notes, {}, &Note::line);
    return notes;
}

template <class Message>
void put_times(const Occurrence& one, Message& into) {
    *into.mutable_from() = TimeUtil::MillisecondsToTimestamp(to_ms(one.from));
    *into.mutable_until() = TimeUtil::MillisecondsToTimestamp(to_ms(one.until));
}

}  // namespace

LayerShifts shifts_of(const Reading& reading, const People& people) {
    LayerShifts layer;
    layer.notes = each(reading, people, [&](const Occurrence& one, const auto& named) {
        v1::Shift& shift = layer.shifts.emplace_back();
        put_times(one, shift);
        for (const std::string& person : named) shift.add_people(person);
    });
    return layer;
}

Overrides overrides_of(const Reading& reading, const People& people, const Secret& secret,
                       std::string_view source, std::uint32_t level) {
    Overrides all;
    all.notes = each(reading, people, [&](const Occurrence& one, const auto& named) {
        for (const std::string& person : named) {
            v1::Override& made = all.overrides.emplace_back();
            const std::string name = std::string(source) + "\n" + one.text->uid + "\n" +
                                     one.recurrence_id + "\n" + person;
            made.set_id(to_hex(as_text(secret.hash("calendar override", name)).substr(0, 16)));
            made.set_kind(v1::Override::add);
            put_times(one, made);
            made.set_person(person);
            made.set_level(level);
        }
    });
    return all;
}

}  // namespace relais::calendar
