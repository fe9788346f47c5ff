// Many clients who want things of one fund at once, each with the same id until she is answered,
// and the processes that serve them: a Redis and treasurers, as an operator runs them.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "common/runtime/config.hpp"
#include "common/store/store.hpp"
#include "tests/system/archive.hpp"
#include "tests/system/child.hpp"
#include "tests/system/fund_paper.hpp"
#include "tests/system/redis.hpp"

namespace relais::system {

using store::Outcome;

inline constexpr int fund_clients = 32;
inline const std::string the_fund = "fund/main";
inline const std::string asking_case = "case/3f0c8a44-0000-5000-8000-000000000001";

class Treasury {
public:
    Treasury();
    void start(int instance);
    void kill(int instance) { treasurers_.at(instance)->kill_hard(); }
    [[nodiscard]] std::optional<int> stop(int instance) {
        treasurers_.at(instance)->wait_until_it_can_be_stopped(milliseconds{10'000});
        return treasurers_.at(instance)->stop(milliseconds{30'000});
    }
    [[nodiscard]] pid_t pid(int instance) const { return treasurers_.at(instance)->pid(); }
    [[nodiscard]] Finished verify() const;
    [[nodiscard]] Redis& redis() { return redis_; }
    [[nodiscard]] Archive& archive() { return *archive_; }
    // Whether it ever asked the inbox for something.
    [[nodiscard]] bool has_read(int instance);
    // Every event as it lies there, in its order, whatever it says of itself.
    [[nodiscard]] std::vector<v1::Event> events();

private:
    TempFolder folder_;
    Redis redis_;
    std::map<int, std::unique_ptr<Child>> treasurers_;
    std::unique_ptr<Archive> archive_;
};

// What everybody was told.
struct FundTold {
    std::mt19937 random{11};
    FundAnswers answers;
    std::atomic<int> settled = 0;
    int asked_again = 0;
    int refused = 0;
    int other_bodies = 0;
    std::vector<std::string> strange;
};

// Somebody who wants something of the fund and asks, with the same id, until she is answered.
class FundClient {
public:
    FundClient(boost::asio::io_context& io, Treasury& treasury, FundTold& told, int number);

    void stop() { redis_.stop(); }
    // `again`: what it says may have been so already.
    store::awaitable<Outcome> say(v1::Actor actor, v1::FundCommand body, bool again = false);
    [[nodiscard]] unsigned any(unsigned below) {
        return static_cast<unsigned>(told_.random()) % below;
    }
    [[nodiscard]] std::string name(const char* kind) {
        return std::string(kind) + "-" + std::to_string(number_) + "-" + std::to_string(++named_);
    }

private:
    store::awaitable<Outcome> until_settled(v1::Command command);
    store::awaitable<void> say_again(v1::Command command, Outcome first);

    redis::Client redis_;
    store::Store store_;
    FundTold& told_;
    int number_;
    int said_ = 0;
    int named_ = 0;
};

// Settings and money.
[[nodiscard]] store::awaitable<void> open_fund(FundClient& client, std::int64_t whole_dollars);
// One request, and whatever may become of it.
[[nodiscard]] store::awaitable<void> live_a_wish(FundClient& client);

// Clients on one thread, each with a connection of her own.
class Rush {
public:
    using Work = std::function<store::awaitable<void>(FundClient&, int)>;
    Rush(Treasury& treasury, FundTold& told);
    ~Rush();
    Rush(const Rush&) = delete;
    Rush& operator=(const Rush&) = delete;
    // Each does her work; ends when all are done.
    void run(const Work& work);

private:
    boost::asio::io_context io_{1};
    std::vector<std::unique_ptr<FundClient>> clients_;
};

}  // namespace relais::system
