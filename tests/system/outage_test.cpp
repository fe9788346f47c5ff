// When Redis is away, or not to be trusted: what the service says, and what it does when Redis is
// back.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/house.hpp"
#include "tests/system/promises.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

bool eventually(milliseconds patience, const std::function<bool()>& holds) {
    const auto until = Steady::now() + patience;
    while (!holds()) {
        if (Steady::now() > until) return false;
        std::this_thread::sleep_for(20ms);
    }
    return true;
}

TEST(Outage, RedisAwayAtStartIsSaidAndWaitedFor) {
    House house{{.open = false}};
    const auto token = house.add_account("worker", "worker-person");
    house.redis().kill_9();
    house.start_all();
    EXPECT_TRUE(eventually(10'000ms, [&] { return house.web().get("/healthz").status == 200; }));
    const auto red = house.web().get("/readyz");
    EXPECT_EQ(red.status, 503U);
    const auto refused = house.web().post("/v1/alerts", AlertText{}.json(), token);
    EXPECT_EQ(refused.status, 503U) << refused.body;
    for (const auto service : every_service) EXPECT_TRUE(house.process(service).running());
    EXPECT_NE(house.logs().find("waiting for Redis"), std::string::npos);

    house.redis().start();
    house.await_ready();
    house.open_doors();
    house.phones().mark();
    const auto id = house.raised_case({});
    const auto page = house.phones().want({.person = "health-1"}, between(0ms, 2'000ms));
    ASSERT_TRUE(page);
    EXPECT_EQ(house.answer(*page, "accept").status, 200U);
    EXPECT_EQ(house.need_state(id, "immediate_care"), "covered");
    house.close();
}

TEST(Outage, RedisAwayLaterIsRefusedWithATelephoneAndPagesGoOnAfter) {
    House house{{.waits = {.rung = 5'000ms}}};
    house.phones().mark();
    Acknowledged told;
    AlertText before{.id = fresh_uuid()};
    told[before.id] = house.raised_case(before);
    ASSERT_TRUE(house.phones().want({.person = "health-1"}, between(0ms, 2'000ms)));

    house.redis().kill_9();
    EXPECT_TRUE(eventually(5'000ms, [&] { return house.web().get("/readyz").status == 503; }));
    const auto refused = house.raise({.needs = {"legal_help"}});
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.code(), "store_away");
    EXPECT_FALSE(refused.fields.at("retry-after").empty());
    EXPECT_NE(refused.body.find(emergency_telephone), std::string::npos) << refused.body;
    EXPECT_EQ(refused.fields.at("content-type"), "application/problem+json");

    house.redis().start();
    house.await_ready();
    EXPECT_EQ(house.read_case(told.begin()->second).status, 200U);
    const auto second = house.phones().first({.person = "health-2"}, 15'000ms);
    ASSERT_TRUE(second) << "the ladder must go on after the outage";
    EXPECT_EQ(house.answer(*second, "accept").status, 200U);
    ASSERT_TRUE(house.phones().first({.person = "health-1", .kind = "stand_down"}, 5'000ms));
    EXPECT_TRUE(await_quiet(house.archive(), 5'000ms));
    for (const auto& broken : broken_promises(house.archive(), told, house.phones())) {
        ADD_FAILURE() << broken;
    }
    house.close();
}

TEST(Outage, ASilentRedisIsNotWaitedForForever) {
    House house;
    house.redis().freeze();
    const auto asked = Steady::now();
    const auto reply = house.raise({.needs = {"legal_help"}});
    EXPECT_EQ(reply.status, 503U) << reply.body;
    EXPECT_LT(Steady::now() - asked, 8'000ms);
    house.redis().thaw();
    house.await_ready();
    house.phones().want_everything();  // unknown: it may have been taken after all
    house.close();
}

TEST(Outage, ATailTornInTheMiddleOfABlockIsCutAndNothingAcknowledgedIsLost) {
    House house{{.waits = {.rung = 60'000ms}}};
    house.phones().want_everything();
    Acknowledged told;
    for (int i = 0; i < 5; ++i) {
        const AlertText alert{.id = fresh_uuid()};
        told[alert.id] = house.raised_case(alert);
    }
    EXPECT_TRUE(await_quiet(house.archive(), 5'000ms));
    house.redis().kill_9();
    // What a kill in the middle of a write leaves: a block that began, and half a command.
    std::filesystem::path file;
    for (const auto& one :
         std::filesystem::directory_iterator(house.redis().folder() / "appendonlydir")) {
        if (one.path().string().ends_with(".incr.aof")) file = one.path();
    }
    write_file(file,
               read_file(file) + "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$9\r\nof");
    house.redis().start();
    EXPECT_EQ(house.redis().repairs(), 1);
    house.await_ready();
    EXPECT_TRUE(house.archive().call({"GET", "half"}).is_nil());
    const AlertText after{.id = fresh_uuid()};
    told[after.id] = house.raised_case(after);
    house.redis().kill_9();
    house.redis().start();  // an open MULTI left in the file would strike now
    house.await_ready();
    EXPECT_TRUE(await_quiet(house.archive(), 5'000ms));
    for (const auto& broken : broken_promises(house.archive(), told, house.phones())) {
        ADD_FAILURE() << broken;
    }
    house.close();
}

class UnsafeRedis : public testing::TestWithParam<std::string> {};

TEST_P(UnsafeRedis, IsRefusedAndTheSettingNamed) {
    const auto& setting = GetParam();
    House house{{.open = false, .redis_settings = {setting}}};
    for (const auto service : every_service) {
        house.start(service);
        EXPECT_EQ(house.process(service).wait(10'000ms), 1) << name_of(service);
        const auto log = read_file(house.folder() / (name_of(service) + ".log"));
        EXPECT_NE(log.find(setting.substr(0, setting.find(' '))), std::string::npos) << log;
    }
    house.close();
}

INSTANTIATE_TEST_SUITE_P(Settings, UnsafeRedis,
                         testing::Values("appendfsync everysec", "appendonly no",
                                         "maxmemory-policy allkeys-lru", "aof-load-truncated yes",
                                         "save 900 1"));

}  // namespace
}  // namespace relais::system
