// beds: what is free tonight; counts beds, holds them, confirms and gives back; plans who sleeps
// where for many at once. The service decides, we only carry.
#include <chrono>
#include <functional>
#include <optional>

#include <spdlog/fmt/fmt.h>

#include "relais/v1/plan.pb.h"
#include "services/relais/alert_id.hpp"
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string shelter, kind, code, hold, file;
    std::optional<std::uint32_t> capacity, occupied;
    std::uint32_t beds = 1;
    std::uint32_t hours = 2;
    bool arrived = false;
    bool json = false;
    AccessOptions access;
};

// One question, asked with a token; the answer as JSON.
template <class Question>
int ask(const Console& console, const Options& options, Question question,
        const std::function<int(const std::string&)>& tell) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer = run_alone(io, question(api, where->token));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    if (!options.json) return tell(**answer);
    console.line(**answer);
    return exit_done;
}

int list(const Console& console, const Options& options) {
    const auto question = [](Api& api, const std::string& token) {
        return api.get("/v1/beds", token);
    };
    return ask(console, options, question, [&](const std::string& json) {
        v1::Beds beds;
        if (!from_json(json, beds)) return console.refuse("not_understood");
        std::vector<std::vector<std::string>> rows{
            {console.words("beds_shelter"), console.words("beds_kind"), console.words("beds_free"),
             console.words("beds_occupied"), console.words("beds_held"),
             console.words("beds_capacity")}};
        std::vector<std::vector<std::string>> holds;
        for (const auto& shelter : beds.shelters()) {
            for (const auto& kind : shelter.kinds())
                rows.push_back({shelter.organization(), kind.kind().id(),
                                std::to_string(kind.free()), std::to_string(kind.occupied()),
                                std::to_string(kind.held()), std::to_string(kind.capacity())});
            for (const auto& hold : shelter.holds())
                holds.push_back(
                    {shelter.organization(), hold.kind(), hold.case_code(), hold.hold(),
                     console.words(hold.confirmed() ? "beds_confirmed" : "beds_waits")});
        }
        console.line(table(rows));
        if (!holds.empty()) console.line(table(holds));
        return exit_done;
    });
}

int change(const Console& console, const Options& options, v1::Command command) {
    command.set_command_id(new_alert_id());
    const auto question = [&](Api& api, const std::string& token) {
        return api.post("/v1/beds/" + in_path(options.shelter) + "/commands", token,
                        to_json(command));
    };
    return ask(console, options, question, [&](const std::string&) {
        if (command.has_hold_bed())
            console.say("beds_hold_is", {{"id", command.hold_bed().hold()}});
        console.say("beds_done");
        return exit_done;
    });
}

int tell(const Console& console, const Options& options) {
    v1::Command command;
    auto& item = *command.mutable_tell_beds()->add_items();
    item.set_kind(options.kind);
    if (options.capacity) item.set_capacity(*options.capacity);
    if (options.occupied) item.set_occupied(*options.occupied);
    if (!options.file.empty()) {
        const auto text = read_file(options.file);
        if (!text) return console.refuse(text.error());
        if (!from_json(*text, *item.mutable_attributes())) return console.refuse("not_understood");
    }
    return change(console, options, std::move(command));
}

int hold(const Console& console, const Options& options) {
    const auto until = std::chrono::system_clock::now() + std::chrono::hours(options.hours);
    v1::Command command;
    auto& asked = *command.mutable_hold_bed();
    asked.set_hold(new_alert_id());
    asked.set_case_code(options.code);
    asked.set_beds(options.beds);
    asked.mutable_wish()->set_kind(options.kind);
    asked.set_until_ms(
        std::chrono::duration_cast<std::chrono::milliseconds>(until.time_since_epoch()).count());
    return change(console, options, std::move(command));
}

int confirm(const Console& console, const Options& options) {
    v1::Command command;
    command.mutable_confirm_hold()->set_hold(options.hold);
    return change(console, options, std::move(command));
}

int release(const Console& console, const Options& options) {
    v1::Command command;
    command.mutable_release_hold()->set_hold(options.hold);
    command.mutable_release_hold()->set_arrived(options.arrived);
    return change(console, options, std::move(command));
}

int plan(const Console& console, const Options& options) {
    const auto text = read_file(options.file);
    if (!text) return console.refuse(text.error());
    const auto question = [&](Api& api, const std::string& token) {
        return api.post("/v1/beds/plan", token, *text);
    };
    return ask(console, options, question, [&](const std::string& json) {
        v1::BedPlan plan;
        if (!from_json(json, plan)) return console.refuse("not_understood");
        std::vector<std::vector<std::string>> rows;
        for (const auto& placed : plan.placed())
            rows.push_back({placed.guest(), placed.organization(), placed.kind()});
        for (const auto& left : plan.left()) rows.push_back({left.guest(), left.words(), ""});
        console.line(table(rows));
        return exit_done;
    });
}

}  // namespace

void add_beds(CLI::App& app, const Console& console, Run& run) {
    auto& beds = *app.add_subcommand("beds", console.words("help_beds"));
    beds.require_subcommand(1);
    const auto options = std::make_shared<Options>();
    const auto add = [&](const char* name, int (*work)(const Console&, const Options&)) {
        auto* command = beds.add_subcommand(name, console.words(std::string("help_beds_") + name));
        command->add_flag("--json", options->json, console.words("help_json"));
        add_access_options(*command, console, options->access);
        command->callback([options, work, &run] {
            run = [options, work](Console& speaker) { return work(speaker, *options); };
        });
        return command;
    };
    const auto ask_for = [&](CLI::App* command, const char* name, std::string& value) {
        command->add_option(name, value, console.words("help_beds_" + std::string(name)))
            ->required();
    };
    add("list", list);
    auto* telling = add("tell", tell);
    ask_for(telling, "SHELTER", options->shelter);
    ask_for(telling, "KIND", options->kind);
    telling->add_option("--capacity", options->capacity, console.words("help_beds_capacity"));
    telling->add_option("--occupied", options->occupied, console.words("help_beds_occupied"));
    telling->add_option("--file", options->file, console.words("help_beds_file"));
    auto* holding = add("hold", hold);
    ask_for(holding, "SHELTER", options->shelter);
    ask_for(holding, "CODE", options->code);
    holding->add_option("--kind", options->kind, console.words("help_beds_KIND"));
    holding->add_option("--beds", options->beds, console.words("help_beds_beds"));
    holding->add_option("--hours", options->hours, console.words("help_beds_hours"));
    for (auto* command : {add("confirm", confirm), add("release", release)}) {
        ask_for(command, "SHELTER", options->shelter);
        ask_for(command, "HOLD", options->hold);
        if (command->get_name() == "release")
            command->add_flag("--arrived", options->arrived, console.words("help_beds_arrived"));
    }
    add("plan", plan)
        ->add_option("--file", options->file, console.words("help_beds_plan_file"))
        ->required();
}

}  // namespace relais::cli
