// replay FILE.csv: a week of real emergency calls against a running service, faster than life, with
// a report at the end. It is a client like any other: it knows the API and nothing else.
#include <csignal>
#include <iostream>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "common/base/check.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/instant_text.hpp"
#include "services/relais/replay_run.hpp"

namespace relais::cli {
namespace {

namespace asio = boost::asio;

struct Options {
    std::string file;
    std::string speed = "1";
    std::string from;
    std::string to;
    std::string url;
    std::string env_file;
    ReplayTokens tokens;
    bool json = false;
};

// One line that is written over on a terminal; in a log, a line every ten seconds.
asio::awaitable<void> show_progress(const Console& console,  // NOLINT(*-reference-coroutine-*)
                                    const ReplayRun& run) {  // NOLINT(*-reference-coroutine-*)
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const std::chrono::seconds every{terminal ? 1 : 10};
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        timer.expires_after(every);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto [alerts, sent, pages, answers] = run.progress();
        std::cerr << (terminal ? "\r" : "")
                  << console.words("progress", {{"sent", static_cast<std::int64_t>(sent)},
                                                {"alerts", static_cast<std::int64_t>(alerts)},
                                                {"pages", static_cast<std::int64_t>(pages)},
                                                {"answers", static_cast<std::int64_t>(answers)}})
                  << (terminal ? "   " : "\n") << std::flush;
    }
}

Result<void> find_access(Options& options) {
    for (auto [value, name] : {std::pair{&options.url, "RELAIS_URL"},
                               {&options.tokens.admin, "ADMIN_TOKEN"},
                               {&options.tokens.worker, "WORKER_TOKEN"},
                               {&options.tokens.coordinator, "COORDINATOR_TOKEN"}}) {
        auto found = told(*value, options.env_file, name);
        if (!found) return std::unexpected(found.error());
        *value = std::move(*found);
    }
    while (options.url.ends_with('/')) options.url.pop_back();
    return {};
}

int wrong(const Console& console, std::string_view key, const std::string& text) {
    console.refuse(key, {{"text", text}});
    return exit_usage;
}

int play(const Console& console, const Options& options, Pace pace, std::vector<CallRow> rows,
         const Span& span) {
    asio::io_context io{1};
    Api api(io.get_executor(), options.url, console.language());
    ReplayRun run(io, api, options.tokens, pace, std::move(rows), span);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) run.interrupt();
    });
    asio::co_spawn(io, show_progress(console, run), bugs_are_fatal);
    const auto report = run_alone(io, run.run());
    if (isatty(STDERR_FILENO) != 0) std::cerr << '\n';
    if (!report) return console.refuse("not_understood");
    if (!*report) return refuse(console, report->error());
    console.line(options.json ? report_json(**report) : report_text(console, **report));
    if (!(*report)->put_back) return console.refuse("not_put_back");
    if ((*report)->interrupted) return console.refuse("interrupted");
    return (*report)->good() ? exit_done : exit_refused;
}

int replay(const Console& console, Options options) {
    const auto pace = parse_pace(options.speed);
    if (!pace) return wrong(console, "speed_wrong", options.speed);
    Span span;
    for (auto [text, bound] : {std::pair{&options.from, &span.from}, {&options.to, &span.to}}) {
        if (text->empty()) continue;
        *bound = parse_instant(*text);
        if (!*bound) return wrong(console, "instant_wrong", *text);
    }
    const auto file = read_file(options.file);
    if (!file) return console.refuse(file.error());
    auto rows = parse_calls(*file);
    if (!rows) return console.refuse(rows.error());
    if (const auto found = find_access(options); !found) return console.refuse(found.error());
    return play(console, options, *pace, std::move(*rows), span);
}

}  // namespace

void add_replay(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("replay", console.words("help_replay"));
    const auto options = std::make_shared<Options>();
    command->add_option("FILE", options->file, console.words("help_calls"))->required();
    command->add_option("--speed", options->speed, console.words("help_speed"));
    command->add_option("--from", options->from, console.words("help_from"));
    command->add_option("--to", options->to, console.words("help_to"));
    command->add_option("--url", options->url, console.words("help_url"));
    command->add_option("--env", options->env_file, console.words("help_env"));
    command->add_option("--admin-token", options->tokens.admin, console.words("help_token"));
    command->add_option("--worker-token", options->tokens.worker, console.words("help_token"));
    command->add_option("--coordinator-token", options->tokens.coordinator,
                        console.words("help_token"));
    command->add_flag("--json", options->json, console.words("help_json"));
    command->callback([options, &run] {
        run = [options](Console& speaker) { return replay(speaker, *options); };
    });
}

}  // namespace relais::cli
