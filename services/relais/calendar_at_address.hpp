// The subcommands of "calendar" that ask the service: add, remove, check.
#pragma once

#include <CLI/CLI.hpp>

#include "services/relais/console.hpp"

namespace relais::cli {

void add_calendar_at_address(CLI::App& calendar, const Console& console, Run& run);

}  // namespace relais::cli
