// roster override|schedule|layer|swap|absence …: changes to who is on call, each shown before and
// after, and made on the revision that was shown. With --directory it is shown from a file, without
// any service.
#include <chrono>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>
#include <spdlog/fmt/fmt.h>

#include "common/domain/roster_change.hpp"
#include "services/relais/api.hpp"
#include "services/relais/change_text.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/directory_file.hpp"
#include "services/relais/instant_text.hpp"

namespace relais::cli {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

struct Options {
    std::string roster, id, kind, person, by, from, until, return_from, return_until, file;
    std::uint32_t level = 0;
    std::uint64_t revision = 0;
    std::string directory;
    bool preview = false;
    bool json = false;
    AccessOptions access;
};

// What is wished, or the exit code after it was said why not.
using Wished = std::expected<v1::RosterChange, int>;

bool read_instant(const Console& console, const std::string& text, Timestamp* stamp) {
    const auto at = parse_instant(text);
    if (!at) {
        console.refuse("instant_wrong", {{"text", text}});
        return false;
    }
    *stamp = TimeUtil::MillisecondsToTimestamp(to_ms(*at));
    return true;
}

template <class Entry>
bool read_period(const Console& console, const Options& options, Entry& entry) {
    return read_instant(console, options.from, entry.mutable_from()) &&
           read_instant(console, options.until, entry.mutable_until());
}

template <class Entry>
Result<void> read_entry(const Options& options, Entry& entry) {
    const auto text = read_file(options.file);
    if (!text) return std::unexpected(text.error());
    const auto read = google::protobuf::util::JsonStringToMessage(*text, &entry);
    if (read.ok()) return {};
    return fault(FaultCode::malformed, options.file, std::string(read.message().as_string()));
}

Wished add_override(const Console& console, const Options& options) {
    v1::RosterChange wish;
    auto& entry = *wish.mutable_add_override();
    v1::Override::Kind kind{};
    v1::Override::Kind_Parse(options.kind, &kind);  // the command line takes no other
    entry.set_kind(kind);
    entry.set_person(options.person);
    entry.set_by(options.by);
    entry.set_level(options.level);
    if (!read_period(console, options, entry)) return std::unexpected(exit_usage);
    return wish;
}

Wished ask_swap(const Console& console, const Options& options) {
    v1::RosterChange wish;
    auto& entry = *wish.mutable_ask_swap();
    entry.set_asked_by(options.person);
    if (!read_period(console, options, entry)) return std::unexpected(exit_usage);
    const bool returned = !options.return_from.empty();
    if (returned && (!read_instant(console, options.return_from, entry.mutable_return_from()) ||
                     !read_instant(console, options.return_until, entry.mutable_return_until())))
        return std::unexpected(exit_usage);
    return wish;
}

Wished add_absence(const Console& console, const Options& options) {
    v1::RosterChange wish;
    auto& entry = *wish.mutable_add_absence();
    entry.set_person(options.person);
    if (!read_period(console, options, entry)) return std::unexpected(exit_usage);
    return wish;
}

Wished put_layer(const Console& console, const Options& options) {
    v1::RosterChange wish;
    const auto read = read_entry(options, *wish.mutable_put_layer());
    if (!read) return std::unexpected(console.refuse(read.error()));
    return wish;
}

Wished add_schedule(const Console& console, const Options& options) {
    v1::RosterChange wish;
    const auto read = read_entry(options, *wish.mutable_add_temporary_schedule());
    if (!read) return std::unexpected(console.refuse(read.error()));
    return wish;
}

Wished take_swap(const Console&, const Options& options) {
    v1::RosterChange wish;
    wish.mutable_take_swap()->set_id(options.id);
    wish.mutable_take_swap()->set_taken_by(options.by);
    return wish;
}

// What needs nothing but an id.
template <void (v1::RosterChange::*set)(const std::string&)>
Wished by_id(const Console&, const Options& options) {
    v1::RosterChange wish;
    (wish.*set)(options.id);
    return wish;
}

void show(const Console& console, const v1::RosterChangeAnswer& answer, bool json) {
    if (json) return console.line(to_json(answer));
    console.line(change_text(console, answer));
    console.say(answer.done() ? "change_done" : "change_preview",
                {{"revision", static_cast<std::int64_t>(answer.revision())}, {"id", answer.id()}});
}

int show_from_file(const Console& console, const Options& options, v1::RosterChange wish) {
    const auto file = read_directory_file(options.directory);
    if (!file) return console.refuse(file.error());
    const auto& directory = file->directory();
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    auto faults = domain::faults_of(directory);
    domain::give_id(wish, "new");
    const auto changed =
        faults.empty() ? domain::apply(directory, wish, now) : std::unexpected(std::move(faults));
    if (!changed) {
        tell_faults(console, changed.error(), options.json);
        return console.refuse("change_faulty",
                              {{"n", static_cast<std::int64_t>(changed.error().size())}});
    }
    auto answer = domain::preview(directory, *changed, wish, now);
    answer.set_revision(directory.revision());
    std::map<std::string, std::string> names;
    for (const auto& card : file->cards()) names[card.person()] = card.name();
    for (auto* shifts : {answer.mutable_before(), answer.mutable_after()})
        for (auto& shift : *shifts) shift.set_name(names[shift.person()]);
    show(console, answer, options.json);
    return exit_done;
}

// Those that a problem+json lists.
std::vector<domain::DirectoryFault> faults_in(const std::string& body) {
    std::vector<domain::DirectoryFault> faults;
    google::protobuf::Struct json;
    if (!from_json(body, json)) return faults;
    for (const auto& entry : (*json.mutable_fields())["faults"].list_value().values()) {
        auto fields = entry.struct_value().fields();
        faults.push_back({fields["path"].string_value(), fields["reason"].string_value(),
                          fields["value"].string_value()});
    }
    return faults;
}

class Changing {
public:
    Changing(const Console& console, const Options& options, v1::RosterChange wish, Access where)
        : console_(console), options_(options), wish_(std::move(wish)), where_(std::move(where)) {}

