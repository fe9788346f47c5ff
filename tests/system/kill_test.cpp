// F1, F2 and F4 of the fault catalogue: gateway, dispatcher, notifier and Redis are killed (kill
// -9) at random moments, one or two at a time, while alerts come in and people answer. The seed is
// printed first; RELAIS_SEED runs it again. Afterwards everything is up and quiet, and every
// promise must hold.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/house.hpp"
#include "tests/system/promises.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

constexpr int kills_wanted = 80;

std::uint64_t chosen_seed() {
    const char* given = std::getenv("RELAIS_SEED");
    const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    return seed;
}

// Alerts come in, and each is asked again with the same id until somebody acknowledged it: what a
// worker's telephone does.
class Workers {
public:
    Workers(const House& house, int count) : house_(house) {
        for (int i = 0; i < count; ++i) threads_.emplace_back([this, i] { work(i); });
    }
    Acknowledged stop() {
        stopping_ = true;
        for (auto& thread : threads_) thread.join();
        return told_;
    }
    [[nodiscard]] int unanswered() const { return unanswered_; }
    [[nodiscard]] int strange() const { return strange_; }

private:
    void work(int number) {
        const std::vector<std::vector<std::string>> wishes{
            {"immediate_care", "emergency_shelter"},
            {"legal_help", "crisis_intervention", "interpretation"},
            {"emergency_shelter"}};
        for (int i = number; !stopping_; ++i) {
            AlertText alert{.id = fresh_uuid(),
                            .needs = wishes[static_cast<std::size_t>(i) % wishes.size()]};
            while (!stopping_ && !raise(alert)) std::this_thread::sleep_for(50ms);
            std::this_thread::sleep_for(250ms);
        }
    }
    bool raise(const AlertText& alert) {
        const auto reply = house_.raise(alert);
        const bool told = reply.status == 201 || reply.status == 202;
        if (!told) {
            const bool honest = reply.status == 503 || reply.status == 0;
            ++(honest ? unanswered_ : strange_);
            if (!honest) std::printf("%u %s\n", reply.status, reply.body.c_str());
            return false;
        }
        const std::lock_guard lock{mutex_};
        told_[alert.id] = text_at(reply.json(), "caseId");
        return true;
    }

    const House& house_;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> unanswered_ = 0;
    std::atomic<int> strange_ = 0;
    std::mutex mutex_;
    Acknowledged told_;
    std::vector<std::thread> threads_;
};

// People answer what reaches them: of three, one accepts, one declines, one sleeps.
class Answerers {
public:
    explicit Answerers(House& house) : house_(house), thread_([this] { work(); }) {}
    void stop() {
        stopping_ = true;
        thread_.join();
    }

private:
    void work() {
        std::map<std::string, int> tried;
        while (!stopping_) {
            for (const auto& page : house_.phones().all()) {
                if (stopping_ || page.kind != "page" || page.link.empty()) continue;
                auto& tries = tried[page.id];
                const auto mood = std::hash<std::string>{}(page.id) % 3;
                if (mood == 2 || tries < 0 || tries > 5) continue;
                const auto reply = house_.answer(page, mood == 0 ? "accept" : "decline");
                tries = reply.status == 0 || reply.status >= 500 ? tries + 1 : -1;
            }
            std::this_thread::sleep_for(100ms);
        }
    }
    House& house_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

void kill_and_start(House& house, int what) {
    if (what == 3) {
        house.redis().kill_9();
        house.redis().start();
    } else {
        house.kill(every_service[static_cast<std::size_t>(what)]);
        house.start(every_service[static_cast<std::size_t>(what)]);
    }
}

int kill_at_random(House& house, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    std::map<int, int> kills;
    int count = 0;
    while (count < kills_wanted) {
        std::this_thread::sleep_for(milliseconds{random() % 700});
        const auto what = static_cast<int>(random() % 4);
        kill_and_start(house, what);
        ++kills[what];
        ++count;
        if (random() % 4 == 0) {  // two die together
            const auto other = (what + 1 + static_cast<int>(random() % 3)) % 4;
            kill_and_start(house, other);
            ++kills[other];
            ++count;
        }
    }
    std::printf("kills: gateway %d, dispatcher %d, notifier %d, redis %d\n", kills[0], kills[1],
                kills[2], kills[3]);
    return count;
}

int records_of(const std::vector<Received>& all, int at_least) {
    return static_cast<int>(
        std::ranges::count_if(all, [&](const Received& one) { return one.times >= at_least; }));
}

TEST(Kills, NothingAcknowledgedIsLostAndNoNeedIsLeftAlone) {
    const auto seed = chosen_seed();
    House house{{.waits = {.rung = 1'500ms, .last = 60'000ms, .last_max = 60'000ms}}};
    house.phones().want_everything();
    // Slow receivers hold messages half-way: sent, and not yet settled when the notifier dies.
    for (const std::string person : {"health-1", "shelter-1", "legal-1", "coordination-1"}) {
        house.phones().behave(person, "first", {.after = 150ms});
    }
    Workers workers{house, 4};
    Answerers answerers{house};
    EXPECT_GE(kill_at_random(house, seed), 50);
    const auto told = workers.stop();
    answerers.stop();
    house.await_ready();
    for (const auto service : every_service) EXPECT_TRUE(house.process(service).running());
    // Ladders climb to their last rung; then a minute is quiet.
    std::this_thread::sleep_for(8'000ms);
    EXPECT_TRUE(await_quiet(house.archive(), 40'000ms));
    for (const auto& broken : broken_promises(house.archive(), told, house.phones())) {
        ADD_FAILURE() << broken;
    }
    EXPECT_GT(records_of(house.phones().all(), 2), 0) << "no message was caught half-way";
    EXPECT_EQ(workers.strange(), 0) << "neither taken, nor refused with 503";
    EXPECT_GT(told.size(), 50U) << "too few alerts came in for the kills to mean anything";
    const auto verified =
        house.command({"verify", "--config", house.config(Service::gateway).string()});
    EXPECT_EQ(verified.code, 0) << verified.output;
    const auto all = house.phones().all();
    std::printf(
        "alerts acknowledged %zu, asked again %d, messages %d, came twice %d, torn tails cut %d\n",
        told.size(), workers.unanswered(), records_of(all, 1), records_of(all, 2),
        house.redis().repairs());
    house.close();
}

}  // namespace
}  // namespace relais::system
