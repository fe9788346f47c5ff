#include "services/gateway/screens/mine_screen.hpp"

#include <algorithm>

#include <relais_screens_embedded.hpp>

#include "common/domain/her_word.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/own_part.hpp"
#include "services/gateway/screens/template.hpp"

namespace relais::gateway::screens {
namespace {

// What is hers in it, a line each.
std::vector<std::string> parts_of(const View& view, const CaseReading& reading,
                                  const MineScreen& who) {
    const auto& state = reading.state;
    std::vector<std::string> parts;
    std::vector<std::string> coming;
    std::vector<std::string> done;
    std::vector<std::string> held;
    bool called = false;
    for (const auto kind : reading.sight.own()) {
        const auto* need = state.need(kind);
        const auto* page = need == nullptr ? nullptr : own_page(*need, who.person);
        called = called || (kind == v1::Need::unknown && !state.advice);
        if (kind == v1::Need::unknown) continue;  // a call, and no need of hers
        const bool over = page != nullptr && page->second.state == domain::PageState::done;
        const bool waits = need != nullptr && domain::held_for_her_word(*need);
        (over    ? done
         : waits ? held
                 : coming)
            .push_back(view.say("need." + v1::Need::Kind_Name(kind)));
    }
    if (state.raised_by_one_of(who.person)) parts.push_back(view.say("mine.raised_by_you"));
    if (!coming.empty()) parts.push_back(view.say("mine.coming", {{"needs", joined(coming)}}));
    if (!held.empty()) parts.push_back(view.say("mine.held", {{"needs", joined(held)}}));
    if (called) parts.push_back(view.say("mine.coordination"));
    if (!done.empty()) parts.push_back(view.say("mine.done", {{"needs", joined(done)}}));
    if (state.pivot == who.person) parts.push_back(view.say("case.pivot_you"));
    if (state.pivot_offered == who.person) parts.push_back(view.say("case.pivot_offered_you"));
    if (state.pivot_proposed == who.person) parts.push_back(view.say("case.pivot_proposed_you"));
    for (const auto& referral : state.referrals) {
        if (who.organization.empty() || referral.organization != who.organization) continue;
        const auto key = "pathway_need." + referral.need;
        parts.push_back(view.say(
            "mine.referred",
            {{"need", view.words.has(key) ? view.say(key) : referral.need},
             {"state", view.say("referral_state." + v1::Referral::State_Name(referral.state))}}));
    }
    for (const auto& escort : state.escorts) {
        if (escort.over() || (escort.asked != who.person && escort.person != who.person)) continue;
        parts.push_back(view.say(
            escort.person == who.person ? "mine.escort" : "mine.escort_asked",
            {{"purpose", view.say("escort_purpose." + v1::Escort::Purpose_Name(escort.purpose))},
             {"moment", view.moment(to_ms(escort.from))}}));
    }
    if (state.relocation && !state.relocation->over() && state.relocation->receiving == who.person)
        parts.push_back(
            view.say("mine.receiving", {{"moment", view.moment(to_ms(state.relocation->arrive))}}));
    if (state.closed) parts.push_back(view.say("case.closed"));
    return parts;
}

Data case_of(const View& view, const OwnCase& own, const MineScreen& who, const NameOf& territory) {
    Data lines = list();
    if (own.reading)
        for (auto& part : parts_of(view, *own.reading, who)) lines.push_back(Data{std::move(part)});
    Data one = object();
    one.set("id", own.case_id);
    one.set("code", own.code);
    one.set("link", own.reading.has_value());
    one.set("drill", own.reading && own.reading->state.drill);
    one.set("territory", own.reading && !own.reading->state.territory.empty()
                             ? territory(own.reading->state.territory)
                             : std::string{});
    one.set("state", own.answer_path.empty() ? "paging" : "awaiting");
    one.set("lines", std::move(lines));
    Data steps = list();
    if (own.reading)
        for (const auto& need : own.reading->state.needs) {
            auto html = own_part_view(view, own.reading->state, need, who.forms, who.person);
            if (html.empty()) continue;
            Data step = object();
            step.set("need", view.say("need." + v1::Need::Kind_Name(need.kind)));
            step.set("html", std::move(html));
            steps.push_back(std::move(step));
        }
    one.set("steps", std::move(steps));
    if (!own.answer_path.empty())
        one.set("called", view.say(own.copy ? "mine.called_copy" : "mine.called"));
    one.set("answer", own.answer_path);
    return one;
}

}  // namespace

std::string done_words(const View& view, const std::string& code) {
    const auto key = "done." + code;
    return !code.empty() && view.words.has(key) ? view.say(key) : std::string{};
}

std::string mine_view(const View& view, const MineScreen& screen, const NameOf& territory) {
    Data cases = list();
    for (const auto& own : screen.cases) cases.push_back(case_of(view, own, screen, territory));
    Data data = object();
    if (!screen.forms.done.empty()) data.set("done", screen.forms.done);
    data.set("none", screen.cases.empty());
    data.set("raises", screen.raises);
    data.set("cases", std::move(cases));
    data.set("as_of", view.say("frame.as_of", {{"time", view.time(to_ms(view.now))}}));
    screen.links.write(data);
    return fill(view.words, view.language, embedded::mine_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
