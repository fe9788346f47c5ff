#include "tests/simulation/night.hpp"

#include <algorithm>
#include <queue>

#include <fmt/format.h>

#include "common/domain/effects.hpp"
#include "tests/simulation/laws.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {
namespace {

using v1::Answer;

// SplitMix64: small, and the same everywhere.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15);
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
    bool in_100(unsigned percent) { return next() % 100 < percent; }
    Duration between(Duration from, Duration to) {
        const auto span = static_cast<std::uint64_t>((to - from).count() + 1);
        return from + Duration(static_cast<std::int64_t>(next() % span));
    }

private:
    std::uint64_t state_;
};

struct Item {
    Instant at;
    std::uint64_t order;
    v1::Command command;
    bool operator<(const Item& other) const {  // the soonest is on top
        return std::pair(at, order) > std::pair(other.at, other.order);
    }
};

class Life {
public:
    Life(const domain::Directory& directory, std::uint64_t seed, Bug bug)
        : directory_(directory), chance_(seed), bug_(bug), laws_(directory) {
        state_.aggregate = case_aggregate;
        now_ = night + chance_.between(0h, 7 * 24h);
        outage_from_ = now_ + chance_.between(0s, 2h);
        outage_until_ =
            chance_.in_100(30) ? outage_from_ + chance_.between(1min, 1h) : outage_from_;
    }

    Night run();

private:
    void raise();
    void what_people_will_do();
    void say(Duration after, v1::Command command, const std::string& person);
    void take(const Item& item);
    bool commit(const v1::Command& command);
    std::vector<v1::Event> decided(const v1::Command& command);
    void tamper(std::vector<v1::Event>& events, const v1::Command& command);
    void tamper_timers(std::map<std::string, Instant>& timers,
                       const std::vector<v1::Event>& events);
    void arm(const std::map<std::string, Instant>& timers);
    void deliver(const v1::Message& message);
    void answer(const v1::Message& message);
    void promise(const v1::Message& message, Duration after, std::uint32_t eta);
    void settle_everything();
    void say_answer(Duration after, const v1::Message& message, Answer::Kind kind,
                    std::uint32_t eta = 0);

    const domain::Directory& directory_;
    Chance chance_;
    Bug bug_;
    Laws laws_;
    domain::CaseState state_;
    domain::CaseState before_;  // what a second dispatcher still holds
    Instant now_;
    Instant outage_from_{};
    Instant outage_until_{};
    std::priority_queue<Item> queue_;
    std::set<std::string> seen_;  // commands that were committed
    std::set<std::pair<std::string, Instant>> scheduled_;
    std::uint64_t order_ = 0;
    std::uint64_t hash_ = 0;
    bool settling_ = false;
    Night night_;
};

void Life::say(Duration after, v1::Command command, const std::string& person) {
    command.set_aggregate(case_aggregate);
    command.mutable_actor()->set_person(person);
    command.set_command_id(fmt::format("c{}", ++order_));
    queue_.push({now_ + after, order_, std::move(command)});
}

void Life::say_answer(Duration after, const v1::Message& message, Answer::Kind kind,
                      std::uint32_t eta) {
    v1::Command command;
    command.mutable_answer_page()->set_page(message.page());
    command.mutable_answer_page()->set_answer(kind);
    command.mutable_answer_page()->set_eta_minutes(eta);
    say(after, std::move(command), message.person());
}

void Life::raise() {
    v1::Command command;
    auto& open = *command.mutable_open_case();
    open.set_alert_id(alert_uuid);
    open.set_code("TOKA-RILU");
    open.set_territory(chance_.in_100(80) ? "06" : "13");
    for (const auto need :
         {v1::Need::immediate_care, v1::Need::emergency_shelter, v1::Need::police_protection})
        if (chance_.in_100(70)) open.add_needs()->set_need(need);
    if (open.needs().empty()) open.add_needs()->set_need(v1::Need::immediate_care);
    if (chance_.in_100(20)) open.add_exclusions()->set_person("omar");
    if (chance_.in_100(20)) open.set_urgency(v1::Urgency::immediate);
    say(0s, std::move(command), "worker");
}

void Life::what_people_will_do() {
    const auto maybe = [&](unsigned percent, Duration from, Duration to, auto set,
                           const std::string& person) {
        if (!chance_.in_100(percent)) return;
        v1::Command command;
        set(command);
        say(chance_.between(from, to), std::move(command), person);
    };
    using C = v1::Command;
    maybe(
        50, 30s, 20min,
        [](C& c) {
            c.mutable_give_consent()->set_need(v1::Need::police_protection);
            c.mutable_give_consent()->set_basis(v1::ConsentBasis::verbal);
        },
        "worker");
    maybe(
        8, 1min, 3h, [](C& c) { c.mutable_withdraw_consent()->set_sector(v1::Sector::health); },
        "worker");
    maybe(
        5, 1min, 3h, [](C& c) { c.mutable_refuse_need()->set_need(v1::Need::emergency_shelter); },
        "worker");
    maybe(
        15, 1h, 20h, [](C& c) { c.mutable_add_need()->set_need(v1::Need::immediate_care); },
        "worker");
    maybe(
        10, 5min, 2h, [](C& c) { c.mutable_take_need()->set_need(v1::Need::emergency_shelter); },
        "coralie");
    maybe(
        8, 2h, 4h, [](C& c) { c.mutable_release_need()->set_need(v1::Need::emergency_shelter); },
        "coralie");
    maybe(60, 10min, 50min, [](C& c) { c.mutable_offer_pivot()->set_person("ines"); }, "coralie");
    maybe(40, 20min, 90min, [](C& c) { c.mutable_answer_pivot()->set_accept(true); }, "ines");
    maybe(10, 1h, 5h, [](C& c) { c.mutable_close_case(); }, "coralie");
    // Something always happens after the third day: somebody sits down and ends it.
    maybe(
        100, 73h + 1min, 74h,
        [](C& c) { c.mutable_reach_milestone()->set_milestone(v1::Milestone::review_48h); },
        "coralie");
    maybe(
        8, 5min, 2h,
        [](C& c) {
            c.mutable_page_person()->set_need(v1::Need::immediate_care);
            c.mutable_page_person()->set_person("lise");
            c.mutable_page_person()->set_reason(v1::OverrideReason::knows_her);
        },
        "coralie");
}

