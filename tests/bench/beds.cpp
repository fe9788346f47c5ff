// Holds of beds of one shelter, through the API: one after the other, and by 32 people at once. One
// shelter is one aggregate: its holds are decided one after the other, many in one commit.
#include <atomic>
#include <thread>

#include "common/base/check.hpp"
#include "tests/bench/bench.hpp"

namespace relais::bench {
namespace {

const std::string commands = "/v1/beds/org-shelter/commands";

bool hold(const House& house) {
    const auto until = std::chrono::system_clock::now() + std::chrono::minutes(30);
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(until.time_since_epoch()).count();
    const auto reply =
        house.web().post(commands,
                         R"({"commandId":")" + system::fresh_uuid() + R"(","holdBed":{"hold":")" +
                             system::fresh_uuid() + R"(","caseCode":"K4M7","untilMs":")" +
                             std::to_string(ms) + "\"}}",
                         house.token("coordinator"));
    return reply.status == 200;
}

}  // namespace

BedNumbers measure_beds(std::size_t alone, std::size_t together, std::size_t people) {
    House house;
    const auto told =
        house.web().post(commands,
                         R"({"commandId":")" + system::fresh_uuid() + R"(","tellBeds":{"items":[)" +
                             R"({"kind":"a","attributes":{},"capacity":1000},)" +
                             R"({"kind":"b","attributes":{},"capacity":1000},)" +
                             R"({"kind":"c","attributes":{},"capacity":1000}]}})",
                         house.token("coordinator"));
    check(told.status == 200, "beds are told");
    BedNumbers numbers;
    std::vector<double> took;
    for (std::size_t i = 0; i < alone; ++i) {
        const auto begin = monotonic_ns();
        check(hold(house), "a bed is free");
        took.push_back(static_cast<double>(monotonic_ns() - begin) / 1e6);
    }
    numbers.alone_p50_ms = share_of(took, 0.5);
    numbers.alone_p99_ms = share_of(took, 0.99);
    std::atomic<std::size_t> left = together;
    std::atomic<std::size_t> held = 0;
    const auto begin = monotonic_ns();
    std::vector<std::thread> threads;
    for (std::size_t person = 0; person < people; ++person)
        threads.emplace_back([&] {
            for (auto mine = left.load(); mine > 0; mine = left.load())
                if (left.compare_exchange_strong(mine, mine - 1) && hold(house)) ++held;
        });
    for (auto& thread : threads) thread.join();
    numbers.seconds = static_cast<double>(monotonic_ns() - begin) / 1e9;
    numbers.held = held;
    return numbers;
}

}  // namespace relais::bench
