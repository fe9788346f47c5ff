#include "services/gateway/screens/case_forms.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <relais_screens_embedded.hpp>

#include "common/domain/her_word.hpp"
#include "common/domain/rules.hpp"
#include "services/gateway/screens/case_codes.hpp"
#include "services/gateway/screens/house.hpp"
#include "services/gateway/screens/joined.hpp"
#include "services/gateway/screens/named_choices.hpp"
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
        all.push_back(choice(
            code + "/" + because,
            view.say("case.outcome_because", {{"outcome", view.say("outcome." + code)},
                                              {"why", view.say("outcome_why." + because)}})));
    }
    return all;
}

// Before one looks: what was missed, else what comes next.
std::string milestones_in_short(const View& view, const domain::CaseState& state) {
    std::int64_t missed = 0;
    const decltype(state.milestones)::value_type* next = nullptr;
    for (const auto& entry : state.milestones) {
        if (entry.second.reached != Instant{}) continue;
        if (entry.second.missed)
            ++missed;
        else if (next == nullptr || entry.second.due < next->second.due)
            next = &entry;
    }
    if (missed > 0) return view.say("case.milestones_missed", {{"n", missed}});
    if (state.closed) return view.say("case.milestones_over");
    if (next == nullptr) return view.say("case.milestones_reached");
    return view.say("case.milestone_next",
                    {{"milestone", view.say("milestone." + v1::Milestone::Kind_Name(next->first))},
                     {"moment", view.moment(to_ms(next->second.due))}});
}

