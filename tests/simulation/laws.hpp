// The laws of a case, held against its history from outside: after every commit, with the
// directory's own rules in hand.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/domain/case.hpp"

namespace relais::test {

// What was committed in one step, and what leaves because of it.
struct Step {
    std::vector<v1::Event> events;
    std::map<std::string, Instant> timers;  // armed after it
    Instant at{};                           // by the store's clock
};

class Laws {
public:
    explicit Laws(const domain::Directory& directory) : directory_(directory) {
        state_.aggregate = "case/simulated";
    }
    // The law that was broken, in words; nothing: all hold.
    [[nodiscard]] std::optional<std::string> hold(const Step& step);
    [[nodiscard]] const domain::CaseState& state() const { return state_; }

private:
    [[nodiscard]] std::optional<std::string> of_event(const v1::Event& event, const Step& step);
    [[nodiscard]] std::optional<std::string> of_rung(const v1::RungReached& reached,
                                                     const v1::Event& event);
    [[nodiscard]] std::optional<std::string> of_needs(const Step& step) const;
    [[nodiscard]] std::optional<std::string> of_ties(const Step& step) const;
    [[nodiscard]] std::optional<std::string> of_need(const domain::NeedState& need,
                                                     const Step& step) const;
    [[nodiscard]] bool is_coordinator(const std::string& person) const;

    const domain::Directory& directory_;
    domain::CaseState state_;
    Instant last_{};
    std::set<v1::Sector::Code> told_;  // sectors that the alert itself allows
    std::set<v1::Need::Kind> consented_;
    std::set<std::string> stood_down_;           // pages
    std::map<v1::Need::Kind, Instant> reached_;  // when somebody was last called for it
    std::optional<v1::Need::Kind> empty_rung_;   // just reached; another must follow at once
};

}  // namespace relais::test
