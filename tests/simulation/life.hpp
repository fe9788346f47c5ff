// One life of a case: the store and the clock, the people, the faults. Only night.cpp and
// people.cpp include this.
#pragma once

#include <queue>
#include <set>

#include "tests/simulation/laws.hpp"
#include "tests/simulation/night.hpp"
#include "tests/unit/world.hpp"

namespace relais::test {

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
    Life(const Town& town, std::uint64_t seed, Bug bug)
        : directory_(town.as_it_was.get()), chance_(seed), bug_(bug) {
        state_.aggregate = case_aggregate;
        now_ = night + chance_.between(0h, 7 * 24h);
        outage_from_ = now_ + chance_.between(0s, 2h);
        outage_until_ =
            chance_.in_100(30) ? outage_from_ + chance_.between(1min, 1h) : outage_from_;
        changed_ = town.changed[chance_.next() % town.changed.size()].get();
        changes_at_ = chance_.in_100(40) ? now_ + chance_.between(1s, 3h) : Instant::max();
    }

    Night run();

private:
    void raise();
    void what_people_will_do();
    void what_else_they_will_do();
    void what_the_hands_will_do();
    void call_by_hand();
    void ask_the_other_case(const std::vector<v1::Command>& mail);
    void go_with_her(const v1::Event& event);
    void say(Duration after, v1::Command command, const std::string& person);
    void take(const Item& item);
    bool commit(const v1::Command& command);
    Instant clock_of_the_dispatcher(const v1::Command& command);
    std::vector<v1::Event> decided(const v1::Command& command);
    void tamper(std::vector<v1::Event>& events, const v1::Command& command);
    void tamper_timers(std::map<std::string, Instant>& timers,
                       const std::vector<v1::Event>& events);
    void arm(const std::map<std::string, Instant>& timers);
    void deliver(const v1::Message& message);
    void answer(const v1::Message& message);
    void promise(const v1::Message& message, Duration after, std::uint32_t eta);
    void settle_everything();
    void end_what_is_under_way();
    void say_answer(Duration after, const v1::Message& message, v1::Answer::Kind kind,
                    std::uint32_t eta = 0);

    const domain::Directory* directory_;
    const domain::Directory* changed_;  // from then on
    Instant changes_at_{};
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

}  // namespace relais::test
