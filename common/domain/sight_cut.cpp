// The case and its events cut down to what somebody sees. Of an event only what is named here is
// left: a field that is added later is seen by nobody until somebody names it.
#include <algorithm>
#include <array>
#include <ranges>
#include <set>
#include <string_view>

#include <google/protobuf/descriptor.h>

#include "common/domain/sight.hpp"
#include "common/domain/sight_heard.hpp"
#include "common/domain/timeline_filter.hpp"

namespace relais::domain {
namespace {

// What happened, told to whoever sees the need that it happened to.
constexpr std::array told_kinds{
    v1::Event::kCaseOpened,         v1::Event::kNeedOpened,    v1::Event::kRungReached,
    v1::Event::kPageHandedOver,     v1::Event::kPageExhausted, v1::Event::kPageAnswered,
    v1::Event::kNeedCovered,        v1::Event::kPageStoodDown, v1::Event::kNeedTaken,
    v1::Event::kConsentGiven,       v1::Event::kNeedRefused,   v1::Event::kTermReached,
    v1::Event::kNeedReopened,       v1::Event::kNeedEngaged,   v1::Event::kNeedSettled,
    v1::Event::kNeedReleased,       v1::Event::kPromiseBroken, v1::Event::kMilestoneReached,
    v1::Event::kMilestonesSet,      v1::Event::kPivotProposed, v1::Event::kPivotOffered,
    v1::Event::kPivotAccepted,      v1::Event::kPivotDeclined, v1::Event::kSafeContactTold,
    v1::Event::kSafeContactExpired, v1::Event::kPageNoted,     v1::Event::kPromiseReminded,
    v1::Event::kMilestoneMissed,    v1::Event::kCaseClosed,    v1::Event::kCaseReopened,
    v1::Event::kCaseMerged,         v1::Event::kCaseUnmerged,
};

constexpr std::array<std::string_view, 60> told_fields{
    "version",   "now_ms",        "actor",     "role",      "person",      "need",      "sector",
    "quota",     "rung",          "repeat",    "last",      "due_ms",      "wait_ms",   "term_ms",
    "page",      "picks",         "answer",    "at_ms",     "eta_minutes", "package",   "rules",
    "consent",   "basis",         "uncovered", "wish",      "reason",      "outcome",   "why",
    "milestone", "alert",         "code",      "headcount", "gender",      "territory", "age_band",
    "languages", "circumstances", "needs",     "urgency",   "deadline_ms", "into",      "referral",
    "accepted",  "state",         "escort",    "purpose",   "from_ms",     "until_ms",  "news",
    "request",   "expense",       "words_fr",  "words_en",  "quantity",    "cents",     "doubt",
    "refused",   "voided",        "rejection", "rule",
};

// These tell of needs that she may not know of.
bool tells_of_others(v1::Milestone::Kind milestone) {
    return milestone == v1::Milestone::legal_contact ||
           milestone == v1::Milestone::social_contact || milestone == v1::Milestone::safe_place ||
           milestone == v1::Milestone::mandatory_covered;
}

bool circumstance_seen(const Sight& sight, int circumstance) {
    return sight.sees(field_of(static_cast<v1::Circumstance::Code>(circumstance)));
}

class Cutting {
public:
    Cutting(const CaseState& state, const Sight& sight) : state_(state), sight_(sight) {}

    [[nodiscard]] bool told(const v1::Event& event) const {
        if (const auto beside = told_beside(event)) return *beside;
        if (std::ranges::find(told_kinds, event.body_case()) == told_kinds.end()) return false;
        const auto milestone = event.has_milestone_missed() ? event.milestone_missed().milestone()
                                                            : event.milestone_reached().milestone();
        if (tells_of_others(milestone) && !sight_.sees(Field::other_needs)) return false;
        // Half of the needs that are open would be told as all of them, none as none.
        if (!std::ranges::all_of(event.term_reached().uncovered(),
                                 [&](int kind) { return sees(static_cast<v1::Need::Kind>(kind)); }))
            return false;
        const auto* need = need_of(event, state_);
        return need == nullptr || sight_.sees(*need);
    }

