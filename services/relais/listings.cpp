// listings: resources of the field as HSDS packages. Checked without any service; imported whole or
// not at all, unless somebody says what to do with faulty rows; found, read, assured, exported.
#include <algorithm>
#include <filesystem>
#include <set>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/time_util.h>
#include <spdlog/fmt/fmt.h>

#include "common/hsds/grouping.hpp"
#include "common/hsds/levels.hpp"
#include "common/hsds/tables.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/listings_files.hpp"
#include "services/relais/listings_import.hpp"

namespace relais::cli {
namespace {

using hsds::Level;

struct Options {
    std::string path, id, text, level, organization, source;
    std::string assumed = "members";
    std::string form = "csv";
    bool good_only = false;
    bool as_given = false;
    bool json = false;
    AccessOptions access;
};

Result<hsds::Package> inspected(const Console& console, const Options& options) {
    auto files = read_package_files(options.path);
    if (!files) return std::unexpected(files.error());
    if (files->empty())
        return fault(FaultCode::refused, options.path,
                     console.words("listings_no_files", {{"path", options.path}}));
    auto package = hsds::read_package(*files);
    files->clear();
    hsds::inspect(package);
    return package;
}

std::int64_t unsaid(const std::vector<hsds::Row>& rows) {
    return std::ranges::count_if(rows, [](const hsds::Row& row) {
        const auto& table = row.table();
        return (table == "location" || table == "phone" || table == "contact") &&
               hsds::value_of(row, hsds::confidentiality_field).empty();
    });
}

// An organization that is too large to be put is a fault of its first row.
void too_large(const std::vector<v1::Listing>& listings, std::vector<hsds::Fault>& faults) {
    for (const auto& listing : listings)
        if (const auto size = listing.ByteSizeLong(); size > hsds::listing_bytes_max / 2)
            if (const auto json = to_json(listing).size(); json + 1024 > hsds::listing_bytes_max)
                faults.push_back({.file = {},
                                  .row = 0,
                                  .table = "organization",
                                  .id = listing.id(),
                                  .field = {},
                                  .code = "listing_too_large",
                                  .value = std::to_string(json)});
}

int check(const Console& console, const Options& options) {
    auto package = inspected(console, options);
    if (!package) return console.refuse(package.error());
    const auto listings = hsds::listings_of(package->rows, Level::members);
    too_large(listings, package->faults);
    const auto rows = static_cast<std::int64_t>(package->rows.size());
    const auto faults = static_cast<std::int64_t>(package->faults.size());
    if (options.json)
        console.line(fmt::format(R"({{"rows":{},"listings":{},"faults":{}}})", rows,
                                 listings.size(), faults_json(console, package->faults)));
    else if (faults > 0)
        tell_faults(console, package->faults);
    else
        console.say("listings_good",
                    {{"rows", rows}, {"listings", static_cast<std::int64_t>(listings.size())}});
    return faults == 0 ? exit_done : console.refuse("listings_faults_found", {{"n", faults}});
}

// What may be imported of it; nothing when somebody must decide first.
bool choose(const Options& options, hsds::Package& package) {
    if (options.good_only) {
        hsds::keep_good_rows(package);
        return true;
    }
    return std::ranges::all_of(package.faults, [&](const hsds::Fault& fault) {
        return options.as_given && hsds::bearable(fault.code);
    });
}

int tell(const Console& console, const Options& options, const Imported& imported,
         const hsds::Package& package, std::int64_t left_out) {
    const auto assumed = unsaid(package.rows);
    const auto no = static_cast<std::int64_t>(imported.refused.size());
    const auto faults = static_cast<std::int64_t>(package.faults.size());
    std::string refused;
    std::vector<std::vector<std::string>> rows;
    for (const auto& [id, why] : imported.refused) {
        refused += fmt::format(R"({}{{"id":{},"code":{}}})", refused.empty() ? "" : ",",
                               json_string(id), json_string(why.code));
        rows.push_back({printable(id), why.code, printable(why.words)});
    }
    if (options.json) {
        console.line(fmt::format(
            R"({{"created":{},"changed":{},"unchanged":{},"refused":[{}],"leftOut":{},)"
            R"("assumed":{{"level":{},"rows":{}}},"faults":{}}})",
            imported.created, imported.changed, imported.unchanged, refused, left_out,
            json_string(options.assumed), assumed, faults_json(console, package.faults)));
    } else {
        tell_faults(console, package.faults);
        if (left_out > 0) console.say("listings_left_out", {{"n", left_out}});
        if (left_out == 0 && faults > 0) console.say("listings_kept", {{"n", faults}});
        if (assumed > 0)
            console.say("listings_assumed",
                        {{"n", assumed},
                         {"level", console.words_or_code("confidentiality", options.assumed)}});
        console.say("listings_imported", {{"created", imported.created},
                                          {"changed", imported.changed},
                                          {"unchanged", imported.unchanged}});
        if (no > 0) console.line(table(rows));
    }
    return no == 0 ? exit_done : console.refuse("listings_refused", {{"n", no}});
}

int import(const Console& console, const Options& options) {
    auto package = inspected(console, options);
    if (!package) return console.refuse(package.error());
    const auto level = hsds::level_named(options.assumed);
    const auto before = static_cast<std::int64_t>(package->rows.size());
    const bool chosen = choose(options, *package);
    auto listings = hsds::listings_of(package->rows, level.value_or(Level::members));
    std::vector<hsds::Fault> large;
    too_large(listings, large);
    package->faults.insert(package->faults.end(), large.begin(), large.end());
    if (options.good_only)
        for (const auto& fault : large)
            std::erase_if(listings, [&](const auto& each) { return each.id() == fault.id; });
    if (!chosen || (!large.empty() && !options.good_only)) {
        if (options.json)
            console.line("{\"faults\":" + faults_json(console, package->faults) + "}");
        else
            tell_faults(console, package->faults);
        return console.refuse("listings_faulty",
                              {{"n", static_cast<std::int64_t>(package->faults.size())}});
    }
    const auto where = access(options.access, "ADMIN_TOKEN");
    if (!where) return console.refuse(where.error());
    std::vector<v1::ListingChange> changes(listings.size());
    for (std::size_t i = 0; i < listings.size(); ++i) {
        *changes[i].mutable_listing() = std::move(listings[i]);
        changes[i].set_organization(options.organization);
        changes[i].set_source(options.source);
    }
    const auto imported = put_listings(console, *where, std::move(changes));
    return tell(console, options, imported, *package,
                before - static_cast<std::int64_t>(package->rows.size()));
}

// One question, asked with a token.
template <class Question>
Asked<std::string> ask(const Console& console, const Options& options, Question question) {
    const auto where = access(options.access, "COORDINATOR_TOKEN");
    if (!where)
        return std::unexpected(Problem{.code = where.error().cause, .words = where.error().cause});
    boost::asio::io_context io{1};
    Api api(io.get_executor(), where->url, console.language());
    auto answer = run_alone(io, question(api, where->token));
    if (!answer) return std::unexpected(Problem{});
    return std::move(*answer);
}

Asked<std::string> get(const Console& console, const Options& options, const std::string& path) {
    constexpr std::chrono::minutes patience{2};  // a whole directory may be exported
    return ask(console, options,
               [&](Api& api, const std::string& token) { return api.get(path, token, patience); });
}

int find(const Console& console, const Options& options, bool stale) {
    const auto answer = get(console, options,
                            fmt::format("/v1/listings?q={}&level={}{}", in_path(options.text),
                                        in_path(options.level), stale ? "&stale=true" : ""));
    if (!answer) return refuse(console, answer.error());
    if (options.json) {
        console.line(*answer);
        return exit_done;
    }
    v1::FoundListings found;
    if (!from_json(*answer, found)) return console.refuse("not_understood");
    if (found.listings().empty()) {
        console.say("listings_none");
        return exit_done;
    }
    std::vector<std::vector<std::string>> rows{
        {console.words("listings_id"), console.words("listings_name"),
         console.words("listings_assured"), console.words("listings_level")}};
    for (const auto& one : found.listings())
        rows.push_back({printable(one.id()), printable(one.title()),
                        google::protobuf::util::TimeUtil::ToString(one.assured()).substr(0, 10),
                        console.words_or_code("confidentiality", Level::Code_Name(one.level()))});
    console.line(table(rows));
    return exit_done;
}

int search(const Console& console, const Options& options) { return find(console, options, false); }
int stale(const Console& console, const Options& options) { return find(console, options, true); }

int read(const Console& console, const Options& options) {
    const auto answer = get(console, options, "/v1/listings/" + in_path(options.id));
    if (!answer) return refuse(console, answer.error());
    v1::ListingReading reading;
    if (!from_json(*answer, reading)) return console.refuse("not_understood");
    if (options.json)
        console.line(*answer);
    else
        console.line(
            hsds::write_json({reading.listing().rows().begin(), reading.listing().rows().end()}));
    return exit_done;
}

int change(const Console& console, const Options& options, const char* what) {
    const auto path = "/v1/listings/" + in_path(options.id) + what;
    const auto answer = ask(console, options, [&](Api& api, const std::string& token) {
        return api.post(path, token, {});
    });
    if (!answer) return refuse(console, answer.error());
    if (options.json)
        console.line(*answer);
    else
        console.say("listings_done");
    return exit_done;
}

int assure(const Console& console, const Options& options) {
    return change(console, options, "/assurance");
}
int remove(const Console& console, const Options& options) {
    return change(console, options, "/removal");
}

int save(const Console& console, const Options& options) {
    const bool csv = options.form == "csv";
    const auto answer = get(console, options,
                            fmt::format("/v1/listings/export?form={}&level={}",
                                        csv ? "csv" : "json", in_path(options.level)));
    if (!answer) return refuse(console, answer.error());
    const std::filesystem::path path = options.path;
    std::vector<hsds::File> files;
    if (csv) {
        google::protobuf::Struct json;
        if (!from_json(*answer, json)) return console.refuse("not_understood");
        for (const auto& file : (*json.mutable_fields())["files"].list_value().values()) {
            auto fields = file.struct_value().fields();
            files.push_back({fields["name"].string_value(), fields["text"].string_value()});
        }
    } else {
        files.push_back({path.filename().string(), *answer});
    }
    const auto folder = csv ? path : path.parent_path();
    const auto written = write_files(folder.empty() ? "." : folder.string(), files);
    if (!written) return console.refuse("listings_cannot_write", {{"path", written.error().cause}});
    if (options.json)
        console.line(fmt::format(R"({{"files":{}}})", files.size()));
    else
        console.say("listings_exported", {{"n", static_cast<std::int64_t>(files.size())}});
    return exit_done;
}

CLI::IsMember levels() {
    return CLI::IsMember(std::set<std::string>{"public", "members", "restricted", "hidden"});
}

}  // namespace

void add_listings(CLI::App& app, const Console& console, Run& run) {
    auto& listings = *app.add_subcommand("listings", console.words("help_listings"));
    listings.require_subcommand(1);
    const auto options = std::make_shared<Options>();
    const auto add = [&](const char* name, int (*work)(const Console&, const Options&)) {
        auto* command =
            listings.add_subcommand(name, console.words(std::string("help_listings_") + name));
        command->add_flag("--json", options->json, console.words("help_json"));
        if (work != check) add_access_options(*command, console, options->access);
        command->callback([options, work, &run] {
            run = [options, work](Console& speaker) { return work(speaker, *options); };
        });
        return command;
    };
    const auto path = [&](CLI::App* command) {
        command->add_option("PATH", options->path, console.words("help_listings_PATH"))->required();
    };
    const auto level = [&](CLI::App* command) {
        command->add_option("--level", options->level, console.words("help_listings_level"))
            ->check(levels());
    };
    path(add("check", check));
    auto* importing = add("import", import);
    path(importing);
    importing->add_option("--level", options->assumed, console.words("help_listings_assumed"))
        ->check(levels());
    auto* good = importing->add_flag("--good-only", options->good_only,
                                     console.words("help_listings_good_only"));
    importing->add_flag("--as-given", options->as_given, console.words("help_listings_as_given"))
        ->excludes(good);
    importing->add_option("--organization", options->organization,
                          console.words("help_listings_organization"));
    importing->add_option("--source", options->source, console.words("help_listings_source"));
    auto* exporting = add("export", save);
    path(exporting);
    level(exporting);
    exporting->add_option("--form", options->form, console.words("help_listings_form"))
        ->check(CLI::IsMember(std::set<std::string>{"json", "csv"}));
    auto* searching = add("search", search);
    searching->add_option("TEXT", options->text, console.words("help_listings_TEXT"));
    level(searching);
    add("stale", stale);
    for (auto* command : {add("get", read), add("assure", assure), add("remove", remove)})
        command->add_option("ID", options->id, console.words("help_listings_ID"))->required();
}

}  // namespace relais::cli
