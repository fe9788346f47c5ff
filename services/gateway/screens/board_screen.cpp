#include "services/gateway/screens/board_screen.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <tuple>

#include <relais_screens_embedded.hpp>

#include "common/domain/limits.hpp"
#include "services/gateway/screens/need_mark.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

// Of each group; more cannot be watched, and the page stays light on a telephone.
constexpr std::size_t cases_shown_max = 60;

bool open(const v1::NeedSummary& need) {
    return need.state() == v1::Need::paging || need.state() == v1::Need::awaiting_consent;
}

// Somebody with a name is seeing to it, or it is done.
bool covered(const v1::NeedSummary& need) {
    return need.state() == v1::Need::covered || need.state() == v1::Need::engaged ||
           need.state() == v1::Need::met;
}

bool hers(const v1::NeedSummary& need) { return need.need() != v1::Need::unknown; }

// What she does not want is not left to be covered.
bool wanted(const v1::NeedSummary& need) { return hers(need) && need.state() != v1::Need::refused; }

bool missed(const v1::CaseSummary& summary) {
    return std::ranges::any_of(summary.milestones(), [](const v1::MilestoneStand& stand) {
        return stand.state() == v1::Milestone::missed;
    });
}

bool on_last_rung(const v1::NeedSummary& need) { return open(need) && need.last_rung(); }

bool hers_open(const v1::NeedSummary& need) { return hers(need) && open(need); }
bool hers_on_last_rung(const v1::NeedSummary& need) { return hers(need) && on_last_rung(need); }
// The coordination is called, for what is no need of hers.
bool call_open(const v1::NeedSummary& need) { return !hers(need) && open(need); }

std::int64_t count(const v1::CaseSummary& summary, bool (*which)(const v1::NeedSummary&)) {
    return std::ranges::count_if(summary.needs(), which);
}

struct Chip {
    std::string state;
    std::string glyph;
    std::string words;
};

Chip chip(const View& view, const v1::CaseSummary& summary, const v1::NeedSummary& need) {
    // Nobody is called any more where it was merged away.
    if (open(need) && !summary.merged_into().empty())
        return {"refused", "–", view.say("board.chip_elsewhere")};
    if (on_last_rung(need)) return {"last", "▲", view.say("board.chip_last_rung")};
    const auto mark = mark_of(need.state());
    if (need.state() == v1::Need::paging)
        return {mark.state, mark.glyph,
                view.say("board.chip_paging", {{"rung", std::int64_t{need.rung()} + 1}})};
    if (need.state() == v1::Need::covered && need.arrives_ms() != 0 &&
        instant(need.arrives_ms()) + domain::promise_grace < view.now) {
        const auto asked = mark_of(v1::Need::awaiting_consent);
        return {asked.state, asked.glyph, view.say("board.chip_awaited")};
    }
    return {mark.state, mark.glyph, view.say("board.chip_" + v1::Need::State_Name(need.state()))};
}

Data chips(const View& view, const v1::CaseSummary& summary) {
    Data all = list();
    for (const auto& need : summary.needs()) {
        if (!hers(need)) continue;
        const auto& [state, glyph, words] = chip(view, summary, need);
        Data one = object();
        one.set("state", state);
        one.set("glyph", glyph);
        one.set("need", view.say("need." + v1::Need::Kind_Name(need.need())));
        one.set("words", words);
        all.push_back(std::move(one));
    }
    return all;
}

// What awaits whoever coordinates, in a word: nothing once it has its outcome.
Data call_of(const View& view, const v1::CaseSummary& summary) {
    Data one = object();
    if (summary.closed()) return one;
    for (const auto& need : summary.needs()) {
        if (hers(need) || !(open(need) || covered(need)) || need.state() == v1::Need::met) continue;
        one.set("state", open(need) ? "last" : "covered");
        one.set("glyph", open(need) ? "▲" : "✓");
        one.set("words", view.say(open(need) ? "board.call_open" : "board.call_taken"));
        one.set("some", true);
    }
    return one;
}

std::string elapsed(const View& view, std::int64_t minutes) {
    std::array<char, 8> padded{};
    std::snprintf(padded.data(), padded.size(), "%02d", static_cast<int>(minutes % 60));
    return view.say("board.elapsed_of",
                    {{"hours", minutes / 60}, {"minutes", std::string(padded.data())}});
}

