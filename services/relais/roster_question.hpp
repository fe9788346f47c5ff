// What the commands about rosters ask alike: a directory file, an instant or a time, and what to
// keep of the answer.
#pragma once

#include <expected>

#include <CLI/CLI.hpp>

#include "common/domain/on_call_answers.hpp"
#include "services/relais/console.hpp"

namespace relais::cli {

struct RosterOptions {
    std::string file;
    std::string from;  // or the one instant
    std::string to;
    domain::Question names;
    bool json = false;
};

void add_roster_options(CLI::App& command, const Console& console, RosterOptions& options);
// --from and --to.
void add_period_options(CLI::App& command, const Console& console, RosterOptions& options);

struct RosterQuestion {
    domain::DirectoryPtr directory;
    std::map<std::string, std::string> names;  // by person
    domain::Question question;

    // Whoever holds the file may read every name in it.
    [[nodiscard]] domain::SeenName seen_names() const;
};

// Reads the file and understands the question; otherwise says why not and gives the exit code.
[[nodiscard]] std::expected<RosterQuestion, int> understand(const Console& console,
                                                            const RosterOptions& options);

void print_json(const Console& console, const google::protobuf::Message& answer);

}  // namespace relais::cli
