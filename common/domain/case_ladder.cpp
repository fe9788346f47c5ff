// How a need climbs: rung after rung, the last one a human; who is called, and who is thanked.
#include <algorithm>
#include <set>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"
#include "common/domain/acknowledgement.hpp"
#include "common/domain/case_draft.hpp"
#include "common/domain/effects.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/matching.hpp"

namespace relais::domain {

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
    const auto rungs = rungs_of(need(kind));
    const auto last = static_cast<std::uint32_t>(rungs.size() - 1);
    const auto& start = need(kind);
    std::uint32_t number = start.rung ? *start.rung + 1 : 0;
    if (start.state == v1::Need::awaiting_consent) number = last;
    for (number = std::min(number, last); !reach(kind, rungs, number, due) && number < last;
         ++number) {
    }
}

// Gives true when somebody was paged.
bool CaseDraft::reach(v1::Need::Kind kind, const std::vector<v1::Rung>& rungs, std::uint32_t number,
                      Instant due) {
    const auto& rung = rungs[number];
    const bool last = number + 1 == rungs.size();
    auto event = next();
    auto& reached = *event.mutable_rung_reached();
    const std::uint32_t repeat = last && need(kind).on_last_rung ? need(kind).repeats : 0;
    auto candidates = match({state_, need(kind), rung, directory_, now_, load_});
    reached.set_need(kind);
    reached.set_rung(number);
    reached.set_repeat(repeat);
    reached.set_last(last);
    reached.set_due_ms(due == Instant{} ? 0 : to_ms(due));
    reached.set_directory_revision(directory_.revision());
    reached.set_handover_bound_ms(handover_bound.count());
    reached.set_matching_version(matching_version);
    reached.set_reach(rung.reach());
    std::uint64_t wait = acknowledged_within(directory_, candidates.picks, rung.wait_ms());
    if (last)
        wait = std::min<std::uint64_t>(wait << std::min(repeat, 16u),
                                       std::max(rung.wait_max_ms(), rung.wait_ms()));
    reached.set_wait_ms(static_cast<std::uint32_t>(wait));
    const auto page = [&](v1::Pick& picked, bool copy) {
        const auto index = static_cast<std::size_t>(reached.picks_size());
        auto& pick = *reached.add_picks() = std::move(picked);
        pick.set_page(page_id(state_.uuid(), event.version(), index).value());
        *pick.mutable_message() = message_to(pick.person(), pick.page(), copy);
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
    return page_message(state_.code, id, page);
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
    stand_down(kind, false);
}

// Everybody who was called and is not needed is told so, once; who was never reached needs no word,
// and who is coming must not read that she is not needed because she slept through an earlier call.
void CaseDraft::stand_down(v1::Need::Kind kind, bool accepted_too) {
    const auto pages = need(kind).pages;
    std::set<std::string> told;
    for (const auto& [id, page] : pages)
        if (page.state == PageState::accepted && !accepted_too) told.insert(page.person);
    for (const auto& [id, page] : pages) {
        const bool waiting =
            page.state == PageState::raised || page.state == PageState::handed_over;
        if (!waiting && !(accepted_too && page.state == PageState::accepted)) continue;
        auto event = next();
        auto& down = *event.mutable_page_stood_down();
        down.set_page(id);
        if (page.state != PageState::raised && told.insert(page.person).second) {
            *down.mutable_message() = stand_down_message(state_.code, id, page);
        }
        add(std::move(event));
    }
}

// Whoever left the directory, or whose organization does not belong any more, is called no longer,
// from the next thing that happens in the case on; the need goes on with the others.
void CaseDraft::let_go_of_the_gone() {
    std::vector<v1::Need::Kind> open;
    for (const auto& entry : state_.needs)
        if (entry.open()) open.push_back(entry.kind);
    for (const auto kind : open)
        if (let_go_of_the_gone(kind)) climb_if_rung_is_spent(kind);
}

bool CaseDraft::let_go_of_the_gone(v1::Need::Kind kind) {
    std::vector<std::pair<std::string, v1::Reason::Code>> gone;
    for (const auto& [id, page] : need(kind).pages) {
        if (page.state != PageState::raised && page.state != PageState::handed_over) continue;
        const auto* person = directory_.person(page.person);
        if (person == nullptr)
            gone.emplace_back(id, v1::Reason::not_in_directory);
        else if (!member_at(directory_.organization(person->organization()), now_))
            gone.emplace_back(id, v1::Reason::membership_not_active);
    }
    for (const auto& [id, why] : gone) {
        auto event = next();
        auto& down = *event.mutable_page_stood_down();
        down.set_page(id);
        down.set_reason(why);
        // Whoever is known no more cannot be written to either.
        const auto& page = need(kind).pages.at(id);
        if (page.state == PageState::handed_over && why == v1::Reason::membership_not_active)
            *down.mutable_message() = stand_down_message(state_.code, id, page);
        add(std::move(event));
    }
    return !gone.empty();
}

}  // namespace relais::domain
