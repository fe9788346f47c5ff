// One time for all services: Redis' own, never going back.
#include "common/store/store_clock.hpp"

#include "tests/store/fixture.hpp"

namespace relais::test {
namespace {

class StoreTime : public StoreTest {
protected:
    Instant redis_now() {
        const redis::Reply time = ask({"TIME"});
        return instant(std::stoll(time.elements[0].text) * 1'000 +
                       std::stoll(time.elements[1].text) / 1'000);
    }
};

TEST_F(StoreTime, IsRedisTime) {
    store::StoreClock clock(client);
    good(clock.measure());
    const Instant before = redis_now();
    const Instant now = clock.now();
    const Instant after = redis_now();
    EXPECT_GE(now, before - Duration(50));
    EXPECT_LE(now, after + Duration(50));
}

TEST_F(StoreTime, NeverGoesBack) {
    store::StoreClock clock(client);
    Instant last = clock.now();
    for (int i = 0; i < 50; ++i) {
        good(clock.measure());
        EXPECT_GE(clock.now(), last);
        last = clock.now();
    }
}

TEST_F(StoreTime, StopsAtOnce) {
    store::StoreClock clock(client);
    bool ended = false;
    boost::asio::co_spawn(io, clock.run(), [&](std::exception_ptr) { ended = true; });
    ask({"PING"});
    ask({"PING"});
    const auto begun = std::chrono::steady_clock::now();
    clock.stop();
    run_until(io, [&] { return ended; });
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(500));
}

TEST_F(StoreTime, GoesOnWithoutRedis) {
    store::StoreClock clock(client);
    good(clock.measure());
    server.kill_9();
    EXPECT_FALSE(run(clock.measure()));
    const Instant now = clock.now();
    run_until(io, [&] { return clock.now() > now; });
}

}  // namespace
}  // namespace relais::test
