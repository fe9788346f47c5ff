// R14: what the coordinator sets aside with a reason, and whom she calls by hand. Her hand is above
// the order of things, never above an exclusion, a conflict of interest or a consent.
#include <algorithm>

#include "common/base/ids.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/fitness.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {
namespace {

bool told(v1::OverrideReason::Code reason) {
    return reason != v1::OverrideReason::unknown && v1::OverrideReason::Code_IsValid(reason);
}

bool still_asked(const NeedState& need, const std::string& person) {
    for (const auto& [id, page] : need.pages)
        if (page.person == person && need.counts(page) && (page.waiting() || page.coming()))
            return true;
    return false;
}

// Of the sector herself, or on a roster of it.
bool stands_for(const Directory& directory, const v1::Person& person, v1::Sector::Code sector) {
    const auto* hers = directory.organization(person.organization());
    if (hers != nullptr && hers->sector() == sector) return true;
    const auto named = [&](const auto& people) {
        return std::ranges::find(people, person.id()) != people.end();
    };
    return std::ranges::any_of(directory.data().rosters(), [&](const v1::Roster& roster) {
        return roster.sector() == sector &&
               std::ranges::any_of(roster.layers(), [&](const v1::Layer& layer) {
                   const auto& turns = layer.rotation().turns();
                   return std::ranges::any_of(
                              turns, [&](const auto& turn) { return named(turn.people()); }) ||
                          std::ranges::any_of(layer.shifts(), [&](const auto& shift) {
                              return named(shift.people());
                          });
               });
    });
}

}  // namespace

std::vector<v1::OverridableRule::Code> overridable(const CaseState& state, const NeedState& need) {
    std::vector<v1::OverridableRule::Code> found;
    const auto add = [&](bool holds, v1::OverridableRule::Code rule) {
        if (holds && !need.overridden.contains(rule)) found.push_back(rule);
    };
    const bool asked = state.gender_preference != v1::GenderPreference::unknown;
    add(state.indigenous_wished, v1::OverridableRule::indigenous_first);
    add(asked && !state.gender_may_relax, v1::OverridableRule::responder_gender);
    add(need.kind == v1::Need::youth_transition, v1::OverridableRule::youth_transition);
    return found;
}

Verdict CaseDraft::override_rule() {
    const auto& wish = command_.override_rule();
    const auto* wanted = state_.need(wish.need());
    if (wanted == nullptr || !wanted->open()) return no(v1::Rejection::need_not_open);
    if (!told(wish.reason())) return no(v1::Rejection::reason_missing);
    if (wanted->overridden.contains(wish.rule())) return {};
    const auto rules = overridable(state_, *wanted);
    if (std::ranges::find(rules, wish.rule()) == rules.end())
        return no(v1::Rejection::rule_not_overridable);
    // R9 is hers: only her agreement sets it aside.
    const bool hers = wish.rule() == v1::OverridableRule::responder_gender;
    if (hers && wish.reason() != v1::OverrideReason::she_agreed)
        return no(v1::Rejection::consent_missing);
    auto event = next();
    auto& overridden = *event.mutable_rule_overridden();
    overridden.set_need(wish.need());
    overridden.set_rule(wish.rule());
    overridden.set_reason(wish.reason());
    add(std::move(event));
    // R12 opened a need that nobody asked for: set aside, nobody is called for it any more, and it
    // is hers who did so. Nothing stays open without an owner.
    if (wish.rule() == v1::OverridableRule::youth_transition)
        return take(wish.need(), "coordinator_will_follow");
    return ask_again_if_nobody_is_left(wish.need());
}

// Whoever was passed over because of the rule may stand on a rung that is over: when only the
// coordinator is still asked, or nobody, the ladder is climbed once more. Nobody is called twice.
// Where too many were woken it is said no to, and the rule stands: a hand is told, it does not
// wait.
Verdict CaseDraft::ask_again_if_nobody_is_left(v1::Need::Kind kind) {
    const auto& asked = need(kind);
    const bool again = asked.on_last_rung || !asked.rung_has_open_page();
    if (asked.state != v1::Need::paging || !again) return {};
    if (now_ < state_.held_until || state_.paged_lately(now_) >= pages_max)
        return no(v1::Rejection::pages_at_limit);
    climb_from(kind, 0, {});
    return {};
}

Verdict CaseDraft::page_person() {
    const auto& wish = command_.page_person();
    const auto* wanted = state_.need(wish.need());
    if (wanted == nullptr || !wanted->open()) return no(v1::Rejection::need_not_open);
    if (wanted->state == v1::Need::awaiting_consent) return no(v1::Rejection::consent_missing);
    if (!told(wish.reason())) return no(v1::Rejection::reason_missing);
    const auto* person = directory_.person(wish.person());
    const auto* hers =
        person == nullptr ? nullptr : directory_.organization(person->organization());
    if (person == nullptr || !member_at(hers, now_)) return no(v1::Rejection::person_unknown);
    // Her consent is for a sector: no hand calls another one for its need.
    if (!stands_for(directory_, *person, wanted->sector)) return no(v1::Rejection::consent_missing);
    const v1::Rung no_rung;
    const Choice choice{state_, *wanted, no_rung, directory_, now_, known_};
    if (excluded(state_, *person, {hers, nullptr}) != v1::Reason::unknown ||
        house_is_closed_to_her(choice, hers))
        return no(v1::Rejection::excluded_for_her);
    const bool she_said_so = wish.reason() == v1::OverrideReason::she_agreed ||
                             wish.reason() == v1::OverrideReason::she_asked;
    if (!gender_allowed(choice, *person) && !she_said_so) return no(v1::Rejection::consent_missing);
    if (person->ways().empty() || person->ways(0).unverified())
        return no(v1::Rejection::person_unreachable);
    if (still_asked(*wanted, wish.person())) return {};
    if (state_.paged_lately(now_) >= pages_max) return no(v1::Rejection::pages_at_limit);
    auto event = next();
    auto& paged = *event.mutable_person_paged();
    paged.set_need(wish.need());
    paged.set_page(page_id(state_.uuid(), event.version(), 0).value());
    paged.set_person(wish.person());
    paged.set_reason(wish.reason());
    *paged.mutable_message() = page_to(wish.person(), paged.page(), false);
    paged.set_directory_revision(directory_.revision());
    paged.set_handover_bound_ms(handover_bound.count());
    add(std::move(event));
    return {};
}

}  // namespace relais::domain
