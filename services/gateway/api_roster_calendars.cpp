// The calendars that rosters name, for a program: see roster_calendars.hpp.
#include <algorithm>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/time_util.h>

#include "services/gateway/api_support.hpp"
#include "services/gateway/roster_calendars.hpp"
#include "services/gateway/seen_names.hpp"

namespace relais::gateway {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::util::TimeUtil;
using AnyResponse = Answered<http::Response>;

void set(Struct& json, const std::string& name, const std::string& text) {
    (*json.mutable_fields())[name].set_string_value(text);
}

void set(Struct& json, const std::string& name, std::size_t number) {
    (*json.mutable_fields())[name].set_number_value(static_cast<double>(number));
}

void set(Struct& json, const std::string& name, const std::optional<Instant>& at) {
    if (at) set(json, name, TimeUtil::ToString(TimeUtil::MillisecondsToTimestamp(to_ms(*at))));
}

ListValue& list_in(Struct& json, const std::string& name) {
    return *(*json.mutable_fields())[name].mutable_list_value();
}

Struct json_of(const ApiPorts& ports, words::Language language, const CalendarShown& calendar) {
    Struct json;
    set(json, "calendar", calendar.source.id());
    set(json, "layer", calendar.source.layer());
    set(json, "at", calendar.at);
    set(json, "goodAt", calendar.good_at);
    set(json, "entries", calendar.entries);
    set(json, "more", calendar.more);
    if (!calendar.fault.empty()) {
        set(json, "fault", calendar.fault);
        set(json, "words", calendar_fault_words(ports.words, language, calendar.fault));
    }
    auto& notes = list_in(json, "notes");
    for (const auto& note : calendar.notes) {
        auto& one = *notes.add_values()->mutable_struct_value();
        set(one, "problem", note.problem);
        if (const auto key = "calendar_problem." + note.problem; ports.words.has(key))
            set(one, "words", ports.words.say(language, key));
        set(one, "event", note.event);
        set(one, "detail", note.detail);
        set(one, "line", note.line);
        auto& candidates = list_in(one, "candidates");
        for (const auto& person : note.candidates)
            candidates.add_values()->set_string_value(person);
    }
    return json;
}

Answered<v1::Roster> roster_of(const ApiPorts& ports, const http::Request& request,
                               const Caller& caller) {
    const auto directory = ports.directory.current();
    const auto& rosters = directory->data().rosters();
    const auto roster = std::ranges::find(rosters, request.params.at("id"), &v1::Roster::id);
    if (roster == rosters.end())
        return std::unexpected(Refused{.status = 404, .code = "roster_unknown"});
    if (!sees_calendars(caller.account, *roster))
        return std::unexpected(Refused{.status = 403, .code = "forbidden"});
    return *roster;
}

awaitable<AnyResponse> get_calendars(ApiPorts& ports, const http::Request& request,
                                     const Caller& caller) {
    const auto roster = roster_of(ports, request, caller);
    if (!roster) co_return std::unexpected(roster.error());
    const auto language = language_for(request, caller.account.language());
    Struct json;
    auto& calendars = list_in(json, "calendars");
    for (const auto& source : roster->calendars()) {
        const auto one = co_await shown_calendar(ports, roster->id(), source);
        if (!one) co_return std::unexpected(one.error());
        *calendars.add_values()->mutable_struct_value() = json_of(ports, language, *one);
    }
    co_return json_response(200, to_json(json));
}

awaitable<AnyResponse> post_check(ApiPorts& ports, const http::Request& request,
                                  const Caller& caller) {
    const auto roster = roster_of(ports, request, caller);
    if (!roster) co_return std::unexpected(roster.error());
    const auto source = std::ranges::find(roster->calendars(), request.params.at("calendar"),
                                          &v1::CalendarSource::id);
    if (source == roster->calendars().end())
        co_return std::unexpected(Refused{.status = 404, .code = "calendar_unknown"});
    const auto checked = co_await check_calendar(ports, roster->id(), *source);
    if (!checked) co_return std::unexpected(checked.error());
    const auto language = language_for(request, caller.account.language());
    co_return json_response(200, to_json(json_of(ports, language, *checked)));
}

}  // namespace

void add_roster_calendar_routes(Routes& routes, ApiPorts& ports) {
    const auto add = [&](http::Method method, std::string pattern, auto answer) {
        routes.push_back({method, std::move(pattern), 0,
                          for_everyone(ports, [&ports, answer](const http::Request& request,
                                                               const Caller& caller) {
                              return answer(ports, request, caller);
                          })});
    };
    add(http::Method::get, "/v1/rosters/{id}/calendars", get_calendars);
    add(http::Method::post, "/v1/rosters/{id}/calendars/{calendar}/check", post_check);
}

}  // namespace relais::gateway
