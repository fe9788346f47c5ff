// calendar check ROSTER CALENDAR: has the service read a calendar at its address now, and tells
// what came of it, event by event, so that whoever keeps the calendar can mend it.
#include "services/relais/calendar_check.hpp"

#include <google/protobuf/struct.pb.h>

#include "services/relais/api.hpp"

namespace relais::cli {
namespace {

using google::protobuf::Struct;

// The host's own time-out, and what else it takes.
constexpr std::chrono::seconds patience{30};

struct Options {
    std::string roster;
    std::string calendar;
    bool json = false;
    AccessOptions access;
};

std::string text_in(const Struct& json, const std::string& name) {
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? std::string{} : found->second.string_value();
}

std::int64_t number_in(const Struct& json, const std::string& name) {
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? 0
                                        : static_cast<std::int64_t>(found->second.number_value());
}

std::vector<std::string> row_of(const Console& console, const Struct& note) {
    std::string who;
    for (const auto& one : note.fields().at("candidates").list_value().values())
        who += (who.empty() ? "" : ", ") + one.string_value();
    const auto detail = text_in(note, "detail");
    return {console.words("calendar_line", {{"n", number_in(note, "line")}}),
            printable(text_in(note, "event")), text_in(note, "words"),
            printable(who.empty() ? detail : detail + " (" + who + ")")};
}

int tell(const Console& console, const Struct& calendar) {
    if (const auto words = text_in(calendar, "words"); !words.empty())
        return console.refuse("calendar_failed",
                              {{"calendar", text_in(calendar, "calendar")}, {"words", words}});
    console.say("calendar_checked", {{"calendar", text_in(calendar, "calendar")},
                                     {"n", number_in(calendar, "entries")}});
    std::vector<std::vector<std::string>> rows;
    const auto notes = calendar.fields().find("notes");
    if (notes != calendar.fields().end())
        for (const auto& one : notes->second.list_value().values())
            rows.push_back(row_of(console, one.struct_value()));
    if (rows.empty()) return exit_done;
    const auto all = static_cast<std::int64_t>(rows.size()) + number_in(calendar, "more");
    console.line("\n" + console.words("calendar_notes", {{"n", all}}) + "\n" + table(rows));
    return exit_done;
}

int check_calendar(const Console& console, const Options& options) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto path = "/v1/rosters/" + in_path(options.roster) + "/calendars/" +
                      in_path(options.calendar) + "/check";
    const auto answer = run_alone(io, api.post(path, where->token, {}, patience));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    Struct calendar;
    if (!from_json(**answer, calendar)) return console.refuse("not_understood");
    if (!options.json) return tell(console, calendar);
    console.line(**answer);
    return text_in(calendar, "fault").empty() ? exit_done : exit_refused;
}

}  // namespace

void add_calendar_check(CLI::App& calendar, const Console& console, Run& run) {
    auto* command = calendar.add_subcommand("check", console.words("help_calendar_check"));
    const auto options = std::make_shared<Options>();
    command->add_option("ROSTER", options->roster, console.words("help_roster"))->required();
    command->add_option("CALENDAR", options->calendar, console.words("help_calendar_id"))
        ->required();
    command->add_flag("--json", options->json, console.words("help_json"));
    add_access_options(*command, console, options->access);
    command->callback([options, &run] {
        run = [options](Console& speaker) { return check_calendar(speaker, *options); };
    });
}

}  // namespace relais::cli
