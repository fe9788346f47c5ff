#include "common/domain/load.hpp"

#include <algorithm>

namespace relais::domain {

void Load::note(const v1::Event& event) {
    const Instant now = instant(event.now_ms());
    for (const auto& pick : event.rung_reached().picks()) people_[pick.person()].last_page = now;
    if (event.has_page_answered() && event.page_answered().answer() == v1::Answer::accept) {
        auto& accepted = people_[event.page_answered().person()].accepted;
        std::erase_if(accepted, [&](const Acceptance& one) {
            const bool over = one.at + acceptance_weighs <= now;
            if (over) holders_.erase(one.page);
            return over;
        });
        accepted.push_back({event.page_answered().page(), now});
        holders_[event.page_answered().page()] = event.page_answered().person();
    }
    if (!event.has_page_stood_down()) return;
    const auto holder = holders_.find(event.page_stood_down().page());
    if (holder == holders_.end()) return;
    std::erase_if(people_[holder->second].accepted,
                  [&](const Acceptance& one) { return one.page == holder->first; });
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
