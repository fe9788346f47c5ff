// oncall, shifts, fairness: who is on call at an instant and over a time, and what it weighs on
// whom, from a directory file, without any service.
#include "services/relais/commands.hpp"
#include "services/relais/roster_question.hpp"
#include "services/relais/stand_text.hpp"

namespace relais::cli {
namespace {

int oncall(const Console& console, const RosterOptions& options) {
    const auto asked = understand(console, options);
    if (!asked) return asked.error();
    auto answer = domain::on_call_answer(*asked->directory, asked->question);
    domain::write_names(*answer.mutable_on_call(), asked->seen_names());
    if (options.json)
        print_json(console, answer);
    else
        console.line(on_call_text(console, *asked->directory, asked->question, answer));
    return exit_done;
}

int shifts(const Console& console, const RosterOptions& options) {
    const auto asked = understand(console, options);
    if (!asked) return asked.error();
    auto answer = domain::shifts_answer(*asked->directory, asked->question);
    domain::write_names(*answer.mutable_shifts(), asked->seen_names());
    if (options.json)
        print_json(console, answer);
    else
        console.line(shifts_text(console, *asked->directory, answer));
    return exit_done;
}

int fairness(const Console& console, const RosterOptions& options) {
    const auto asked = understand(console, options);
    if (!asked) return asked.error();
    auto answer = domain::fairness_answer(*asked->directory, asked->question);
    domain::write_names(answer, asked->seen_names());
    if (options.json)
        print_json(console, answer);
    else
        console.line(fairness_text(console, answer));
    return exit_done;
}

}  // namespace

void add_oncall(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("oncall", console.words("help_oncall"));
    const auto options = std::make_shared<RosterOptions>();
    add_roster_options(*command, console, *options);
    command->add_option("--at", options->from, console.words("help_at"))->required();
    command->callback([options, &run] {
        run = [options](Console& speaker) { return oncall(speaker, *options); };
    });
}

void add_shifts(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("shifts", console.words("help_shifts"));
    const auto options = std::make_shared<RosterOptions>();
    add_roster_options(*command, console, *options);
    add_period_options(*command, console, *options);
    command->add_option("--roster", options->names.roster, console.words("help_roster"));
    command->add_option("--person", options->names.person, console.words("help_person"));
    command->callback([options, &run] {
        run = [options](Console& speaker) { return shifts(speaker, *options); };
    });
}

void add_fairness(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("fairness", console.words("help_fairness"));
    const auto options = std::make_shared<RosterOptions>();
    add_roster_options(*command, console, *options);
    add_period_options(*command, console, *options);
    command->add_option("--roster", options->names.roster, console.words("help_roster"));
    command->callback([options, &run] {
        run = [options](Console& speaker) { return fairness(speaker, *options); };
    });
}

}  // namespace relais::cli
