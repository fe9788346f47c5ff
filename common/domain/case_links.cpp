// Cases that have to do with each other, and alerts of the same person. A duplicate asks the other
// case to take in what it stands for, and stops nothing before that has said yes: between two
// commits somebody is always called, at worst twice.
#include <algorithm>

#include "common/domain/case_draft.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {

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
        return need.owned() || std::ranges::any_of(need.pages, [](const auto& entry) {
                   return entry.second.coming() || entry.second.state == PageState::broken;
               });
    });
}

Verdict CaseDraft::merge() {
    const std::string& into = command_.merge_case().into();
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    if (into.empty()) return no(v1::Rejection::case_unknown);
    if (into == state_.uuid()) return no(v1::Rejection::case_of_itself);
    if (state_.merged_into == into || state_.merging_into == into) return {};
    if (!state_.merged_into.empty()) return no(v1::Rejection::case_merged);
    if (!state_.merging_into.empty()) return no(v1::Rejection::merge_under_way);
    if (!state_.taken_in.empty()) return no(v1::Rejection::others_merged_here);
    if (somebody_is_coming()) return no(v1::Rejection::somebody_coming);
    if (std::ranges::any_of(state_.referrals, &ReferralRecord::stands))
        return no(v1::Rejection::referrals_open);
    if ((state_.relocation && !state_.relocation->over()) ||
        !std::ranges::all_of(state_.escorts, &EscortRecord::over))
        return no(v1::Rejection::moves_open);
    auto event = next();
    event.mutable_merge_asked()->set_into(into);
    *event.mutable_merge_asked()->mutable_taken() = what_is_handed_over();
    add(std::move(event));
    return {};
}

v1::TakeInCase CaseDraft::what_is_handed_over() const {
    v1::TakeInCase taken;
    taken.set_duplicate(state_.uuid());
    taken.set_code(state_.code);
    taken.set_raised_by(state_.raised_by);
    for (const auto& need : state_.needs) {
        if (need.settled() || need.kind == v1::Need::unknown) continue;
        auto& wanted = *taken.add_needs();
        wanted.set_need(need.kind);
        wanted.set_basis(need.basis);
        wanted.set_attested_by(state_.raised_by);
        wanted.set_mandatory(need.mandatory);
    }
    for (const auto& excluded : state_.exclusions) {
        auto& exclusion = *taken.add_exclusions();
        exclusion.set_person(excluded.person);
        exclusion.set_organization(excluded.organization);
        exclusion.set_territory(excluded.territory);
    }
    for (const auto circumstance : state_.circumstances) taken.add_circumstances(circumstance);
    for (const auto& language : state_.languages) taken.add_languages(language);
    if (state_.removal_due != Instant{}) taken.set_deadline_ms(to_ms(state_.removal_due));
    taken.set_restricted(state_.restricted());
    return taken;
}

// By mail, so it is never refused in silence: the duplicate hears yes or no.
Verdict CaseDraft::take_in() {
    const auto& asked = command_.take_in_case();
    if (asked.duplicate().empty()) return no(v1::Rejection::case_unknown);
    if (std::ranges::find(state_.taken_in, asked.duplicate(), &TakenIn::duplicate) !=
        state_.taken_in.end())
        return {};
    const bool full =
        state_.needs.size() + static_cast<std::size_t>(asked.needs_size()) > needs_max ||
        state_.version >= events_max || state_.taken_in.size() >= ties_max;
    const auto why = state_.closed || state_.advice ? v1::MergeDecline::over
                     : !state_.merging_into.empty() || !state_.merged_into.empty()
                         ? v1::MergeDecline::moving
                     : full ? v1::MergeDecline::limit
                            : v1::MergeDecline::unknown;
    auto event = next();
    if (why != v1::MergeDecline::unknown) {
        event.mutable_taking_in_declined()->set_duplicate(asked.duplicate());
        event.mutable_taking_in_declined()->set_why(why);
        add(std::move(event));
        return {};
    }
    *event.mutable_case_taken_in()->mutable_taken() = asked;
    add(std::move(event));
    for (const auto& wanted : asked.needs()) take_on(wanted);
    set_milestones();
    return {};
}

