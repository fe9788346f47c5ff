// The laws over what leaves the house: who is called, by the ladder or by hand, who is reminded,
// who is thanked, and who is let go of. Each has words of its own, by which a test knows it.
#pragma once

#include "tests/simulation/calls.hpp"

namespace relais::test {

using Broken = std::optional<std::string>;

// What was committed in one step, and what leaves because of it.
struct Step {
    std::vector<v1::Event> events;
    std::map<std::string, Instant> timers;         // armed after it
    Instant at{};                                  // by the store's clock
    const domain::Directory* directory = nullptr;  // that it was decided by
};

class CallLaws {
public:
    // A decision begins.
    void begin();
    // One event, before it is so.
    [[nodiscard]] Broken of_event(const v1::Event& event, const domain::Directory& directory) const;
    // And that it is.
    void note(const v1::Event& event, const domain::CaseState& after,
              const domain::Directory& directory);
    // Once the whole step is there.
    [[nodiscard]] Broken of_step(const Step& step) const;

    [[nodiscard]] const Calls& calls() const { return calls_; }

private:
    // What an event says was possible before it.
    [[nodiscard]] Broken of_order(const v1::Event& event) const;
    [[nodiscard]] Broken of_rung(const v1::Event& event, const domain::Directory& directory) const;
    [[nodiscard]] Broken of_place(const v1::Event& event, const domain::Directory& directory) const;
    [[nodiscard]] Broken of_number(const v1::RungReached& reached,
                                   const domain::Directory& directory) const;
    [[nodiscard]] Broken of_pick(const v1::RungReached& reached, const v1::Pick& pick) const;
    [[nodiscard]] Broken of_call(v1::Need::Kind need, const std::string& person,
                                 const domain::Directory& directory) const;
    [[nodiscard]] Broken of_promise(const v1::Event& event) const;
    [[nodiscard]] Broken of_outcome(const v1::Event& event) const;
    [[nodiscard]] Broken of_stand_down(const v1::Event& event) const;
    [[nodiscard]] Broken of_withdrawal(const v1::ConsentWithdrawn& withdrawn) const;
    [[nodiscard]] Broken of_messages(const Step& step) const;

    Calls calls_;
    // Who was told in this decision that she is not needed for it.
    std::set<std::string> told_;
    std::set<std::string> reminded_;
    std::set<v1::Need::Kind> climbed_;  // in this decision
};

}  // namespace relais::test
