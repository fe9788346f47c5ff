// figures --month: the coalition's figures of a month, as the service counts them for whoever
// asks. Small groups are left out there, never here.
#include <iostream>

#include "common/words/instants.hpp"
#include "relais/v1/review.pb.h"
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string month;
    bool json = false;
    bool csv = false;
    AccessOptions access;
};

using Rows = std::vector<std::vector<std::string>>;

std::string kind_words(const Console& console, v1::Figure::Kind kind) {
    const auto name = v1::Figure::Kind_Name(kind);
    return console.words_or_code(kind <= v1::Figure::handed_over ? "milestone" : "figure_kind",
                                 name);
}

void add_row(const Console& console, const v1::FigureRow& row, const std::string& indent,
             Rows& lines) {
    lines.push_back({indent + printable(row.words()), std::to_string(row.count())});
    const auto minutes = [&](bool there, std::uint32_t value) {
        return there ? words::length(console.catalogue(), console.language(),
                                     std::int64_t{value} * 60'000)
                     : std::string{};
    };
    for (const auto& figure : row.figures())
        lines.push_back({indent + "  " + kind_words(console, figure.kind()),
                         figure.has_number() ? std::to_string(figure.number()) : std::string{},
                         figure.has_share_percent() ? std::to_string(figure.share_percent()) + " %"
                                                    : std::string{},
                         minutes(figure.has_median_minutes(), figure.median_minutes()),
                         minutes(figure.has_ninetieth_minutes(), figure.ninetieth_minutes())});
    for (const auto& part : row.parts()) add_row(console, part, indent + "  ", lines);
}

std::string figures_text(const Console& console, const v1::Figures& figures) {
    const auto say = [&](const std::string& key) {
        return console.catalogue().say(console.language(), "figures." + key);
    };
    const words::Arguments least{{"least", std::int64_t{figures.least()}}};
    if (!figures.given()) return console.catalogue().say(console.language(), "figures.few", least);
    Rows lines{{"", say("how_many"), say("percent"), say("median"), say("ninetieth")}};
    add_row(console, figures.cases(), "", lines);
    if (figures.has_needs()) add_row(console, figures.needs(), "", lines);
    const auto add = [&](const char* title, const auto& rows) {
        if (rows.empty()) return;
        lines.push_back({""});
        lines.push_back({say(title)});
        for (const auto& row : rows) add_row(console, row, "", lines);
    };
    add("territories", figures.territories());
    add("sectors", figures.sectors());
    add("hours", figures.hours());
    return table(lines) + "\n\n" +
           console.catalogue().say(console.language(), "figures.left_out", least);
}

int figures(const Console& console, const Options& options) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const std::string path =
        "/v1/figures?month=" + in_path(options.month) + (options.csv ? "&format=csv" : "");
    const auto answer = run_alone(io, api.get(path, where->token));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    if (options.csv) {
        std::cout << **answer << std::flush;
        return exit_done;
    }
    if (options.json) {
        console.line(**answer);
        return exit_done;
    }
    v1::Figures read;
    if (!from_json(**answer, read)) return console.refuse("not_understood");
    console.line(figures_text(console, read));
    return exit_done;
}

}  // namespace

void add_figures(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("figures", console.words("help_figures"));
    const auto options = std::make_shared<Options>();
    command->add_option("--month", options->month, console.words("help_figures_month"))->required();
    auto* json = command->add_flag("--json", options->json, console.words("help_json"));
    command->add_flag("--csv", options->csv, console.words("help_csv"))->excludes(json);
    add_access_options(*command, console, options->access);
    command->callback([options, &run] {
        run = [options](Console& speaker) { return figures(speaker, *options); };
    });
}

}  // namespace relais::cli
