#include "common/domain/load.hpp"

#include <algorithm>

namespace relais::domain {

void Load::note(const v1::Event& event) {
    const Instant now = instant(event.now_ms());
    const auto paged = [&](const std::string& person) {
        auto& last = people_[person].last_page;
        last = std::max(last, now);
    };
    for (const auto& pick : event.rung_reached().picks()) paged(pick.person());
    if (event.has_person_paged()) paged(event.person_paged().person());
    if (event.has_page_stood_down()) let_go(event.page_stood_down().page());
    if (!event.has_page_answered()) return;
    const auto& answered = event.page_answered();
    if (answered.answer() == v1::Answer::accept)
        accept(answered.page(), answered.person(), now);
    else if (answered.answer() == v1::Answer::done || answered.answer() == v1::Answer::release)
        let_go(answered.page());
}

void Load::accept(const std::string& page, const std::string& person, Instant now) {
    if (!holders_.emplace(page, person).second) return;
    auto& accepted = people_[person].accepted;
    std::erase_if(accepted, [&](const Acceptance& one) {
        const bool over = one.at + acceptance_weighs <= now;
        if (over) holders_.erase(one.page);
        return over;
    });
    accepted.push_back({page, now});
}

void Load::let_go(const std::string& page) {
    const auto holder = holders_.find(page);
    if (holder == holders_.end()) return;
    std::erase_if(people_[holder->second].accepted,
                  [&](const Acceptance& one) { return one.page == page; });
    holders_.erase(holder);
}

Instant Load::last_page(const std::string& person) const {
    const auto found = people_.find(person);
    return found == people_.end() ? Instant{} : found->second.last_page;
}

std::size_t Load::acceptances(const std::string& person, Instant at) const {
    const auto found = people_.find(person);
    if (found == people_.end()) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(
        found->second.accepted,
        [&](const Acceptance& one) { return at < one.at + acceptance_weighs; }));
}

}  // namespace relais::domain
