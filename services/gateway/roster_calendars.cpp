#include "services/gateway/roster_calendars.hpp"

#include <algorithm>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "common/store/calendar_readings.hpp"
#include "common/store/pause.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

using google::protobuf::Struct;

std::string text_in(const Struct& json, const std::string& name) {
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? std::string{} : found->second.string_value();
}

std::size_t number_in(const Struct& json, const std::string& name) {
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? 0
                                        : static_cast<std::size_t>(found->second.number_value());
}

CalendarNote note_in(const Struct& json) {
    CalendarNote note{.problem = text_in(json, "problem"),
                      .event = text_in(json, "summary"),
                      .detail = text_in(json, "detail"),
                      .candidates = {},
                      .line = number_in(json, "line")};
    if (note.event.empty()) note.event = text_in(json, "uid");
    const auto listed = json.fields().find("candidates");
    if (listed != json.fields().end())
        for (const auto& one : listed->second.list_value().values())
            note.candidates.push_back(one.string_value());
    return note;
}

CalendarShown shown(v1::CalendarSource source,
                    const std::optional<store::CalendarReading>& reading) {
    CalendarShown calendar;
    calendar.source = std::move(source);
    if (!reading) return calendar;
    calendar.at = reading->at;
    calendar.fault = reading->fault;
    if (reading->good_at > Instant{}) calendar.good_at = reading->good_at;
    Struct good;
    if (!google::protobuf::util::JsonStringToMessage(reading->good, &good).ok()) return calendar;
    calendar.entries = number_in(good, "entries");
    calendar.more = number_in(good, "more");
    const auto notes = good.fields().find("notes");
    if (notes == good.fields().end()) return calendar;
    for (const auto& one : notes->second.list_value().values())
        calendar.notes.push_back(note_in(one.struct_value()));
    return calendar;
}

}  // namespace

awaitable<Answered<CalendarShown>> shown_calendar(ApiPorts& ports, std::string roster,
                                                  v1::CalendarSource source) {
    store::CalendarReadings readings(ports.store.client(), ports.keys);
    const auto last = co_await readings.last({std::move(roster), source.id()});
    if (!last) co_return std::unexpected(refused_for(last.error()));
    co_return shown(std::move(source), *last);
}

awaitable<std::vector<CalendarShown>> shown_calendars(ApiPorts& ports, v1::Roster roster) {
    std::vector<CalendarShown> all;
    for (const auto& source : roster.calendars())
        if (auto one = co_await shown_calendar(ports, roster.id(), source))
            all.push_back(std::move(*one));
    co_return all;
}

awaitable<Answered<CalendarShown>> check_calendar(ApiPorts& ports, std::string roster,
                                                  v1::CalendarSource source) {
    store::CalendarReadings readings(ports.store.client(), ports.keys);
    const Instant asked = ports.clock.now();
    const auto dropped = co_await readings.drop_claim({roster, source.id()});
    if (!dropped) co_return std::unexpected(refused_for(dropped.error()));
    const Instant patience = asked + ports.config.calendar_timeout + limits::calendar_read_wait;
    while (ports.clock.now() < patience) {
        co_await store::pause(limits::calendar_asked_every);
        auto now = co_await shown_calendar(ports, roster, source);
        if (!now || (now->at && *now->at > asked)) co_return now;
    }
    co_return std::unexpected(Refused{.status = 503, .code = "timeout", .retry_after_s = 5});
}

}  // namespace relais::gateway
