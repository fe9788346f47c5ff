// Many timers are armed far in the future; meanwhile a crowd of ladders climbs within one second.
// How late each climbed is what its own event says: when it was decided, and when it was due.
#include <algorithm>
#include <charconv>
#include <map>
#include <thread>

#include "common/base/check.hpp"
#include "tests/bench/bench.hpp"

namespace relais::bench {
namespace {

using std::chrono_literals::operator""ms;

void arm_far_away(system::Archive& archive, std::size_t count) {
    constexpr std::size_t a_call = 2'000;
    const auto& partitions = store::case_partitions();
    const auto due = std::to_string(archive.now_ms() + 86'400'000);
    for (std::size_t i = 0; i < count;) {
        redis::Args args{"ZADD", partitions[(i / a_call) % partitions.size()].timers()};
        for (std::size_t k = 0; k < a_call && i < count; ++k, ++i) {
            args.push_back(due);
            args.push_back("case/00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + i) +
                           "|term");
        }
        (void)archive.call(args);
    }
}

}  // namespace

DeadlineNumbers measure_deadlines(std::size_t armed, std::size_t cases) {
    Rig rig{false, {.rung = 15'000ms, .last = 600'000ms, .last_max = 600'000ms}};
    auto& archive = rig.house().archive();
    arm_far_away(archive, armed);
    std::vector<std::string> ids;
    std::mutex mutex;
    std::vector<std::thread> callers;
    for (std::size_t caller = 0; caller < 20; ++caller) {
        callers.emplace_back([&] {
            Line line{rig.house().port()};
            for (std::size_t i = 0; i < cases / 20; ++i) {
                const system::AlertText alert{.id = system::fresh_uuid(), .needs = five_needs};
                const auto answer =
                    line.post("/v1/alerts", rig.house().token("worker"), alert.json());
                const std::lock_guard lock{mutex};
                ids.push_back(system::text_at(system::parse_json(answer.body), "caseId"));
            }
        });
    }
    for (auto& caller : callers) caller.join();
    check(rig.await_messages(ids.size() * five_needs.size() * 2, 60'000ms),
          "every second rung rings");
    std::vector<double> late;
    std::map<std::int64_t, double> seconds;
    for (const auto& id : ids) {
        for (const auto& event : archive.history("case/" + id).events) {
            if (!event.has_rung_reached() || event.rung_reached().rung() != 1) continue;
            late.push_back(static_cast<double>(event.now_ms() - event.rung_reached().due_ms()));
            seconds[event.rung_reached().due_ms() / 1'000] += 1;
        }
    }
    DeadlineNumbers numbers{.armed = armed, .fired = late.size()};
    for (const auto& [second, count] : seconds) {
        numbers.busiest_second = std::max(numbers.busiest_second, count);
    }
    numbers.p50_ms = share_of(late, 0.5);
    numbers.p99_ms = share_of(late, 0.99);
    numbers.max_ms = share_of(late, 1.0);
    return numbers;
}

}  // namespace relais::bench
