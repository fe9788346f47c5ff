// coverage: how well each sector is covered in each territory, from a directory file, without any
// service.
#include "services/relais/commands.hpp"
#include "services/relais/coverage_text.hpp"
#include "services/relais/roster_question.hpp"

namespace relais::cli {
namespace {

struct Options : RosterOptions {
    bool all = false;
};

int coverage(const Console& console, const Options& options) {
    const auto asked = understand(console, options);
    if (!asked) return asked.error();
    const auto answer = domain::coverage_answer(*asked->directory, asked->question);
    if (options.json)
        print_json(console, answer);
    else
        console.line(coverage_text(console, *asked->directory, answer, options.all));
    return exit_done;
}

}  // namespace

void add_coverage(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("coverage", console.words("help_coverage"));
    const auto options = std::make_shared<Options>();
    add_roster_options(*command, console, *options);
    add_period_options(*command, console, *options);
    command->add_flag("--all", options->all, console.words("help_all"));
    command->callback([options, &run] {
        run = [options](Console& speaker) { return coverage(speaker, *options); };
    });
}

}  // namespace relais::cli
