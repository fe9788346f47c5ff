// The laws of a case, held against its history from outside: after every commit, with the
// directory's own rules in hand.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/call_laws.hpp"

namespace relais::test {

class Laws {
public:
    Laws() { state_.aggregate = "case/simulated"; }
    // The law that was broken, in words; nothing: all hold.
    [[nodiscard]] Broken hold(const Step& step);
    [[nodiscard]] const domain::CaseState& state() const { return state_; }

private:
    [[nodiscard]] Broken of_event(const v1::Event& event, const Step& step);
    [[nodiscard]] Broken of_consent(const v1::Event& event, const Step& step);
    // Each promise of the 72 hours is watched, and so is their end.
    [[nodiscard]] Broken of_hours(const Step& step);
    [[nodiscard]] bool promised(v1::Milestone::Kind milestone) const;
    [[nodiscard]] Broken of_needs(const Step& step) const;
    [[nodiscard]] Broken of_ties(const Step& step) const;
    [[nodiscard]] Broken of_need(const domain::NeedState& need, const Step& step) const;

    CallLaws calls_;
    domain::CaseState state_;
    Instant last_{};
    std::set<v1::Sector::Code> told_;             // sectors that the alert itself allows
    std::optional<v1::Need::Kind> empty_rung_;    // just reached; another must follow at once
    std::optional<Instant> opened_at_;            // of an alert
    std::map<v1::Milestone::Kind, Instant> due_;  // as promised when it came up
    std::set<v1::Milestone::Kind> told_of_;       // reached, or missed and the coordinator called
    bool term_reached_ = false;
};

}  // namespace relais::test
