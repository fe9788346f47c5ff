// directory check|diff (offline), put, get, change, history: the administrator's way to say who is
// whom and who is on call. A directory with one fault is refused whole.
#include <google/protobuf/util/time_util.h>
#include <spdlog/fmt/fmt.h>

#include "common/domain/directory_history.hpp"
#include "services/relais/api.hpp"
#include "services/relais/change_text.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/directory_file.hpp"

namespace relais::cli {
namespace {

struct Options {
    std::string file, other, kind, id;
    std::vector<std::string> entries;
    std::uint64_t before = 0;
    bool preview = false;
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

using google::protobuf::util::TimeUtil;
using Changes = google::protobuf::RepeatedPtrField<v1::EntryChange>;

constexpr std::size_t value_columns = 48;

// The beginning of a long value; the whole of it is in the JSON.
std::string shown(const std::string& value) {
    if (value.empty()) return "—";
    std::size_t end = 0;
    for (std::size_t columns = 0; end < value.size(); ++end) {
        const bool begins = (static_cast<unsigned char>(value[end]) & 0xC0U) != 0x80U;
        if (begins && ++columns > value_columns) return value.substr(0, end) + "…";
    }
    return value;
}

std::string text_of(const Console& console, const Changes& changes) {
    std::string text;
    std::uint64_t revision = 0;
    for (const auto& change : changes) {
        if (change.revision() != revision) {
            revision = change.revision();
            const auto who = change.name().empty() ? change.person() : change.name();
            text += console.words("directory_revision",
                                  {{"n", static_cast<std::int64_t>(revision)},
                                   {"at", TimeUtil::ToString(change.at())},
                                   {"who", who.empty() ? v1::Role::Code_Name(change.role()) : who},
                                   {"why", change.why()}}) +
                    "\n";
        }
        text += fmt::format("  {}/{}  {}\n", change.entry().kind(), change.entry().id(),
                            console.words("entry_" + v1::EntryChange::Kind_Name(change.kind())));
        for (const auto& field : change.fields())
            text += fmt::format("    {}: {} → {}\n", field.path(), shown(field.before()),
                                shown(field.after()));
    }
    if (!text.empty()) text.pop_back();
    return text;
}

int tell(const Console& console, const google::protobuf::Message& message, const Changes& changes,
         bool json) {
    if (json)
        console.line(to_json(message));
    else if (changes.empty())
        console.say("directory_same");
    else
        console.line(text_of(console, changes));
    return exit_done;
}

// With one file: against the directory that stands.
int diff(const Console& console, const Options& options) {
    auto first = read_directory_file(options.file);
    if (!first) return console.refuse(first.error());
    v1::DirectoryFile second;
    if (!options.other.empty()) {
        auto read = read_directory_file(options.other);
        if (!read) return console.refuse(read.error());
        second = std::move(*read);
    } else {
        const auto where = access(options.access, "ADMIN_TOKEN");
        if (!where) return console.refuse(where.error());
        boost::asio::io_context io{1};
        Api api(io.get_executor(), where->url, console.language());
        const auto answer = run_alone(io, api.get("/v1/directory", where->token));
        if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
        if (!from_json(**answer, second)) return console.refuse("not_understood");
        std::swap(*first, second);  // from what stands to the file
    }
    v1::DirectoryHistory history;
    for (auto& change : domain::changes_between(first->directory(), second.directory()))
        *history.add_changes() = std::move(change);
    return tell(console, history, history.changes(), options.json);
}

std::string day_of(const google::protobuf::Timestamp& stamp) {
    return TimeUtil::ToString(stamp).substr(0, std::string_view("2026-11-22").size());
}

int stale(const Console& console, const Options& options) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer = run_alone(io, api.get("/v1/directory/stale", where->token));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    v1::StaleEntries read;
    if (!from_json(**answer, read)) return console.refuse("not_understood");
    if (options.json) {
        console.line(to_json(read));
        return exit_done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : read.entries())
        rows.push_back({one.has_assured() ? day_of(one.assured()) : console.words("stale_never"),
                        one.entry().kind() + "/" + one.entry().id(), one.title(),
                        one.owner_name().empty() ? one.owner() : one.owner_name()});
    if (rows.empty()) console.say("stale_none");
    if (!rows.empty()) console.line(table(rows));
    return exit_done;
}

int dues(const Console& console, const Options& options) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer = run_alone(io, api.get("/v1/directory/dues", where->token));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    v1::DuesList read;
    if (!from_json(**answer, read)) return console.refuse("not_understood");
    if (options.json) {
        console.line(to_json(read));
        return exit_done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : read.organizations())
        rows.push_back(
            {day_of(one.paid_until()), one.organization(), one.name(),
             one.representative_name().empty() ? one.representative() : one.representative_name()});
    if (rows.empty()) console.say("dues_none");
    if (!rows.empty()) console.line(table(rows));
    return exit_done;
}

int assure(const Console& console, const Options& options) {
    v1::Assuring asked;
    for (const auto& named : options.entries) {
        const auto slash = named.find('/');
        if (slash == named.npos) return console.refuse("entry_name_wrong");
        auto& entry = *asked.add_entries();
        entry.set_kind(named.substr(0, slash));
        entry.set_id(named.substr(slash + 1));
    }
    const auto where = access(options.access, "ADMIN_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const auto answer =
        run_alone(io, api.post("/v1/directory/assurances", where->token, to_json(asked)));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    v1::StaleEntries read;  // its revision is all that is told
    if (!from_json(**answer, read)) return console.refuse("not_understood");
    if (options.json)
        console.line(**answer);
    else
        console.say("assured", {{"revision", static_cast<std::int64_t>(read.revision())}});
    return exit_done;
}

int history(const Console& console, const Options& options) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    const std::string path = fmt::format("/v1/directory/history?kind={}&id={}&before={}",
                                         options.kind, in_path(options.id), options.before);
    const auto answer = run_alone(io, api.get(path, where->token));
    if (!answer || !*answer) return refuse(console, answer ? answer->error() : Problem{});
    v1::DirectoryHistory read;
    if (!from_json(**answer, read)) return console.refuse("not_understood");
    tell(console, read, read.changes(), options.json);
    if (!options.json && read.next_before() != 0)
        console.say("directory_more", {{"n", static_cast<std::int64_t>(read.next_before())}});
    return exit_done;
}

Asked<v1::DirectoryEditAnswer> ask(const Console& console, const Access& where,
                                   const v1::DirectoryEdit& edit, bool preview) {
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where.url, console.language());
    const auto answer = run_alone(
        io, api.post(std::string("/v1/directory/changes") + (preview ? "?preview=true" : ""),
                     where.token, to_json(edit)));
    if (!answer) return std::unexpected(Problem{});
    if (!*answer) return std::unexpected(answer->error());
    v1::DirectoryEditAnswer read;
    if (!from_json(**answer, read))
        return std::unexpected(
            Problem{.code = "not_understood", .words = console.words("not_understood")});
    return read;
}

