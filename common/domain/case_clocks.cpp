// Limits in time that care and the law set, in the coalition's own words (R13); and what she lets a
// sector see of her beyond what it needs to come.
#include <algorithm>

#include "common/base/ids.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/fitness.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/rules.hpp"
#include "common/domain/wall_clock.hpp"

namespace relais::domain {
namespace {

// Where the law counts her days: the office that gave the paper reads no other calendar.
constexpr auto calendar_of_the_law = "America/Toronto";
// A shorter limit of the law is one of hours (48 from an arrest), whatever the wall shows.
constexpr std::chrono::hours counted_in_days = std::chrono::days(7);

struct Bounds {
    Instant warn;
    Instant due;
};

// What care asks is elapsed time. What the law gives in days ends with the last of them, whole, be
// it a day of 23 or 25 hours; and somebody is told at an hour of the wall that she has seen before.
Bounds bounds_of(const v1::ClockRule& rule, Instant from) {
    const std::chrono::hours within(rule.within_hours());
    const std::chrono::hours warn(std::min(rule.warn_hours(), rule.within_hours()));
    const bool in_days = rule.of_status() && within >= counted_in_days &&
                         within % std::chrono::days(1) == std::chrono::hours(0);
    if (!in_days) return {.warn = from + within - warn, .due = from + within};
    const WallClock wall(calendar_of_the_law);
    const WallTime issued = wall.at(from);
    const auto over = std::chrono::floor<std::chrono::days>(issued) + within + std::chrono::days(1);
    return {.warn = wall.reaches(issued + within - warn),
            .due = wall.reaches(over) - std::chrono::seconds(1)};
}

v1::RunningClock running(const v1::ClockRule& rule, Instant from) {
    const auto [warn, due] = bounds_of(rule, from);
    v1::RunningClock clock;
    clock.set_clock(rule.id());
    clock.set_due_ms(to_ms(due));
    clock.set_warn_ms(to_ms(warn));
    clock.set_kind(rule.of_status() ? v1::SharedField::status : v1::SharedField::health);
    return clock;
}

const ClockRecord* find_clock(const CaseState& state, const std::string& id) {
    const auto found = std::ranges::find(state.clocks, id, &ClockRecord::clock);
    return found == state.clocks.end() ? nullptr : &*found;
}

}  // namespace

// Counted from first contact: when it happened to her, nobody asks at the door.
void CaseDraft::start_clocks() {
    if (state_.advice) return;
    auto event = next();
    for (const auto& rule : directory_.data().clocks())
        if (rule.circumstance() != v1::Circumstance::unknown && state_.has(rule.circumstance()))
            *event.mutable_clocks_started()->add_clocks() =
                running(rule, state_.term - term_length);
    if (event.clocks_started().clocks_size() > 0) add(std::move(event));
}

Verdict CaseDraft::start_clock() {
    const auto& told = command_.start_clock();
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    const auto& rules = directory_.data().clocks();
    const auto rule = std::ranges::find(rules, told.clock(), &v1::ClockRule::id);
    if (rule == rules.end()) return no(v1::Rejection::clock_unknown);
    const Instant from = instant(told.from_ms());
    if (told.from_ms() <= 0 || from > now_) return no(v1::Rejection::times_out_of_order);
    const auto clock = running(*rule, from);
    if (instant(clock.due_ms()) <= now_) return no(v1::Rejection::times_out_of_order);
    const auto* known = find_clock(state_, told.clock());
    if (known != nullptr && known->runs() && to_ms(known->due) == clock.due_ms()) return {};
    if (known == nullptr && state_.clocks.size() >= ties_max)
        return no(v1::Rejection::limit_reached);
    auto event = next();
    *event.mutable_clocks_started()->add_clocks() = clock;
    add(std::move(event));
    return {};
}

Verdict CaseDraft::note_clock() {
    const auto& told = command_.note_clock();
    const auto* known = find_clock(state_, told.clock());
    if (known == nullptr) return no(v1::Rejection::clock_unknown);
    if (known->noted == told.done()) return {};
    if (known->noted) return no(v1::Rejection::clock_over);
    auto event = next();
    event.mutable_clock_noted()->set_clock(told.clock());
    event.mutable_clock_noted()->set_done(told.done());
    add(std::move(event));
    return {};
}

// First that it is near, then that it has passed. Whoever follows her is told, and the coordinator:
// of an open case by her own call, which goes on until somebody answers.
void CaseDraft::strike(const std::string& id) {
    const auto record = *find_clock(state_, id);
    // After an outage both may be due: then it has passed, and nobody is told that it is near.
    const bool passed_already = record.warned || record.due <= now_;
    const bool calls = !record.warned && !state_.closed;
    auto event = next();
    google::protobuf::RepeatedPtrField<v1::Message> messages;
    std::set<std::string> told{state_.pivot};
    if (!calls)
        for (auto& person : coordinators_on_duty(directory_, state_.territory, now_))
            told.insert(std::move(person));
    for (const auto& person : told) write_to(person, event, v1::Message::clock, messages);
    if (passed_already) {
        auto& passed = *event.mutable_clock_ran_out();
        passed.set_clock(id);
        passed.set_due_ms(to_ms(record.due));
        *passed.mutable_messages() = std::move(messages);
    } else {
        auto& near = *event.mutable_clock_nearing();
        near.set_clock(id);
        near.set_due_ms(to_ms(record.due));
        *near.mutable_messages() = std::move(messages);
    }
    add(std::move(event));
    if (calls) call_coordinator(v1::NeedReopened::milestone_missed);
}

// All that is shared from now on. To take it back needs no reason and no basis.
Verdict CaseDraft::share() {
    const auto& asked = command_.share_with_sector();
    if (const auto verdict = of_a_person(); !verdict) return verdict;
    std::set<v1::SharedField::Code> fields;
    if (!v1::Sector::Code_IsValid(asked.sector()) || asked.sector() == v1::Sector::unknown)
        return no(v1::Rejection::nothing_to_share);
    for (const int field : asked.fields()) {
        if (field == v1::SharedField::unknown || !v1::SharedField::Code_IsValid(field))
            return no(v1::Rejection::nothing_to_share);
        fields.insert(static_cast<v1::SharedField::Code>(field));
    }
    const auto known = state_.shared.find(asked.sector());
    if (known == state_.shared.end() ? fields.empty() : known->second == fields) return {};
    if (!fields.empty() && !hers_to_take_back(asked.basis()))
        return no(v1::Rejection::nothing_to_share);
    auto event = next();
    auto& shared = *event.mutable_shared_with_sector();
    shared.set_sector(asked.sector());
    for (const auto field : fields) shared.add_fields(field);
    shared.set_basis(asked.basis());
    shared.set_attested_by(command_.actor().person());
    add(std::move(event));
    return {};
}

// ── what all of these ask ──

Verdict CaseDraft::of_a_person() const {
    if (state_.advice || !state_.alarm.empty()) return no(v1::Rejection::advice_only);
    return {};
}

// Whoever is asked is told of her: police by her consent or a legal basis only (R3), and nobody of
// a sector that she wants no more.
Verdict CaseDraft::may_be_asked(const std::string& id) const {
    const auto* person = directory_.person(id);
    if (person == nullptr || gone_because(id) != v1::Reason::unknown)
        return no(v1::Rejection::person_unknown);
    if (must_go_because(id) != v1::Reason::unknown) return no(v1::Rejection::excluded_for_her);
    const auto sector = sector_of(id);
    const bool allowed = std::ranges::any_of(state_.needs, [&](const NeedState& need) {
        return need.sector == v1::Sector::police && allows(need.basis, need.sector) &&
               need.state != v1::Need::refused;
    });
    if (state_.withdrawn.contains(sector) || (sector == v1::Sector::police && !allowed))
        return no(v1::Rejection::consent_missing);
    if (person->ways().empty() || person->ways(0).unverified())
        return no(v1::Rejection::person_unreachable);
    return {};
}

// R6: of a restricted case only the coordinator who is on duty for it.
bool CaseDraft::steers() const {
    const auto& actor = command_.actor();
    if (!actor.person().empty() && actor.person() == state_.pivot) return true;
    return actor.role() == v1::Role::coordinator &&
           (!state_.restricted() || on_duty(directory_, state_.territory, actor.person(), now_));
}

v1::Sector::Code CaseDraft::sector_of(const std::string& id) const {
    const auto* person = directory_.person(id);
    const auto* hers =
        person == nullptr ? nullptr : directory_.organization(person->organization());
    return hers == nullptr ? v1::Sector::unknown : hers->sector();
}

v1::Message CaseDraft::notice(const std::string& person, const v1::Event& event, std::size_t index,
                              v1::Message::Kind kind) const {
    auto message =
        message_to(person, page_id(state_.uuid(), event.version(), index).value(), false);
    message.set_kind(kind);
    return message;
}

void CaseDraft::write_to(const std::string& id, const v1::Event& event, v1::Message::Kind kind,
                         google::protobuf::RepeatedPtrField<v1::Message>& messages) const {
    const auto* person = directory_.person(id);
    if (person == nullptr || person->ways().empty() || person->ways(0).unverified() ||
        must_go_because(id) != v1::Reason::unknown || said(id, kind) != nullptr)
        return;
    messages.Add(notice(id, event, static_cast<std::size_t>(messages.size()), kind));
}

std::optional<v1::Message> CaseDraft::called_off(const std::string& person,
                                                 const v1::Event& event) const {
    google::protobuf::RepeatedPtrField<v1::Message> messages;
    if (!person.empty() && person != command_.actor().person())
        write_to(person, event, v1::Message::called_off, messages);
    if (messages.empty()) return std::nullopt;
    return messages.Get(0);
}

}  // namespace relais::domain
