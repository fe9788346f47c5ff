// Two treasurers of one fund beside each other: one works, the other rests and reads nothing, until
// the first is dead, or asleep, or stops as it should. What was done twice or lost meanwhile would
// be seen on paper.
#include <csignal>
#include <cstdio>
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/fund_rush.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;
using Steady = std::chrono::steady_clock;

constexpr auto taken_over_within = 5'000ms;

class TwoTreasurers : public testing::Test {
protected:
    TwoTreasurers() {
        rush.run([](FundClient& client, int number) -> store::awaitable<void> {
            if (number == 0) co_await open_fund(client, 30'000);
        });
        treasury.start(2);
    }

    int holder() {
        const auto key = treasury.archive().partition_of(the_fund).lease();
        const auto held = treasury.archive().call({"GET", key});
        return held.is_nil() ? 0 : held.text.back() - '0';
    }
    // Every client waits for one answer at most: more of them than clients are of whoever came
    // next.
    milliseconds until_served() {
        const auto begin = Steady::now();
        const int enough = told.settled + fund_clients + 1;
        while (told.settled < enough && Steady::now() < begin + 30'000ms)
            std::this_thread::sleep_for(5ms);
        EXPECT_GE(told.settled, enough) << "nobody served for half a minute";
        return std::chrono::duration_cast<milliseconds>(Steady::now() - begin);
    }
    void live_while(const std::function<void()>& trouble) {
        std::atomic<bool> over = false;
        std::thread people([&] {
            rush.run([&over](FundClient& client, int) -> store::awaitable<void> {
                while (!over) co_await live_a_wish(client);
            });
        });
        until_served();
        trouble();
        over = true;
        people.join();
    }
    void expect_all_on_paper_once() {
        EXPECT_EQ(treasury.stop(1), 0);
        EXPECT_EQ(treasury.stop(2), 0);
        for (const auto& broken : broken_by(treasury.events(), told.answers))
            ADD_FAILURE() << broken;
        for (const auto& strange : told.strange) ADD_FAILURE() << strange;
        const auto verified = treasury.verify();
        EXPECT_EQ(verified.code, 0) << verified.output;
    }

    Treasury treasury;
    FundTold told;
    Rush rush{treasury, told};
};

TEST_F(TwoTreasurers, TheOneThatRestsReadsNothingAndGoesOnAtOnceWhenTheOtherStops) {
    live_while([&] {
        std::this_thread::sleep_for(1'500ms);
        EXPECT_EQ(holder(), 1);
        EXPECT_FALSE(treasury.has_read(2));
        EXPECT_EQ(treasury.stop(1), 0);
        const auto gap = until_served();
        EXPECT_LT(gap, 2'000ms) << "it was given back";
        EXPECT_EQ(holder(), 2);
        std::printf("stopped: served again after %lld ms\n", static_cast<long long>(gap.count()));
        treasury.start(1);
    });
    expect_all_on_paper_once();
}

TEST_F(TwoTreasurers, NothingIsDoneTwiceOrLostWhenTheOneThatWorksIsKilled) {
    live_while([&] {
        for (int round = 0; round < 3; ++round) {
            const int working = holder();
            ASSERT_NE(working, 0);
            treasury.kill(working);
            const auto gap = until_served();
            EXPECT_LT(gap, taken_over_within);
            EXPECT_EQ(holder(), 3 - working);
            std::printf("killed: served again after %lld ms\n",
                        static_cast<long long>(gap.count()));
            treasury.start(working);
            std::this_thread::sleep_for(1'000ms);
        }
    });
    expect_all_on_paper_once();
}

TEST_F(TwoTreasurers, NothingIsDoneTwiceOrLostWhenTheOneThatWorksSleepsAndWakes) {
    live_while([&] {
        for (int round = 0; round < 3; ++round) {
            const int working = holder();
            ASSERT_NE(working, 0);
            ASSERT_EQ(::kill(treasury.pid(working), SIGSTOP), 0);
            const auto gap = until_served();
            EXPECT_LT(gap, taken_over_within);
            EXPECT_EQ(holder(), 3 - working);
            std::printf("asleep: served again after %lld ms\n",
                        static_cast<long long>(gap.count()));
            ASSERT_EQ(::kill(treasury.pid(working), SIGCONT), 0);
            until_served();
            std::this_thread::sleep_for(1'000ms);
            EXPECT_EQ(holder(), 3 - working) << "who woke does not take it back";
        }
    });
    expect_all_on_paper_once();
}

}  // namespace
}  // namespace relais::system