Data case_of(const View& view, const v1::CaseSummary& summary, const NameOf& territory_name) {
    const std::int64_t minutes =
        std::max<std::int64_t>(0, (to_ms(view.now) - summary.opened_ms()) / 60'000);
    Data one = object();
    one.set("id", summary.case_id());
    one.set("code", summary.code());
    one.set("territory", territory_name(summary.territory()));
    const auto counted = std::ranges::count_if(
        summary.needs(), [](const auto& need) { return wanted(need) && covered(need); });
    const auto of = count(summary, wanted);
    if (count(summary, hers) > 0)
        one.set("count", of == 0 ? view.say("follow_up.nothing_wanted")
                                 : view.say("board.count",
                                            {{"covered", std::int64_t{counted}}, {"needs", of}}));
    one.set("minutes", std::to_string(minutes));
    // A question about nobody has no 72 hours, and nobody follows it.
    const bool runs = !summary.closed() && !summary.over() && !summary.advice();
    one.set("runs", runs);
    one.set("elapsed", !summary.merged_into().empty() ? view.say("board.merged")
                       : summary.closed()             ? view.say("board.closed")
                       : summary.advice()             ? std::string{}
                       : summary.over()               ? view.say("board.over")
                                                      : elapsed(view, minutes));
    if (!summary.closed() && !summary.advice())
        one.set("pivot", view.say(summary.pivot().empty() ? "board.no_pivot" : "board.has_pivot"));
    if (!summary.alarm().empty()) {
        const std::string key = "alarm." + summary.alarm();
        one.set("alarm", view.words.has(key) ? view.say(key) : summary.alarm());
    }
    one.set("drill", summary.drill());
    one.set("restricted", summary.restricted());
    one.set("advice", summary.advice());
    one.set("needs", chips(view, summary));
    one.set("call", call_of(view, summary));
    return one;
}

Data group(const View& view, const std::vector<v1::CaseSummary>& cases, Urgency urgency,
           const NameOf& territory_name) {
    static constexpr std::array<const char*, 4> kinds{"urgent", "running", "calm", "ended"};
    const std::string kind = kinds[static_cast<std::size_t>(urgency)];
    Data shown = list();
    std::size_t size = 0;
    for (const auto& summary : cases) {
        if (urgency_of(summary) != urgency) continue;
        if (++size <= cases_shown_max) shown.push_back(case_of(view, summary, territory_name));
    }
    Data one = object();
    one.set("kind", kind);
    one.set("title", view.say("board." + kind));
    one.set("size", std::to_string(size));
    one.set("cases", std::move(shown));
    one.set("folded", urgency == Urgency::ended);
    if (size > cases_shown_max) {
        const auto more = static_cast<std::int64_t>(size - cases_shown_max);
        one.set("more", view.say("board.more", {{"n", more}}));
    }
    return one;
}

}  // namespace

Urgency urgency_of(const v1::CaseSummary& summary) {
    if (summary.closed()) return Urgency::ended;
    if (summary.over() && count(summary, open) == 0) return Urgency::ended;
    if (missed(summary)) return Urgency::urgent;
    if (count(summary, on_last_rung) > 0) return Urgency::urgent;
    if (!summary.alarm().empty() && count(summary, open) > 0) return Urgency::urgent;
    return count(summary, open) > 0 ? Urgency::running : Urgency::calm;
}

void sort_by_urgency(std::vector<v1::CaseSummary>& cases) {
    const auto rank = [](const v1::CaseSummary& summary) {
        return std::tuple(urgency_of(summary), -count(summary, on_last_rung), -count(summary, open),
                          summary.opened_ms(), summary.case_id());
    };
    std::ranges::sort(cases, {}, rank);
}

std::string board_view(const View& view, std::vector<v1::CaseSummary> cases,
                       const NameOf& territory_name, bool whole, const std::string& fund) {
    sort_by_urgency(cases);
    std::int64_t last_rung = 0;
    std::int64_t uncovered = 0;
    std::int64_t calls = 0;
    std::int64_t open_cases = 0;
    for (const auto& summary : cases) {
        if (urgency_of(summary) == Urgency::ended) continue;
        ++open_cases;
        last_rung += count(summary, hers_on_last_rung);
        uncovered += count(summary, hers_open);
        calls += count(summary, call_open);
    }
    Data groups = list();
    for (const auto urgency : {Urgency::urgent, Urgency::running, Urgency::calm, Urgency::ended}) {
        const bool some = std::ranges::any_of(
            cases, [&](const auto& summary) { return urgency_of(summary) == urgency; });
        if (some) groups.push_back(group(view, cases, urgency, territory_name));
    }
    Data data = object();
    data.set("whole", whole);
    data.set("any_last", last_rung > 0);
    data.set("last_rung", view.say("board.last_rung", {{"n", last_rung}}));
    data.set("any_calls", calls > 0);
    data.set("calls", view.say("board.calls", {{"n", calls}}));
    data.set("uncovered", view.say("board.uncovered", {{"n", uncovered}}));
    data.set("cases", view.say("board.cases", {{"n", open_cases}}));
    data.set("empty", open_cases == 0);
    data.set("fund", fund);
    data.set("groups", std::move(groups));
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::board_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
