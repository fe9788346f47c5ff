#include "services/gateway/screens/case_forms.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <relais_screens_embedded.hpp>

#include "services/gateway/screens/case_codes.hpp"
#include "services/gateway/screens/need_mark.hpp"
#include "services/gateway/screens/safe_contact_form.hpp"
#include "services/gateway/screens/template.hpp"
#include "services/gateway/screens/tie_forms.hpp"

namespace relais::gateway::screens {
namespace {

Data choice(std::string value, std::string words) {
    Data one = object();
    one.set("value", std::move(value));
    one.set("words", std::move(words));
    return one;
}

Data outcomes(const View& view, bool mandatory) {
    Data all = list();
    for (const auto& [outcome, why] : told_outcomes) {
        // R10: a mandatory need is met, or refused by her.
        if (mandatory && outcome == v1::Outcome::unmet) continue;
        const std::string code = v1::Outcome::Code_Name(outcome);
        const std::string because = v1::Outcome::Why_Name(why);
        all.push_back(choice(code + "/" + because, view.say("outcome." + code) + " : " +
                                                       view.say("outcome_why." + because)));
    }
    return all;
}

Data milestones(const View& view, const domain::CaseState& state, const Forms& forms,
                bool may_tell) {
    Data all = list();
    for (const auto& [milestone, record] : state.milestones) {
        const bool reached = record.reached != Instant{};
        const std::string name = v1::Milestone::Kind_Name(milestone);
        const bool told = std::ranges::find(told_by_hand, milestone) != told_by_hand.end();
        Data one = object();
        one.set("state", reached ? "covered" : record.missed ? "last" : "paging");
        one.set("glyph", reached ? "✓" : record.missed ? "▲" : "→");
        one.set("name", view.say("milestone." + name));
        one.set("code", name);
        one.set("when",
                reached ? view.say("case.milestone_reached",
                                   {{"moment", view.moment(to_ms(record.reached))}})
                        : view.say(record.missed ? "case.milestone_missed" : "case.milestone_due",
                                   {{"moment", view.moment(to_ms(record.due))}}));
        one.set("may_tell", may_tell && told && !reached);
        one.set("command", forms.new_uuid());
        all.push_back(std::move(one));
    }
    return all;
}

// Those whom one would ask: who was proposed, who comes or is with her, and oneself.
Data pivots(const domain::CaseState& state, const Acting& acting) {
    std::set<std::string> people{acting.person};
    if (!state.pivot_proposed.empty()) people.insert(state.pivot_proposed);
    for (const auto& need : state.needs)
        for (const auto& [id, page] : need.pages)
            if (page.coming() && !page.copy) people.insert(page.person);
    people.erase(state.pivot);
    Data all = list();
    for (const auto& person : people)
        if (!person.empty()) all.push_back(choice(person, acting.name_of(person)));
    return all;
}

void set_pivot(const View& view, const domain::CaseState& state, const Acting& acting, Data& data) {
    const auto say = [&](const std::string& key, const std::string& person) {
        if (person == acting.person) return view.say(key + "_you");
        const auto who = acting.name_of ? acting.name_of(person) : view.say("case.somebody");
        return view.say(key, {{"who", who}});
    };
    data.set("pivot",
             state.pivot.empty() ? view.say("case.no_pivot") : say("case.pivot", state.pivot));
    const bool offered = !state.pivot_offered.empty();
    const std::string& asked = offered ? state.pivot_offered : state.pivot_proposed;
    if (!asked.empty())
        data.set("pivot_asked", say(offered ? "case.pivot_offered" : "case.pivot_proposed", asked));
    data.set("may_answer_pivot", !acting.person.empty() && (state.pivot_offered == acting.person ||
                                                            state.pivot_proposed == acting.person));
    const bool steers = acting.steers(state);
    data.set("may_offer_pivot", steers && static_cast<bool>(acting.name_of));
    if (acting.name_of) data.set("people", pivots(state, acting));
}

Data needs_to_add(const View& view, const domain::CaseState& state) {
    Data all = list();
    for (int kind = 1; kind < v1::Need::Kind_ARRAYSIZE; ++kind) {
        const auto need = static_cast<v1::Need::Kind>(kind);
        const auto* known = state.need(need);
        const std::string name = v1::Need::Kind_Name(need);
        // Police come by a consent of their own; the need waits for it on the screen.
        if (known == nullptr || known->settled())
            all.push_back(choice(name, view.say("need." + name)));
    }
    return all;
}

Data sectors_to_withdraw(const View& view, const domain::CaseState& state) {
    std::set<std::string> names;
    for (const auto& need : state.needs)
        if (!need.settled() &&
            (need.basis == v1::ConsentBasis::verbal || need.basis == v1::ConsentBasis::written))
            names.insert(v1::Sector::Code_Name(need.sector));
    Data all = list();
    for (const auto& name : names) all.push_back(choice(name, view.say("sector." + name)));
    return all;
}

Data codes(const View& view, const std::string& section, auto const& known) {
    Data all = list();
    for (const char* code : known) all.push_back(choice(code, view.say(section + "." + code)));
    return all;
}

Data pathway(const View& view, const domain::CaseState& state) {
    Data all = list();
    for (const char* code : pathway_needs) {
        const auto found =
            std::ranges::find(state.pathway, code, &std::pair<std::string, std::string>::first);
        Data one = choice(code, view.say(std::string("pathway_need.") + code));
        one.set("chosen", found != state.pathway.end());
        one.set("organization", found == state.pathway.end() ? std::string{} : found->second);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

std::string need_forms_view(const View& view, const domain::CaseState& state,
                            const domain::NeedState& need, const Forms& forms,
                            const Acting& acting) {
    const bool steers = acting.steers(state);
    Data data = object();
    data.set("id", state.uuid());
    data.set("csrf", forms.csrf);
    data.set("code", v1::Need::Kind_Name(need.kind));
    data.set("command", forms.new_uuid());
    data.set("may_settle", steers && !state.closed && !need.settled());
    data.set("outcomes", outcomes(view, state.mandatory(need)));
    data.set("may_release", acting.coordinator && need.owned() && !need.taken_by.empty());
    return fill(view.words, view.language, embedded::need_forms_mustache(), std::move(data));
}

std::string case_forms_view(const View& view, const domain::CaseState& state, const Forms& forms,
                            const Acting& acting) {
    const bool steers = acting.steers(state);
    const bool all_settled = std::ranges::all_of(state.needs, [](const auto& need) {
        return need.kind == v1::Need::unknown || need.settled();
    });
    Data data = object();
    data.set("id", state.uuid());
    data.set("csrf", forms.csrf);
    data.set("command", forms.new_uuid());
    data.set("command_2", forms.new_uuid());
    data.set("command_3", forms.new_uuid());
    data.set("command_4", forms.new_uuid());
    data.set("command_5", forms.new_uuid());
    data.set("open", !state.closed);
    data.set("has_milestones", !state.milestones.empty());
    data.set("milestones", milestones(view, state, forms, steers && !state.closed));
    set_pivot(view, state, acting, data);
    data.set("her_side", acting.her_side && !state.closed);
    data.set("needs_to_add", needs_to_add(view, state));
    Data sectors = sectors_to_withdraw(view, state);
    data.set("may_withdraw", acting.her_side && !state.closed && !sectors.list_value().empty());
    data.set("sectors", std::move(sectors));
    data.set("safe_contact",
             state.safe_contact_until == Instant{}
                 ? view.say("case.safe_contact_none")
                 : view.say("case.safe_contact_until",
                            {{"moment", view.moment(to_ms(state.safe_contact_until))}}));
    data.set("steers", steers && !state.closed);
    data.set("pathway", pathway(view, state));
    data.set("coordinator", acting.coordinator && !state.closed);
    data.set("restricted", state.restricted());
    data.set("restrict_words", view.say(state.restricted() ? "case.unrestrict" : "case.restrict"));
    data.set("restrict_reasons", codes(view, "restrict_reason", restrict_reasons));
    data.set("may_close", steers && !state.closed && all_settled);
    data.set("not_yet", steers && !state.closed && !all_settled);
    data.set("may_reopen", steers && state.closed);
    data.set("reopen_reasons", codes(view, "reopen_reason", reopen_reasons));
    if (state.closed) data.set("closed", view.say("case.closed"));
    data.set("safe_fields", safe_contact_fields(view, {}));
    data.set("ties", tie_forms_view(view, state, forms, acting));
    return fill(view.words, view.language, embedded::case_forms_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
