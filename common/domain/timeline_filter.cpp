#include "common/domain/timeline_filter.hpp"

#include <algorithm>
#include <vector>

namespace relais::domain {
namespace {

using v1::Event;

struct Kinds {
    Happening happening;
    std::vector<Event::BodyCase> events;
};

const std::vector<Kinds>& happenings() {
    static const std::vector<Kinds> all{
        {Happening::asked,
         {Event::kCaseOpened, Event::kNeedOpened, Event::kRungReached, Event::kPersonPaged,
          Event::kPageHandedOver, Event::kPromiseReminded, Event::kPageStoodDown,
          Event::kPivotProposed, Event::kPivotOffered, Event::kMergeAsked, Event::kReferralProposed,
          Event::kEscortPlanned, Event::kRelocationPlanned}},
        {Happening::answered,
         {Event::kPageAnswered,       Event::kPageNoted,        Event::kNeedCovered,
          Event::kNeedEngaged,        Event::kConsentGiven,     Event::kConsentWithdrawn,
          Event::kNeedRefused,        Event::kMilestoneReached, Event::kPivotAccepted,
          Event::kPivotDeclined,      Event::kSafeContactTold,  Event::kSharedWithSector,
          Event::kMergeDeclined,      Event::kTakingInDeclined, Event::kReferralAnswered,
          Event::kEscortAnswered,     Event::kEscortReported,   Event::kRelocationAnswered,
          Event::kRelocationReported, Event::kAdviceGiven}},
        {Happening::failed,
         {Event::kPageUndelivered, Event::kPageExhausted, Event::kPromiseBroken,
          Event::kNeedReopened, Event::kNeedReleased, Event::kMilestoneMissed, Event::kTermReached,
          Event::kSafeContactExpired, Event::kAlarmRaised, Event::kEscortLate,
          Event::kRelocationLate, Event::kClockNearing, Event::kClockRanOut, Event::kLimitReached}},
        {Happening::decided,
         {Event::kNeedTaken, Event::kNeedSettled, Event::kRuleOverridden, Event::kMilestonesSet,
          Event::kHandedToPathway, Event::kCaseRestricted, Event::kCaseClosed, Event::kCaseReopened,
          Event::kCaseLinked, Event::kCaseMerged, Event::kCaseUnmerged, Event::kCaseTakenIn,
          Event::kCaseGivenBack, Event::kReferralEnded, Event::kClocksStarted, Event::kClockNoted}},
        {Happening::read, {Event::kReadingAsked, Event::kFieldRead}},
        {Happening::money, {Event::kFundAsked, Event::kFundNoted, Event::kFollowersTold}},
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
    for (const auto& [happening, events] : happenings())
        if (std::ranges::find(events, event.body_case()) != events.end()) return happening;
    return std::nullopt;
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
