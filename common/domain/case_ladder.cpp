// How a need climbs: rung after rung, the last one a human; who is called, and who is thanked.
#include <algorithm>
#include <set>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/domain/acknowledgement.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/fitness.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/matching.hpp"

namespace relais::domain {
namespace {

// The page of whoever was rung a moment ago for another need of this case, and has not answered;
// null: she was not.
const std::string* rung_lately(const CaseState& state, v1::Need::Kind kind,
                               const std::string& person, Instant now) {
    for (const auto& need : state.needs)
        for (const auto& [id, page] : need.pages)
            if (need.kind != kind && page.person == person && page.waiting() && !page.copy &&
                page.asked_with.empty() && page.raised_at + last_rung_quiet > now)
                return &id;
    return nullptr;
}

// The same rung while somebody is left on it who is asked in her turn, or while it is to be asked
// again; else the one after it.
std::uint32_t next_rung(const NeedState& need, const std::vector<v1::Rung>& rungs) {
    if (!need.rung) return 0;
    if (*need.rung >= rungs.size()) return *need.rung;
    const auto& rung = rungs[*need.rung];
    // Whoever is asked in her turn is asked once; only a rung that is asked as one is asked again.
    const bool goes_on =
        rung.gap_ms() != 0 ? need.others_left : need.repeats < std::max(rung.times(), 1u);
    return goes_on ? *need.rung : *need.rung + 1;
}

}  // namespace

// A ladder that vanished from the directory still ends at a human.
std::vector<v1::Rung> CaseDraft::rungs_of(const NeedState& need) const {
    const auto* ladder = directory_.ladder(need.ladder);
    if (ladder != nullptr && !ladder->rungs().empty())
        return {ladder->rungs().begin(), ladder->rungs().end()};
    v1::Rung coordinator;
    coordinator.set_reach(v1::Rung::coordinator);
    coordinator.set_wait_ms(static_cast<std::uint32_t>(fallback_wait.count()));
    coordinator.set_wait_max_ms(static_cast<std::uint32_t>(fallback_wait_max.count()));
    return {coordinator};
}

// Climbs to the next rung that has somebody; empty rungs are skipped at once, and said. A need
// whose consent is awaited only ever reaches the coordinator.
void CaseDraft::climb(v1::Need::Kind kind, Instant due) {
    const auto& start = need(kind);
    const auto rungs = rungs_of(start);
    const bool only_coordinator = start.state == v1::Need::awaiting_consent;
    const auto last = static_cast<std::uint32_t>(rungs.size() - 1);
    climb_from(kind, only_coordinator ? last : next_rung(start, rungs), due);
}

void CaseDraft::climb_from(v1::Need::Kind kind, std::uint32_t number, Instant due) {
    const auto rungs = rungs_of(need(kind));
    const auto last = static_cast<std::uint32_t>(rungs.size() - 1);
    // The coordinator's own page always leaves.
    if (number < last && ladders_wait()) return;
    for (number = std::min(number, last); number < last; ++number)
        if (reach(kind, rungs, number, due) && !rungs[number].with_next()) return;
    reach(kind, rungs, last, due);
}

// From the hand-over of its pages until the next is asked. The last rung is asked ever more seldom;
// when somebody must come at once, every wait is halved.
std::uint32_t CaseDraft::wait_of(const v1::Rung& rung, bool last, std::uint32_t repeat,
                                 const Candidates& candidates) const {
    const bool in_turn = rung.gap_ms() != 0 && candidates.others_left();
    std::uint64_t wait =
        acknowledged_within(directory_, candidates.picks, in_turn ? rung.gap_ms() : rung.wait_ms());
    if (last)
        wait = std::min<std::uint64_t>(wait << std::min(repeat, 16u),
                                       std::max(rung.wait_max_ms(), rung.wait_ms()));
    const auto least = static_cast<std::uint64_t>(urgent_wait_min.count());
    if (state_.urgent && wait > least) wait = std::max(wait / 2, least);
    return static_cast<std::uint32_t>(wait);
}

// Gives true when somebody was paged.
bool CaseDraft::reach(v1::Need::Kind kind, const std::vector<v1::Rung>& rungs, std::uint32_t number,
                      Instant due) {
    const auto& rung = rungs[number];
    const bool last = number + 1 == rungs.size();
    const auto& from = need(kind);
    const bool in_turn = rung.gap_ms() != 0 && from.others_left;
    const bool same = from.rung == number && (last ? from.on_last_rung : !in_turn);
    const std::uint32_t repeat = same ? from.repeats : 0;
    auto candidates = match({.state = state_,
                             .need = from,
                             .rung = rung,
                             .directory = directory_,
                             .at = now_,
                             .known = known_,
                             .number = number,
                             .repeat = repeat});
    auto event = next();
    auto& reached = *event.mutable_rung_reached();
    reached.set_need(kind);
    reached.set_rung(number);
    reached.set_repeat(repeat);
    reached.set_last(last);
    reached.set_due_ms(due == Instant{} ? 0 : to_ms(due));
    reached.set_directory_revision(directory_.revision());
    reached.set_handover_bound_ms(handover_bound.count());
    reached.set_matching_version(matching_version);
    reached.set_reach(rung.reach());
    reached.set_wait_ms(wait_of(rung, last, repeat, candidates));
    const auto page = [&](v1::Pick& picked, bool copy) {
        const auto index = static_cast<std::size_t>(reached.picks_size());
        auto& pick = *reached.add_picks() = std::move(picked);
        pick.set_page(page_id(state_.uuid(), event.version(), index).value());
        const auto* rings = last ? rung_lately(state_, kind, pick.person(), now_) : nullptr;
        *pick.mutable_message() = rings == nullptr ? page_to(pick.person(), pick.page(), copy)
                                                   : message_to(pick.person(), *rings, copy);
    };
    const bool paged = !candidates.picks.empty();
    for (auto& pick : candidates.picks) page(pick, false);
    for (auto& pick : candidates.copies) page(pick, true);
    for (auto& passed : candidates.passed_over) *reached.add_passed_over() = std::move(passed);
    add(std::move(event));
    return paged;
}

v1::Message CaseDraft::message_to(const std::string& person_id, const std::string& id,
                                  bool copy) const {
    const auto* person = directory_.person(person_id);
    check(person != nullptr && !person->ways().empty(), "a pick has a way");
    PageRecord page;
    page.person = person_id;
    page.copy = copy;
    page.way_id = person->ways(0).id();
    page.channel = person->ways(0).channel();
    page.language = person->languages().empty() ? "fr" : person->languages(0);
    auto message = page_message(heading_of(state_), id, page);
    if (state_.advice && !copy) message.set_kind(v1::Message::advise);
    return message;
}

const v1::Message* CaseDraft::said(const std::string& person, v1::Message::Kind kind) const {
    for (const auto& event : events_)
        for (const auto* message : messages_of(event))
            if (message->person() == person && message->kind() == kind) return message;
    return nullptr;
}

// Who is asked for two needs at once is woken once: each is a page of its own, and her screen has
// them all.
v1::Message CaseDraft::page_to(const std::string& person, const std::string& id, bool copy) const {
    auto message = message_to(person, id, copy);
    const auto* written = said(person, message.kind());
    return written == nullptr ? message : *written;
}

bool CaseDraft::expected_elsewhere(const std::string& page_id) const {
    const auto* ended = state_.need_of_page(page_id);
    const auto& person = ended->pages.at(page_id).person;
    const auto expects = [&](const auto& entry) {
        const auto& page = entry.second;
        const bool comes = page.coming() && page.state != PageState::done;
        return page.person == person &&
               (comes || page.state == PageState::broken || page.state == PageState::handed_over);
    };
    return std::ranges::any_of(state_.needs, [&](const NeedState& need) {
        return &need != ended && !need.settled() &&
               (need.taken_by == person || std::ranges::any_of(need.pages, expects));
    });
}

void CaseDraft::climb_if_rung_is_spent(v1::Need::Kind kind) {
    const auto& spent = need(kind);
    // On the last rung there is nowhere to climb to: it is asked again when its wait is over.
    if (spent.open() && spent.rung && !spent.on_last_rung && !spent.rung_has_open_page())
        climb(kind, {});
}

void CaseDraft::cover_if_quota_is_met(v1::Need::Kind kind) {
    if (!need(kind).open() || need(kind).accepted() < need(kind).quota) return;
    auto event = next();
    event.mutable_need_covered()->set_need(kind);
    add(std::move(event));
    stand_down(kind, Whom::called);
    engage_if_somebody_is_there(kind);
}

void CaseDraft::engage_if_somebody_is_there(v1::Need::Kind kind) {
    if (need(kind).state != v1::Need::covered || need(kind).engaged() == 0) return;
    auto event = next();
    event.mutable_need_engaged()->set_need(kind);
    add(std::move(event));
}

void CaseDraft::reopen(v1::Need::Kind kind, v1::NeedReopened::Why why, bool from_the_start) {
    auto event = next();
    auto& reopened = *event.mutable_need_reopened();
    reopened.set_need(kind);
    reopened.set_why(why);
    reopened.set_from_the_start(from_the_start);
    add(std::move(event));
    climb(kind, {});
}

// An owned need that has fewer people than it takes is open again.
void CaseDraft::reopen_if_short(v1::Need::Kind kind, v1::NeedReopened::Why why,
                                bool from_the_start) {
    const auto& owned = need(kind);
    if (owned.owned() && owned.taken_by.empty() && owned.accepted() < owned.quota)
        reopen(kind, why, from_the_start);
}

// Everybody who was called and is not needed is told so, once; who was never reached needs no word,
// and who is still expected must not read that she is not needed because she slept through an
// earlier call, or because another need is covered.
void CaseDraft::stand_down(v1::Need::Kind kind, Whom whom) {
    const auto pages = need(kind).pages;
    const auto ends = [&](const PageRecord& page) {
        if (page.waiting()) return true;
        const bool on_her_way =
            page.state == PageState::accepted || page.state == PageState::broken;
        return (on_her_way && whom != Whom::called) || (page.engaged() && whom == Whom::everybody);
    };
    // Whoever ended it by her own hand knows.
    std::set<std::string> told{command_.actor().person()};
    for (const auto& [id, page] : pages)
        if ((page.coming() || page.state == PageState::broken) && !ends(page))
            told.insert(page.person);
    for (const auto& [id, page] : pages) {
        if (!ends(page)) continue;
        auto event = next();
        auto& down = *event.mutable_page_stood_down();
        down.set_page(id);
        if (page.state != PageState::raised && !expected_elsewhere(id) &&
            told.insert(page.person).second) {
            *down.mutable_message() =
                stand_down_message(heading_of(state_), id, page, event.version());
        }
        add(std::move(event));
    }
}

// Whoever left the directory, or whose organization does not belong any more, is called no longer
// and comes no longer, from the next thing that happens in the case on; the need goes on with the
// others.
void CaseDraft::let_go_of_the_gone() {
    if (state_.merged_into.empty()) let_go_of_gone_services();
    if (state_.over()) return;
    std::vector<v1::Need::Kind> unsettled;
    for (const auto& entry : state_.needs)
        if (!entry.settled()) unsettled.push_back(entry.kind);
    for (const auto kind : unsettled) {
        const auto& taker = need(kind).taken_by;
        if (need(kind).owned() && !taker.empty() && must_go_because(taker) != v1::Reason::unknown) {
            auto event = next();
            event.mutable_need_released()->set_need(kind);
            event.mutable_need_released()->set_person(taker);
            add(std::move(event));
            reopen_if_short(kind, v1::NeedReopened::nobody_left, true);
        }
        if (!let_go_of_the_gone(kind)) continue;
        reopen_if_short(kind, v1::NeedReopened::nobody_left, true);
        climb_if_rung_is_spent(kind);
    }
    let_go_of_gone_pivots();
    let_go_of_gone_companions();
}

bool CaseDraft::let_go_of_the_gone(v1::Need::Kind kind) {
    std::vector<std::pair<std::string, v1::Reason::Code>> gone;
    for (const auto& [id, page] : need(kind).pages) {
        const bool expected = page.waiting() || page.state == PageState::broken ||
                              (page.coming() && page.state != PageState::done);
        if (!expected) continue;
        auto why = must_go_because(page.person);
        if (why == v1::Reason::unknown && !page.engaged() && closed_to_her(kind, page.person))
            why = v1::Reason::in_danger_area;
        if (why != v1::Reason::unknown) gone.emplace_back(id, why);
    }
    for (const auto& [id, why] : gone) {
        auto event = next();
        auto& down = *event.mutable_page_stood_down();
        down.set_page(id);
        down.set_reason(why);
        // Whoever is known no more cannot be written to either.
        const auto& page = need(kind).pages.at(id);
        if (page.state != PageState::raised && why != v1::Reason::not_in_directory &&
            !expected_elsewhere(id) && said(page.person, v1::Message::stand_down) == nullptr)
            *down.mutable_message() =
                stand_down_message(heading_of(state_), id, page, event.version());
        add(std::move(event));
    }
    return !gone.empty();
}

// R6: a house that was called before it was known who looks for her.
bool CaseDraft::closed_to_her(v1::Need::Kind kind, const std::string& person) const {
    if (!state_.restricted() || sector_of(person) != v1::Sector::shelter) return false;
    const v1::Rung no_rung;
    return house_is_closed_to_her(
        {state_, need(kind), no_rung, directory_, now_, known_},
        directory_.organization(directory_.person(person)->organization()));
}

// Gone, or one of those whom an alert for her must not bring (R11): another alert may say so later.
v1::Reason::Code CaseDraft::must_go_because(const std::string& person_id) const {
    const auto gone = gone_because(person_id);
    if (gone != v1::Reason::unknown) return gone;
    const auto* person = directory_.person(person_id);
    return excluded(state_, *person, {directory_.organization(person->organization()), nullptr});
}

v1::Reason::Code CaseDraft::gone_because(const std::string& person_id) const {
    const auto* person = directory_.person(person_id);
    if (person == nullptr) return v1::Reason::not_in_directory;
    return member_at(directory_.organization(person->organization()), now_)
               ? v1::Reason::unknown
               : v1::Reason::membership_not_active;
}

}  // namespace relais::domain
