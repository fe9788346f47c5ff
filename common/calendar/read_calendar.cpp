#include "common/calendar/read_calendar.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "common/calendar/read_event.hpp"
#include "common/calendar/scan.hpp"
#include "common/calendar/series.hpp"

namespace relais::calendar {
namespace {

// What makes two events versions of one: the UID, and which instance.
using Identity = std::pair<std::string, std::string>;

std::string instance_key(const Event& event) {
    if (!event.recurrence_id) return {};
    const When& id = *event.recurrence_id;
    return std::to_string(static_cast<int>(id.kind)) + "/" + id.zone + "/" +
           std::to_string(id.at.time_since_epoch().count());
}

bool newer(const Event& a, const Event& b) {
    return std::tie(a.sequence, a.stamp) >= std::tie(b.sequence, b.stamp);
}

// Of several versions the one with the highest SEQUENCE, then the latest stamp, then the last.
std::map<std::string, Family> families_of(std::vector<Event> events) {
    std::map<Identity, Event> latest;
    for (Event& event : events) {
        // Without a UID an event is a version of nothing else.
        std::string uid =
            event.text->uid.empty() ? "\n" + std::to_string(event.text->line) : event.text->uid;
        const auto [found, is_new] =
            latest.try_emplace({std::move(uid), instance_key(event)}, std::move(event));
        if (!is_new && newer(event, found->second)) found->second = std::move(event);
    }
    std::map<std::string, Family> families;
    for (auto& [identity, event] : latest) {
        Family& family = families[identity.first];
        if (event.recurrence_id)
            family.exceptions.push_back(std::move(event));
        else
            family.master = std::move(event);
    }
    return families;
}

std::expected<std::vector<Event>, Refused> events_of(const Scanned& scanned,
                                                     const ReadLimits& limits,
                                                     std::vector<Note>& notes) {
    std::vector<Event> events;
    std::size_t dates = 0;
    for (const Block& block : scanned.events) {
        auto event = read_event(block, limits, notes);
        if (!event) continue;
        dates += event->dates.size() + event->except.size();
        if (dates > limits.dates_max)
            return std::unexpected(Refused{Refusal::too_many_occurrences, block.line});
        event->cancelled = event->cancelled || scanned.cancels;
        events.push_back(std::move(*event));
    }
    return events;
}

void sort(Reading& reading) {
    std::ranges::stable_sort(reading.occurrences, [](const Occurrence& a, const Occurrence& b) {
        return std::tie(a.from, a.until, a.text->line) < std::tie(b.from, b.until, b.text->line);
    });
    std::ranges::stable_sort(reading.notes, {}, &Note::line);
}

}  // namespace

std::expected<Reading, Refused> read_calendar(std::string_view bytes, Window window,
                                              const std::string& zone, const ReadLimits& limits) {
    auto scanned = scan(bytes, limits);
    if (!scanned) return std::unexpected(scanned.error());
    const auto roster = database_zone(zone);
    const auto utc = database_zone("UTC");
    if (!roster || !utc) return std::unexpected(Refused{Refusal::unknown_default_zone, 0});
    Steps steps(limits.steps_max);
    Zones zones(scanned->zones, limits, steps, window.to);
    const Zone* floating =
        scanned->default_zone.empty() ? roster.get() : zones.find(scanned->default_zone);
    const Frame frame{zones, *roster, *utc, floating, scanned->default_zone, window, limits, steps};
    Reading reading;
    reading.name = scanned->name;
    auto events = events_of(*scanned, limits, reading.notes);
    if (!events) return std::unexpected(events.error());
    for (const auto& [uid, family] : families_of(*std::move(events))) {
        if (const auto done = expand(family, frame, reading); !done)
            return std::unexpected(Refused{done.error(), 0});
    }
    sort(reading);
    return reading;
}

}  // namespace relais::calendar
