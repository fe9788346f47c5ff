// What is settled by hand: a need that somebody with a name takes or gives back, that is added,
// allowed, refused, or has its outcome; consent that she takes back.
#include <algorithm>
#include <set>

#include "common/base/check.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/her_word.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/matching.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {

Verdict CaseDraft::take_need() {
    return take(command_.take_need().need(), command_.take_need().reason());
}

Verdict CaseDraft::take(v1::Need::Kind kind, const std::string& reason) {
    const auto* wanted = state_.need(kind);
    if (wanted == nullptr || wanted->state == v1::Need::refused)
        return no(v1::Rejection::need_not_open);
    if (wanted->settled()) return no(v1::Rejection::need_settled);
    if (wanted->owned()) return no(v1::Rejection::need_already_covered);
    check(!command_.actor().person().empty(), "who takes a need has a name");
    // R11: absolute, for whoever takes it by her own hand too.
    const auto* taker = directory_.person(command_.actor().person());
    if (taker != nullptr &&
        excluded(state_, *taker, {directory_.organization(taker->organization()), nullptr}) !=
            v1::Reason::unknown)
        return no(v1::Rejection::excluded_for_her);
    auto event = next();
    auto& taken = *event.mutable_need_taken();
    taken.set_need(kind);
    taken.set_person(command_.actor().person());
    taken.set_reason(reason);
    add(std::move(event));
    if (kind == v1::Need::accompaniment) give_escorts_to(command_.actor().person());
    stand_down(kind, Whom::called);
    engage_if_somebody_is_there(kind);
    return {};
}

Verdict CaseDraft::release_need() {
    const auto& asked = command_.release_need();
    const auto* owned = state_.need(asked.need());
    if (owned == nullptr || !owned->owned() || owned->taken_by.empty())
        return no(v1::Rejection::need_not_covered);
    if (!v1::DeclineReason::Code_IsValid(asked.reason())) return no(v1::Rejection::reason_missing);
    auto event = next();
    auto& released = *event.mutable_need_released();
    released.set_need(asked.need());
    released.set_person(owned->taken_by);
    released.set_reason(asked.reason());
    add(std::move(event));
    reopen_if_short(asked.need(), v1::NeedReopened::released, true);
    return {};
}

Verdict CaseDraft::settle_need() {
    const auto& asked = command_.settle_need();
    if (asked.outcome() == v1::Outcome::refused_by_her) return refuse_need();
    if (asked.outcome() != v1::Outcome::met && asked.outcome() != v1::Outcome::unmet)
        return no(v1::Rejection::outcome_not_understood);
    if (!v1::Outcome::Why_IsValid(asked.why())) return no(v1::Rejection::reason_missing);
    const auto* known = state_.need(asked.need());
    if (known == nullptr) return no(v1::Rejection::need_not_open);
    const bool met = asked.outcome() == v1::Outcome::met;
    if (known->settled())
        return known->state == (met ? v1::Need::met : v1::Need::unmet)
                   ? Verdict{}
                   : no(v1::Rejection::need_settled);
    if (!met && asked.why() == v1::Outcome::why_unknown) return no(v1::Rejection::reason_missing);
    if (!met && state_.mandatory(*known)) return no(v1::Rejection::mandatory_need);
    settle(asked.need(), asked.outcome(), asked.why());
    return {};
}

// Whoever is still on her way is thanked; whoever is with her needs no word.
void CaseDraft::settle(v1::Need::Kind kind, v1::Outcome::Code outcome, v1::Outcome::Why why) {
    auto event = next();
    auto& settled = *event.mutable_need_settled();
    settled.set_need(kind);
    settled.set_outcome(outcome);
    settled.set_why(why);
    add(std::move(event));
    stand_down(kind, Whom::coming);
}

// Whoever came says that it is done, each of those who count.
void CaseDraft::settle_if_all_is_done(v1::Need::Kind kind) {
    const auto& owned = need(kind);
    const bool all = std::ranges::all_of(owned.pages, [&](const auto& entry) {
        const auto& page = entry.second;
        return !owned.counts(page) || !page.coming() || page.state == PageState::done;
    });
    if (!owned.owned() || !owned.taken_by.empty() || owned.accepted() < owned.quota || !all) return;
    settle(kind, v1::Outcome::met, v1::Outcome::done);
}

// A need that comes up later, or comes up again.
Verdict CaseDraft::add_need() {
    const auto& asked = command_.add_need();
    if (state_.advice) return no(v1::Rejection::advice_only);
    const auto* rule = directory_.rule(asked.need());
    if (rule == nullptr) return no(v1::Rejection::need_unknown);
    const bool named_is_enough = !rule->explicit_consent() && rule->sector() != v1::Sector::police;
    v1::Consent consent;
    consent.set_sector(rule->sector());
    consent.set_attested_by(command_.actor().person());
    consent.set_basis(asked.basis() == v1::ConsentBasis::unknown && named_is_enough
                          ? v1::ConsentBasis::verbal
                          : asked.basis());
    const bool allowed = allows(consent.basis(), rule->sector());
    if (const auto* known = state_.need(asked.need())) {
        if (!known->settled()) return no(v1::Rejection::need_already_there);
        if (!allowed) return no(v1::Rejection::consent_missing);
        want_again(asked.need(), consent, v1::NeedReopened::she_changed_her_mind);
        return {};
    }
    if (state_.needs.size() >= needs_max) return no(v1::Rejection::limit_reached);
    want_anew(asked.need(), *rule, allowed ? std::optional(consent) : std::nullopt, asked.wish());
    set_milestones();
    return {};
}

