// The subcommands, a file each. Every function adds its own to the command line; when it was
// chosen, `run` holds what to do.
#pragma once

#include <CLI/CLI.hpp>

#include "services/relais/console.hpp"

namespace relais::cli {

void add_serving(CLI::App& app, const Console& console, Run& run);    // serve, gateway, …
void add_account(CLI::App& app, const Console& console, Run& run);    // account add
void add_directory(CLI::App& app, const Console& console, Run& run);  // directory check|put|get
void add_oncall(CLI::App& app, const Console& console, Run& run);
void add_shifts(CLI::App& app, const Console& console, Run& run);
void add_fairness(CLI::App& app, const Console& console, Run& run);
void add_coverage(CLI::App& app, const Console& console, Run& run);
void add_calendar(CLI::App& app, const Console& console, Run& run);  // calendar read, write, …
void add_alert(CLI::App& app, const Console& console, Run& run);
void add_timeline(CLI::App& app, const Console& console, Run& run);
void add_figures(CLI::App& app, const Console& console, Run& run);
void add_roster(CLI::App& app, const Console& console, Run& run);  // changes to who is on call
void add_match(CLI::App& app, const Console& console, Run& run);
void add_beds(CLI::App& app, const Console& console, Run& run);      // beds list|tell|hold|…
void add_listings(CLI::App& app, const Console& console, Run& run);  // listings check|import|…
void add_fund(CLI::App& app, const Console& console, Run& run);      // fund show|ask|approve|…
void add_verify(CLI::App& app, const Console& console, Run& run);
void add_replay(CLI::App& app, const Console& console, Run& run);

}  // namespace relais::cli
