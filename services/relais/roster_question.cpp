#include "services/relais/roster_question.hpp"

#include <google/protobuf/util/json_util.h>

#include "services/relais/directory_file.hpp"
#include "services/relais/instant_text.hpp"

namespace relais::cli {
namespace {

int refuse_usage(const Console& console, std::string_view key, const words::Arguments& arguments) {
    console.refuse(key, arguments);
    return exit_usage;
}

std::expected<domain::Question, int> question_of(const Console& console,
                                                 const RosterOptions& options) {
    domain::Question question = options.names;
    const auto from = parse_instant(options.from);
    if (!from)
        return std::unexpected(refuse_usage(console, "instant_wrong", {{"text", options.from}}));
    question.from = *from;
    if (options.to.empty()) return question;
    const auto to = parse_instant(options.to);
    if (!to) return std::unexpected(refuse_usage(console, "instant_wrong", {{"text", options.to}}));
    question.to = *to;
    return question;
}

}  // namespace

domain::SeenName RosterQuestion::seen_names() const {
    return [this](const std::string& person, const std::string&) {
        const auto found = names.find(person);
        return found == names.end() ? std::string{} : found->second;
    };
}

void add_roster_options(CLI::App& command, const Console& console, RosterOptions& options) {
    command.add_option("--directory", options.file, console.words("help_file"))->required();
    command.add_option("--sector", options.names.sector, console.words("help_sector"));
    command.add_option("--territory", options.names.territory, console.words("help_territory"));
    command.add_flag("--json", options.json, console.words("help_json"));
}

void add_period_options(CLI::App& command, const Console& console, RosterOptions& options) {
    command.add_option("--from", options.from, console.words("help_from"))->required();
    command.add_option("--to", options.to, console.words("help_to"))->required();
}

std::expected<RosterQuestion, int> understand(const Console& console,
                                              const RosterOptions& options) {
    auto question = question_of(console, options);
    if (!question) return std::unexpected(question.error());
    auto file = read_directory_file(options.file);
    if (!file) return std::unexpected(console.refuse(file.error()));
    if (const auto faults = domain::faults_of(file->directory()); !faults.empty()) {
        tell_faults(console, faults, options.json);
        return std::unexpected(
            console.refuse("directory_faulty", {{"n", static_cast<std::int64_t>(faults.size())}}));
    }
    RosterQuestion asked;
    for (const auto& card : file->cards()) asked.names[card.person()] = card.name();
    asked.directory =
        std::make_shared<const domain::Directory>(std::move(*file->mutable_directory()));
    asked.question = std::move(*question);
    const auto fault = options.to.empty() ? names_fault(*asked.directory, asked.question)
                                          : period_fault(*asked.directory, asked.question);
    if (fault) {
        const auto why = console.words_or_code("problem", fault->reason);
        return std::unexpected(
            refuse_usage(console, "question_wrong",
                         {{"option", "--" + fault->field},
                          {"value", fault->value.empty() ? options.to : fault->value},
                          {"why", why}}));
    }
    return asked;
}

void print_json(const Console& console, const google::protobuf::Message& answer) {
    std::string json;
    google::protobuf::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    const auto printed = google::protobuf::util::MessageToJsonString(answer, &json, options);
    console.line(printed.ok() ? json : "{}");
}

}  // namespace relais::cli