// A need that this case has goes on as it stands; only a consent that was missing comes with it.
void CaseDraft::take_on(const v1::TakenInNeed& wanted) {
    const auto* rule = directory_.rule(wanted.need());
    const auto* known = state_.need(wanted.need());
    const bool allowed = rule != nullptr && allows(wanted.basis(), rule->sector());
    v1::Consent consent;
    if (rule != nullptr) consent.set_sector(rule->sector());
    consent.set_basis(wanted.basis());
    consent.set_attested_by(wanted.attested_by());
    if (known != nullptr) {
        if (known->state != v1::Need::awaiting_consent || !allowed) return;
        stand_down(wanted.need(), Whom::everybody);
        auto event = next();
        event.mutable_consent_given()->set_need(wanted.need());
        *event.mutable_consent_given()->mutable_consent() = consent;
        add(std::move(event));
        climb(wanted.need(), {});
        return;
    }
    if (rule == nullptr) return;
    auto event = next();
    auto& opened = *event.mutable_need_opened();
    opened.set_need(wanted.need());
    opened.set_sector(rule->sector());
    opened.set_quota(std::max(rule->quota(), 1u));
    opened.set_ladder(rule->ladder());
    opened.set_mandatory(wanted.mandatory());
    if (allowed)
        *opened.mutable_consent() = consent;
    else
        opened.set_consent_due_ms(to_ms(now_ + consent_wait));
    add(std::move(event));
    if (allowed) climb(wanted.need(), {});
}

void CaseDraft::decline_merge(const std::string& into, v1::MergeDecline::Why why) {
    auto event = next();
    event.mutable_merge_declined()->set_into(into);
    event.mutable_merge_declined()->set_why(why);
    add(std::move(event));
}

// A word that comes too late, or that somebody's yes has overtaken, gives back what was taken in.
Verdict CaseDraft::confirm_merge() {
    const auto& said = command_.confirm_merge();
    if (state_.merged_into == said.into()) return {};
    if (state_.merging_into != said.into()) {
        if (said.declined() == v1::MergeDecline::unknown)
            decline_merge(said.into(), v1::MergeDecline::unknown);
        return {};
    }
    const auto why = said.declined() != v1::MergeDecline::unknown ? said.declined()
                     : state_.closed                              ? v1::MergeDecline::over
                     : somebody_is_coming() ? v1::MergeDecline::somebody_coming
                                            : v1::MergeDecline::unknown;
    if (why != v1::MergeDecline::unknown) {
        decline_merge(said.into(), why);
        return {};
    }
    std::vector<v1::Need::Kind> all;
    for (const auto& need : state_.needs) all.push_back(need.kind);
    for (const auto kind : all) stand_down(kind, Whom::everybody);
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
    event.mutable_case_unmerged()->set_reason(command_.unmerge_case().reason());
    add(std::move(event));
    std::vector<v1::Need::Kind> wanted;
    for (const auto& need : state_.needs)
        if (!need.settled()) wanted.push_back(need.kind);
    for (const auto kind : wanted) reopen(kind, v1::NeedReopened::case_reopened, true);
    return {};
}

// What is here only because of the other, and nobody comes for, is wanted here no more. Whom an
// alert must not bring stays away: that is safe for both.
Verdict CaseDraft::give_back() {
    const std::string& duplicate = command_.give_back_case().duplicate();
    const auto taken = std::ranges::find(state_.taken_in, duplicate, &TakenIn::duplicate);
    if (taken == state_.taken_in.end()) return {};
    const auto opened = taken->opened;
    auto event = next();
    event.mutable_case_given_back()->set_duplicate(duplicate);
    add(std::move(event));
    for (const auto kind : opened) {
        const auto* entry = state_.need(kind);
        if (entry == nullptr || !entry->open() || entry->accepted() > 0) continue;
        settle(kind, v1::Outcome::unmet, v1::Outcome::not_needed);
    }
    return {};
}

}  // namespace relais::domain
