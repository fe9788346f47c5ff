#include "common/domain/timeline_filter.hpp"

#include <algorithm>
#include <map>

namespace relais::domain {
namespace {

using v1::Event;

const std::map<Event::BodyCase, Happening>& happenings() {
    using enum Happening;
    static const std::map<Event::BodyCase, Happening> all{
        {Event::kCaseOpened, asked},
        {Event::kNeedOpened, asked},
        {Event::kRungReached, asked},
        {Event::kPersonPaged, asked},
        {Event::kPageHandedOver, asked},
        {Event::kPromiseReminded, asked},
        {Event::kPageStoodDown, asked},
        {Event::kPivotProposed, asked},
        {Event::kPivotOffered, asked},
        {Event::kMergeAsked, asked},
        {Event::kReferralProposed, asked},
        {Event::kEscortPlanned, asked},
        {Event::kRelocationPlanned, asked},
        {Event::kPageAnswered, answered},
        {Event::kPageNoted, answered},
        {Event::kNeedCovered, answered},
        {Event::kNeedEngaged, answered},
        {Event::kConsentGiven, answered},
        {Event::kConsentWithdrawn, answered},
        {Event::kNeedRefused, answered},
        {Event::kMilestoneReached, answered},
        {Event::kPivotAccepted, answered},
        {Event::kPivotDeclined, answered},
        {Event::kSafeContactTold, answered},
        {Event::kSharedWithSector, answered},
        {Event::kMergeDeclined, answered},
        {Event::kTakingInDeclined, answered},
        {Event::kReferralAnswered, answered},
        {Event::kEscortAnswered, answered},
        {Event::kEscortReported, answered},
        {Event::kRelocationAnswered, answered},
        {Event::kRelocationReported, answered},
        {Event::kPageUndelivered, failed},
        {Event::kPageExhausted, failed},
        {Event::kPromiseBroken, failed},
        {Event::kNeedReopened, failed},
        {Event::kNeedReleased, failed},
        {Event::kMilestoneMissed, failed},
        {Event::kTermReached, failed},
        {Event::kSafeContactExpired, failed},
        {Event::kAlarmRaised, failed},
        {Event::kEscortLate, failed},
        {Event::kRelocationLate, failed},
        {Event::kClockNearing, failed},
        {Event::kClockRanOut, failed},
        {Event::kNeedTaken, decided},
        {Event::kNeedSettled, decided},
        {Event::kRuleOverridden, decided},
        {Event::kMilestonesSet, decided},
        {Event::kHandedToPathway, decided},
        {Event::kCaseRestricted, decided},
        {Event::kCaseClosed, decided},
        {Event::kCaseReopened, decided},
        {Event::kCaseLinked, decided},
        {Event::kCaseMerged, decided},
        {Event::kCaseUnmerged, decided},
        {Event::kCaseTakenIn, decided},
        {Event::kCaseGivenBack, decided},
        {Event::kReferralEnded, decided},
        {Event::kClocksStarted, decided},
        {Event::kClockNoted, decided},
        {Event::kAdviceGiven, answered},
        {Event::kFundAsked, money},
        {Event::kFundNoted, money},
        {Event::kReadingAsked, read},
        {Event::kFieldRead, read},
    };
    return all;
}

// What is told of several needs at once.
bool tells_of(const Event& event, const CaseState& state, v1::Need::Kind need) {
    if (event.has_consent_withdrawn()) {
        const auto* known = state.need(need);
        return known != nullptr && known->sector == event.consent_withdrawn().sector();
    }
    const auto& open = event.term_reached().uncovered();
    return std::ranges::find(open, static_cast<int>(need)) != open.end();
}

}  // namespace

std::optional<Happening> happening_named(std::string_view name) {
    const auto found = std::ranges::find(happening_names, name);
    if (found == happening_names.end()) return {};
    return static_cast<Happening>(found - happening_names.begin());
}

std::optional<Happening> happening_of(const Event& event) {
    const auto found = happenings().find(event.body_case());
    return found == happenings().end() ? std::nullopt : std::optional(found->second);
}

const NeedState* need_of(const Event& event, const CaseState& state) {
    const auto* reflection = event.GetReflection();
    const auto* body =
        reflection->GetOneofFieldDescriptor(event, Event::descriptor()->FindOneofByName("body"));
    if (body == nullptr) return nullptr;
    const auto& said = reflection->GetMessage(event, body);
    const auto* type = said.GetDescriptor();
    const auto* need = type->FindFieldByName("need");
    // A code of what comes after the 72 hours is a text, and no need of the case.
    if (need != nullptr && need->enum_type() == v1::Need::Kind_descriptor())
        return state.need(
            static_cast<v1::Need::Kind>(said.GetReflection()->GetEnumValue(said, need)));
    if (const auto* page = type->FindFieldByName("page"))
        return state.need_of_page(said.GetReflection()->GetString(said, page));
    return nullptr;
}

bool TimelineFilter::passes(const Event& event, const CaseState& state) const {
    const Instant at = instant(event.now_ms());
    if ((from && at < *from) || (until && at >= *until)) return false;
    if (happening && happening_of(event) != happening) return false;
    if (!need) return true;
    const auto* about = need_of(event, state);
    return about != nullptr ? about->kind == *need : tells_of(event, state, *need);
}

}  // namespace relais::domain
