#include "tests/simulation/night.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/effects.hpp"
#include "tests/simulation/life.hpp"

namespace relais::test {

using v1::Answer;

void Life::tamper(std::vector<v1::Event>& events, const v1::Command& command) {
    const auto cut_after = [&](auto which) {
        const auto found = std::ranges::find_if(events, which);
        if (found != events.end()) events.erase(found + 1, events.end());
    };
    for (auto& event : events) {
        if (!event.has_need_opened()) continue;
        auto& opened = *event.mutable_need_opened();
        if (bug_ == Bug::quota_off_by_one && opened.quota() > 1)
            opened.set_quota(opened.quota() - 1);
        if (bug_ == Bug::consent_ignored) opened.mutable_consent();
    }
    if (bug_ == Bug::empty_rung_waits)
        cut_after([](const v1::Event& event) {
            return event.has_rung_reached() && event.rung_reached().picks().empty() &&
                   !event.rung_reached().last();
        });
    if (bug_ == Bug::release_forgotten && command.answer_page().answer() == Answer::release)
        cut_after([](const v1::Event& event) { return event.has_page_answered(); });
    const auto add_copy_of_the_last_rung = [&](std::int64_t due_ms) {
        const auto rung = std::ranges::find_if(
            events, [](const v1::Event& event) { return event.rung_reached().picks_size() > 0; });
        if (rung == events.end()) return;
        auto again = *rung;
        again.set_version(events.back().version() + 1);
        again.mutable_rung_reached()->set_due_ms(due_ms);
        for (auto& pick : *again.mutable_rung_reached()->mutable_picks())
            pick.set_page(fmt::format("{}/again{}", pick.page(), again.version()));
        events.push_back(std::move(again));
    };
    if (bug_ == Bug::ladder_burst && command.has_fire_deadline())
        add_copy_of_the_last_rung(to_ms(now_));
    if (bug_ == Bug::page_after_stand_down && !events.empty() &&
        events.back().has_page_stood_down()) {
        auto again = events.back();
        const auto page = events.back().page_stood_down().page();
        again.set_version(events.back().version() + 1);
        const auto& need = *state_.need_of_page(page);
        auto& reached = *again.mutable_rung_reached();
        reached.set_need(need.kind);
        reached.set_rung(need.rung.value_or(0));
        auto& pick = *reached.add_picks();
        pick.set_page(fmt::format("{}/again", page));
        pick.set_person(need.pages.at(page).person);
        pick.add_reasons(v1::Reason::on_call);
        events.push_back(std::move(again));
    }
}

void Life::tamper_timers(std::map<std::string, Instant>& timers,
                         const std::vector<v1::Event>& events) {
    const bool accepted = std::ranges::any_of(events, [](const v1::Event& event) {
        return event.page_answered().answer() == Answer::accept;
    });
    const bool drop_promises = bug_ == Bug::acceptance_ends_everything && accepted;
    const bool drop_rungs = bug_ == Bug::timer_lost && chance_.in_100(5);
    std::erase_if(timers, [&](const auto& timer) {
        return (drop_promises && timer.first.starts_with("promise/")) ||
               (drop_rungs && timer.first.starts_with("rung/"));
    });
}

// A dispatcher's own clock may stand behind the store's, which fires the deadlines.
Instant Life::clock_of_the_dispatcher(const v1::Command& command) {
    if (bug_ == Bug::wrong_clock && chance_.in_100(5)) return now_ + 1h;
    const bool behind = !command.has_fire_deadline() && chance_.in_100(4);
    return behind ? now_ - chance_.between(1s, 2h) : now_;
}

std::vector<v1::Event> Life::decided(const v1::Command& command) {
    const bool stale = chance_.in_100(4) && before_.version > 0;
    const Instant now = clock_of_the_dispatcher(command);
    // The second dispatcher decides on what it still holds; the store says no, and it reads again.
    if (bug_ == Bug::clock_believed) state_.last_now = {};
    const auto& known = stale && bug_ == Bug::no_version_check ? before_ : state_;
    auto decision = domain::decide(known, command, now, *directory_, {});
    if (!decision) return {};
    // A store that looks at no version puts what it is given behind what it has.
    for (auto& event : *decision)
        event.set_version(event.version() + state_.version - known.version);
    tamper(*decision, command);
    return std::move(*decision);
}

bool Life::commit(const v1::Command& command) {
    auto events = decided(command);
    if (chance_.in_100(3)) {  // it dies before the commit: nothing happened, and it is asked again
        queue_.push({now_ + chance_.between(1s, 20s), ++order_, command});
        return true;
    }
    if (!command.command_id().empty()) seen_.insert(command.command_id());
    if (events.empty()) return true;
    Step step{.events = events, .timers = {}, .at = now_, .directory = directory_};
    auto after = state_;
    for (const auto& event : events) {
        if (event.version() != after.version + 1) break;  // the laws will say so
        after = domain::evolve(std::move(after), event);
        hash_ = hash_ * 31 + std::hash<std::string>{}(event.SerializeAsString());
    }
    step.timers = domain::deadlines(after);
    tamper_timers(step.timers, events);
    ++night_.steps;
    night_.events += events.size();
    if (auto broken = laws_.hold(step)) {
        night_.broken = fmt::format("{} (after {} steps)", *broken, night_.steps);
        return false;
    }
    before_ = std::move(state_);
    state_ = std::move(after);
    arm(step.timers);
    const auto leaves = domain::effects(case_aggregate, events);
    ask_the_other_case(leaves.mail);
    for (const auto& event : events) go_with_her(event);
    for (const auto* lane : {&leaves.first, &leaves.rest})
        for (const auto& message : *lane) deliver(message);
    return true;
}

void Life::arm(const std::map<std::string, Instant>& timers) {
    for (const auto& [name, due] : timers) {
        if (!scheduled_.emplace(name, due).second) continue;
        v1::Command command;
        command.set_aggregate(case_aggregate);
        command.mutable_fire_deadline()->set_deadline(name);
        command.mutable_fire_deadline()->set_due_ms(to_ms(due));
        queue_.push({std::max(due, now_) + chance_.between(0ms, 200ms), ++order_, command});
        if (chance_.in_100(3)) queue_.push({std::max(due, now_) + 2s, ++order_, command});
    }
}

void Life::take(const Item& item) {
    now_ = std::max(now_, item.at);
    if (now_ >= changes_at_) directory_ = changed_;
    if (now_ >= outage_from_ && now_ < outage_until_) {
        queue_.push({outage_until_ + chance_.between(0ms, 500ms), item.order, item.command});
        return;
    }
    if (seen_.contains(item.command.command_id())) return;
    if (!item.command.command_id().empty() && chance_.in_100(3))  // it comes once more, later
        queue_.push({now_ + chance_.between(1s, 10min), ++order_, item.command});
    (void)commit(item.command);
}

Night Life::run() {
    const Instant began = now_;
    raise();
    what_people_will_do();
    what_else_they_will_do();
    what_the_hands_will_do();
    constexpr std::size_t steps_max = 4'000;
    while (!queue_.empty() && !night_.broken && night_.steps < steps_max) {
        auto item = queue_.top();
        queue_.pop();
        if (!settling_ && item.at > began + 73h) settle_everything();
        take(item);
    }
    night_.fingerprint = fmt::format("{:016x}", hash_);
    night_.closed = state_.closed;
    return std::move(night_);
}

Night live(const Town& town, std::uint64_t seed, Bug bug) { return Life(town, seed, bug).run(); }

}  // namespace relais::test
