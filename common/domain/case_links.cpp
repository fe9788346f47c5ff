// Cases that have to do with each other, and alerts of the same person. A duplicate asks the other
// case to take in what it stands for, and stops nothing before that has said yes: between two
// commits somebody is always called, at worst twice.
#include <algorithm>

#include "common/domain/case_draft.hpp"
#include "common/domain/case_folds.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {
namespace {

// Of her as it holds here, where another alert may say otherwise.
Facts facts_of(const CaseState& state) {
    Facts facts;
    facts.age_band = state.age_band;
    facts.gender = state.gender;
    facts.gender_preference = state.gender_preference;
    return facts;
}

}  // namespace

Verdict CaseDraft::link() {
    const auto& asked = command_.link_case();
    if (asked.other().empty()) return no(v1::Rejection::case_unknown);
    if (asked.other() == state_.uuid()) return no(v1::Rejection::case_of_itself);
    if (state_.linked.contains(asked.other()) != asked.apart()) return {};
    if (!asked.apart() && state_.linked.size() >= ties_max) return no(v1::Rejection::limit_reached);
    auto event = next();
    event.mutable_case_linked()->set_other(asked.other());
    event.mutable_case_linked()->set_apart(asked.apart());
    add(std::move(event));
    return {};
}

// Whoever is on her way is not sent home because two people called for the same person.
bool CaseDraft::somebody_is_coming() const {
    return std::ranges::any_of(state_.needs, [](const NeedState& need) {
        if (need.settled() || need.kind == v1::Need::unknown) return false;
        return need.owned() || std::ranges::any_of(need.pages, [&](const auto& entry) {
                   const auto& page = entry.second;
                   return need.counts(page) && (page.coming() || page.state == PageState::broken);
               });
    });
}

// What others rely on here, or is on its way: nothing of it is cut off by a merge.
Verdict CaseDraft::may_be_merged_away() const {
    if (somebody_is_coming()) return no(v1::Rejection::somebody_coming);
    if (std::ranges::any_of(state_.referrals, &ReferralRecord::stands))
        return no(v1::Rejection::referrals_open);
    if ((state_.relocation && !state_.relocation->over()) ||
        !std::ranges::all_of(state_.escorts, &EscortRecord::over))
        return no(v1::Rejection::moves_open);
    return {};
}

Verdict CaseDraft::merge() {
    const std::string& into = command_.merge_case().into();
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    if (into.empty()) return no(v1::Rejection::case_unknown);
    if (into == state_.uuid()) return no(v1::Rejection::case_of_itself);
    if (state_.merged_into == into || (state_.merging && state_.merging->into == into)) return {};
    if (!state_.merged_into.empty()) return no(v1::Rejection::case_merged);
    if (state_.merging) return no(v1::Rejection::merge_under_way);
    if (!state_.taken_in.empty()) return no(v1::Rejection::others_merged_here);
    if (const auto verdict = may_be_merged_away(); !verdict) return verdict;
    auto event = next();
    event.mutable_merge_asked()->set_into(into);
    *event.mutable_merge_asked()->mutable_taken() = what_is_handed_over();
    event.mutable_merge_asked()->mutable_taken()->set_ask(std::to_string(event.version()));
    add(std::move(event));
    return {};
}

v1::TakeInCase CaseDraft::what_is_handed_over() const {
    v1::TakeInCase taken;
    taken.set_duplicate(state_.uuid());
    taken.set_code(state_.code);
    taken.set_raised_by(state_.raised_by);
    taken.set_raised_by_organization(state_.raised_by_organization);
    taken.set_territory(state_.territory);
    taken.set_restricted(state_.restricted());
    taken.set_drill(state_.drill);
    taken.set_pivot(state_.pivot);
    for (const auto& need : state_.needs) {
        if (need.settled() || need.kind == v1::Need::unknown) continue;
        auto& wanted = *taken.add_needs();
        wanted.set_need(need.kind);
        wanted.set_basis(need.basis);
        wanted.set_attested_by(state_.raised_by);
        wanted.set_mandatory(state_.mandatory(need));
    }
    for (const auto& excluded : state_.exclusions) {
        auto& exclusion = *taken.add_exclusions();
        exclusion.set_person(excluded.person);
        exclusion.set_organization(excluded.organization);
        exclusion.set_territory(excluded.territory);
    }
    for (const auto& clock : state_.clocks) {
        if (!clock.runs()) continue;
        auto& running = *taken.add_clocks();
        running.set_clock(clock.clock);
        running.set_kind(clock.kind);
        running.set_warn_ms(to_ms(clock.warn));
        running.set_due_ms(to_ms(clock.due));
    }
    hand_over_facts(taken);
    return taken;
}

