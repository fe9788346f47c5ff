// calendar check: see calendar_at_address.cpp. calendar read FILE: what a calendar from outside
// would give a roster, or with --layer the directory file that has it. calendar write: the file
// that a calendar address gives. Both from a directory file, without any service; neither changes
// anything.
#include <algorithm>
#include <iostream>
#include <optional>

#include "common/calendar/read_calendar.hpp"
#include "common/domain/calendar_source.hpp"
#include "services/gateway/calendar_out.hpp"
#include "services/relais/access.hpp"
#include "services/relais/api.hpp"
#include "services/relais/calendar_at_address.hpp"
#include "services/relais/calendar_report.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/directory_file.hpp"
#include "services/relais/instant_text.hpp"

namespace relais::cli {
namespace {

using gateway::CalendarOf;

constexpr std::chrono::days read_back{1};
constexpr std::chrono::days read_ahead{60};
// As far as a file may reach and still be read within its second.
constexpr std::chrono::days window_max{5 * 366};

struct Options {
    std::string file;
    std::string directory;
    std::string roster;
    std::string layer;
    std::string person;
    std::string from;
    std::string to;
    bool json = false;
};

// Nothing: it was said what is wrong.
std::optional<calendar::Window> window_of(const Console& console, const Options& options) {
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    calendar::Window window{now - read_back, now + read_ahead};
    for (const auto& [text, into] : {std::pair(options.from, &calendar::Window::from),
                                     std::pair(options.to, &calendar::Window::to)}) {
        if (text.empty()) continue;
        const auto at = parse_instant(text);
        if (!at) {
            console.refuse("instant_wrong", {{"text", text}});
            return {};
        }
        window.*into = *at;
    }
    if (window.from < window.to && window.to - window.from <= window_max) return window;
    console.refuse("calendar_window_wrong");
    return {};
}

// False: every fault was told.
bool good(const Console& console, const v1::Directory& directory, bool json) {
    const auto faults = domain::faults_of(directory);
    if (faults.empty()) return true;
    tell_faults(console, faults, json);
    console.refuse("directory_faulty", {{"n", static_cast<std::int64_t>(faults.size())}});
    return false;
}

// A good directory, or the exit code.
std::expected<v1::DirectoryFile, int> good_directory(const Console& console,
                                                     const Options& options) {
    auto file = read_directory_file(options.directory);
    if (!file) return std::unexpected(console.refuse(file.error()));
    if (!good(console, file->directory(), options.json)) return std::unexpected(exit_refused);
    return std::move(*file);
}

// The directory file with the shifts in the layer, on stdout; what is told, beside it.
int give_file(const Console& console, const Options& options, v1::DirectoryFile file,
              calendar::Window window, const CalendarReport& report) {
    auto& rosters = *file.mutable_directory()->mutable_rosters();
    domain::put_shifts(*std::ranges::find(rosters, report.roster, &v1::Roster::id), options.layer,
                       {.from = window.from, .to = window.to, .shifts = report.given.shifts});
    if (!good(console, file.directory(), options.json)) return exit_refused;
    if (const auto notes = calendar_notes(console, report); !notes.empty())
        std::cerr << notes << '\n';
    console.line(options.json ? to_json(file) : to_file_json(file));
    return exit_done;
}

int unknown(const Console& console, const std::string& option, const std::string& value) {
    console.refuse("calendar_unknown", {{"option", option}, {"text", value}});
    return exit_usage;
}

int read(const Console& console, const Options& options) {
    const auto window = window_of(console, options);
    if (!window) return exit_usage;
    const auto directory = good_directory(console, options);
    if (!directory) return directory.error();
    const auto& rosters = directory->directory().rosters();
    const auto roster = std::ranges::find(rosters, options.roster, &v1::Roster::id);
    if (roster == rosters.end()) return unknown(console, "--roster", options.roster);
    const auto bytes = read_file(options.file);
    if (!bytes) return console.refuse(bytes.error());
    const auto reading = calendar::read_calendar(*bytes, *window, roster->zone());
    if (!reading) {
        if (options.json) console.line(refusal_json(console, reading.error()));
        return refuse(console, reading.error());
    }
    const std::vector<v1::Person> people(directory->directory().people().begin(),
                                         directory->directory().people().end());
    const std::vector<v1::Card> cards(directory->cards().begin(), directory->cards().end());
    CalendarReport report{
        .roster = roster->id(),
        .zone = roster->zone(),
        .names = {},
        .given = calendar::shifts_of(*reading, calendar::People(people, cards)),
    };
    for (const auto& card : cards) report.names[card.person()] = card.name();
    if (!options.layer.empty()) return give_file(console, options, *directory, *window, report);
    console.line(options.json ? calendar_json(console, report) : calendar_tables(console, report));
    return exit_done;
}

int write(const Console& console, const Options& options) {
    const auto window = window_of(console, options);
    if (!window) return exit_usage;
    const auto file = good_directory(console, options);
    if (!file) return file.error();
    const bool person = !options.person.empty();
    const CalendarOf of{person ? CalendarOf::Kind::person : CalendarOf::Kind::roster,
                        person ? options.person : options.roster};
    const domain::Directory directory(file->directory());
    if (!gateway::known(directory, of))
        return unknown(console, person ? "--person" : "--roster", of.id);
    const words::Words words;
    const auto name_of = [&](const std::string& id) {
        const auto card = std::ranges::find(file->cards(), id, &v1::Card::person);
        return card == file->cards().end() ? id : card->name();
    };
    const auto calendar = gateway::in_words(
        directory, of, gateway::shifts_of(directory, of, *window), words, name_of, window->from);
    // The service's secret is not ours: the ids are not those of the address.
    auto text = calendar::write_calendar(calendar, Secret{Hash256{}});
    text.pop_back();  // the line that is printed has its own end
    console.line(text);
    return exit_done;
}

}  // namespace

void add_calendar(CLI::App& app, const Console& console, Run& run) {
    auto* calendar = app.add_subcommand("calendar", console.words("help_calendar"));
    calendar->require_subcommand(1);
    const auto options = std::make_shared<Options>();
    const auto add = [&](const std::string& name, auto work) {
        auto* command = calendar->add_subcommand(name, console.words("help_calendar_" + name));
        command->add_option("--directory", options->directory, console.words("help_file"))
            ->required();
        command->callback([options, work, &run] {
            run = [options, work](Console& speaker) { return work(speaker, *options); };
        });
        return command;
    };
    auto* reading = add("read", read);
    reading->add_option("FILE", options->file, console.words("help_calendar_file"))->required();
    reading->add_option("--roster", options->roster, console.words("help_roster"))->required();
    reading->add_option("--layer", options->layer, console.words("help_calendar_layer"));
    reading->add_option("--from", options->from, console.words("help_from"));
    reading->add_option("--to", options->to, console.words("help_to"));
    reading->add_flag("--json", options->json, console.words("help_json"));
    add_calendar_at_address(*calendar, console, run);
    auto* writing = add("write", write);
    auto* whose = writing->add_option_group("whose");
    whose->add_option("--roster", options->roster, console.words("help_roster"));
    whose->add_option("--person", options->person, console.words("help_person"));
    whose->require_option(1);
    writing->add_option("--from", options->from, console.words("help_from"))->required();
    writing->add_option("--to", options->to, console.words("help_to"))->required();
}

}  // namespace relais::cli