// Three days later somebody sits down and says of every need what became of it.
void Life::settle_everything() {
    settling_ = true;
    for (const auto& need : state_.needs) {
        if (need.settled() || need.kind == v1::Need::unknown) continue;
        v1::Command command;
        command.mutable_settle_need()->set_need(need.kind);
        command.mutable_settle_need()->set_outcome(v1::Outcome::met);
        say(1s, std::move(command), "coralie");
    }
    v1::Command close;
    close.mutable_close_case();
    say(1min, std::move(close), "coralie");
}

void Life::answer(const v1::Message& message) {
    const bool coordinator = message.person() == "coralie" || message.person() == "denis";
    const auto roll = chance_.next() % 100;
    const auto after = chance_.between(8s, 4min);
    const auto eta = static_cast<std::uint32_t>(5 + chance_.next() % 50);
    if (coordinator && roll < 85) return promise(message, chance_.between(30s, 10min), 0);
    if (roll < 45) return promise(message, after, eta);
    if (roll < 52) {  // twice, as telephones do
        promise(message, after, eta);
        return say_answer(after + 1s, message, Answer::accept, eta);
    }
    if (roll < 68) return say_answer(after, message, Answer::decline);
    if (roll < 71) say_answer(after, message, Answer::arrived);  // out of turn
}

// She says that she comes; and then she does, or cannot go on, or forgets.
void Life::promise(const v1::Message& message, Duration after, std::uint32_t eta) {
    say_answer(after, message, Answer::accept, eta);
    const auto roll = chance_.next() % 100;
    const auto there = after + std::chrono::minutes(eta) + chance_.between(0s, 12min);
    if (roll < 12)
        return say_answer(after + chance_.between(1min, 30min), message, Answer::release);
    if (roll > 75) return;  // she forgets
    say_answer(there, message, roll < 40 ? Answer::in_contact : Answer::arrived);
    if (roll < 60) say_answer(there + chance_.between(20min, 3h), message, Answer::done);
    if (roll < 18) say_answer(there + chance_.between(5min, 1h), message, Answer::release);
}

void Life::deliver(const v1::Message& message) {
    if (message.kind() == v1::Message::reminder) {
        if (chance_.in_100(60)) say_answer(chance_.between(20s, 4min), message, Answer::arrived);
        return;
    }
    if (message.kind() != v1::Message::come && message.kind() != v1::Message::copy) return;
    ++night_.pages;
    if (chance_.in_100(4)) {  // no way reaches her
        v1::Command exhausted;
        exhausted.mutable_report_exhausted()->set_page(message.page());
        return say(chance_.between(1s, 20s), std::move(exhausted), "");
    }
    const auto after = chance_.between(20ms, 4s);
    v1::Command over;
    over.mutable_report_handover()->set_page(message.page());
    over.mutable_report_handover()->set_at_ms(to_ms(now_ + after));
    say(after, std::move(over), "");
    answer(message);
}

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
        again.set_version(events.back().version() + 1);
        auto& reached = *again.mutable_rung_reached();
        reached.set_need(state_.need_of_page(events.back().page_stood_down().page())->kind);
        reached.add_picks()->set_page(events.back().page_stood_down().page());
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

std::vector<v1::Event> Life::decided(const v1::Command& command) {
    const bool stale = chance_.in_100(4) && before_.version > 0;
    const bool skewed = bug_ == Bug::wrong_clock && chance_.in_100(5);
    const Instant now = skewed ? now_ + 1h : now_;
    // The second dispatcher decides on what it still holds; the store says no, and it reads again.
    const auto& known = stale && bug_ == Bug::no_version_check ? before_ : state_;
    auto decision = domain::decide(known, command, now, directory_, {});
    if (!decision) return {};
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
    Step step{.events = events, .timers = {}, .at = now_};
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

}  // namespace

domain::DirectoryPtr town() {
    World world;
    // Two beds' worth of people are wanted, and three stand behind each other.
    for (auto& rule : *world.data().mutable_need_rules())
        if (rule.need() == v1::Need::emergency_shelter) rule.set_quota(2);
    world.roster(v1::Sector::shelter, "06", {{"ines", "paul"}, {"rose"}});
    world.data().mutable_rosters(2)->mutable_layers()->Swap(
        world.data().mutable_rosters()->rbegin()->mutable_layers());
    world.data().mutable_rosters()->RemoveLast();
    return world.directory();
}

Night live(const domain::Directory& directory, std::uint64_t seed, Bug bug) {
    return Life(directory, seed, bug).run();
}

}  // namespace relais::test
