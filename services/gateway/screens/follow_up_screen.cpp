#include "services/gateway/screens/follow_up_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/need_mark.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

struct Shown {
    std::string state;  // class
    std::string glyph;
    std::string words;
};

Shown shown(const View& view, const domain::NeedState& need) {
    const auto mark = mark_of(domain::told_state(need));
    const auto arrives = arrival_ms(need);
    const bool covered = domain::told_state(need) == v1::Need::covered;
    if (covered && somebody_awaited(need)) {
        const auto asked = mark_of(v1::Need::awaiting_consent);
        return {asked.state, asked.glyph,
                view.say("follow_up.state_awaited", {{"time", view.time(arrives)}})};
    }
    const auto words = [&] {
        if (covered && arrives != 0)
            return view.say(arrives < to_ms(view.now) ? "follow_up.state_covered_eta_over"
                                                      : "follow_up.state_covered_eta",
                            {{"time", view.time(arrives)}});
        const bool expected = std::ranges::any_of(
            need.pages, [&](const auto& one) { return still_expected(need, one.second); });
        if (need.state == v1::Need::paging && expected) return view.say("follow_up.state_not_come");
        if (need.state == v1::Need::paging && need.on_last_rung)
            return view.say("follow_up.state_last_rung");
        return view.say("follow_up.state_" + state_word(need));
    };
    return {mark.state, mark.glyph, words()};
}

Data needs_of(const View& view, const domain::CaseState& state, const Forms& forms,
              const Acting& acting) {
    Data all = list();
    for (const auto& need : state.needs) {
        if (need.kind == v1::Need::unknown) continue;  // a call to the coordination
        const auto& [kind, glyph, words] = shown(view, need);
        const std::string code = v1::Need::Kind_Name(need.kind);
        Data one = object();
        one.set("state", kind);
        one.set("glyph", glyph);
        one.set("words", words);
        one.set("need", view.say("need." + code));
        one.set("more", need_forms_view(view, state, need, forms, acting));
        all.push_back(std::move(one));
    }
    return all;
}

Data common(const View& view, const Forms& forms) {
    Data data = object();
    data.set("whole", forms.whole);
    data.set("csrf", forms.csrf);
    if (!forms.notice.empty()) data.set("notice", forms.notice);
    if (!forms.done.empty()) data.set("done", forms.done);
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return data;
}

}  // namespace

std::int64_t arrival_ms(const domain::NeedState& need) {
    std::int64_t soonest = 0;
    for (const auto& [id, page] : need.pages) {
        if (page.copy || page.state != domain::PageState::accepted || page.eta_minutes == 0)
            continue;
        const std::int64_t at =
            to_ms(page.answered_at + std::chrono::minutes(std::int64_t{page.eta_minutes}));
        soonest = soonest == 0 ? at : std::min(soonest, at);
    }
    return soonest;
}

Covered covered_of(const domain::CaseState& state) {
    Covered count;
    for (const auto& need : state.needs) {
        if (need.kind == v1::Need::unknown) continue;  // a call to the coordination is none of hers
        // What she does not want is not left to be covered.
        if (need.state == v1::Need::refused) continue;
        ++count.needs;
        const bool owned = need.owned() && !domain::held_for_her_word(need);
        count.covered += owned || need.state == v1::Need::met ? 1 : 0;
    }
    return count;
}

bool has_needs(const domain::CaseState& state) {
    return std::ranges::any_of(
        state.needs, [](const domain::NeedState& need) { return need.kind != v1::Need::unknown; });
}

std::string covered_words(const View& view, const char* key, const domain::CaseState& state) {
    if (!has_needs(state)) return view.say("follow_up.coordination_called");
    const auto [covered, wanted] = covered_of(state);
    if (wanted == 0) return view.say("follow_up.nothing_wanted");
    return view.say(key, {{"covered", covered}, {"needs", wanted}});
}

std::string follow_up_view(const View& view, const domain::CaseState& state, const Forms& forms,
                           const Acting& acting) {
    Data data = common(view, forms);
    data.set("waiting", false);
    data.set("id", state.uuid());
    data.set("title", view.say("follow_up.title", {{"code", state.code}}));
    data.set("lead", view.say("follow_up.lead", {{"code", state.code}}));
    data.set("drill", state.drill);
    // Nothing runs where it was merged away: where it goes on is told instead.
    const bool here = state.merged_into.empty();
    data.set("here", here);
    // Whoever is asked to follow her sees no need before she accepts.
    const bool later = state.needs.empty() && !state.raised_by_one_of(acting.person);
    data.set("count", later ? view.say("follow_up.needs_later")
                            : covered_words(view, "follow_up.count", state));
    data.set("more", case_forms_view(view, state, forms, acting));
    data.set("needs", needs_of(view, state, forms, acting));
    data.set("fund", acting.fund);
    data.set("term", state.closed         ? view.say("follow_up.closed")
                     : state.term_reached ? view.say("follow_up.over")
                                          : view.say("follow_up.term",
                                                     {{"moment", view.moment(to_ms(state.term))}}));
    return fill(view, embedded::follow_up_mustache(), std::move(data));
}

std::string follow_up_soon_view(const View& view, const Forms& forms) {
    Data data = common(view, forms);
    data.set("waiting", true);
    data.set("drill", false);
    data.set("title", view.say("frame.name"));
    data.set("lead", view.say("follow_up.received_code"));
    return fill(view, embedded::follow_up_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