    void cut(v1::Event& event) const {
        if (event.has_rung_reached()) leave_out_copies(*event.mutable_rung_reached());
        cut_message(event, true);
        if (!event.has_case_opened()) return;
        auto& alert = *event.mutable_case_opened()->mutable_alert();
        if (!sight_.sees(Field::territory)) alert.clear_territory();
        if (!sight_.sees(Field::age_band)) alert.clear_age_band();
        if (!sight_.sees(Field::languages)) alert.clear_languages();
        if (!sight_.sees(Field::status)) alert.clear_deadline_ms();
        if (!sight_.sees(Field::circumstances)) {
            alert.clear_headcount();
            alert.clear_gender();
        }
        keep(*alert.mutable_circumstances(),
             [&](int circumstance) { return circumstance_seen(sight_, circumstance); });
        v1::OpenCase named;
        for (const auto& item : alert.needs())
            if (sees(item.need())) *named.add_needs() = item;
        *alert.mutable_needs() = named.needs();
    }

private:
    // A trainee's copy calls nobody; what tells it from a call is cut.
    static void leave_out_copies(v1::RungReached& reached) {
        auto& picks = *reached.mutable_picks();
        const auto copies = std::ranges::remove(
            picks, v1::Message::copy, [](const auto& pick) { return pick.message().kind(); });
        picks.erase(copies.begin(), copies.end());
    }
    template <class List, class Keep>
    static void keep(List& list, Keep keep) {
        List kept;
        for (const int value : list)
            if (keep(value)) kept.Add(value);
        list = std::move(kept);
    }

    // What ties the case to others is told to whoever it is about, or who sees all of it; nothing:
    // it is not of that kind.
    [[nodiscard]] std::optional<bool> told_beside(const v1::Event& event) const {
        const auto of_referral = [&](const std::string& id) {
            const auto found = std::ranges::find(state_.referrals, id, &ReferralRecord::id);
            return sight_.sees(Field::ties) ||
                   (found != state_.referrals.end() && found->stands() &&
                    sight_.is_theirs(found->organization));
        };
        const auto of_escort = [&](const std::string& id) {
            const auto found = std::ranges::find(state_.escorts, id, &EscortRecord::id);
            return sight_.sees(Field::ties) ||
                   (found != state_.escorts.end() && is_companion(*found));
        };
        if (event.has_referral_proposed()) return of_referral(event.referral_proposed().referral());
        if (event.has_referral_answered()) return of_referral(event.referral_answered().referral());
        if (event.has_referral_ended()) return of_referral(event.referral_ended().referral());
        if (event.has_escort_planned()) return of_escort(event.escort_planned().escort());
        if (event.has_escort_answered()) return of_escort(event.escort_answered().escort());
        if (event.has_escort_reported()) return of_escort(event.escort_reported().escort());
        if (event.has_escort_late()) return of_escort(event.escort_late().escort());
        if (event.has_advice_given()) return sight_.sees(Field::advice);
        if (event.has_fund_asked() || event.has_fund_noted()) return sight_.sees(Field::money);
        if (event.has_relocation_reported()) return sight_.sees(Field::move);
        return std::nullopt;
    }

    [[nodiscard]] bool is_companion(const EscortRecord& escort) const {
        const auto& whose = escort.person.empty() ? escort.asked : escort.person;
        return !escort.over() && sight_.is_hers(whose);
    }

    [[nodiscard]] bool sees(v1::Need::Kind kind) const {
        const auto* need = state_.need(kind);
        return need != nullptr && sight_.sees(*need);
    }

    void cut_message(google::protobuf::Message& message, bool outermost) const {
        const auto* reflection = message.GetReflection();
        std::vector<const google::protobuf::FieldDescriptor*> set;
        reflection->ListFields(message, &set);
        for (const auto* field : set) {
            const bool body = outermost && field->containing_oneof() != nullptr;
            if (!body && std::ranges::find(told_fields, field->name()) == told_fields.end()) {
                reflection->ClearField(&message, field);
            } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
                if (!field->is_repeated())
                    cut_message(*reflection->MutableMessage(&message, field), false);
                else
                    for (int i = 0; i < reflection->FieldSize(message, field); ++i)
                        cut_message(*reflection->MutableRepeatedMessage(&message, field, i), false);
            } else if (field->name() == "person" &&
                       !sight_.is_hers(reflection->GetString(message, field))) {
                reflection->SetString(&message, field, hidden_name);
            }
        }
    }