void CaseDraft::hand_over_facts(v1::TakeInCase& taken) const {
    taken.set_age_band(state_.age_band);
    taken.set_gender(state_.gender);
    taken.set_gender_preference(state_.gender_preference);
    taken.set_gender_may_relax(state_.gender_may_relax);
    taken.set_indigenous_wished(state_.indigenous_wished);
    taken.set_urgent(state_.urgent);
    for (const auto circumstance : state_.circumstances) taken.add_circumstances(circumstance);
    for (const auto& language : state_.languages) taken.add_languages(language);
    if (state_.removal_due != Instant{}) taken.set_deadline_ms(to_ms(state_.removal_due));
    if (state_.safe_contact_until != Instant{})
        taken.set_safe_contact_until_ms(to_ms(state_.safe_contact_until));
}

// Why not; unknown: it can be taken in.
v1::MergeDecline::Why CaseDraft::stands_against(const v1::TakeInCase& asked) const {
    using v1::MergeDecline;
    if (state_.closed || state_.advice || !state_.alarm.empty()) return MergeDecline::over;
    if (state_.merging || !state_.merged_into.empty()) return MergeDecline::moving;
    Facts theirs;
    theirs.age_band = asked.age_band();
    theirs.gender = asked.gender();
    theirs.gender_preference = asked.gender_preference();
    if (asked.territory() != state_.territory || asked.drill() != state_.drill ||
        facts_of(state_).contradicts(theirs))
        return MergeDecline::differs;
    std::size_t anew = 0;
    for (const auto& wanted : asked.needs()) {
        const auto* known = state_.need(wanted.need());
        if (known == nullptr && directory_.rule(wanted.need()) == nullptr)
            return MergeDecline::differs;
        if (known != nullptr && known->settled()) return MergeDecline::need_settled;
        anew += known == nullptr ? 1 : 0;
    }
    const bool full = state_.needs.size() + anew > needs_max || state_.version >= events_max ||
                      state_.taken_in.size() >= ties_max;
    return full ? MergeDecline::limit : MergeDecline::unknown;
}

// By mail, so it is never refused in silence: the duplicate hears yes or no.
Verdict CaseDraft::take_in() {
    const auto& asked = command_.take_in_case();
    if (asked.duplicate().empty()) return no(v1::Rejection::case_unknown);
    const auto known = std::ranges::find(state_.taken_in, asked.duplicate(), &TakenIn::duplicate);
    if (known != state_.taken_in.end() && known->ask == asked.ask()) return {};
    const auto why =
        known != state_.taken_in.end() ? v1::MergeDecline::moving : stands_against(asked);
    auto event = next();
    if (why != v1::MergeDecline::unknown) {
        auto& declined = *event.mutable_taking_in_declined();
        declined.set_duplicate(asked.duplicate());
        declined.set_why(why);
        declined.set_ask(asked.ask());
        add(std::move(event));
        return {};
    }
    *event.mutable_case_taken_in()->mutable_taken() = asked;
    add(std::move(event));
    // Whom the other alert must not bring comes here no more either.
    let_go_of_the_gone();
    for (const auto& wanted : asked.needs()) take_on(wanted);
    set_milestones();
    hurry_the_lawyer();
    if (state_.pivot.empty() && state_.pivot_offered.empty() && may_be_asked(asked.pivot()))
        offer_pivot_to(asked.pivot());
    return {};
}

