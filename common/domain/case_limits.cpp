// The limits of a case, each of them aloud: so many pages within an hour, so long a history. At one
// of them nobody is lost: the coordinator on duty is called, what waits goes on by itself once the
// hour has moved on, and what ends something is heard whatever the length of the history.
#include <algorithm>

#include "common/domain/case_draft.hpp"
#include "common/domain/limits.hpp"
#include "common/domain/scopes.hpp"

namespace relais::domain {
namespace {

// When so few pages are left of the last hour that the ladders do not stop again at once.
Instant room_again(const std::vector<Instant>& paged_at) {
    return paged_at[paged_at.size() - pages_resume - 1] + pages_window;
}

}  // namespace

std::size_t CaseState::paged_lately(Instant now) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(paged_at, [&](Instant paged) { return paged + pages_window > now; }));
}

// Ladders wait together until the hour has moved on. The first that would wake one too many says
// so.
bool CaseDraft::ladders_wait() {
    if (now_ < state_.held_until) return true;
    const auto count = state_.paged_lately(now_);
    if (count < pages_max) return false;
    say_limit(v1::LimitReached::pages, count, room_again(state_.paged_at));
    return true;
}

// The coordinator by her own call, which goes on until somebody answers; by a word where she is
// called already, or nobody is called any more. Of the history, whoever answers for what is kept.
void CaseDraft::say_limit(v1::LimitReached::Limit limit, std::uint64_t count, Instant until) {
    const auto* called = state_.need(v1::Need::unknown);
    const bool calls = !state_.over() && (called == nullptr || !called->open());
    auto event = next();
    auto& reached = *event.mutable_limit_reached();
    reached.set_limit(limit);
    reached.set_count(static_cast<std::uint32_t>(count));
    if (until != Instant{}) reached.set_until_ms(to_ms(until));
    std::set<std::string> told;
    if (limit == v1::LimitReached::events) told = answering_for_privacy(directory_);
    if (!calls)
        for (auto& person : coordinators_on_duty(directory_, state_.territory, now_))
            told.insert(std::move(person));
    for (const auto& person : told)
        write_to(person, event, v1::Message::limit, *reached.mutable_messages());
    add(std::move(event));
    if (calls) call_coordinator(v1::NeedReopened::limit_reached);
}

}  // namespace relais::domain