    const CaseState& state_;
    const Sight& sight_;
};

void cut_need(NeedState& need, const Sight& sight) {
    const bool names = sight.sees_names(need.sector);
    if (!need.taken_by.empty() && !names && !sight.is_hers(need.taken_by))
        need.taken_by = hidden_name;
    if (sight.sees(Field::pages)) return;
    need.overridden.clear();
    for (auto& [id, page] : need.pages) {
        if (sight.is_hers(page.person)) continue;
        if (!names) page.person = hidden_name;
        if (!sight.sees(Field::arrival)) page.eta_minutes = 0;
        page.way_id.clear();
        page.channel = v1::Channel::unknown;
        page.language.clear();
    }
}

// Her own escorts and her organization's referrals, and a clock by what it tells of her. Where she
// raised it and it goes on, she is told in which case.
void cut_ties(CaseState& cut, const Sight& sight) {
    std::erase_if(cut.clocks,
                  [&](const ClockRecord& one) { return !sight.sees(field_of(one.kind)); });
    if (!sight.sees(Field::move) && cut.relocation && !sight.is_hers(cut.relocation->receiving))
        cut.relocation.reset();
    cut.own = {};
    for (auto& taken : cut.taken_in)
        if (!sight.sees(Field::pages)) {
            taken.facts = {};
            taken.raised_by_organization.clear();
            if (!sight.is_hers(taken.raised_by)) taken.raised_by = hidden_name;
        }
    if (sight.sees(Field::ties)) return;
    std::erase_if(cut.referrals, [&](const ReferralRecord& one) {
        return !one.stands() || !sight.is_theirs(one.organization);
    });
    std::erase_if(cut.escorts, [&](const EscortRecord& one) {
        return one.over() || !sight.is_hers(one.person.empty() ? one.asked : one.person);
    });
    cut.linked.clear();
    cut.merging.reset();
    // Whoever may ask how she is reached knows where else it lies, and nothing more of it.
    std::vector<TakenIn> told;
    for (const auto& taken : cut.taken_in)
        if (taken.safe_contact_until != Instant{} && sight.sees(Field::safe_contact))
            told.push_back({.duplicate = taken.duplicate,
                            .ask = {},
                            .code = {},
                            .raised_by = {},
                            .raised_by_organization = {},
                            .facts = {},
                            .wanted = {},
                            .mandatory = {},
                            .safe_contact_until = taken.safe_contact_until});
    cut.taken_in = std::move(told);
    cut.shared.clear();
}

}  // namespace

CaseState cut(const CaseState& state, const Sight& sight) {
    CaseState cut = state;
    if (!sight.sees(Field::territory)) cut.territory.clear();
    if (!sight.sees(Field::age_band)) cut.age_band = v1::AgeBand::unknown;
    if (!sight.sees(Field::languages)) cut.languages.clear();
    std::erase_if(cut.circumstances,
                  [&](auto circumstance) { return !circumstance_seen(sight, circumstance); });
    if (!sight.sees(Field::circumstances)) {
        cut.gender = v1::GenderPreference::unknown;
        cut.indigenous_wished = false;
    }
    cut.restricted_by_hand = state.restricted();  // what it is read from may be cut away
    if (!sight.sees(Field::status)) cut.removal_due = {};
    if (!sight.sees(Field::other_needs)) {
        std::erase_if(cut.milestones, [](const auto& one) { return tells_of_others(one.first); });
        cut.pathway.clear();
    }
    for (auto* whose : {&cut.pivot, &cut.pivot_offered, &cut.pivot_proposed})
        if (!whose->empty() && !sight.sees(Field::responder_names) && !sight.is_hers(*whose))
            *whose = hidden_name;
    if (!sight.sees(Field::pages)) {
        cut.paged_at.clear();
        cut.held_until = {};
        cut.history_full = false;
        cut.gender_preference = v1::GenderPreference::unknown;
        cut.gender_may_relax = false;
        cut.exclusions.clear();
        cut.consented.clear();
        cut.raised_by_organization.clear();
        cut.readings.clear();
        cut.seals_broken.clear();
        if (!sight.is_hers(cut.raised_by)) cut.raised_by = hidden_name;
    }
    cut_ties(cut, sight);
    if (!sight.sees(Field::money)) cut.funds.clear();
    for (auto& asked : cut.funds)
        if (!sight.sees(Field::responder_names) && !sight.is_hers(asked.asked_by))
            asked.asked_by = hidden_name;
    std::erase_if(cut.needs, [&](const NeedState& need) { return !sight.sees(need); });
    for (auto& need : cut.needs) cut_need(need, sight);
    return cut;
}

