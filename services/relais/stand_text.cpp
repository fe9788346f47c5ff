#include "services/relais/stand_text.hpp"

#include <algorithm>

#include <spdlog/fmt/fmt.h>

#include "common/words/instants.hpp"

namespace relais::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string zone_of(const domain::Directory& directory, const std::string& roster) {
    const auto& rosters = directory.data().rosters();
    return std::ranges::find(rosters, roster, [](const auto& one) { return one.id(); })->zone();
}

std::string who(const Console& console, const v1::Stand& stand) {
    const auto& name = stand.name().empty() ? stand.person() : stand.name();
    return stand.trainee() ? console.words("trainee", {{"who", name}}) : name;
}

std::string sector_words(const Console& console, const std::string& sector) {
    return sector == domain::coordination_sector ? console.words("coordination")
                                                 : console.words_or_code("sector", sector);
}

// Of whatever is of a roster.
template <class Entry>
std::string heading(const Console& console, const Entry& entry) {
    const std::vector<std::string> where(entry.territories().begin(), entry.territories().end());
    return fmt::format("{} · {}\n{}\n", sector_words(console, entry.sector()), entry.roster(),
                       wrapped(where, 2));
}

// What would be missed in a long list: the sectors for which nobody would come.
std::string nobody_text(const Console& console, const domain::Directory& directory,
                        const domain::Question& question, const v1::OnCallAnswer& answer) {
    std::string text;
    for (int code = 0; code < v1::Sector::Code_ARRAYSIZE; ++code) {
        const auto sector = domain::sector_name(static_cast<v1::Sector::Code>(code));
        if (!question.sector.empty() && sector != question.sector) continue;
        const auto alone = domain::left_alone(directory, answer, sector, question.territory);
        if (alone.empty()) continue;
        text += "\n\n" + console.words("nobody_for", {{"sector", sector_words(console, sector)}}) +
                "\n" + wrapped(alone, 2);
    }
    return text;
}

std::string moment(const Console& console, const google::protobuf::Timestamp& stamp,
                   const std::string& zone) {
    return words::short_moment(console.language(), to_ms(domain::instant_of(stamp)), zone);
}

// One block a roster; `row` gives the cells of one line.
template <class Stands, class Row>
std::string blocks(const Console& console, const domain::Directory& directory, const Stands& stands,
                   const Row& row) {
    std::string text;
    for (auto at = stands.begin(); at != stands.end();) {
        const auto end = std::find_if(
            at, stands.end(), [&](const auto& one) { return one.roster() != at->roster(); });
        const auto zone = zone_of(directory, at->roster());
        Rows rows;
        text += (text.empty() ? "" : "\n\n") + heading(console, *at);
        for (; at != end; ++at) rows.push_back(row(*at, zone));
        text += table(rows);
    }
    return text;
}

// A share of the heaviest, so that two lines can be compared at a glance.
std::string bar(std::uint32_t part, std::uint32_t whole) {
    constexpr std::uint32_t signs_max = 10;
    std::string text;
    for (std::uint32_t i = 0;
         whole > 0 && i * std::uint64_t{whole} < std::uint64_t{part} * signs_max; ++i)
        text += "█";
    return text;
}

std::string burdens_text(const Console& console, const v1::RosterFairness& roster) {
    const auto said = [&](const std::string& code) {
        return console.words_or_code("fairness", code);
    };
    const auto hours = [&](std::uint32_t seconds) {
        return words::hours(console.catalogue(), console.language(), seconds * std::int64_t{1'000});
    };
    if (roster.burdens().empty()) return "  " + said("nobody");
    Rows rows{
        {"  " + said("person"), said("hours"), said("nights"), said("weekends"), said("share")}};
    std::uint64_t whole = 0;
    for (const auto& burden : roster.burdens()) whole += burden.seconds();
    for (const auto& burden : roster.burdens()) {
        const auto share =
            whole == 0 ? 0 : (burden.seconds() * std::uint64_t{100} + whole / 2) / whole;
        rows.push_back({"  " + (burden.name().empty() ? burden.person() : burden.name()),
                        hours(burden.seconds()), hours(burden.night_seconds()),
                        hours(burden.weekend_seconds()),
                        console.catalogue().say(console.language(), "fairness.share_of",
                                                {{"n", static_cast<std::int64_t>(share)}}),
                        bar(burden.seconds(), roster.burdens(0).seconds())});
    }
    return table(rows);
}

}  // namespace

std::string on_call_text(const Console& console, const domain::Directory& directory,
                         const domain::Question& question, const v1::OnCallAnswer& answer) {
    if (answer.on_call().empty()) return console.words("nobody_on_call");
    const auto row = [&](const v1::Stand& stand, const std::string& zone) {
        const auto until =
            stand.cut_end()
                ? console.words("until_further")
                : console.words("until", {{"moment", moment(console, stand.until(), zone)}});
        return std::vector<std::string>{fmt::format("  {}", stand.level()), who(console, stand),
                                        until, stand.layer()};
    };
    return blocks(console, directory, answer.on_call(), row) +
           nobody_text(console, directory, question, answer);
}

std::string shifts_text(const Console& console, const domain::Directory& directory,
                        const v1::ShiftsAnswer& answer) {
    if (answer.shifts().empty()) return console.words("no_shift");
    bool cut = false;
    auto text = blocks(
        console, directory, answer.shifts(), [&](const v1::Stand& stand, const std::string& zone) {
            cut = cut || stand.cut_start() || stand.cut_end();
            return std::vector<std::string>{
                (stand.cut_start() ? "… " : "  ") + moment(console, stand.from(), zone),
                "→ " + moment(console, stand.until(), zone) + (stand.cut_end() ? " …" : ""),
                who(console, stand), std::to_string(stand.level()), stand.layer()};
        });
    if (cut) text += "\n\n" + console.words("shift_cut");
    return text;
}

std::string fairness_text(const Console& console, const v1::FairnessAnswer& answer) {
    std::string text;
    for (const auto& roster : answer.rosters())
        text += heading(console, roster) + burdens_text(console, roster) + "\n\n";
    return text + console.words_or_code("fairness", "hint");
}

}  // namespace relais::cli
