// oncall: who is on call at an instant, from a directory file, without any service.
#include <algorithm>

#include <spdlog/fmt/fmt.h>

#include "common/domain/directory.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/directory_file.hpp"
#include "services/relais/instant_text.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string file;
    std::string at;
    std::string sector;
    std::string territory;
    bool json = false;
};

struct Line {
    const v1::Roster* roster = nullptr;
    domain::OnCall on_call;
    std::string name;
};

std::string name_of(const v1::DirectoryFile& file, const std::string& person) {
    for (const auto& card : file.cards()) {
        if (card.person() == person) return card.name();
    }
    return person;
}

bool wanted(const v1::Roster& roster, const Options& options) {
    const bool here =
        options.territory.empty() ||
        std::ranges::find(roster.territories(), options.territory) != roster.territories().end();
    return here &&
           (options.sector.empty() ||
            (!roster.coordination() && v1::Sector::Code_Name(roster.sector()) == options.sector));
}

// What the options name must exist: an empty answer would look like "nobody is on call".
Result<void> understood(const v1::Directory& directory, const Options& options) {
    v1::Sector::Code sector{};
    if (!options.sector.empty() && !v1::Sector::Code_Parse(options.sector, &sector)) {
        return fault(FaultCode::malformed, "--sector", options.sector);
    }
    const auto known = std::ranges::any_of(directory.territories(), [&](const auto& territory) {
        return territory.id() == options.territory;
    });
    if (!options.territory.empty() && !known) {
        return fault(FaultCode::malformed, "--territory", options.territory);
    }
    return {};
}

void tell(const Console& console, const std::vector<Line>& lines, Instant at, bool json) {
    std::vector<std::vector<std::string>> rows;
    std::string list;
    for (const auto& [roster, on_call, name] : lines) {
        const auto sector =
            roster->coordination() ? "coordination" : v1::Sector::Code_Name(roster->sector());
        rows.push_back({roster->coordination() ? console.words("coordination")
                                               : console.words_or_code("sector", sector),
                        name, on_call.person, std::to_string(on_call.level), on_call.layer,
                        roster->id()});
        list += fmt::format(
            R"({}{{"sector":{},"roster":{},"layer":{},"level":{},"person":{},"name":{}}})",
            list.empty() ? "" : ",", json_string(sector), json_string(roster->id()),
            json_string(on_call.layer), on_call.level, json_string(on_call.person),
            json_string(name));
    }
    if (json) {
        console.line(
            fmt::format(R"({{"at":{},"onCall":[{}]}})", json_string(instant_text(at)), list));
    } else if (rows.empty()) {
        console.say("nobody_on_call");
    } else {
        console.line(table(rows));
    }
}

int oncall(const Console& console, const Options& options) {
    const auto at = parse_instant(options.at);
    if (!at) {
        console.refuse("instant_wrong", {{"text", options.at}});
        return exit_usage;
    }
    const auto file = read_directory_file(options.file);
    if (!file) return console.refuse(file.error());
    if (const auto faults = domain::faults_of(file->directory()); !faults.empty()) {
        tell_faults(console, faults, options.json);
        return console.refuse("directory_faulty",
                              {{"n", static_cast<std::int64_t>(faults.size())}});
    }
    if (const auto good = understood(file->directory(), options); !good) {
        console.refuse(good.error());
        return exit_usage;
    }
    const domain::Directory directory(file->directory());
    std::vector<Line> lines;
    for (const auto& roster : directory.data().rosters()) {
        if (!wanted(roster, options)) continue;
        for (auto& on_call : directory.timetable(roster).on_call(*at)) {
            auto name = name_of(*file, on_call.person);
            lines.push_back({&roster, std::move(on_call), std::move(name)});
        }
    }
    tell(console, lines, *at, options.json);
    return exit_done;
}

}  // namespace

void add_oncall(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("oncall", console.words("help_oncall"));
    const auto options = std::make_shared<Options>();
    command->add_option("--directory", options->file, console.words("help_file"))->required();
    command->add_option("--at", options->at, console.words("help_at"))->required();
    command->add_option("--sector", options->sector, console.words("help_sector"));
    command->add_option("--territory", options->territory, console.words("help_territory"));
    command->add_flag("--json", options->json, console.words("help_json"));
    command->callback([options, &run] {
        run = [options](Console& speaker) { return oncall(speaker, *options); };
    });
}

}  // namespace relais::cli
