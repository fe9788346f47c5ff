#include "common/domain/sight.hpp"

#include <algorithm>
#include <array>

namespace relais::domain {
namespace {

Phase phase_of(const CaseState& state, const NeedState& need, const PageRecord& page) {
    if (state.closed || need.state == v1::Need::refused) return Phase::after;
    // Who is late is still expected.
    if (page.coming() || page.state == PageState::broken) return Phase::accepted;
    return page.state == PageState::raised || page.state == PageState::handed_over ? Phase::before
                                                                                   : Phase::after;
}

}  // namespace

bool on_duty(const Directory& directory, const std::string& territory, const std::string& person,
             Instant at) {
    bool somebody = false;
    for (const auto* roster : directory.rosters(v1::Sector::unknown, territory))
        for (const auto& entry : directory.timetable(*roster).on_call(at)) {
            if (entry.trainee) continue;
            if (entry.person == person) return true;
            somebody = true;
        }
    return !somebody;
}

Sight::Sight(const Viewer& viewer, const CaseState& state) : person_(viewer.person) {
    const bool restricted = state.restricted();
    if (viewer.coordinator && (!restricted || viewer.on_duty))
        look_as(Eyes::coordinator, v1::Sector::unknown, Phase::accepted, restricted);
    if (viewer.worker && !person_.empty() && person_ == state.raised_by)
        look_as(Eyes::raiser, v1::Sector::unknown, Phase::accepted, restricted);
    if (!person_.empty() && person_ == state.pivot && !state.closed)
        look_as(Eyes::pivot, v1::Sector::unknown, Phase::accepted, restricted);
    const bool asked = person_ == state.pivot_offered || person_ == state.pivot_proposed;
    if (!person_.empty() && asked && !state.closed)
        look_as(Eyes::pivot, v1::Sector::unknown, Phase::before, restricted);
    if (viewer.privacy) look_as(Eyes::privacy, v1::Sector::unknown, Phase::accepted, restricted);
    const bool may_come = viewer.responder || viewer.coordinator;
    if (!may_come || person_.empty()) return;
    for (const auto& need : state.needs) {
        bool coming = !state.closed && need.taken_by == person_ && need.owned();
        for (const auto& [id, page] : need.pages) {
            if (page.person != person_ || page.copy) continue;
            const auto phase = phase_of(state, need, page);
            look_as(Eyes::responder, need.sector, phase, restricted);
            coming = coming || phase == Phase::accepted;
        }
        if (coming) {
            look_as(Eyes::responder, need.sector, Phase::accepted, restricted);
            own_.push_back(need.kind);
        }
    }
}

void Sight::look_as(Eyes eyes, v1::Sector::Code sector, Phase phase, bool restricted) {
    for (const auto& grant : sight_matrix)
        if (grant.eyes == eyes && grant.phase == phase &&
            (grant.sector == v1::Sector::unknown || grant.sector == sector))
            seen_ |= restricted ? grant.restricted & grant.seen : grant.seen;
}

bool Sight::sees(const NeedState& need) const {
    if (std::ranges::find(own_, need.kind) != own_.end()) return true;
    return sees(Field::other_needs) && (need.sector != v1::Sector::police || sees(Field::police));
}

bool Sight::sees_names(v1::Sector::Code sector) const {
    return sees(Field::responder_names) && (sector != v1::Sector::shelter || sees(Field::shelter));
}

Field field_of(v1::Circumstance::Code circumstance) {
    using v1::Circumstance;
    static constexpr std::array of_health{
        Circumstance::substance_use,   Circumstance::mental_health, Circumstance::no_health_card,
        Circumstance::sexual_violence, Circumstance::pregnant,      Circumstance::disability};
    static constexpr std::array of_status{Circumstance::precarious_status,
                                          Circumstance::detention_or_removal};
    if (std::ranges::find(of_health, circumstance) != of_health.end()) return Field::health;
    if (std::ranges::find(of_status, circumstance) != of_status.end()) return Field::status;
    return Field::circumstances;
}

Field field_of(v1::SealedField::Code sealed) {
    if (sealed == v1::SealedField::safe_contact) return Field::safe_contact;
    return sealed == v1::SealedField::note ? Field::note : Field::her_words;
}

}  // namespace relais::domain
