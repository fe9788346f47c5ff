// alert: raises one alert through the API, from flags or from a JSON file. The service checks it;
// we only carry it. Its id is made here and printed, so that the very same alert can be sent again.
#include <array>

#include <spdlog/fmt/fmt.h>
#include <sys/random.h>

#include "common/base/keyed_hash.hpp"
#include "relais/v1/api.pb.h"
#include "services/relais/alert_id.hpp"
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"

namespace relais::cli {

std::string new_alert_id() {
    std::array<char, 16> bytes{};
    // Sixteen bytes are never cut short (getrandom(2)); without entropy we wait.
    while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    }
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    auto hex = to_hex({bytes.data(), bytes.size()});
    for (const std::size_t dash : {20U, 16U, 12U, 8U}) hex.insert(dash, 1, '-');
    return hex;
}

namespace {

struct Options {
    std::string id;
    std::string territory;
    std::vector<std::string> needs;
    std::vector<std::string> languages;
    std::string deadline;
    std::string note;
    std::string file;
    bool advice = false;
    bool drill = false;
    bool json = false;
    AccessOptions access;
};

// Codes go out as they were typed: the service names the one that it does not know.
std::string alert_json(const Options& options) {
    std::string json = fmt::format(R"({{"alertId":{},"territory":{})", json_string(options.id),
                                   json_string(options.territory));
    const auto list = [&](std::string_view name, const std::vector<std::string>& texts,
                          std::string_view before, std::string_view after) {
        if (texts.empty()) return;
        json += fmt::format(R"(,"{}":[)", name);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            json +=
                fmt::format("{}{}{}{}", i == 0 ? "" : ",", before, json_string(texts[i]), after);
        }
        json += ']';
    };
    list("needs", options.needs, R"({"need":)", "}");
    list("languages", options.languages, "", "");
    if (!options.deadline.empty()) json += R"(,"deadline":)" + json_string(options.deadline);
    if (!options.note.empty()) json += R"(,"note":)" + json_string(options.note);
    if (options.advice) json += R"(,"advice":true)";
    if (options.drill) json += R"(,"drill":true)";
    return json + '}';
}

int alert(const Console& console, Options options) {
    if (options.file.empty() && options.territory.empty()) {
        console.refuse("alert_incomplete");
        return exit_usage;
    }
    if (options.id.empty()) options.id = new_alert_id();
    auto body = options.file.empty() ? alert_json(options) : read_file(options.file);
    if (!body) return console.refuse(body.error());
    const auto where = access(options.access, "WORKER_TOKEN");
    if (!where) return console.refuse(where.error());

    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer = run_alone(io, api.post("/v1/alerts", where->token, std::move(*body)));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    if (options.json) {
        console.line(**answer);
        return exit_done;
    }
    v1::AlertAccepted accepted;
    if (!from_json(**answer, accepted)) return console.refuse("not_understood");
    console.say("alert_raised", {{"code", accepted.code()}, {"case", accepted.case_id()}});
    if (options.file.empty()) console.say("alert_again", {{"id", options.id}});
    return exit_done;
}

}  // namespace

void add_alert(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("alert", console.words("help_alert"));
    const auto options = std::make_shared<Options>();
    command->add_option("--file", options->file, console.words("help_alert_file"));
    command->add_option("--territory", options->territory, console.words("help_territory"));
    command->add_option("--need", options->needs, console.words("help_need"));
    command->add_option("--language", options->languages, console.words("help_language"));
    command->add_option("--deadline", options->deadline, console.words("help_deadline"));
    command->add_option("--note", options->note, console.words("help_note"));
    command->add_option("--id", options->id, console.words("help_alert_id"));
    command->add_flag("--advice", options->advice, console.words("help_alert_advice"));
    command->add_flag("--drill", options->drill, console.words("help_alert_drill"));
    command->add_flag("--json", options->json, console.words("help_json"));
    add_access_options(*command, console, options->access);
    command->callback([options, &run] {
        run = [options](Console& speaker) { return alert(speaker, *options); };
    });
}

}  // namespace relais::cli
