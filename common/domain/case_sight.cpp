// Reading a sealed field: decided here, and committed before any seal is opened, so that whoever
// read what of whom is never unknown. A restricted case wants two people together (R6); what one of
// them may read alone, when it cannot wait, is in the matrix.
#include <algorithm>
#include <set>

#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/scopes.hpp"
#include "common/domain/sight.hpp"

namespace relais::domain {
namespace {

bool valid(v1::SealedField::Code field) {
    return field != v1::SealedField::unknown && v1::SealedField::Code_IsValid(field);
}

// Some times, and no more: who needs her words again and again asks for them in order.
bool broke_too_many(const CaseState& state, const std::string& person, Instant now) {
    return std::ranges::count_if(state.seals_broken, [&](const auto& one) {
               return one.first == person && one.second + seals_window > now;
           }) >= seals_max;
}

}  // namespace

Viewer CaseDraft::viewer() const {
    const auto& actor = command_.actor();
    return {.person = actor.person(),
            .organization = actor.organization(),
            .worker = actor.role() == v1::Role::worker,
            .responder = actor.role() == v1::Role::responder,
            .coordinator = actor.role() == v1::Role::coordinator,
            .privacy = actor.role() == v1::Role::privacy,
            .on_duty = on_duty(directory_, state_.territory, actor.person(), now_)};
}

// Where it goes on in another case, that one's eyes read how she is reached as well, and what holds
// there of two people holds here.
Verdict CaseDraft::read_field() {
    const auto& wish = command_.read_field();
    if (command_.actor().person().empty()) return no(v1::Rejection::sight_not_allowed);
    const bool contact = wish.field() == v1::SealedField::safe_contact;
    const bool holds = !contact || state_.safe_contact_until > now_;
    if (!valid(wish.field()) || !state_.sealed.contains(wish.field()) || !holds)
        return no(v1::Rejection::field_not_told);
    if (wish.reason() == v1::ReadingReason::unknown ||
        !v1::ReadingReason::Code_IsValid(wish.reason()))
        return no(v1::Rejection::reason_missing);
    const auto who = viewer();
    const Sight sight(who, state_);
    const bool merged = !state_.merged_into.empty();
    const bool from_there = merged && contact && wish.goes_on_in() == state_.merged_into;
    const bool allowed = from_there || sight.sees(field_of(wish.field()));
    const bool restricted = state_.restricted() || (merged && wish.restricted_there());
    if (allowed && !restricted) return read(wish, {}, false);
    if (wish.break_glass() && sight.breaks(field_of(wish.field()))) {
        if (broke_too_many(state_, who.person, now_)) return no(v1::Rejection::limit_reached);
        return read(wish, {}, true);
    }
    // What no one reads alone is asked for as ever: a second person hears of it at once.
    if (!allowed) return no(v1::Rejection::sight_not_allowed);
    for (const auto& known : state_.readings) {
        const bool hers = known.person == who.person && known.field == wish.field();
        if (!hers || known.until <= now_) continue;
        return known.allowed_by.empty() ? Verdict{} : read(wish, known.allowed_by, false);
    }
    auto event = next();
    auto& asked = *event.mutable_reading_asked();
    asked.set_reading(std::to_string(event.version()));
    asked.set_field(wish.field());
    asked.set_reason(wish.reason());
    asked.set_until_ms(to_ms(now_ + reading_stands));
    tell_guardians(event, v1::Message::reading, *asked.mutable_messages());
    add(std::move(event));
    return {};
}

Verdict CaseDraft::read(const v1::ReadField& wish, const std::string& allowed_by, bool glass) {
    auto event = next();
    auto& read = *event.mutable_field_read();
    read.set_reading(std::to_string(event.version()));
    read.set_field(wish.field());
    read.set_reason(wish.reason());
    read.set_person(command_.actor().person());
    read.set_allowed_by(allowed_by);
    read.set_break_glass(glass);
    if (glass) tell_guardians(event, v1::Message::seal_broken, *read.mutable_messages());
    add(std::move(event));
    return {};
}

// The second pair of eyes: somebody of the coordination on duty, or of privacy, never the asker.
Verdict CaseDraft::allow_reading() {
    const auto& allow = command_.allow_reading();
    const auto known = std::ranges::find(state_.readings, allow.reading(), &ReadingRecord::reading);
    if (known == state_.readings.end() || known->until <= now_)
        return no(v1::Rejection::reading_unknown);
    const auto who = viewer();
    if (!(who.coordinator && who.on_duty) && !who.privacy)
        return no(v1::Rejection::sight_not_allowed);
    if (who.person.empty() || who.person == known->person)
        return no(v1::Rejection::second_person_needed);
    if (!known->allowed_by.empty()) return {};
    auto event = next();
    auto& read = *event.mutable_field_read();
    read.set_reading(known->reading);
    read.set_field(known->field);
    read.set_reason(known->reason);
    read.set_person(known->person);
    read.set_allowed_by(who.person);
    read.set_until_ms(to_ms(now_ + reading_stands));
    add(std::move(event));
    return {};
}

// Those who may allow a reading, and who must know when a seal was broken; never the reader.
void CaseDraft::tell_guardians(const v1::Event& event, v1::Message::Kind kind,
                               google::protobuf::RepeatedPtrField<v1::Message>& messages) const {
    std::set<std::string> told{command_.actor().person()};
    const auto tell = [&](const std::string& person) {
        if (told.insert(person).second) write_to(person, event, kind, messages);
    };
    for (const auto& member : answering_for_privacy(directory_)) tell(member);
    for (const auto& person : coordinators_on_duty(directory_, state_.territory, now_))
        tell(person);
}

}  // namespace relais::domain