Data milestones(const View& view, const domain::CaseState& state, const Forms& forms,
                bool may_tell) {
    Data all = list();
    for (const auto& [milestone, record] : state.milestones) {
        const bool reached = record.reached != Instant{};
        if (state.closed && !reached && !record.missed) continue;  // awaited no more
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

void set_pivot(const View& view, const domain::CaseState& state, const Forms& forms,
               const Acting& acting, Data& data) {
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
    const bool live = !state.over();
    data.set("may_answer_pivot",
             live && !acting.person.empty() &&
                 (state.pivot_offered == acting.person || state.pivot_proposed == acting.person));
    const bool steers = live && acting.steers(state);
    data.set("may_offer_pivot", steers && static_cast<bool>(acting.name_of));
    if (acting.name_of) data.set("people", pivots(state, acting));
    const bool again = value_of(forms.typed, "action") == "offer_pivot";
    data.set("pivot_again", again);
    data.set("pivot_who", again ? value_of(forms.typed, "other_person") : std::string{});
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
        if (domain::hers_to_take_back(need.basis)) names.insert(v1::Sector::Code_Name(need.sector));
    Data all = list();
    for (const auto& name : names) all.push_back(choice(name, view.say("sector." + name)));
    return all;
}

Data codes(const View& view, const std::string& section, auto const& known) {
    Data all = list();
    for (const char* code : known) all.push_back(choice(code, view.say(section + "." + code)));
    return all;
}

Data pathway(const View& view, const domain::CaseState& state, const Acting& acting) {
    Data all = list();
    for (const char* code : pathway_needs) {
        const auto found =
            std::ranges::find(state.pathway, code, &std::pair<std::string, std::string>::first);
        Data one = choice(code, view.say(std::string("pathway_need.") + code));
        one.set("chosen", found != state.pathway.end());
        std::string organization = found == state.pathway.end() ? std::string{} : found->second;
        if (acting.directory) organization = organization_words(*acting.directory, organization);
        one.set("organization", organization);
        all.push_back(std::move(one));
    }
    return all;
}

// Her word on one need: given, taken back, or not yet; the law only where she was not asked for it.
void set_her_word(const View& view, const domain::CaseState& state, const domain::NeedState& need,
                  const Acting& acting, Data& data) {
    using v1::ConsentBasis;
    // While the coordinator holds it because her consent is awaited, it still is.
    const bool awaited = domain::her_word_awaited(need);
    const bool hers = acting.her_side && !state.over() && need.kind != v1::Need::unknown;
    Data bases = list();
    Data laws = list();
    for (int code = 1; ConsentBasis::Code_IsValid(code); ++code) {
        const auto basis = static_cast<ConsentBasis::Code>(code);
        const auto name = ConsentBasis::Code_Name(basis);
        if (!domain::allows(basis, need.sector)) continue;
        auto one = choice(name, view.say("consent_basis." + name));
        (domain::hers_to_take_back(basis) ? bases : laws).push_back(std::move(one));
    }
    data.set("asks", hers && awaited);
    // On her side the state of the need says that her word is awaited.
    const bool taken_back = state.withdrawn.contains(need.sector);
    if (taken_back || acting.coordinator)
        data.set("awaited", view.say(taken_back ? "case.word_taken_back" : "case.word_awaited"));
    data.set("police", need.kind == v1::Need::police_protection);
    data.set("steers", acting.steers(state));
    data.set("bases", std::move(bases));
    data.set("by_law", acting.coordinator);
    data.set("laws", std::move(laws));
    data.set("may_withdraw", hers && !awaited && !need.settled());
    data.set("may_change", hers && need.state == v1::Need::refused);
    data.set("may_want_again",
             hers && need.settled() && need.state != v1::Need::refused && !taken_back);
}

// Before it is done: who would not see it any more, herself perhaps, and how one comes back to it.
void set_restricting(const View& view, const domain::CaseState& state, const Acting& acting,
                     Data& data) {
    const bool restricted = state.restricted();
    data.set("restricted", restricted);
    data.set("restrict_words", view.say(restricted ? "case.unrestrict" : "case.restrict"));
    data.set("restrict_reasons", restricted ? codes(view, "lift_reason", lift_reasons)
                                            : codes(view, "restrict_reason", restrict_reasons));
    data.set("by_rule", restricted && state.has(v1::Circumstance::organized_crime));
    if (restricted || !acting.directory || !acting.name_of) return;
    const auto on_duty = domain::on_duty_people(*acting.directory, state.territory, view.now);
    std::vector<std::string> names;
    for (const auto& person : on_duty) names.push_back(acting.name_of(person));
    data.set("restrict_who", names.empty()
                                 ? view.say("case.restrict_nobody_on_duty")
                                 : view.say("case.restrict_on_duty", {{"names", joined(names)}}));
    if (!names.empty() && std::ranges::find(on_duty, acting.person) == on_duty.end())
        data.set("restrict_me", view.say("case.restrict_me"));
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
    set_her_word(view, state, need, acting, data);
    data.set("may_settle", steers && !state.over() && !need.settled());
    data.set("outcomes", outcomes(view, state.mandatory(need)));
    data.set("may_release",
             acting.coordinator && !state.over() && need.owned() && !need.taken_by.empty());
    return fill(view, embedded::need_forms_mustache(), std::move(data));
}

std::string case_forms_view(const View& view, const domain::CaseState& state, const Forms& forms,
                            const Acting& acting) {
    // In what was merged away nothing is asked for: where it goes on is told instead.
    const bool here = state.merged_into.empty();
    const bool live = !state.over();
    const bool steers = acting.steers(state);
    std::vector<std::string> unsettled;
    for (const auto& need : state.needs)
        if (need.kind != v1::Need::unknown && !need.settled())
            unsettled.push_back(view.say("need." + v1::Need::Kind_Name(need.kind)));
    const bool all_settled = unsettled.empty();
    Data data = object();
    data.set("id", state.uuid());
    data.set("csrf", forms.csrf);
    data.set("command", forms.new_uuid());
    data.set("command_2", forms.new_uuid());
    data.set("command_3", forms.new_uuid());
    data.set("command_4", forms.new_uuid());
    data.set("command_5", forms.new_uuid());
    data.set("here", here);
    data.set("has_milestones", here && !state.milestones.empty());
    data.set("milestones", milestones(view, state, forms, steers && live));
    data.set("milestones_in_short", milestones_in_short(view, state));
    set_pivot(view, state, forms, acting, data);
    data.set("her_side", acting.her_side && live);
    data.set("needs_to_add", needs_to_add(view, state));
    Data sectors = sectors_to_withdraw(view, state);
    data.set("may_withdraw", acting.her_side && here && !sectors.list_value().empty());
    data.set("sectors", std::move(sectors));
    data.set("safe_contact",
             state.safe_contact_until == Instant{}
                 ? view.say("case.safe_contact_none")
                 : view.say("case.safe_contact_until",
                            {{"moment", view.moment(to_ms(state.safe_contact_until))}}));
    data.set("steers", steers && live);
    data.set("pathway", pathway(view, state, acting));
    data.set("lists", steers && live && acting.directory && acting.name_of);
    if (steers && acting.directory && acting.name_of) {
        data.set("people_to_ask",
                 people_options(view, state, acting.askable, *acting.directory, acting.name_of));
        data.set("organizations", organization_options(view, *acting.directory));
    }
    data.set("coordinator", acting.coordinator && live);
    set_restricting(view, state, acting, data);
    data.set("may_close", steers && live && all_settled);
    data.set("close_funds", std::ranges::any_of(state.funds, [](const auto& asked) {
                 return asked.state == v1::FundRequest::asked ||
                        asked.state == v1::FundRequest::routed ||
                        asked.state == v1::FundRequest::funds_reserved ||
                        asked.state == v1::FundRequest::approved;
             }));
    data.set("not_yet", steers && live && !all_settled);
    data.set("not_yet_needs", view.say("case.not_yet_needs", {{"needs", joined(unsettled)}}));
    data.set("may_reopen", steers && state.closed);
    data.set("reopen_reasons", codes(view, "reopen_reason", reopen_reasons));
    if (state.closed) data.set("closed", view.say("case.closed"));
    const auto safe = read_safe_contact(forms.typed);
    data.set("safe_fields", safe_contact_fields(view, safe));
    data.set("safe_open", !safe.empty());
    data.set("ties", tie_forms_view(view, state, forms, acting));
    return fill(view, embedded::case_forms_mustache(), std::move(data));
}

}  // namespace relais::gateway::screens
