// Negative controls: two ways of breaking the first promise, each seen to fail the checker that
// judges the kill test. A durability test that cannot fail proves nothing.
//
//   (a) an acknowledgement before the commit: a gateway of the test says 201 and forwards later
//   (b) no fsync: what Redis had not flushed is gone after the power cut, although kill -9 alone
//       would have kept it
// Each has its honest twin, the same run without the fault, in which the checker is content.
#include <deque>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "common/base/ids.hpp"
#include "tests/system/house.hpp"
#include "tests/system/promises.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

// Takes alerts as a gateway would. Dishonest: acknowledges first, and its forwarding dies with it.
class OtherGateway {
public:
    OtherGateway(const House& house, bool honest)
        : house_(house), honest_(honest), thread_([this] { forward(); }) {}

    void take(const AlertText& alert, Acknowledged& told) {
        const auto case_id = case_of_alert(alert.id).value();
        if (honest_ && house_.raise(alert).status != 201) return;
        told[alert.id] = case_id;
        if (honest_) return;
        const std::lock_guard lock{mutex_};
        waiting_.push_back(alert);
    }
    void die() {
        dead_ = true;
        thread_.join();
    }

private:
    void forward() {
        while (!dead_) {
            std::this_thread::sleep_for(30ms);
            std::unique_lock lock{mutex_};
            if (waiting_.empty() || dead_) continue;
            const auto alert = waiting_.front();
            waiting_.pop_front();
            lock.unlock();
            EXPECT_EQ(house_.raise(alert).status, 201U);
        }
    }
    const House& house_;
    bool honest_;
    std::mutex mutex_;
    std::deque<AlertText> waiting_;
    std::atomic<bool> dead_ = false;
    std::thread thread_;
};

std::vector<std::string> lost_by(bool honest) {
    House house{{.waits = {.rung = 60'000ms}}};
    house.phones().want_everything();
    OtherGateway gateway{house, honest};
    Acknowledged told;
    for (int i = 0; i < 20; ++i) gateway.take({.id = fresh_uuid()}, told);
    gateway.die();
    EXPECT_TRUE(await_quiet(house.archive(), 10'000ms));
    EXPECT_EQ(told.size(), 20U);
    const auto broken = broken_promises(house.archive(), told, house.phones());
    house.close();
    return broken;
}

TEST(Control, AnAcknowledgementBeforeTheCommitIsFound) {
    const auto broken = lost_by(false);
    ASSERT_FALSE(broken.empty()) << "the checker is blind to alerts that were never committed";
    EXPECT_NE(broken.front().find("was acknowledged and stands 0 times"), std::string::npos);
}

TEST(Control, AnAcknowledgementAfterTheCommitIsContent) {
    for (const auto& broken : lost_by(true)) ADD_FAILURE() << broken;
}

// The append-only file that Redis writes now.
std::filesystem::path growing_file(const Redis& redis) {
    std::filesystem::path found;
    for (const auto& file : std::filesystem::directory_iterator(redis.folder() / "appendonlydir")) {
        if (file.path().string().ends_with(".incr.aof")) found = file.path();
    }
    return found;
}

// A power cut without a power switch: Redis dies, and its file keeps only what is known to have
// been flushed. With fsync after every write that is its length when we were last answered; with no
// fsync by Redis it is its length when somebody last flushed it (here: the test, once).
class PowerCut {
public:
    explicit PowerCut(House& house) : house_(house), file_(growing_file(house.redis())) {}

    void flush() {
        const int file = ::open(file_.c_str(), O_RDONLY);
        EXPECT_EQ(::fsync(file), 0);
        ::close(file);
        note();
    }
    void note() { flushed_ = std::filesystem::file_size(file_); }
    void cut() {
        house_.redis().kill_9();
        const auto written = std::filesystem::file_size(file_);
        EXPECT_GE(written, flushed_);
        std::filesystem::resize_file(file_, flushed_);
        house_.redis().start();
    }

private:
    House& house_;
    std::filesystem::path file_;
    std::uintmax_t flushed_ = 0;
};

std::vector<std::string> lost_by_power_cut(const std::string& appendfsync) {
    House house{{.waits = {.rung = 60'000ms}}};
    house.phones().want_everything();
    // The services checked their Redis at start and would refuse this one: it is changed behind
    // their backs.
    EXPECT_EQ(house.archive().call({"CONFIG", "SET", "appendfsync", appendfsync}).text, "OK");
    EXPECT_TRUE(await_quiet(house.archive(), 5'000ms));
    PowerCut power{house};
    power.flush();
    Acknowledged told;
    for (int i = 0; i < 10; ++i) {
        const AlertText alert{.id = fresh_uuid()};
        told[alert.id] = house.raised_case(alert);
        if (appendfsync == "always") power.note();
    }
    for (const auto service : every_service) house.kill(service);
    power.cut();
    house.start_all();
    house.await_ready();
    EXPECT_TRUE(await_quiet(house.archive(), 10'000ms));
    const auto broken = lost_alerts(house.archive(), told);
    house.close();
    return broken;
}

TEST(Control, APowerCutWithoutFsyncIsFound) {
    const auto broken = lost_by_power_cut("no");
    EXPECT_EQ(broken.size(), 10U) << "the checker is blind to what was never flushed";
}

TEST(Control, APowerCutWithFsyncAfterEveryWriteLosesNothing) {
    for (const auto& broken : lost_by_power_cut("always")) ADD_FAILURE() << broken;
}

}  // namespace
}  // namespace relais::system
