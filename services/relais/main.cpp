// relais: the one executable. It understands the command line and runs one subcommand; exit 0 done,
// 1 refused, 2 usage.
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "services/relais/commands.hpp"

namespace {

constexpr std::size_t help_column = 30;  // where the parser begins what each thing is for

// What a thing is for stays beside it in a terminal.
void fold_help(CLI::App& app, const relais::cli::Console& console) {
    if (auto* help = app.get_help_ptr(); help != nullptr)
        help->description(console.words("help_help"));
    const auto folded = [](const std::string& text) {
        return relais::cli::folded(text, 0, relais::cli::terminal_columns - help_column);
    };
    for (auto* option : app.get_options([](CLI::Option*) { return true; }))
        option->description(folded(option->get_description()));
    for (auto* command : app.get_subcommands([](CLI::App*) { return true; })) {
        command->description(folded(command->get_description()));
        command->group(console.words("part_Subcommands"));
        fold_help(*command, console);
    }
}

void name_parts_of_help(CLI::App& app, const relais::cli::Console& console) {
    for (const char* part : {"Usage", "Positionals", "SUBCOMMAND", "REQUIRED", "TEXT", "UINT"})
        app.get_formatter()->label(part, console.words(std::string("part_") + part));
    app.get_formatter()->column_width(help_column);
}

// What is wrong with what was typed, in her language; the parser's own words, which name it, follow
// in English.
void say_usage(const relais::cli::Console& console, const CLI::ParseError& error) {
    const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
    const bool value = code == CLI::ExitCodes::ConversionError ||
                       code == CLI::ExitCodes::ValidationError ||
                       code == CLI::ExitCodes::ArgumentMismatch;
    const auto words = console.words(code == CLI::ExitCodes::RequiredError ? "usage_required"
                                     : code == CLI::ExitCodes::ExtrasError ? "usage_extra"
                                     : value                               ? "usage_value"
                                                                           : "usage_other");
    std::cerr << words << '\n' << console.words("usage_help") << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    using namespace relais;
    // A reader of ours that goes away (a pipe to head) must not end a service.
    std::signal(SIGPIPE, SIG_IGN);
    const char* tags = std::getenv("RELAIS_LANG");
    cli::Console console(words::language_of(tags == nullptr ? "" : tags));
    CLI::App app(console.words("about"), "relais");
    app.require_subcommand(1);
    cli::Run run;
    cli::add_serving(app, console, run);
    cli::add_account(app, console, run);
    cli::add_directory(app, console, run);
    cli::add_oncall(app, console, run);
    cli::add_shifts(app, console, run);
    cli::add_fairness(app, console, run);
    cli::add_coverage(app, console, run);
    cli::add_calendar(app, console, run);
    cli::add_roster(app, console, run);
    cli::add_beds(app, console, run);
    cli::add_listings(app, console, run);
    cli::add_fund(app, console, run);
    cli::add_alert(app, console, run);
    cli::add_timeline(app, console, run);
    cli::add_figures(app, console, run);
    cli::add_match(app, console, run);
    cli::add_verify(app, console, run);
    cli::add_replay(app, console, run);
    fold_help(app, console);
    name_parts_of_help(app, console);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool help = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
        if (!help) say_usage(console, error);
        app.exit(error, std::cout, std::cerr);
        return help ? cli::exit_done : cli::exit_usage;
    }
    return run(console);
}
