#include "common/domain/membership.hpp"

#include <algorithm>
#include <set>

#include <google/protobuf/util/time_util.h>

namespace relais::domain {
namespace {

using Names = std::set<std::string_view>;
using Stamp = google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

// Before the first step it had not even applied.
Absences spans_outside(const v1::Organization& organization) {
    Absences spans;
    const auto add = [&](const Stamp& from, const Stamp& until) {
        auto& span = *spans.Add();
        *span.mutable_from() = from;
        *span.mutable_until() = until;
    };
    Stamp from = TimeUtil::GetEpoch();
    bool outside = !organization.membership().empty();
    for (const auto& step : organization.membership()) {
        const bool admitted = step.state() == v1::MembershipStep::admitted;
        if (admitted && outside) add(from, step.from());
        if (!admitted && !outside) from = step.from();
        outside = !admitted;
    }
    if (outside) add(from, TimeUtil::SecondsToTimestamp(TimeUtil::kTimestampMaxSeconds));
    return spans;
}

template <class Shifts>
void name_shifts(const Shifts& shifts, Names& names) {
    for (const auto& shift : shifts) names.insert(shift.people().begin(), shift.people().end());
}

Names named_in(const v1::Roster& roster) {
    Names names;
    for (const auto& layer : roster.layers()) {
        for (const auto& turn : layer.rotation().turns())
            names.insert(turn.people().begin(), turn.people().end());
        name_shifts(layer.shifts(), names);
    }
    for (const auto& schedule : roster.temporary_schedules()) name_shifts(schedule.shifts(), names);
    for (const auto& change : roster.overrides()) names.insert({change.person(), change.by()});
    for (const auto& swap : roster.swaps()) names.insert({swap.asked_by(), swap.taken_by()});
    return names;
}

}  // namespace

v1::MembershipStep::State membership_at(const v1::Organization& organization, Instant at) {
    if (organization.membership().empty()) return v1::MembershipStep::admitted;
    auto state = v1::MembershipStep::unknown;
    for (const auto& step : organization.membership())
        if (instant_of(step.from()) <= at) state = step.state();
    return state;
}

bool member_at(const v1::Organization* organization, Instant at) {
    return organization == nullptr ||
           membership_at(*organization, at) == v1::MembershipStep::admitted;
}

std::vector<const v1::Organization*> dues_past(const v1::Directory& directory, Instant now) {
    std::vector<const v1::Organization*> behind;
    for (const auto& one : directory.organizations())
        if (one.has_dues_paid_until() && instant_of(one.dues_paid_until()) <= now &&
            membership_at(one, now) != v1::MembershipStep::ended)
            behind.push_back(&one);
    std::ranges::stable_sort(behind, {},
                             [](const auto* one) { return instant_of(one->dues_paid_until()); });
    return behind;
}

Outside::Outside(const v1::Directory& directory) {
    for (const auto& organization : directory.organizations())
        if (auto spans = spans_outside(organization); !spans.empty())
            spans_.emplace(organization.id(), std::move(spans));
    if (spans_.empty()) return;
    for (const auto& person : directory.people())
        organizations_.emplace(person.id(), person.organization());
}

Absences Outside::of(const v1::Roster& roster) const {
    Absences absences;
    if (spans_.empty()) return absences;
    const auto add = [&](std::string_view person, std::string_view organization) {
        const auto found = spans_.find(organization);
        if (found == spans_.end()) return;
        for (const auto& span : found->second) {
            auto& absence = *absences.Add();
            absence = span;
            absence.set_person(std::string(person));
        }
    };
    for (const auto& person : named_in(roster)) {
        add(person, roster.organization());
        const auto own = organizations_.find(person);
        if (own != organizations_.end() && own->second != roster.organization())
            add(person, own->second);
    }
    return absences;
}

Agreed::Agreed(const v1::Agreement& agreement)
    : sectors_(agreement.sectors().begin(), agreement.sectors().end()),
      territories_(agreement.territories().begin(), agreement.territories().end()) {
    for (const auto& window : agreement.hours()) hours_.add(window);
    if (!agreement.hours().empty()) clock_ = std::make_shared<const WallClock>(agreement.zone());
}

bool Agreed::to(v1::Sector::Code sector, const std::string& territory, Instant at) const {
    const auto holds = [](const auto& list, const auto& value) {
        return list.empty() || std::ranges::find(list, value) != list.end();
    };
    return holds(sectors_, static_cast<int>(sector)) && holds(territories_, territory) &&
           (clock_ == nullptr || hours_.contains(clock_->at(at)));
}

}  // namespace relais::domain
