// calendar add, remove ROSTER CALENDAR: a calendar that the service reads at its address for a
// roster, or reads no more. calendar check: reads it now, and tells what came of it, event by
// event, so that whoever keeps the calendar can mend it.
#include "services/relais/calendar_at_address.hpp"

#include <iostream>

#include <google/protobuf/struct.pb.h>

#include "relais/v1/api.pb.h"
#include "services/relais/api.hpp"
#include "services/relais/directory_file.hpp"

namespace relais::cli {
namespace {

using google::protobuf::Struct;

// The host's own time-out, and what else it takes.
constexpr std::chrono::seconds patience{30};

struct Options {
    std::string roster;
    std::string calendar;
    std::string layer;
    std::string address;
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

std::string path_of(const Options& options, const std::string& verb) {
    return "/v1/rosters/" + in_path(options.roster) + "/calendars/" + in_path(options.calendar) +
           verb;
}

// One question to the service, or the exit code after it was said why not.
template <class Question>
std::expected<std::string, int> ask(const Console& console, const Options& options,
                                    Question question) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return std::unexpected(console.refuse(where.error()));
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    auto answer = run_alone(io, question(api, where->token));
    if (answer && *answer) return std::move(**answer);
    const auto problem = answer ? answer->error() : Problem{};
    if (problem.status == 422) tell_faults(console, faults_in(problem.body), options.json);
    return std::unexpected(refuse(console, problem));
}

int check_calendar(const Console& console, const Options& options) {
    const auto answer = ask(console, options, [&](Api& api, const std::string& token) {
        return api.post(path_of(options, "/check"), token, {}, patience);
    });
    if (!answer) return answer.error();
    Struct calendar;
    if (!from_json(*answer, calendar)) return console.refuse("not_understood");
    if (!options.json) return tell(console, calendar);
    console.line(*answer);
    return text_in(calendar, "fault").empty() ? exit_done : exit_refused;
}

int done(const Console& console, const Options& options, std::string_view words,
         const std::expected<std::string, int>& answer) {
    if (!answer) return answer.error();
    if (options.json)
        console.line(*answer);
    else
        console.say(words, {{"calendar", options.calendar}});
    return exit_done;
}

int add_source(const Console& console, const Options& options) {
    v1::CalendarAddress body;
    body.set_address(options.address);
    // Not on the command line, where everybody on the machine could read it.
    if (options.address == "-") std::getline(std::cin, *body.mutable_address());
    const auto layer = options.layer.empty() ? "" : "?layer=" + in_path(options.layer);
    return done(console, options, "calendar_added",
                ask(console, options, [&](Api& api, const std::string& token) {
                    return api.put(path_of(options, layer), token, to_json(body));
                }));
}

int remove_source(const Console& console, const Options& options) {
    return done(console, options, "calendar_removed",
                ask(console, options, [&](Api& api, const std::string& token) {
                    return api.post(path_of(options, "/remove"), token, {});
                }));
}

}  // namespace

void add_calendar_at_address(CLI::App& calendar, const Console& console, Run& run) {
    const auto options = std::make_shared<Options>();
    const auto add = [&](const std::string& name, auto work) {
        auto* command = calendar.add_subcommand(name, console.words("help_calendar_" + name));
        command->add_option("ROSTER", options->roster, console.words("help_roster"))->required();
        command->add_option("CALENDAR", options->calendar, console.words("help_calendar_id"))
            ->required();
        command->add_flag("--json", options->json, console.words("help_json"));
        add_access_options(*command, console, options->access);
        command->callback([options, work, &run] {
            run = [options, work](Console& speaker) { return work(speaker, *options); };
        });
        return command;
    };
    auto* adding = add("add", add_source);
    adding->add_option("--address", options->address, console.words("help_calendar_address"))
        ->required();
    adding->add_option("--layer", options->layer, console.words("help_calendar_gives"));
    add("remove", remove_source);
    add("check", check_calendar);
}

}  // namespace relais::cli
