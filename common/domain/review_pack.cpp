#include "common/domain/review_pack.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/domain/effects.hpp"
#include "common/domain/limits.hpp"

namespace relais::domain {
namespace {

using v1::Event;

// What was counted of a need, event by event.
struct Told {
    std::optional<std::uint32_t> asked_at;
    std::optional<std::uint32_t> covered_at;
    std::optional<std::uint32_t> settled_at;
    std::set<std::string> asked;
    std::set<std::string> kept;  // pages
    std::uint32_t rungs = 0;
    std::uint32_t promises = 0;
    std::uint32_t broken = 0;
    std::uint32_t released = 0;
    std::uint32_t declined = 0;
    std::uint32_t unreached = 0;
    std::uint32_t reopened = 0;
};

class Packing {
public:
    Packing(const CaseState& state, const std::vector<Event>& events)
        : state_(state), first_contact_(state.opened_at) {
        // Reopening gives a new term: first contact is told by the first one.
        if (!events.empty() && events.front().has_case_opened())
            first_contact_ = instant(events.front().case_opened().term_ms()) - term_length;
        for (const auto& event : events) follow(event);
    }

    [[nodiscard]] std::vector<v1::PackStep>& steps() { return steps_; }
    [[nodiscard]] v1::PackNeed need(const NeedState& need, bool whole);
    [[nodiscard]] v1::PackMilestone milestone(v1::Milestone::Kind kind,
                                              const MilestoneRecord& record) const;

private:
    [[nodiscard]] std::uint32_t minutes(Instant at) const {
        return at <= first_contact_
                   ? 0
                   : static_cast<std::uint32_t>(
                         std::chrono::floor<std::chrono::minutes>(at - first_contact_).count());
    }
    void follow(const Event& event);
    void follow_page(const Event& event);
    void follow_need(const Event& event);
    void follow_case(const Event& event);
    v1::PackStep& step(const Event& event);
    v1::PackStep& step(const Event& event, v1::Need::Kind need);
    void answered(const Event& event);
    void called(const std::string& person, v1::Sector::Code sector, bool coordination);
    [[nodiscard]] v1::PackRole role_of(const std::string& person, v1::Role::Code role);

