#include "services/gateway/screens/part_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/need_mark.hpp"
#include "services/gateway/screens/own_part.hpp"
#include "services/gateway/screens/tie_forms.hpp"

namespace relais::gateway::screens {
namespace {

Data facts(const View& view, const domain::CaseState& state, const NameOf& territory) {
    Data all = list();
    const auto add = [&](const char* name, const std::string& words) {
        if (words.empty()) return;
        Data one = object();
        one.set("name", view.say(name));
        one.set("words", words);
        all.push_back(std::move(one));
    };
    if (!state.territory.empty()) add("part.territory", territory(state.territory));
    if (state.age_band != v1::AgeBand::unknown)
        add("part.age_band", view.say("age_band." + v1::AgeBand::Code_Name(state.age_band)));
    std::vector<std::string> languages;
    for (const auto& tag : state.languages) {
        const auto key = "language." + tag;
        languages.push_back(view.words.has(key) ? view.say(key) : tag);
    }
    add("part.languages", joined(languages));
    std::vector<std::string> said;
    for (const auto circumstance : state.circumstances)
        said.push_back(view.say("circumstance." + v1::Circumstance::Code_Name(circumstance)));
    add("part.circumstances", joined(said));
    return all;
}

// Whoever follows the case says of each need what she wants, and what became of it.
Data needs(const View& view, const CaseReading& reading, const Forms& forms, const Acting& acting) {
    const auto& own = reading.sight.own();
    Data all = list();
    for (const auto& need : reading.state.needs) {
        const auto mark = mark_of(domain::told_state(need));
        Data one = object();
        one.set("state", mark.state);
        one.set("glyph", mark.glyph);
        one.set("words", view.say("need_state." + state_word(need)));
        one.set("need", view.say("need." + v1::Need::Kind_Name(need.kind)));
        const auto* page = own_page(need, acting.person);
        const bool done = page != nullptr && page->second.state == domain::PageState::done;
        if (std::ranges::find(own, need.kind) != own.end())
            one.set("own", view.say(done ? "part.yours_done" : "part.yours"));
        auto more = own_part_view(view, reading.state, need, forms, acting.person);
        if (acting.her_side) more += need_forms_view(view, reading.state, need, forms, acting);
        one.set("more", more);
        all.push_back(std::move(one));
    }
    return all;
}

// What it is for: to come, to follow her, to receive her, to go with her, to take it on; or, before
// she has said yes, to answer.
const char* lead_of(const CaseReading& reading, const Acting& acting) {
    const auto& state = reading.state;
    const auto& who = acting.person;
    if (who == state.pivot) return "part.lead_follows";
    if (!reading.sight.own().empty()) return "part.lead";
    const auto& move = state.relocation;
    const bool receives = move && move->receiving == who && move->state != v1::Relocation::planned;
    if (receives) return "part.lead_receives";
    if (std::ranges::any_of(state.escorts, [&](const auto& one) { return one.person == who; }))
        return "part.lead_goes_with";
    const bool taken_on = std::ranges::any_of(state.referrals, [&](const auto& one) {
        return one.state == v1::Referral::accepted && one.organization == acting.organization;
    });
    return taken_on ? "part.lead_takes_on" : "part.lead_beside";
}

}  // namespace

std::string part_view(const View& view, const CaseReading& reading, const SealedView& sealed,
                      const NameOf& person, const NameOf& territory, const Forms& forms,
                      const Acting& acting) {
    Data data = object();
    data.set("whole", forms.whole);
    data.set("csrf", forms.csrf);
    if (!forms.notice.empty()) data.set("notice", forms.notice);
    if (!forms.done.empty()) data.set("done", forms.done);
    data.set("id", reading.state.uuid());
    data.set("title", view.say("part.title", {{"code", reading.state.code}}));
    data.set("drill", reading.state.drill);
    data.set("facts", facts(view, reading.state, territory));
    data.set("needs", needs(view, reading, forms, acting));
    data.set("fund", acting.fund);
    set_sealed(view, reading, sealed, person, forms, data);
    const auto& state = reading.state;
    const auto& who = acting.person;
    const bool follows =
        who == state.pivot || who == state.pivot_offered || who == state.pivot_proposed;
    data.set("lead", view.say(lead_of(reading, acting)));
    data.set("comes", who != state.pivot);
    if (follows)
        data.set("more", case_forms_view(view, state, forms, acting));
    else
        data.set("more", tie_forms_view(view, state, forms, acting));
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    return fill(view.words, view.language, embedded::part_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
