// The demo's directory, and an alert that is rehearsed on it: who would be called on every rung,
// and who would not, as lists of people that a test reads like a story.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/domain/rehearsal.hpp"

namespace relais::test {

[[nodiscard]] domain::DirectoryPtr demo_directory();
// Saturday, 21 November 2026, three in the morning in Montréal.
inline constexpr Instant saturday_night = instant(1'795'248'000'000);

using People = std::set<std::string>;

class Drill {
public:
    explicit Drill(std::initializer_list<v1::Need::Kind> needs);

    Drill& rehearse();
    [[nodiscard]] const v1::MatchNeed* need(v1::Need::Kind kind) const;
    // Who is called on a rung, trainees left out.
    [[nodiscard]] People called(v1::Need::Kind kind, int rung = 0) const;
    [[nodiscard]] People organizations(v1::Need::Kind kind, int rung = 0) const;
    // Everybody who is passed over for this reason, on any rung.
    [[nodiscard]] People passed_over(v1::Need::Kind kind, v1::Reason::Code why) const;
    [[nodiscard]] bool every_call_says(v1::Need::Kind kind, v1::Reason::Code why,
                                       int rung = 0) const;

    domain::DirectoryPtr directory = demo_directory();
    v1::OpenCase alert;
    v1::Actor by;  // a nurse who speaks French and English
    Instant at = saturday_night;
    domain::Known known;
    v1::MatchAnswer answer;
};

}  // namespace relais::test
