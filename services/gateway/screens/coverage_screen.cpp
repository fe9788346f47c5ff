#include "services/gateway/screens/coverage_screen.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <relais_screens_embedded.hpp>

#include "common/words/instants.hpp"
#include "services/gateway/screens/on_call_screen.hpp"
#include "services/gateway/screens/roster_choice.hpp"

namespace relais::gateway::screens {
namespace {

using v1::CoverageStretch;

// More could not be taken in at once; the table shows all of them.
constexpr std::size_t gaps_shown_max = 12;

struct Sign {
    const char* kind;
    const char* glyph;
};
// By the code of a Cover.
constexpr std::array<Sign, 5> signs{
    {{"none", ""}, {"covered", "✓"}, {"thin", "1"}, {"unreachable", "×"}, {"empty", "○"}}};

Instant from_of(const CoverageStretch& stretch) { return domain::instant_of(stretch.from()); }
Instant until_of(const CoverageStretch& stretch) { return domain::instant_of(stretch.until()); }

bool is_gap(const CoverageStretch& stretch) {
    return stretch.cover() == CoverageStretch::empty ||
           stretch.cover() == CoverageStretch::unreachable;
}

// What a day holds at its worst, and how long nobody who can be reached stands in it.
struct Worst {
    CoverageStretch::Cover cover = CoverageStretch::unknown;
    Duration gap{};
};

Worst worst_of(const v1::CoverageLine& line, Instant begin, Instant end) {
    Worst worst;
    for (const auto& stretch : line.stretches()) {
        const Instant from = std::max(begin, from_of(stretch));
        const Instant until = std::min(end, until_of(stretch));
        if (from >= until) continue;
        worst.cover = std::max(worst.cover, stretch.cover());
        if (is_gap(stretch)) worst.gap += until - from;
    }
    return worst;
}

std::string length(const View& view, Duration time) {
    return words::length(view.words, view.language, time.count());
}

std::string address_of_day(const CoverageChoice& choice, const std::string& sector, LocalDay day) {
    return "/coverage?territory=" + choice.territory + "&sector=" + sector +
           "&day=" + day_text(day) + "#day";
}

Data cell(const View& view, const v1::CoverageAnswer& answer, const domain::WallClock& clock,
          const CoverageChoice& choice, const std::string& sector, LocalDay day) {
    const Instant begin = clock.reaches(day);
    const Instant end = clock.reaches(day + std::chrono::days(1));
    Worst worst;
    for (const auto& line : answer.lines()) {
        if (line.sector() != sector) continue;
        const auto found = worst_of(line, begin, end);
        worst.cover = std::max(worst.cover, found.cover);
        worst.gap = std::max(worst.gap, found.gap);
    }
    const auto& sign = signs.at(static_cast<std::size_t>(worst.cover));
    Data one = object();
    one.set("kind", sign.kind);
    one.set("glyph", sign.glyph);
    one.set("words", view.say(std::string("cover.") + sign.kind));
    if (worst.gap > Duration{})
        one.set("gap", worst.gap == end - begin ? view.say("coverage.whole_day")
                                                : length(view, worst.gap));
    one.set("href", address_of_day(choice, sector, day));
    one.set("day", words::weekday(view.language, to_ms(begin), view.zone));
    one.set("here", choice.day == day && choice.sector == sector);
    return one;
}

Data rows(const View& view, const v1::CoverageAnswer& answer, const domain::WallClock& clock,
          const CoverageChoice& choice) {
    Data all = list();
    for (int code = 0; code < v1::Sector::Code_ARRAYSIZE; ++code) {
        const auto sector = domain::sector_name(static_cast<v1::Sector::Code>(code));
        Data cells = list();
        for (int day = 0; day < coverage_days; ++day)
            cells.push_back(
                cell(view, answer, clock, choice, sector, choice.first + std::chrono::days(day)));
        Data one = object();
        one.set("title", sector_title(view, sector));
        one.set("cells", std::move(cells));
        all.push_back(std::move(one));
    }
    return all;
}

Data days(const View& view, const domain::WallClock& clock, const CoverageChoice& choice) {
    Data all = list();
    for (int day = 0; day < coverage_days; ++day) {
        const auto begin = to_ms(clock.reaches(choice.first + std::chrono::days(day)));
        Data one = object();
        one.set("short", words::short_weekday(view.language, begin, view.zone));
        one.set("date", words::short_date(view.language, begin, view.zone));
        all.push_back(std::move(one));
    }
    return all;
}

// In the zone of where it is, which is not always the reader's.
std::string stretch_words(const View& view, const CoverageStretch& stretch,
                          const std::string& zone) {
    const auto from = to_ms(from_of(stretch));
    const auto until = to_ms(until_of(stretch));
    const auto& sign = signs.at(static_cast<std::size_t>(stretch.cover()));
    return view.say("coverage.stretch",
                    {{"cover", view.say(std::string("cover.") + sign.kind)},
                     {"length", words::length(view.words, view.language, until - from)},
                     {"span", words::span(view.words, view.language, from, until, zone)}});
}

// Gaps that are alike in several territories of a zone are one.
struct Gap {
    std::string zone;
    std::string sector;
    CoverageStretch stretch;
    std::vector<std::string> territories;
};

std::vector<Gap> gaps_of(const v1::CoverageAnswer& answer) {
    std::map<std::tuple<std::int64_t, std::string, std::string, std::string>, Gap> found;
    for (const auto& line : answer.lines())
        for (const auto& stretch : line.stretches()) {
            if (!is_gap(stretch)) continue;
            auto& gap = found[{to_ms(from_of(stretch)), line.sector(), line.zone(),
                               stretch.SerializeAsString()}];
            gap.zone = line.zone();
            gap.sector = line.sector();
            gap.stretch = stretch;
            gap.territories.push_back(line.territory());
        }
    std::vector<Gap> all;
    for (auto& [key, gap] : found) all.push_back(std::move(gap));
    return all;
}

Data gap_items(const View& view, const domain::Directory& directory, const domain::WallClock& clock,
               const CoverageChoice& choice, const std::vector<Gap>& gaps) {
    Data all = list();
    for (std::size_t i = 0; i < std::min(gaps.size(), gaps_shown_max); ++i) {
        const auto& gap = gaps[i];
        Data one = object();
        one.set("title", sector_title(view, gap.sector));
        one.set("where", territories_words(view, directory, gap.territories));
        one.set("words", stretch_words(view, gap.stretch, gap.zone));
        one.set("href", address_of_day(choice, gap.sector, day_of(clock, from_of(gap.stretch))));
        all.push_back(std::move(one));
    }
    return all;
}

// The instants of the one day that is opened, by territory.
Data opened(const View& view, const domain::Directory& directory, const v1::CoverageAnswer& answer,
            const domain::WallClock& clock, const CoverageChoice& choice) {
    const Instant begin = clock.reaches(*choice.day);
    const Instant end = clock.reaches(*choice.day + std::chrono::days(1));
    Data lines = list();
    for (const auto& line : answer.lines()) {
        if (line.sector() != choice.sector) continue;
        Data stretches = list();
        for (auto stretch : line.stretches()) {
            if (until_of(stretch) <= begin || from_of(stretch) >= end) continue;
            *stretch.mutable_from() = domain::stamp_of(std::max(begin, from_of(stretch)));
            *stretch.mutable_until() = domain::stamp_of(std::min(end, until_of(stretch)));
            const auto& sign = signs.at(static_cast<std::size_t>(stretch.cover()));
            Data one = object();
            one.set("kind", sign.kind);
            one.set("glyph", sign.glyph);
            one.set("words", stretch_words(view, stretch, line.zone()));
            stretches.push_back(std::move(one));
        }
        Data one = object();
        one.set("where", territories_words(view, directory, {line.territory()}));
        one.set("stretches", std::move(stretches));
        lines.push_back(std::move(one));
    }
    Data day = object();
    day.set("title", view.say("coverage.day",
                              {{"sector", sector_title(view, choice.sector)},
                               {"day", words::weekday(view.language, to_ms(begin), view.zone)}}));
    day.set("lines", std::move(lines));
    return day;
}

}  // namespace

std::string coverage_view(const View& view, const domain::Directory& directory,
                          const v1::CoverageAnswer& answer, const domain::WallClock& clock,
                          const CoverageChoice& choice) {
    const auto gaps = gaps_of(answer);
    const auto count = static_cast<std::int64_t>(gaps.size());
    Data data = object();
    data.set("territories", territory_options(view, directory, choice.territory));
    data.set("count", view.say("coverage.count", {{"n", count}}));
    data.set("calm", gaps.empty());
    data.set("gaps", gap_items(view, directory, clock, choice, gaps));
    if (gaps.size() > gaps_shown_max)
        data.set("more", view.say("coverage.more",
                                  {{"n", count - static_cast<std::int64_t>(gaps_shown_max)}}));
    data.set("days", days(view, clock, choice));
    data.set("rows", rows(view, answer, clock, choice));
    data.set("worst", choice.territory.empty());
    if (choice.day) data.set("opened", opened(view, directory, answer, clock, choice));
    return fill(view.words, view.language, embedded::coverage_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
