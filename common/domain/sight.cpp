#include "common/domain/sight.hpp"

#include <algorithm>
#include <array>

namespace relais::domain {
namespace {

// Her word for the sector was taken back, and nothing else allows the need: whatever was done.
bool word_taken_back(const CaseState& state, const NeedState& need) {
    return state.withdrawn.contains(need.sector) && need.basis == v1::ConsentBasis::unknown;
}

Phase phase_of(const CaseState& state, const NeedState& need, const PageRecord& page) {
    if (state.over() || need.state == v1::Need::refused || word_taken_back(state, need))
        return Phase::after;
    // Who is late is still expected.
    if (page.coming() || page.state == PageState::broken) return Phase::accepted;
    return page.state == PageState::raised || page.state == PageState::handed_over ? Phase::before
                                                                                   : Phase::after;
}

}  // namespace

bool on_duty(const Directory& directory, const std::string& territory, const std::string& person,
             Instant at) {
    const auto people = coordinators_on_duty(directory, territory, at);
    return people.empty() || std::ranges::find(people, person) != people.end();
}

Sight::Sight(const Viewer& viewer, const CaseState& state)
    : person_(viewer.person), organization_(viewer.organization), advice_(state.advice) {
    const auto any = v1::Sector::unknown;
    if (viewer.coordinator && (!state.restricted() || viewer.on_duty))
        look_as(Eyes::coordinator, any, Phase::accepted, state);
    if (viewer.privacy) look_as(Eyes::privacy, any, Phase::accepted, state);
    if (person_.empty()) return;
    const bool raised =
        person_ == state.raised_by ||
        std::ranges::find(state.taken_in, person_, &TakenIn::raised_by) != state.taken_in.end();
    if (viewer.worker && raised) look_as(Eyes::raiser, any, Phase::accepted, state);
    look_as_companion(viewer, state);
    if (viewer.responder || viewer.coordinator) look_as_responder(viewer, state);
}

bool had_part(const std::string& person, const CaseState& state,
              const std::vector<v1::Event>& events) {
    const bool called = std::ranges::any_of(state.needs, [&](const NeedState& need) {
        return need.taken_by == person || std::ranges::any_of(need.pages, [&](const auto& entry) {
                   return entry.second.person == person;
               });
    });
    return called || state.raised_by_one_of(person) ||
           std::ranges::any_of(
               events, [&](const v1::Event& event) { return event.actor().person() == person; });
}

Sight Sight::of_review(const Viewer& viewer, bool reviews, const CaseState& state,
                       const std::vector<v1::Event>& events) {
    Sight sight;
    sight.person_ = viewer.person;
    if (!state.closed || viewer.person.empty()) return sight;
    const auto any = v1::Sector::unknown;
    if (viewer.coordinator && (!state.restricted() || viewer.on_duty))
        sight.look_as(Eyes::coordinator, any, Phase::after, state);
    else if (reviews && !had_part(viewer.person, state, events))
        sight.look_as(Eyes::reviewer, any, Phase::after, state);
    return sight;
}

// Who follows her, goes with her or receives her; and a service that takes something on.
void Sight::look_as_companion(const Viewer& viewer, const CaseState& state) {
    const auto any = v1::Sector::unknown;
    const auto asked = [&] { look_as(Eyes::pivot, any, Phase::before, state); };
    if (viewer.responder && state.merged_into.empty())
        for (const auto& referral : state.referrals) {
            if (!referral.stands() || !is_theirs(referral.organization)) continue;
            if (referral.state == v1::Referral::proposed)
                look_as(Eyes::referred, any, Phase::before, state);
            else
                look_as_sector(referral.sector, state);
        }
    if (state.over()) return;
    if (person_ == state.pivot) look_as(Eyes::pivot, any, Phase::accepted, state);
    if (person_ == state.pivot_offered || person_ == state.pivot_proposed) asked();
    for (const auto& escort : state.escorts) {
        if (escort.over()) continue;
        const auto& whose = escort.person.empty() ? escort.asked : escort.person;
        if (whose != person_) continue;
        asked();
        if (escort.person.empty()) continue;
        look_as_sector(escort.sector, state);
        look_as(Eyes::coming, any, Phase::accepted, state);
    }
    if (!state.relocation || state.relocation->receiving != person_) return;
    if (state.relocation->state == v1::Relocation::planned) asked();
    if (state.relocation->state == v1::Relocation::agreed ||
        state.relocation->state == v1::Relocation::departed)
        look_as(Eyes::receiving, any, Phase::accepted, state);
}

void Sight::look_as_responder(const Viewer& viewer, const CaseState& state) {
    for (const auto& need : state.needs) {
        bool coming = !state.over() && need.taken_by == viewer.person && need.owned();
        for (const auto& [id, page] : need.pages) {
            if (page.person != viewer.person || page.copy) continue;
            const auto phase = phase_of(state, need, page);
            if (phase != Phase::accepted) look_as(Eyes::responder, need.sector, phase, state);
            coming = coming || phase == Phase::accepted;
        }
        if (!coming) continue;
        look_as_sector(need.sector, state);
        if (!need.settled()) look_as(Eyes::coming, need.sector, Phase::accepted, state);
        own_.push_back(need.kind);
    }
}

void Sight::look_as_sector(v1::Sector::Code sector, const CaseState& state) {
    look_as(Eyes::responder, sector, Phase::accepted, state);
    const auto shared = state.shared.find(sector);
    if (shared == state.shared.end()) return;
    for (const auto field : shared->second) seen_ |= fields(field_of(field));
}

void Sight::look_as(Eyes eyes, v1::Sector::Code sector, Phase phase, const CaseState& state) {
    const bool restricted = state.restricted();
    for (const auto& grant : sight_matrix) {
        if (grant.eyes != eyes || grant.phase != phase ||
            (grant.sector != v1::Sector::unknown && grant.sector != sector))
            continue;
        seen_ |= restricted ? grant.restricted & grant.seen : grant.seen;
        // No seal is broken where nothing goes on: there is time for what is asked in order.
        if (!state.over())
            glass_ |= restricted ? grant.glass_restricted & grant.glass : grant.glass;
    }
}

bool Sight::sees(const NeedState& need) const {
    if (std::ranges::find(own_, need.kind) != own_.end()) return true;
    // A call to the coordination, whose it is: no need of hers. A question is whoever asked it's.
    if (need.kind == v1::Need::unknown && !advice_) return sees(Field::pages);
    if (need.sector == v1::Sector::shelter && sees(Field::shelter)) return true;
    return sees(Field::other_needs) && (need.sector != v1::Sector::police || sees(Field::police));
}

bool Sight::sees_names(v1::Sector::Code sector) const {
    return sees(sector == v1::Sector::shelter ? Field::shelter : Field::responder_names);
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
    if (sealed == v1::SealedField::destination) return Field::move;
    if (sealed == v1::SealedField::advice) return Field::advice;
    return sealed == v1::SealedField::note ? Field::note : Field::her_words;
}

Field field_of(v1::SharedField::Code shared) {
    if (shared == v1::SharedField::health) return Field::health;
    if (shared == v1::SharedField::status) return Field::status;
    return shared == v1::SharedField::shelter ? Field::shelter : Field::circumstances;
}

bool sees_contact_of(const CaseState& into, const Sight& sight, const std::string& duplicate) {
    return sight.sees(Field::safe_contact) &&
           std::ranges::find(into.taken_in, duplicate, &TakenIn::duplicate) != into.taken_in.end();
}

}  // namespace relais::domain
