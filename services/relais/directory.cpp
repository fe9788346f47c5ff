// directory check FILE (offline), put FILE, get: the administrator's way to say who is whom and who
// is on call. A directory with one fault is refused whole.
#include "services/relais/api.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/directory_file.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string file;
    bool json = false;
    AccessOptions access;
};

int refuse_faulty(const Console& console, const std::vector<domain::DirectoryFault>& faults,
                  bool json) {
    tell_faults(console, faults, json);
    return console.refuse("directory_faulty", {{"n", static_cast<std::int64_t>(faults.size())}});
}

int check_file(const Console& console, const Options& options) {
    const auto file = read_directory_file(options.file);
    if (!file) return console.refuse(file.error());
    const auto faults = domain::faults_of(file->directory());
    if (!faults.empty()) return refuse_faulty(console, faults, options.json);
    if (options.json) {
        tell_faults(console, faults, true);
    } else {
        const auto& directory = file->directory();
        console.say("directory_good",
                    {{"people", static_cast<std::int64_t>(directory.people_size())},
                     {"rosters", static_cast<std::int64_t>(directory.rosters_size())}});
    }
    return exit_done;
}

int put(const Console& console, const Options& options) {
    const auto file = read_directory_file(options.file);
    if (!file) return console.refuse(file.error());
    if (const auto faults = domain::faults_of(file->directory()); !faults.empty()) {
        return refuse_faulty(console, faults, options.json);
    }
    const auto where = access(options.access, "ADMIN_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer = run_alone(io, api.put("/v1/directory", where->token, to_json(*file)));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    if (options.json) {
        console.line(**answer);
    } else {
        console.say("directory_put");
    }
    return exit_done;
}

// JSON either way, as `put` takes it; on many lines for people, who keep it in a file.
int get(const Console& console, const Options& options) {
    const auto where = access(options.access, "ADMIN_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer = run_alone(io, api.get("/v1/directory", where->token));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    v1::DirectoryFile file;
    if (!from_json(**answer, file)) return console.refuse("not_understood");
    console.line(options.json ? to_json(file) : to_file_json(file));
    return exit_done;
}

}  // namespace

void add_directory(CLI::App& app, const Console& console, Run& run) {
    auto* directory = app.add_subcommand("directory", console.words("help_directory"));
    directory->require_subcommand(1);
    const auto options = std::make_shared<Options>();
    const auto add = [&](const std::string& name, auto work) {
        auto* command = directory->add_subcommand(name, console.words("help_directory_" + name));
        command->add_flag("--json", options->json, console.words("help_json"));
        command->callback([options, work, &run] {
            run = [options, work](Console& speaker) { return work(speaker, *options); };
        });
        return command;
    };
    auto* checking = add("check", check_file);
    checking->add_option("FILE", options->file)->required();
    auto* putting = add("put", put);
    putting->add_option("FILE", options->file)->required();
    add_access_options(*putting, console, options->access);
    add_access_options(*add("get", get), console, options->access);
}

}  // namespace relais::cli
