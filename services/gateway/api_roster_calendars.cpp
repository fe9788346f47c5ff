// The calendars that rosters name, for a program: see roster_calendars.hpp.
#include <algorithm>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/time_util.h>

#include "common/domain/calendar_source.hpp"
#include "common/domain/directory_change.hpp"
#include "common/store/calendar_readings.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/directory_put.hpp"
#include "services/gateway/limits.hpp"
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

// With another roster in the place of the one that stands, and its card.
awaitable<AnyResponse> put_roster(ApiPorts& ports, const http::Request& request,
                                  const Caller& caller, v1::Roster roster, v1::Card card,
                                  std::string why) {
    const auto directory = ports.directory.current();
    v1::ChangeDirectory change;
    *change.add_put()->mutable_roster() = std::move(roster);
    if (auto faults = domain::faults_of(domain::apply(directory->data(), change)); !faults.empty())
        co_return ports.problems.answer(faults, request, caller.account.language());
    change.set_expected_revision(directory->revision());
    change.set_why(std::move(why));
    const auto put =
        co_await change_in_place(ports, std::move(change), {std::move(card)}, caller.account);
    if (!put) co_return std::unexpected(put.error());
    co_return json_response(200, "{\"revision\":" + std::to_string(*put) + "}");
}

Answered<v1::Card> card_of(ApiPorts& ports, const v1::Roster& roster) {
    const std::string name = "roster/" + roster.id();
    v1::Card card;
    card.set_person(name);
    if (ports.directory.card(name) == nullptr) return card;
    // One that does not open is not written over: the addresses in it would be lost without a word.
    auto standing = ports.directory.open_card(ports.keys, name);
    if (!standing) return std::unexpected(refused_for(standing.error()));
    return std::move(*standing);
}

void take_address(v1::Card& card, const std::string& calendar) {
    auto& ways = *card.mutable_ways();
    ways.erase(std::remove_if(ways.begin(), ways.end(),
                              [&](const v1::WayAddress& way) { return way.way() == calendar; }),
               ways.end());
}

awaitable<AnyResponse> put_calendar(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    const auto roster = roster_of(ports, request, caller);
    if (!roster) co_return std::unexpected(roster.error());
    v1::CalendarAddress body;
    if (auto read = read_body(request, body); !read) co_return std::unexpected(read.error());
    const auto& address = body.address();
    if (!address.starts_with("https://") && !address.starts_with("http://"))
        co_return std::unexpected(
            Refused{.status = 400, .code = "invalid_field", .detail = "address: https://…"});
    auto card = card_of(ports, *roster);
    if (!card) co_return std::unexpected(card.error());
    v1::CalendarSource source;
    source.set_id(request.params.at("calendar"));
    source.set_layer(request.query_value("layer"));
    take_address(*card, source.id());
    auto& way = *card->add_ways();
    way.set_way(source.id());
    way.set_address(address);
    co_return co_await put_roster(ports, request, caller, domain::with_calendar(*roster, source),
                                  std::move(*card), "calendar_added");
}

awaitable<AnyResponse> remove_calendar(ApiPorts& ports, const http::Request& request,
                                       const Caller& caller) {
    const auto roster = roster_of(ports, request, caller);
    if (!roster) co_return std::unexpected(roster.error());
    const auto& id = request.params.at("calendar");
    if (std::ranges::find(roster->calendars(), id, &v1::CalendarSource::id) ==
        roster->calendars().end())
        co_return std::unexpected(Refused{.status = 404, .code = "calendar_unknown"});
    auto card = card_of(ports, *roster);
    if (!card) co_return std::unexpected(card.error());
    take_address(*card, id);
    const Instant now = std::chrono::floor<std::chrono::seconds>(ports.clock.now());
    auto answer =
        co_await put_roster(ports, request, caller, domain::without_calendar(*roster, id, now),
                            std::move(*card), "calendar_removed");
    if (answer && answer->status == 200) {
        store::CalendarReadings readings(ports.store.client(), ports.keys);
        if (const auto gone = co_await readings.forget({roster->id(), id}); !gone)
            co_return std::unexpected(refused_for(gone.error()));
    }
    co_return answer;
}

}  // namespace

void add_roster_calendar_routes(Routes& routes, ApiPorts& ports) {
    using v1::Role;
    const auto work = [&](auto answer) {
        return [&ports, answer](const http::Request& request, const Caller& caller) {
            return answer(ports, request, caller);
        };
    };
    // Who may, depends on the roster.
    const auto add = [&](http::Method method, std::string pattern, auto answer) {
        routes.push_back({method, std::move(pattern), 0, for_everyone(ports, work(answer))});
    };
    const auto add_change = [&](http::Method method, std::string pattern, std::size_t body_max,
                                auto answer) {
        routes.push_back({method, std::move(pattern), body_max,
                          for_roles(ports, {Role::admin, Role::coordinator}, work(answer))});
    };
    add(http::Method::get, "/v1/rosters/{id}/calendars", get_calendars);
    add(http::Method::post, "/v1/rosters/{id}/calendars/{calendar}/check", post_check);
    add_change(http::Method::put, "/v1/rosters/{id}/calendars/{calendar}",
               limits::calendar_subject_bytes, put_calendar);
    add_change(http::Method::post, "/v1/rosters/{id}/calendars/{calendar}/remove", 0,
               remove_calendar);
}

}  // namespace relais::gateway