// What is made is what the preview of this moment shows, or nothing.
int change(const Console& console, const Options& options) {
    const auto text = read_file(options.file);
    if (!text) return console.refuse(text.error());
    v1::DirectoryEdit edit;
    if (!from_json(*text, edit)) return console.refuse("not_understood");
    const auto where = access(options.access, "ADMIN_TOKEN");
    if (!where) return console.refuse(where.error());
    auto answer = ask(console, *where, edit, true);
    if (answer && !options.preview) {
        edit.set_expected_revision(answer->revision());
        answer = ask(console, *where, edit, false);
    }
    if (!answer && options.json) {
        console.line(answer.error().body);
        return exit_refused;
    }
    if (!answer) {
        if (answer.error().status == 422)
            tell_faults(console, faults_in(answer.error().body), false);
        return refuse(console, answer.error());
    }
    tell(console, *answer, answer->changes(), options.json);
    // Of many rosters at once, each with its own zone: told in the one that all understand.
    auto gaps = gaps_text(console, answer->gaps_new(), answer->gaps_closed(), "UTC");
    if (!options.json && !gaps.empty()) {
        gaps.pop_back();
        console.line(gaps);
    }
    if (!options.json)
        console.say(answer->done() ? "directory_changed" : "directory_preview",
                    {{"revision", static_cast<std::int64_t>(answer->revision())}});
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
    auto* comparing = add("diff", diff);
    comparing->add_option("FILE", options->file)->required();
    comparing->add_option("OTHER", options->other, console.words("help_directory_other"));
    add_access_options(*comparing, console, options->access);
    auto* changing = add("change", change);
    changing->add_option("FILE", options->file, console.words("help_directory_edit"))->required();
    changing->add_flag("--preview", options->preview, console.words("help_change_preview"));
    add_access_options(*changing, console, options->access);
    auto* telling = add("history", history);
    telling->add_option("--kind", options->kind, console.words("help_directory_kind"));
    telling->add_option("--id", options->id, console.words("help_directory_id"));
    telling->add_option("--before", options->before, console.words("help_directory_before"));
    add_access_options(*telling, console, options->access);
    add_access_options(*add("stale", stale), console, options->access);
    add_access_options(*add("dues", dues), console, options->access);
    auto* assuring = add("assure", assure);
    assuring->add_option("ENTRY", options->entries, console.words("help_directory_assure_entries"))
        ->required();
    add_access_options(*assuring, console, options->access);
}

}  // namespace relais::cli
