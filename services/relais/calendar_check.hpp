// The subcommand "check" of "calendar": the one that asks the service.
#pragma once

#include <CLI/CLI.hpp>

#include "services/relais/console.hpp"

namespace relais::cli {

void add_calendar_check(CLI::App& calendar, const Console& console, Run& run);

}  // namespace relais::cli
