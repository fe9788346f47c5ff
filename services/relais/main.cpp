// relais: the one executable. It understands the command line and runs one subcommand; exit 0 done,
// 1 refused, 2 usage.
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "services/relais/commands.hpp"

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
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool help = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
        app.exit(error, std::cout, std::cerr);
        return help ? cli::exit_done : cli::exit_usage;
    }
    return run(console);
}