    int run() {
        wish_.set_expected_revision(options_.revision);
        if (options_.preview || options_.revision == 0) {
            const auto preview = ask(true);
            if (!preview) return refuse_change(preview.error());
            if (options_.preview) return tell(*preview);
            // What is made is what stands in this preview, or nothing.
            wish_.set_expected_revision(preview->revision());
        }
        const auto done = ask(false);
        return done ? tell(*done) : refuse_change(done.error());
    }

private:
    Asked<v1::RosterChangeAnswer> ask(bool preview) {
        boost::asio::io_context io{1};
        Api api(io.get_executor(), where_.url, console_.language());
        const std::string path = domain::is_of_absence(wish_)
                                     ? "/v1/absences"
                                     : "/v1/rosters/" + in_path(options_.roster) + "/changes";
        const auto answer = run_alone(
            io, api.post(path + (preview ? "?preview=true" : ""), where_.token, to_json(wish_)));
        if (!answer) return std::unexpected(Problem{});
        if (!*answer) return std::unexpected(answer->error());
        v1::RosterChangeAnswer read;
        if (!from_json(**answer, read))
            return std::unexpected(
                Problem{.code = "not_understood", .words = console_.words("not_understood")});
        return read;
    }

    int tell(const v1::RosterChangeAnswer& answer) const {
        show(console_, answer, options_.json);
        return exit_done;
    }

    // Whoever came too late sees what her change would do to what stands now.
    int refuse_change(const Problem& problem) {
        if (options_.json) {
            console_.line(problem.body);
            return exit_refused;
        }
        if (problem.status == 409) {
            wish_.clear_expected_revision();
            if (const auto anew = ask(true)) tell(*anew);
        } else if (problem.status == 422) {
            tell_faults(console_, faults_in(problem.body), false);
        }
        return refuse(console_, problem);
    }

    const Console& console_;
    const Options& options_;
    v1::RosterChange wish_;
    const Access where_;
};

int change(const Console& console, const Options& options, v1::RosterChange wish) {
    if (!options.directory.empty()) {
        wish.set_roster(options.roster);
        return show_from_file(console, options, std::move(wish));
    }
    auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where) return console.refuse(where.error());
    return Changing(console, options, std::move(wish), std::move(*where)).run();
}

