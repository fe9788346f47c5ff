// Alerts, cases, timelines, commands.
#include <charconv>

#include "common/domain/effects.hpp"
#include "services/gateway/api_support.hpp"
#include "services/gateway/limits.hpp"
#include "services/gateway/screens/safe_contact_words.hpp"
#include "services/gateway/screens/timeline_words.hpp"
#include "services/gateway/timeline_export.hpp"

namespace relais::gateway {
namespace {

using v1::Role;
using AnyResponse = Answered<http::Response>;

const std::vector<Role::Code> readers = {Role::worker, Role::coordinator, Role::responder};
const std::vector<Role::Code> sealed_readers = {Role::worker, Role::coordinator, Role::responder,
                                                Role::privacy};

awaitable<AnyResponse> post_alert(ApiPorts& ports, const http::Request& request,
                                  const Caller& caller) {
    v1::Alert alert;
    if (auto read = read_body(request, alert); !read) co_return std::unexpected(read.error());
    const auto raised = co_await ports.desk.raise_alert(std::move(alert), caller.account);
    if (!raised) co_return std::unexpected(raised.error());
    v1::AlertAccepted accepted;
    accepted.set_case_id(raised->case_id);
    accepted.set_code(raised->code);
    accepted.set_state(raised->decided ? "open" : "recorded");
    auto response = message_response(raised->decided ? 201 : 202, request, accepted);
    response.fields.emplace_back("Location", "/v1/cases/" + raised->case_id);
    co_return response;
}

awaitable<AnyResponse> get_cases(ApiPorts& ports, const http::Request& request,
                                 const Caller& caller) {
    CaseQuestion asked{.limit = limits::cases_page, .after = request.query_value("after")};
    if (const auto told = request.query_value("limit"); !told.empty()) {
        const auto* end = told.data() + told.size();
        const auto number = std::from_chars(told.data(), end, asked.limit);
        if (number.ec != std::errc{} || number.ptr != end || asked.limit == 0 ||
            asked.limit > limits::cases_page_most)
            co_return std::unexpected(
                Refused{.status = 400, .code = "invalid_field", .detail = "limit: 1 to 1000"});
    }
    auto page = co_await ports.desk.cases(std::move(asked), caller.account);
    if (!page) co_return std::unexpected(page.error());
    v1::Cases cases;
    for (auto& summary : page->cases) *cases.add_cases() = std::move(summary);
    cases.set_next(page->next);
    co_return message_response(200, request, cases, Absent::shown);
}

// Who else has a part in it is for whoever sees all of it.
v1::CaseSummary summary_of(const CaseReading& reading) {
    auto summary = domain::summary(reading.state);
    if (reading.sight.sees(domain::Field::pages)) return summary;
    summary.clear_people();
    summary.clear_organizations();
    summary.clear_also_raised_by();
    return summary;
}

awaitable<AnyResponse> get_case(ApiPorts& ports, const http::Request& request,
                                const Caller& caller) {
    const auto reading = co_await ports.desk.read_case(request.params.at("id"), caller.account);
    if (!reading) co_return std::unexpected(reading.error());
    co_return message_response(200, request, summary_of(*reading), Absent::shown);
}

void write_entry(const v1::Event& event, v1::TimelineEntry& entry) {
    entry.set_version(event.version());
    entry.mutable_at()->set_seconds(event.now_ms() / 1000);
    entry.mutable_at()->set_nanos(static_cast<std::int32_t>(event.now_ms() % 1000) * 1'000'000);
    entry.set_kind(domain::kind_of(event));
}

std::string zone_of(const ApiPorts& ports, const std::string& id) {
    const auto directory = ports.directory.current();
    const auto* territory = directory->territory(id);
    return territory == nullptr ? screens::View{.words = ports.words}.zone : territory->zone();
}

http::Response timeline_file(const ApiPorts& ports, const http::Request& request,
                             const Caller& caller, const CaseReading& reading,
                             const TimelineChoice& choice, bool csv) {
    const screens::View view{.words = ports.words,
                             .language = export_language(request, caller.account),
                             .now = ports.clock.now(),
                             .zone = zone_of(ports, reading.state.territory)};
    const auto person = [&ports](const std::string& id) {
        return id == domain::hidden_name ? id : ports.desk.name_of(id);
    };
    const auto directory = ports.directory.current();
    const auto territory = [&](const std::string& id) {
        const auto* known = directory->territory(id);
        if (known == nullptr) return id;
        return view.language == words::Language::fr ? known->name_fr() : known->name_en();
    };
    const screens::PrintNames names{.person = person,
                                    .territory = territory,
                                    .made_for = person(caller.account.person()),
                                    .directory = directory};
    if (csv)
        return file_response("text/csv; charset=utf-8; header=present", reading.state.code + ".csv",
                             timeline_csv(view, reading, choice, names));
    return file_response("text/html; charset=utf-8", reading.state.code + ".html",
                         timeline_html(view, reading, choice, names));
}

// The desk has cut the events. A worker sees that a need is covered and when somebody arrives,
// never who: her timeline is words alone.
awaitable<AnyResponse> get_timeline(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    const auto format = format_in(request, {"json", "csv", "html"});
    if (!format) co_return std::unexpected(format.error());
    const auto reading = co_await ports.desk.read_case(request.params.at("id"), caller.account);
    if (!reading) co_return std::unexpected(reading.error());
    const auto zone = zone_of(ports, reading->state.territory);
    const auto choice = timeline_choice(request, zone);
    const auto filter = filter_of(choice);
    if (!filter) co_return std::unexpected(filter.error());
    if (*format != "json")
        co_return timeline_file(ports, request, caller, *reading, choice, *format == "csv");
    const bool carried =
        reading->sight.sees(domain::Field::responder_names) || !reading->sight.own().empty();
    const auto language = language_for(request, caller.account.language());
    const PersonName name_of = [&](const std::string& person) {
        return person == domain::hidden_name ? person : ports.desk.name_of(person);
    };
    const auto directory = ports.directory.current();
    v1::Timeline timeline;
    *timeline.mutable_summary() = summary_of(*reading);
    for (const auto& event : reading->events) {
        if (!filter->passes(event, reading->state)) continue;
        auto& entry = *timeline.add_entries();
        write_entry(event, entry);
        entry.set_words(
            event_in_words(ports.words, language, event, reading->state, name_of, directory.get()));
        if (carried) *entry.mutable_event() = event;
    }
    co_return message_response(200, request, timeline);
}

awaitable<AnyResponse> post_command(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    v1::Command command;
    if (auto read = read_body(request, command); !read) co_return std::unexpected(read.error());
    const auto version =
        co_await ports.desk.command(request.params.at("id"), std::move(command), caller.account);
    if (!version) co_return std::unexpected(version.error());
    co_return json_response(200, "{\"version\":" + std::to_string(*version) + "}");
}

awaitable<AnyResponse> post_reading(ApiPorts& ports, const http::Request& request,
                                    const Caller& caller) {
    v1::Command command;
    if (auto read = read_body(request, command); !read) co_return std::unexpected(read.error());
    const auto opened =
        co_await ports.desk.read_field(request.params.at("id"), std::move(command), caller.account);
    if (!opened) co_return std::unexpected(opened.error());
    if (opened->awaited) co_return json_response(202, R"({"awaited":true})");
    if (!opened->safe_contact)
        co_return json_response(200, "{\"text\":" + json_string(opened->text) + "}");
    const auto language = language_for(request, caller.account.language());
    const auto told = safe_contact_in_words(ports.words, language, *opened->safe_contact);
    co_return json_response(200, "{\"text\":" + json_string(told) +
                                     ",\"safeContact\":" + to_json(*opened->safe_contact) + "}");
}

// Who read which sealed field of a case, why, when and with whom.
awaitable<AnyResponse> get_access_log(ApiPorts& ports, const http::Request& request,
                                      const Caller& caller) {
    const auto log = co_await ports.desk.access_log(request.query_value("case"), caller.account);
    if (!log) co_return std::unexpected(log.error());
    const auto language = language_for(request, caller.account.language());
    const PersonName name_of = [&](const std::string& person) {
        return ports.desk.name_of(person);
    };
    v1::Timeline timeline;
    timeline.mutable_summary()->set_case_id(log->case_id);
    timeline.mutable_summary()->set_code(log->code);
    for (const auto& event : log->events) {
        auto& entry = *timeline.add_entries();
        write_entry(event, entry);
        entry.set_words(event_in_words(ports.words, language, event, {}, name_of));
        *entry.mutable_event() = event;
    }
    co_return message_response(200, request, timeline);
}

}  // namespace

void add_case_routes(Routes& routes, ApiPorts& ports) {
    const auto add = [&](http::Method method, std::string pattern, std::size_t body_max,
                         std::vector<Role::Code> roles, auto answer) {
        routes.push_back(
            {method, std::move(pattern), body_max,
             for_roles(ports, std::move(roles),
                       [&ports, answer](const http::Request& request, const Caller& caller) {
                           return answer(ports, request, caller);
                       })});
    };
    add(http::Method::post, "/v1/alerts", ports.config.alert_bytes_max,
        {Role::worker, Role::coordinator, Role::system}, post_alert);
    add(http::Method::get, "/v1/cases", 0, readers, get_cases);
    add(http::Method::get, "/v1/cases/{id}", 0, readers, get_case);
    add(http::Method::get, "/v1/cases/{id}/timeline", 0, readers, get_timeline);
    add(http::Method::post, "/v1/cases/{id}/commands", ports.config.command_bytes_max,
        {Role::worker, Role::coordinator, Role::responder, Role::privacy}, post_command);
    add(http::Method::post, "/v1/cases/{id}/readings", ports.config.command_bytes_max,
        sealed_readers, post_reading);
    add(http::Method::get, "/v1/access-log", 0, {Role::privacy}, get_access_log);
}

}  // namespace relais::gateway
