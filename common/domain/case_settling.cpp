// How a need is settled by hand: taken by somebody with a name, allowed, refused.
#include "common/base/check.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/matching.hpp"
#include "common/domain/rules.hpp"

namespace relais::domain {

Verdict CaseDraft::take_need(const v1::TakeNeed& take) {
    const auto* wanted = state_.need(take.need());
    if (wanted == nullptr || wanted->state == v1::Need::refused)
        return no(v1::Rejection::need_not_open);
    if (wanted->state == v1::Need::covered) return no(v1::Rejection::need_already_covered);
    check(!command_.actor().person().empty(), "who takes a need has a name");
    // R11: absolute, for whoever takes it by her own hand too.
    const auto* taker = directory_.person(command_.actor().person());
    if (taker != nullptr &&
        excluded(state_, *taker, {directory_.organization(taker->organization()), nullptr}) !=
            v1::Reason::unknown)
        return no(v1::Rejection::excluded_for_her);
    auto event = next();
    auto& taken = *event.mutable_need_taken();
    taken.set_need(take.need());
    taken.set_person(command_.actor().person());
    taken.set_reason(take.reason());
    add(std::move(event));
    stand_down(take.need(), false);
    return {};
}

Verdict CaseDraft::give_consent(const v1::GiveConsent& given) {
    const auto* wanted = state_.need(given.need());
    if (wanted == nullptr || wanted->state != v1::Need::awaiting_consent)
        return no(v1::Rejection::need_not_open);
    if (!allows(given.basis(), wanted->sector)) return no(v1::Rejection::consent_missing);
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

Verdict CaseDraft::refuse_need(v1::Need::Kind kind) {
    const auto* wanted = state_.need(kind);
    if (wanted == nullptr) return no(v1::Rejection::need_not_open);
    if (wanted->state == v1::Need::refused) return {};
    auto event = next();
    event.mutable_need_refused()->set_need(kind);
    add(std::move(event));
    stand_down(kind, true);
    return {};
}

}  // namespace relais::domain