// The subcommands of one kind of change, each with the options that all have.
class Group {
public:
    Group(CLI::App& parent, const Console& console, Run& run, std::shared_ptr<Options> options,
          const std::string& name, bool of_roster = true)
        : app_(*parent.add_subcommand(name, console.words("help_change_" + name))),
          console_(console),
          run_(run),
          options_(std::move(options)),
          of_roster_(of_roster) {
        app_.require_subcommand(1);
    }

    template <class Wish>
    CLI::App& add(const std::string& name, Wish wish) {
        auto& command = *app_.add_subcommand(name, console_.words("help_change_" + name));
        auto& options = *options_;
        if (of_roster_)
            command.add_option("ROSTER", options.roster, console_.words("help_change_roster"))
                ->required();
        command.add_flag("--preview", options.preview, console_.words("help_change_preview"));
        command.add_option("--revision", options.revision, console_.words("help_change_revision"));
        command.add_option("--directory", options.directory,
                           console_.words("help_change_directory"));
        command.add_flag("--json", options.json, console_.words("help_json"));
        add_access_options(command, console_, options.access);
        command.callback([chosen = options_, wish, &run = run_] {
            run = [chosen, wish](Console& speaker) {
                const Wished wished = wish(speaker, *chosen);
                return wished ? change(speaker, *chosen, *wished) : wished.error();
            };
        });
        return command;
    }
    template <class Wish>
    void add_by_id(const std::string& name, Wish wish) {
        id(add(name, wish));
    }

    void id(CLI::App& command) const {
        command.add_option("ID", options_->id, console_.words("help_change_id"))->required();
    }
    void person(CLI::App& command) const {
        command.add_option("--person", options_->person, console_.words("help_person"))->required();
    }
    void period(CLI::App& command) const {
        command.add_option("--from", options_->from, console_.words("help_from"))->required();
        command.add_option("--until", options_->until, console_.words("help_to"))->required();
    }
    void file(CLI::App& command) const {
        command.add_option("--file", options_->file, console_.words("help_change_file"))
            ->required();
    }

private:
    CLI::App& app_;
    const Console& console_;
    Run& run_;
    std::shared_ptr<Options> options_;
    bool of_roster_;
};

}  // namespace

void add_roster(CLI::App& app, const Console& console, Run& run) {
    auto& roster = *app.add_subcommand("roster", console.words("help_change"));
    roster.require_subcommand(1);
    const auto options = std::make_shared<Options>();
    using Change = v1::RosterChange;

    Group overrides(roster, console, run, options, "override");
    auto& override = overrides.add("add", add_override);
    override.add_option("--kind", options->kind, console.words("help_change_kind"))
        ->required()
        ->check(CLI::IsMember({"add", "remove", "replace"}));
    overrides.person(override);
    override.add_option("--by", options->by, console.words("help_change_by"));
    override.add_option("--level", options->level, console.words("help_change_level"));
    overrides.period(override);
    overrides.add_by_id("remove", by_id<&Change::set_remove_override>);

    Group absences(roster, console, run, options, "absence", false);
    auto& absence = absences.add("add", add_absence);
    absences.person(absence);
    absences.period(absence);
    absences.add_by_id("remove", by_id<&Change::set_remove_absence>);

    Group swaps(roster, console, run, options, "swap");
    auto& asking = swaps.add("ask", ask_swap);
    swaps.person(asking);
    swaps.period(asking);
    auto* return_from = asking.add_option("--return-from", options->return_from,
                                          console.words("help_change_return"));
    asking.add_option("--return-until", options->return_until, console.words("help_to"))
        ->needs(return_from);
    auto& taking = swaps.add("take", take_swap);
    swaps.id(taking);
    taking.add_option("--by", options->by, console.words("help_change_by"))->required();
    swaps.add_by_id("back", by_id<&Change::set_take_back_swap>);

    Group layers(roster, console, run, options, "layer");
    layers.file(layers.add("put", put_layer));
    layers.add_by_id("remove", by_id<&Change::set_remove_layer>);

    Group schedules(roster, console, run, options, "schedule");
    schedules.file(schedules.add("add", add_schedule));
    schedules.add_by_id("remove", by_id<&Change::set_remove_temporary_schedule>);
}

}  // namespace relais::cli