std::optional<v1::CaseSummary> cut(v1::CaseSummary summary, const Viewer& viewer) {
    CaseState known;
    known.raised_by = summary.raised_by();
    known.pivot = summary.pivot();
    known.pivot_offered = summary.pivot_offered();
    known.closed = summary.closed();
    known.advice = summary.advice();
    for (const auto& person : summary.also_raised_by())
        known.taken_in.emplace_back().raised_by = person;
    known.restricted_by_hand = summary.restricted();
    const Sight sight(viewer, known);
    if (!sight.any()) return std::nullopt;
    if (sight.sees(Field::pages)) return summary;
    if (!sight.sees(Field::territory)) summary.clear_territory();
    for (auto* whose : {summary.mutable_pivot(), summary.mutable_pivot_offered()})
        if (!whose->empty() && !sight.sees(Field::responder_names) && !sight.is_hers(*whose))
            *whose = hidden_name;
    if (!summary.raised_by().empty() && !sight.is_hers(summary.raised_by()))
        summary.set_raised_by(hidden_name);
    summary.clear_also_raised_by();
    summary.clear_people();
    summary.clear_organizations();
    v1::CaseSummary seen;
    for (auto& stand : *summary.mutable_milestones())
        if (!tells_of_others(stand.milestone()) || sight.sees(Field::other_needs))
            *seen.add_milestones() = std::move(stand);
    *summary.mutable_milestones() = std::move(*seen.mutable_milestones());
    for (auto& need : *summary.mutable_needs()) {
        NeedState asked;
        asked.kind = need.need();
        asked.sector = need.sector();
        if (!sight.sees(asked)) continue;
        if (!sight.sees(Field::arrival)) need.clear_arrives_ms();
        *seen.add_needs() = std::move(need);
    }
    *summary.mutable_needs() = std::move(*seen.mutable_needs());
    return summary;
}

bool is_heard(const std::string& kind, Heard heard) {
    if (heard != Heard::common) return heard == Heard::all;
    const auto* field = v1::Event::descriptor()->FindFieldByName(kind);
    return field != nullptr && std::ranges::any_of(told_kinds, [&](v1::Event::BodyCase told) {
               return static_cast<int>(told) == field->number();
           });
}

void hear_as_now(const std::vector<v1::Echo*>& told) {
    std::set<std::string_view> known, restricted;
    for (auto* echo : told | std::views::reverse) {
        const bool last = known.insert(echo->aggregate()).second;
        if (last && echo->restricted()) restricted.insert(echo->aggregate());
        if (restricted.contains(echo->aggregate())) echo->set_restricted(true);
    }
}

std::vector<v1::Event> cut(const std::vector<v1::Event>& events, const CaseState& state,
                           const Sight& sight) {
    if (sight.sees(Field::pages)) return events;
    std::vector<v1::Event> all;
    if (!sight.sees(Field::timeline)) return all;
    const Cutting cutting(state, sight);
    for (const auto& event : events) {
        if (!cutting.told(event)) continue;
        cutting.cut(all.emplace_back(event));
    }
    return all;
}

}  // namespace relais::domain