void CaseDraft::want_anew(v1::Need::Kind kind, const v1::NeedRule& rule,
                          const std::optional<v1::Consent>& consent, const std::string& wish) {
    auto event = next();
    auto& opened = *event.mutable_need_opened();
    opened.set_need(kind);
    opened.set_sector(rule.sector());
    opened.set_quota(std::max(rule.quota(), 1u));
    opened.set_ladder(rule.ladder());
    opened.set_wish(wish);
    if (consent)
        *opened.mutable_consent() = *consent;
    else
        opened.set_consent_due_ms(to_ms(now_ + consent_wait));
    add(std::move(event));
    if (consent) climb(kind, {});
}

// A life of its own: whoever came the last time does not count again.
void CaseDraft::want_again(v1::Need::Kind kind, const v1::Consent& consent,
                           v1::NeedReopened::Why why) {
    auto event = next();
    event.mutable_consent_given()->set_need(kind);
    *event.mutable_consent_given()->mutable_consent() = consent;
    add(std::move(event));
    reopen(kind, why, true);
}

namespace {

// It is awaited, also while the coordinator who was called for that owns the need; or she said no,
// and changes her mind.
bool consent_helps(const NeedState& need) {
    return her_word_awaited(need) || need.state == v1::Need::refused;
}

}  // namespace

Verdict CaseDraft::give_consent() {
    const auto& given = command_.give_consent();
    const auto* wanted = state_.need(given.need());
    if (wanted == nullptr || !consent_helps(*wanted)) return no(v1::Rejection::need_not_open);
    if (!allows(given.basis(), wanted->sector)) return no(v1::Rejection::consent_missing);
    // Whoever was called because it was awaited is not needed for that any more.
    stand_down(given.need(), Whom::everybody);
    auto event = next();
    auto& consent = *event.mutable_consent_given();
    consent.set_need(given.need());
    consent.mutable_consent()->set_sector(wanted->sector);
    consent.mutable_consent()->set_basis(given.basis());
    consent.mutable_consent()->set_attested_by(command_.actor().person());
    add(std::move(event));
    climb(given.need(), {});
    return {};
}

// From this instant nobody of the sector is called, and whoever was, came or took it by her own
// hand is told and sees no more, also where the need has its outcome, which stays. What the law
// demands stands. The coordinator is asked to settle the needs with her: none ends by silence.
Verdict CaseDraft::withdraw_consent() {
    const auto sector = command_.withdraw_consent().sector();
    std::vector<v1::Need::Kind> hers;
    for (const auto& entry : state_.needs)
        if (entry.sector == sector && hers_to_take_back(entry.basis)) hers.push_back(entry.kind);
    const bool told_otherwise = state_.shared.contains(sector) || tied_by_her_word(sector);
    if (hers.empty() && !told_otherwise) return no(v1::Rejection::consent_not_given);
    for (const auto kind : hers) stand_down(kind, Whom::everybody);
    auto event = next();
    event.mutable_consent_withdrawn()->set_sector(sector);
    std::set<std::string> holders;
    for (const auto kind : hers)
        if (!need(kind).settled()) holders.insert(need(kind).taken_by);
    holders.erase(command_.actor().person());
    for (const auto& holder : holders)
        write_to(holder, event, v1::Message::called_off,
                 *event.mutable_consent_withdrawn()->mutable_messages());
    event.mutable_consent_withdrawn()->set_consent_due_ms(to_ms(now_ + withdrawn_wait));
    add(std::move(event));
    let_go_of_pivots_of(sector);
    revoke_referrals_of(sector);
    drop_escorts_of(sector);
    return {};
}

Verdict CaseDraft::refuse_need() {
    const auto kind =
        command_.has_settle_need() ? command_.settle_need().need() : command_.refuse_need().need();
    const auto* wanted = state_.need(kind);
    if (wanted == nullptr) return no(v1::Rejection::need_not_open);
    if (wanted->state == v1::Need::refused) return {};
    if (wanted->settled()) return no(v1::Rejection::need_settled);
    auto event = next();
    event.mutable_need_refused()->set_need(kind);
    if (auto message = called_off(wanted->taken_by, event))
        *event.mutable_need_refused()->mutable_message() = std::move(*message);
    add(std::move(event));
    stand_down(kind, Whom::everybody);
    return {};
}

// Answered once or again; the question itself is hers who answers it first.
Verdict CaseDraft::give_advice() {
    if (!state_.advice) return no(v1::Rejection::not_asked_for_advice);
    if (!command_.give_advice().has_advice()) return no(v1::Rejection::field_not_told);
    auto event = next();
    *event.mutable_advice_given()->mutable_advice() = command_.give_advice().advice();
    add(std::move(event));
    if (need(v1::Need::unknown).settled()) return {};
    stand_down(v1::Need::unknown, Whom::called);
    settle(v1::Need::unknown, v1::Outcome::met, v1::Outcome::done);
    return {};
}

}  // namespace relais::domain
