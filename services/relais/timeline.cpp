// timeline CASE: everything that happened to one case, oldest first. A case is named by its id or
// by the code that people say over the telephone.
#include <iostream>

#include "relais/v1/api.pb.h"
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/instant_text.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string of;
    bool json = false;
    bool csv = false;
    bool html = false;
    AccessOptions access;
};

// A code has no dash at the ninth place, an id has.
bool is_id(const std::string& text) { return text.size() == 36 && text[8] == '-'; }

boost::asio::awaitable<Asked<std::string>> find(Api& api,  // NOLINT(*-reference-coroutine-*)
                                                Access where, std::string of, std::string format) {
    if (!is_id(of)) {
        const auto cases = co_await api.cases(where.token);
        if (!cases) co_return std::unexpected(cases.error());
        for (const auto& summary : cases->cases()) {
            if (summary.code() == of) of = summary.case_id();
        }
    }
    co_return co_await api.get("/v1/cases/" + of + "/timeline?format=" + format, where.token);
}

int timeline(const Console& console, const Options& options) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    const std::string format = options.csv ? "csv" : options.html ? "html" : "json";
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer = run_alone(io, find(api, *where, options.of, format));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    if (options.csv || options.html) {
        std::cout << **answer << std::flush;
        return exit_done;
    }
    if (options.json) {
        console.line(**answer);
        return exit_done;
    }
    v1::Timeline read;
    if (!from_json(**answer, read)) return console.refuse("not_understood");
    std::vector<std::vector<std::string>> rows;
    for (const auto& entry : read.entries()) {
        const auto ms = entry.at().seconds() * 1'000 + entry.at().nanos() / 1'000'000;
        rows.push_back({instant_text(instant(ms)), entry.words()});
    }
    console.line(table(rows));
    return exit_done;
}

}  // namespace

void add_timeline(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("timeline", console.words("help_timeline"));
    const auto options = std::make_shared<Options>();
    command->add_option("CASE", options->of, console.words("help_case"))->required();
    auto* json = command->add_flag("--json", options->json, console.words("help_json"));
    auto* csv = command->add_flag("--csv", options->csv, console.words("help_csv"));
    auto* html = command->add_flag("--html", options->html, console.words("help_html"));
    csv->excludes(json)->excludes(html);
    html->excludes(json);
    add_access_options(*command, console, options->access);
    command->callback([options, &run] {
        run = [options](Console& speaker) { return timeline(speaker, *options); };
    });
}

}  // namespace relais::cli