    const CaseState& state_;
    Instant first_contact_;
    std::vector<v1::PackStep> steps_;
    std::map<v1::Need::Kind, Told> needs_;
    std::map<std::string, v1::PackRole> people_;
    std::map<std::pair<v1::Role::Code, v1::Sector::Code>, std::uint32_t> numbers_;
};

v1::PackStep& Packing::step(const Event& event) {
    auto& made = steps_.emplace_back();
    made.set_minutes(minutes(instant(event.now_ms())));
    made.set_kind(kind_of(event));
    return made;
}

v1::PackStep& Packing::step(const Event& event, v1::Need::Kind need) {
    auto& made = step(event);
    made.set_need(need);
    if (const auto* known = state_.need(need)) made.set_sector(known->sector);
    return made;
}

void Packing::called(const std::string& person, v1::Sector::Code sector, bool coordination) {
    if (people_.contains(person)) return;
    const auto role = coordination ? v1::Role::coordinator : v1::Role::responder;
    auto& known = people_[person];
    known.set_role(role);
    if (!coordination) known.set_sector(sector);
    known.set_number(++numbers_[{role, known.sector()}]);
}

v1::PackRole Packing::role_of(const std::string& person, v1::Role::Code role) {
    v1::PackRole somebody;
    somebody.set_role(person == state_.raised_by ? v1::Role::worker : role);
    if (person.empty() || person == state_.raised_by) return somebody;
    const auto [known, fresh] = people_.try_emplace(person, somebody);
    if (fresh) known->second.set_number(++numbers_[{role, v1::Sector::unknown}]);
    return known->second;
}

void Packing::follow(const Event& event) {
    follow_page(event);
    follow_need(event);
    follow_case(event);
}

void Packing::answered(const Event& event) {
    const auto& said = event.page_answered();
    const auto* owner = state_.need_of_page(said.page());
    if (owner == nullptr || owner->pages.at(said.page()).copy) return;
    auto& told = needs_[owner->kind];
    const auto answer = said.answer();
    told.promises += answer == v1::Answer::accept ? 1 : 0;
    told.declined += answer == v1::Answer::decline ? 1 : 0;
    told.released += answer == v1::Answer::release ? 1 : 0;
    if (answer == v1::Answer::in_contact || answer == v1::Answer::arrived ||
        answer == v1::Answer::done)
        told.kept.insert(said.page());
    auto& made = step(event, owner->kind);
    *made.mutable_who() = role_of(said.person(), v1::Role::responder);
    made.set_answer(answer);
    made.set_declined(said.reason());
}

// Of somebody who was called.
void Packing::follow_page(const Event& event) {
    if (event.has_page_answered()) answered(event);
    std::string page;
    if (event.has_page_exhausted()) page = event.page_exhausted().page();
    if (event.has_promise_reminded()) page = event.promise_reminded().page();
    if (event.has_promise_broken()) page = event.promise_broken().page();
    const auto* owner = page.empty() ? nullptr : state_.need_of_page(page);
    if (owner == nullptr) return;
    needs_[owner->kind].broken += event.has_promise_broken() ? 1 : 0;
    needs_[owner->kind].unreached += event.has_page_exhausted() ? 1 : 0;
    *step(event, owner->kind).mutable_who() =
        role_of(owner->pages.at(page).person, v1::Role::responder);
}

void Packing::follow_need(const Event& event) {
    const auto at = minutes(instant(event.now_ms()));
    const auto asked = [&](v1::Need::Kind need, const std::string& person, bool coordination) {
        const auto* known = state_.need(need);
        called(person, known == nullptr ? v1::Sector::unknown : known->sector, coordination);
        auto& told = needs_[need];
        told.asked.insert(person);
        if (!told.asked_at) told.asked_at = at;
    };
    if (event.has_need_opened()) step(event, event.need_opened().need());
    if (event.has_rung_reached()) {
        const auto& reached = event.rung_reached();
        std::uint32_t people = 0;
        for (const auto& pick : reached.picks()) {
            if (pick.message().kind() == v1::Message::copy) continue;  // a trainee's
            asked(reached.need(), pick.person(), reached.reach() == v1::Rung::coordinator);
            ++people;
        }
        auto& rungs = needs_[reached.need()].rungs;
        rungs = std::max(rungs, reached.rung() + 1);
        auto& made = step(event, reached.need());
        made.set_rung(reached.rung() + 1);
        made.set_people(people);
    }
    if (event.has_person_paged()) {
        asked(event.person_paged().need(), event.person_paged().person(), false);
        step(event, event.person_paged().need()).set_people(1);
    }
    if (event.has_need_covered()) {
        auto& told = needs_[event.need_covered().need()];
        if (!told.covered_at) told.covered_at = at;
        step(event, event.need_covered().need());
    }
    if (event.has_need_taken())
        *step(event, event.need_taken().need()).mutable_who() =
            role_of(event.need_taken().person(), v1::Role::coordinator);
    if (event.has_need_released()) {
        ++needs_[event.need_released().need()].released;
        auto& made = step(event, event.need_released().need());
        *made.mutable_who() = role_of(event.need_released().person(), v1::Role::coordinator);
        made.set_declined(event.need_released().reason());
    }
    if (event.has_need_reopened()) {
        ++needs_[event.need_reopened().need()].reopened;
        step(event, event.need_reopened().need());
    }
    if (event.has_need_settled()) {
        const auto& settled = event.need_settled();
        needs_[settled.need()].settled_at = at;
        auto& made = step(event, settled.need());
        made.set_outcome(settled.outcome());
        made.set_why(settled.why());
    }
    if (event.has_need_refused()) {
        needs_[event.need_refused().need()].settled_at = at;
        step(event, event.need_refused().need());
    }
    if (event.has_consent_given()) step(event, event.consent_given().need());
    if (event.has_rule_overridden()) step(event, event.rule_overridden().need());
}

void Packing::follow_case(const Event& event) {
    if (event.has_case_opened()) step(event).mutable_who()->set_role(event.actor().role());
    if (event.has_consent_withdrawn()) step(event).set_sector(event.consent_withdrawn().sector());
    if (event.has_milestone_reached())
        step(event).set_milestone(event.milestone_reached().milestone());
    if (event.has_milestone_missed())
        step(event).set_milestone(event.milestone_missed().milestone());
    if (event.has_pivot_accepted())
        *step(event).mutable_who() = role_of(event.pivot_accepted().person(), event.actor().role());
    if (event.has_pivot_declined())
        *step(event).mutable_who() = role_of(event.pivot_declined().person(), event.actor().role());
    if (event.has_handed_to_pathway() || event.has_term_reached() || event.has_case_closed() ||
        event.has_case_reopened())
        step(event);
}

v1::PackNeed Packing::need(const NeedState& need, bool whole) {
    const auto& told = needs_[need.kind];
    v1::PackNeed packed;
    packed.set_sector(need.sector);
    if (told.asked_at) packed.set_asked_minutes(*told.asked_at);
    if (told.covered_at) packed.set_covered_minutes(*told.covered_at);
    if (told.settled_at && need.settled()) packed.set_settled_minutes(*told.settled_at);
    if (!whole) return packed;
    packed.set_need(need.kind);
    packed.set_mandatory(need.mandatory);
    packed.set_state(need.state);
    packed.set_why(need.why);
    packed.set_asked(static_cast<std::uint32_t>(told.asked.size()));
    packed.set_rungs(told.rungs);
    packed.set_promises(told.promises);
    packed.set_kept(static_cast<std::uint32_t>(told.kept.size()));
    packed.set_broken(told.broken);
    packed.set_released(told.released);
    packed.set_declined(told.declined);
    packed.set_unreached(told.unreached);
    packed.set_reopened(told.reopened);
    return packed;
}

v1::PackMilestone Packing::milestone(v1::Milestone::Kind kind,
                                     const MilestoneRecord& record) const {
    v1::PackMilestone packed;
    packed.set_milestone(kind);
    packed.set_due_minutes(minutes(record.due));
    const bool reached = record.reached != Instant{};
    if (reached) packed.set_reached_minutes(minutes(record.reached));
    packed.set_state(reached         ? v1::Milestone::reached
                     : record.missed ? v1::Milestone::missed
                                     : v1::Milestone::ahead);
    return packed;
}

}  // namespace

v1::ReviewPack review_pack(const CaseState& state, const std::vector<v1::Event>& events,
                           const Sight& sight, bool many_near) {
    Packing packing(state, events);
    v1::ReviewPack pack;
    const bool whole = sight.sees(Field::timeline);
    pack.set_whole(whole);
    for (const auto& need : state.needs)
        if (need.kind != v1::Need::unknown && sight.sees(need))
            *pack.add_needs() = packing.need(need, whole);
    if (!whole) return pack;
    if (many_near && sight.sees(Field::territory)) pack.set_territory(state.territory);
    for (const auto& [kind, record] : state.milestones)
        *pack.add_milestones() = packing.milestone(kind, record);
    for (const auto& [need, organization] : state.pathway) {
        auto& later = *pack.add_later();
        later.set_need(need);
        later.set_taken_on(!organization.empty());
    }
    const auto seen = [&](const v1::PackStep& step) {
        const auto* need = state.need(step.need());
        return need == nullptr || need->kind == v1::Need::unknown || sight.sees(*need);
    };
    for (auto& step : packing.steps())
        if (seen(step)) *pack.add_steps() = std::move(step);
    return pack;
}

}  // namespace relais::domain
