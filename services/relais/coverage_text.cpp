#include "services/relais/coverage_text.hpp"

#include <algorithm>
#include <array>

#include <spdlog/fmt/fmt.h>

#include "common/words/instants.hpp"

namespace relais::cli {
namespace {

using v1::CoverageStretch;

// Of one line, without --all: a gap every night for a year would hide the others.
constexpr std::size_t gaps_shown_max = 8;

Instant from_of(const CoverageStretch& stretch) { return domain::instant_of(stretch.from()); }
Instant until_of(const CoverageStretch& stretch) { return domain::instant_of(stretch.until()); }

bool is_gap(const CoverageStretch& stretch) {
    return stretch.cover() == CoverageStretch::empty ||
           stretch.cover() == CoverageStretch::unreachable;
}

// By the code of a Cover.
constexpr std::array<std::string_view, 5> signs{" ", "█", "▄", "×", "○"};

// The worst of an hour. A gap that leaves a part of it covered has a sign of its own: whoever sees
// it looks for the instants below.
std::string_view sign_at(const v1::CoverageLine& line, Instant begin, Instant end) {
    auto worst = CoverageStretch::unknown;
    bool gap = false;
    bool stood = false;
    for (const auto& stretch : line.stretches()) {
        if (until_of(stretch) <= begin || end <= from_of(stretch)) continue;
        (is_gap(stretch) ? gap : stood) = true;
        worst = std::max(worst, stretch.cover());
    }
    return gap && stood ? "◐" : signs.at(static_cast<std::size_t>(worst));
}

std::string sector_words(const Console& console, const std::string& sector) {
    return sector == "coordination" ? console.words("coordination")
                                    : console.words_or_code("sector", sector);
}

bool covered_throughout(const v1::CoverageLine& line) {
    return line.stretches_size() == 1 && line.stretches(0).cover() == CoverageStretch::covered;
}

// Lines of a sector that look the same in every territory of a zone are one block.
struct Block {
    const v1::CoverageLine* line = nullptr;
    std::vector<std::string> territories;
};

std::string key_of(const v1::CoverageLine& line) {
    v1::CoverageLine same = line;
    same.clear_territory();
    return same.SerializeAsString();
}

std::vector<Block> blocks_of(const Console& console, const domain::Directory& directory,
                             const v1::CoverageAnswer& answer, bool all) {
    std::vector<Block> blocks;
    std::map<std::string, std::size_t> known;
    for (const auto& line : answer.lines()) {
        if (!all && covered_throughout(line)) continue;
        const auto [entry, fresh] = known.try_emplace(key_of(line), blocks.size());
        if (fresh) blocks.push_back({&line, {}});
        const auto* territory = directory.territory(line.territory());
        blocks[entry->second].territories.push_back(
            fmt::format("{} {}", line.territory(),
                        console.language() == words::Language::fr ? territory->name_fr()
                                                                  : territory->name_en()));
    }
    return blocks;
}

std::string days_words(const Console& console, const DayBar& bar, const std::string& zone) {
    const auto say = [&](Instant at) {
        return words::short_date(console.language(), to_ms(at), zone);
    };
    return bar.first == bar.last ? say(bar.first) : say(bar.first) + " – " + say(bar.last);
}

std::string bars_text(const Console& console, const v1::CoverageLine& line) {
    std::vector<std::vector<std::string>> rows{{"   ", "0     6     12    18"}};
    for (const auto& bar : day_bars(line, domain::WallClock(line.zone()))) {
        const bool odd = bar.length != std::chrono::hours(24);
        rows.push_back({"   " + days_words(console, bar, line.zone()),
                        bar.signs + (odd ? fmt::format("  {} h", bar.length.count()) : "")});
    }
    return table(rows) + "\n";
}

std::string missing_text(const Console& console, const v1::CoverageLine& line, bool all) {
    std::string text;
    std::size_t gaps = 0;
    Duration thin{};
    for (const auto& stretch : line.stretches()) {
        const auto from = to_ms(from_of(stretch));
        const auto until = to_ms(until_of(stretch));
        if (stretch.cover() == CoverageStretch::thin) thin += Duration(until - from);
        if (!is_gap(stretch) || (++gaps > gaps_shown_max && !all)) continue;
        text +=
            "   " +
            console.words(
                stretch.cover() == CoverageStretch::empty ? "gap_empty" : "gap_unreachable",
                {{"length", words::length(console.catalogue(), console.language(), until - from)},
                 {"span", words::span(console.catalogue(), console.language(), from, until,
                                      line.zone())}}) +
            "\n";
    }
    if (gaps > gaps_shown_max && !all)
        text +=
            "   " +
            console.words("gaps_more", {{"n", static_cast<std::int64_t>(gaps - gaps_shown_max)}}) +
            "\n";
    if (thin > Duration{})
        text += "   " +
                console.words("thin_for",
                              {{"length", words::length(console.catalogue(), console.language(),
                                                        thin.count())}}) +
                "\n";
    return text;
}

}  // namespace

std::vector<DayBar> day_bars(const v1::CoverageLine& line, const domain::WallClock& clock) {
    const Instant from = from_of(*line.stretches().begin());
    const Instant to = until_of(*line.stretches().rbegin());
    std::vector<DayBar> bars;
    for (auto day = std::chrono::floor<std::chrono::days>(clock.at(from)); clock.reaches(day) < to;
         day += std::chrono::days(1)) {
        const Instant begin = clock.reaches(day);
        const Instant end = clock.reaches(day + std::chrono::days(1));
        std::string bar;
        for (Instant hour = begin; hour < end; hour += std::chrono::hours(1))
            bar += sign_at(line, hour, std::min<Instant>(end, hour + std::chrono::hours(1)));
        while (bar.ends_with(' ')) bar.pop_back();
        if (!bars.empty() && bars.back().signs == bar)
            bars.back().last = begin;
        else
            bars.push_back({begin, begin, std::chrono::floor<std::chrono::hours>(end - begin),
                            std::move(bar)});
    }
    return bars;
}

std::string coverage_text(const Console& console, const domain::Directory& directory,
                          const v1::CoverageAnswer& answer, bool all) {
    std::string text;
    for (const auto& block : blocks_of(console, directory, answer, all)) {
        text += sector_words(console, block.line->sector()) + "\n";
        text += wrapped(block.territories, 3) + "\n" + bars_text(console, *block.line) +
                missing_text(console, *block.line, all) + "\n";
    }
    const bool shown = !text.empty();
    const auto covered = std::ranges::count_if(answer.lines(), covered_throughout);
    if (shown) text += console.words("coverage_signs") + "\n";
    text += console.words(
        all ? "covered_lines" : "covered_left_out",
        {{"n", std::int64_t{covered}}, {"lines", static_cast<std::int64_t>(answer.lines_size())}});
    return text;
}

}  // namespace relais::cli
