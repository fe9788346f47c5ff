// account add: makes a person's token and shows it once; Redis keeps a hash. It speaks to Redis
// itself, because the first account cannot be made by somebody who has one.
#include "common/runtime/config.hpp"
#include "common/runtime/redis_settings.hpp"
#include "relais/v1/api.pb.h"
#include "services/gateway/sessions.hpp"
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string config;
    std::vector<std::string> roles;
    std::string person;
    std::string organization;
    std::string label;
    std::string language;
    bool json = false;
};

int add(const Console& console, const Options& options) {
    v1::Account account;
    for (const auto& name : options.roles) {
        v1::Role::Code role{};
        if (!v1::Role::Code_Parse(name, &role) || role == v1::Role::unknown) {
            console.refuse("role_wrong", {{"text", name}});
            return exit_usage;
        }
        account.add_roles(role);
    }
    account.set_person(options.person);
    account.set_organization(options.organization);
    account.set_label(options.label);
    account.set_language(options.language);

    const auto config = runtime::load_config(options.config);
    if (!config) return console.refuse(config.error());
    boost::asio::io_context io{1};
    redis::Client client(io.get_executor(), runtime::redis_settings(*config));
    gateway::SystemEntropy entropy;
    const auto token = run_alone(io, gateway::make_account(client, entropy, account));
    client.stop();
    if (!token) return console.refuse("not_understood");
    if (!*token) return console.refuse(token->error());
    console.line(options.json ? "{\"token\":" + json_string(**token) + "}" : **token);
    return exit_done;
}

}  // namespace

void add_account(CLI::App& app, const Console& console, Run& run) {
    auto* account = app.add_subcommand("account", console.words("help_account"));
    account->require_subcommand(1);
    auto* command = account->add_subcommand("add", console.words("help_account_add"));
    const auto options = std::make_shared<Options>();
    command->add_option("--config", options->config, console.words("help_config"))->required();
    command->add_option("--role", options->roles, console.words("help_role"))->required();
    command->add_option("--person", options->person, console.words("help_person"))->required();
    command->add_option("--organization", options->organization, console.words("help_organization"))
        ->required();
    command->add_option("--label", options->label, console.words("help_label"))->required();
    command->add_option("--language", options->language, console.words("help_account_language"));
    command->add_flag("--json", options->json, console.words("help_json"));
    command->callback(
        [options, &run] { run = [options](Console& speaker) { return add(speaker, *options); }; });
}

}  // namespace relais::cli
