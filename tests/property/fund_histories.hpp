// Histories of a fund: whatever is asked, approved, sent, told and settled, in whatever order,
// however often and however late, by whomever; with crashes between any two steps.
#pragma once

#include <vector>

#include <rapidcheck.h>

#include "tests/unit/fund.hpp"
#include "tests/unit/fund_text.hpp"

namespace relais::test {

struct FundStep {
    unsigned wish;   // which of the things that may be done
    unsigned which;  // request, voucher, statement line …
    unsigned who;
    unsigned detail;   // amounts, outcomes
    unsigned minutes;  // that pass first
};

[[nodiscard]] rc::Gen<std::vector<FundStep>> fund_histories();
// A small fund whose sources run dry soon.
[[nodiscard]] v1::FundSettings tight_settings();
// What happened of these steps. After each, the state is as if read anew from its events; each
// command may come again, and finds its effect already there.
[[nodiscard]] FundStory live(const std::vector<FundStep>& steps);
[[nodiscard]] domain::FundState folded(const std::vector<v1::Event>& history);

}  // namespace relais::test
