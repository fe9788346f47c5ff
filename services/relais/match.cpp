// match: who would be called for an alert, on every rung and why, from files, without any service
// and without calling anybody.
#include <google/protobuf/util/json_util.h>
#include <spdlog/fmt/fmt.h>

#include "common/base/ids.hpp"
#include "common/domain/rehearsal.hpp"
#include "common/domain/rules.hpp"
#include "services/gateway/alert_check.hpp"
#include "services/gateway/screens/match_words.hpp"
#include "services/relais/access.hpp"
#include "services/relais/commands.hpp"
#include "services/relais/instant_text.hpp"
#include "services/relais/roster_question.hpp"

namespace relais::cli {
namespace {

struct Options {
    RosterOptions roster;
    std::string alert;
    std::string as;
    std::vector<std::string> paged;
    bool explain = false;
};

std::expected<v1::Alert, int> alert_of(const Console& console, const Options& options,
                                       const RosterQuestion& asked) {
    const auto text = read_file(options.alert);
    if (!text) return std::unexpected(console.refuse(text.error()));
    v1::Alert alert;
    const auto read = google::protobuf::util::JsonStringToMessage(*text, &alert);
    if (!read.ok())
        return std::unexpected(console.refuse(
            Fault{FaultCode::malformed, options.alert, std::string(read.message().as_string())}));
    if (alert.alert_id().empty()) alert.set_alert_id(name_uuid("rehearsal"));
    const auto good = gateway::check_alert(alert, *asked.directory, asked.question.from);
    if (good) return alert;
    return std::unexpected(console.refuse(
        "match_refused", {{"why", console.words_or_code("problem", good.error().code)},
                          {"detail", good.error().detail}}));
}

// Who was called before, as the services would know it.
std::expected<domain::Known, int> known_of(const Console& console, const Options& options) {
    domain::Known known;
    for (const auto& text : options.paged) {
        const auto sign = text.find('=');
        const auto at = parse_instant(sign == std::string::npos ? "" : text.substr(sign + 1));
        if (!at) {
            console.refuse("match_paged_wrong", {{"text", text}});
            return std::unexpected(exit_usage);
        }
        v1::Event paged;
        paged.set_now_ms(to_ms(*at));
        paged.mutable_rung_reached()->add_picks()->set_person(text.substr(0, sign));
        known.load.note(paged);
    }
    return known;
}

void print_rung(const Console& console, const gateway::MatchWords& words, const v1::MatchRung& rung,
                bool explain) {
    console.line(fmt::format("  {}  {}", rung.rung() + 1, words.when(rung)));
    if (!explain) {
        console.line("     " + words.rung(rung));
        return;
    }
    const auto line = [&](const char* mark, const std::string& text) {
        console.line("     " +
                     console.words("match_person", {{"mark", std::string(mark)}, {"words", text}}));
    };
    if (rung.picks().empty()) line("→", console.words_or_code("match", "nobody"));
    for (const auto& person : rung.picks()) line("→", words.picked(person));
    for (const auto& person : rung.passed_over()) line("·", words.passed(person));
}

void print(const Console& console, const RosterQuestion& asked, const v1::Alert& alert,
           const v1::MatchAnswer& answer, bool explain) {
    const auto& territory = *asked.directory->territory(alert.territory());
    const auto language = console.language();
    const gateway::MatchWords words(console.catalogue(), language, *asked.directory,
                                    territory.zone());
    const auto place = language == words::Language::fr ? territory.name_fr() : territory.name_en();
    console.line(console.catalogue().say(
        language, "match.heading",
        {{"place", place},
         {"moment",
          console.catalogue().moment(language, answer.at().seconds() * 1000, territory.zone())}}));
    if (answer.restricted()) console.line(console.words_or_code("match", "restricted"));
    for (const auto& need : answer.needs()) {
        console.line(fmt::format(
            "\n{} · {}", console.words_or_code("need", v1::Need::Kind_Name(need.need())),
            console.words_or_code("sector", v1::Sector::Code_Name(need.sector()))));
        console.line("  " + words.opened(need));
        console.line("  " + words.consent(need));
        for (const auto& rung : need.rungs()) print_rung(console, words, rung, explain);
    }
}

int match(const Console& console, Options options) {
    if (options.roster.from.empty())
        options.roster.from =
            instant_text(std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()));
    const auto asked = understand(console, options.roster);
    if (!asked) return asked.error();
    const auto alert = alert_of(console, options, *asked);
    if (!alert) return alert.error();
    const auto known = known_of(console, options);
    if (!known) return known.error();
    v1::Actor by;
    by.set_role(v1::Role::worker);
    by.set_person(options.as);
    if (const auto* person = asked->directory->person(options.as))
        by.set_organization(person->organization());
    auto answer = domain::rehearse(domain::open_case_of(*alert, options.as), by, *asked->directory,
                                   asked->question.from, *known);
    if (!answer)
        return console.refuse(
            "match_refused",
            {{"why", console.words_or_code("rejection", v1::Rejection::Code_Name(answer.error()))},
             {"detail", std::string{}}});
    gateway::write_names(*answer, [&](const std::string& person) {
        const auto found = asked->names.find(person);
        return found == asked->names.end() ? std::string{} : found->second;
    });
    const auto& zone = asked->directory->territory(alert->territory())->zone();
    gateway::write_words(console.catalogue(), console.language(), *asked->directory, zone, *answer);
    if (options.roster.json)
        print_json(console, *answer);
    else
        print(console, *asked, *alert, *answer, options.explain);
    return exit_done;
}

}  // namespace

void add_match(CLI::App& app, const Console& console, Run& run) {
    auto* command = app.add_subcommand("match", console.words("help_match"));
    const auto options = std::make_shared<Options>();
    command->add_option("--directory", options->roster.file, console.words("help_file"))
        ->required();
    command->add_option("--alert", options->alert, console.words("help_match_alert"))->required();
    command->add_option("--at", options->roster.from, console.words("help_match_at"));
    command->add_option("--as", options->as, console.words("help_match_as"));
    command->add_option("--paged", options->paged, console.words("help_match_paged"));
    command->add_flag("--explain", options->explain, console.words("help_explain"));
    command->add_flag("--json", options->roster.json, console.words("help_json"));
    command->callback([options, &run] {
        run = [options](Console& speaker) { return match(speaker, *options); };
    });
}

}  // namespace relais::cli
