// Months: which are over, how the book stood, and the text that is signed.
#include "common/domain/fund/month.hpp"
#include "tests/unit/fund_fixture.hpp"

namespace relais::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using FundMonths = FundTest;

TEST_F(FundMonths, WhatIsOverAndNotClosedIsOpenInItsOrder) {
    EXPECT_THAT(domain::open_months(fund.state, fund.now), IsEmpty());
    const auto later = fund.now + std::chrono::days(70);  // January
    EXPECT_THAT(domain::open_months(fund.state, later), ElementsAre("2026-11", "2026-12"));
}

TEST_F(FundMonths, AMonthIsClosedAsItStoodAndNotAsItStandsNow) {
    const auto november = domain::month_end(fund.state, "2026-11");
    const auto text = domain::month_text("main", "2026-11", november);
    EXPECT_EQ(text,
              "relais fund month 1\nfund main\nmonth 2026-11\nversion 4\n"
              "funder:ministere -10500.00\nfunder:ville -1000.00\nsource:city 1000.00\n"
              "source:interpreters 500.00\nsource:province 10000.00\n");
    fund.now += std::chrono::days(30);
    told(fund.receive("city", dollars(1)));
    EXPECT_EQ(domain::month_text("main", "2026-11", domain::month_end(fund.state, "2026-11")),
              text);
    EXPECT_NE(domain::month_text("main", "2026-12", domain::month_end(fund.state, "2026-12")),
              text);
}

TEST_F(FundMonths, OnceClosedTheNextOneComes) {
    const auto end = domain::month_end(fund.state, "2026-11");
    fund.now += std::chrono::days(50);
    told(with(by("board"), [&](v1::FundCommand& command) {
        auto& close = *command.mutable_close_period();
        close.set_period("2026-11");
        for (const auto& [name, balance] : end.balances) *close.add_totals() = balance;
        close.set_up_to_version(end.version);
        close.set_digest(std::string(32, 'd'));
        close.set_signature(std::string(64, 's'));
        close.set_key("key");
    }));
    EXPECT_THAT(domain::open_months(fund.state, fund.now), ElementsAre("2026-12"));
}

}  // namespace
}  // namespace relais::test