// A need that this case has goes on as it stands: her word here is not put aside by an older one.
void CaseDraft::take_on(const v1::TakenInNeed& wanted) {
    const auto* rule = directory_.rule(wanted.need());
    if (state_.need(wanted.need()) != nullptr || rule == nullptr) return;
    const bool allowed =
        allows(wanted.basis(), rule->sector()) && !state_.withdrawn.contains(rule->sector());
    v1::Consent consent;
    consent.set_sector(rule->sector());
    consent.set_basis(wanted.basis());
    consent.set_attested_by(wanted.attested_by());
    want_anew(wanted.need(), *rule, allowed ? std::optional(consent) : std::nullopt);
}

void CaseDraft::decline_merge(const std::string& into, const std::string& ask,
                              v1::MergeDecline::Why why) {
    auto event = next();
    event.mutable_merge_declined()->set_into(into);
    event.mutable_merge_declined()->set_ask(ask);
    event.mutable_merge_declined()->set_why(why);
    add(std::move(event));
}

// Only a word about what was asked last, and of which nothing has changed since, merges it; any
// other yes gives back what was taken in because of it.
Verdict CaseDraft::confirm_merge() {
    const auto& said = command_.confirm_merge();
    const bool yes = said.declined() == v1::MergeDecline::unknown;
    if (state_.merged_into == said.into() && state_.merged_by == said.ask()) return {};
    if (!state_.merging || state_.merging->ask != said.ask()) {
        if (yes) decline_merge(said.into(), said.ask(), v1::MergeDecline::unknown);
        return {};
    }
    const auto why = !yes                   ? said.declined()
                     : state_.closed        ? v1::MergeDecline::over
                     : somebody_is_coming() ? v1::MergeDecline::somebody_coming
                     : !may_be_merged_away() ||
                             state_.merging->handed_over != handed_over_text(what_is_handed_over())
                         ? v1::MergeDecline::changed
                         : v1::MergeDecline::unknown;
    if (why != v1::MergeDecline::unknown) {
        decline_merge(said.into(), said.ask(), why);
        return {};
    }
    std::vector<v1::Need::Kind> unsettled;
    for (const auto& need : state_.needs)
        if (!need.settled()) unsettled.push_back(need.kind);
    for (const auto kind : unsettled) stand_down(kind, Whom::everybody);
    auto event = next();
    event.mutable_case_merged()->set_into(said.into());
    add(std::move(event));
    return {};
}

// Two people after all: what was still wanted here is wanted again, from the first rung.
Verdict CaseDraft::unmerge() {
    if (state_.merged_into.empty()) return no(v1::Rejection::case_not_merged);
    if (command_.unmerge_case().reason().empty()) return no(v1::Rejection::reason_missing);
    auto event = next();
    event.mutable_case_unmerged()->set_from(state_.merged_into);
    event.mutable_case_unmerged()->set_ask(state_.merged_by);
    event.mutable_case_unmerged()->set_reason(command_.unmerge_case().reason());
    add(std::move(event));
    let_go_of_the_gone();
    std::vector<v1::Need::Kind> wanted;
    for (const auto& need : state_.needs)
        if (!need.settled()) wanted.push_back(need.kind);
    for (const auto kind : wanted) reopen(kind, v1::NeedReopened::case_reopened, true);
    return {};
}

// What the other told of her holds no more, nor does the other's consent: nobody is called for what
// is here because of it alone. Whose the needs are, a person says.
Verdict CaseDraft::give_back() {
    const auto& asked = command_.give_back_case();
    const auto taken = std::ranges::find(state_.taken_in, asked.duplicate(), &TakenIn::duplicate);
    if (taken == state_.taken_in.end() || taken->ask != asked.ask()) return {};
    std::vector<v1::Need::Kind> unasked;
    for (const auto& need : state_.needs)
        if (comes_only_with(state_, *taken, need)) unasked.push_back(need.kind);
    for (const auto kind : unasked) stand_down(kind, Whom::everybody);
    auto event = next();
    event.mutable_case_given_back()->set_duplicate(asked.duplicate());
    add(std::move(event));
    const bool open = std::ranges::any_of(state_.needs, [](const NeedState& need) {
        return need.kind != v1::Need::unknown && !need.settled();
    });
    if (open && !state_.over()) call_coordinator(v1::NeedReopened::she_changed_her_mind);
    return {};
}

}  // namespace relais::domain
