// What the bench measures, one function a row of the design's table. Each gives its numbers; what
// they are compared with stands in the report.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/line.hpp"
#include "tests/system/house.hpp"

namespace relais::bench {

using system::House;

// One commit of an opened case with five needs, at a time, each waited for; and the same commits
// again as raw bytes, pipelined; and by one dispatcher from its inboxes.
struct CommitNumbers {
    double one_ms = 0;  // median of one durable commit
    double one_p99_ms = 0;
    double raw_per_s = 0;  // the same bytes, pipelined
    double dispatcher_per_s = 0;
    double bytes = 0;  // of one commit
};
[[nodiscard]] CommitNumbers measure_commits(std::size_t cases);

// A house whose telephones ring at the receiver's process.
class Rig {
public:
    Rig(bool one_process, system::Waits waits);
    [[nodiscard]] House& house() { return house_; }
    [[nodiscard]] Arrivals& arrivals() { return arrivals_; }
    [[nodiscard]] std::string alert(std::string& id) const;  // five needs
    // Waits until so many messages have come in all; false when they do not in time.
    [[nodiscard]] bool await_messages(std::size_t count, std::chrono::milliseconds patience);
    // Processor time used so far, by who used it: where a bar is missed, this says why.
    struct Cpu {
        double services_s = 0, redis_s = 0, receiver_s = 0, load_s = 0;
    };
    [[nodiscard]] Cpu cpu();

private:
    House house_;
    bool one_process_;
    std::filesystem::path file_;
    system::Child receiver_;
    Arrivals arrivals_;
};

// Holds of beds through the API, of one shelter.
struct BedNumbers {
    double alone_p50_ms = 0, alone_p99_ms = 0;
    std::size_t held = 0;  // by people at once
    double seconds = 0;
};
// Reservations of one fund, submitted and committed, with so many open at once.
struct FundNumbers {
    double reserved_per_s = 0;
    double p50_ms = 0, p99_ms = 0;
    double paced_p99_ms = 0, paced_twice_p99_ms = 0;  // of 5,000 and 10,000 asked a second
};
[[nodiscard]] FundNumbers measure_fund(std::size_t reservations, std::size_t open);
// How soon a treasurer decides again, from the start of its process, with so many transfers behind
// the fund; and how long its events alone take to be folded.
struct FundStartNumbers {
    std::size_t transfers = 0;
    std::uint64_t events = 0;
    std::size_t requests = 0;  // still at hand
    double rebuilt_ms = 0, ready_ms = 0;
    double snapshot_mb = 0;
    bool same = false;
};
// As years of work leave it, or with nothing ever settled.
[[nodiscard]] FundStartNumbers measure_fund_start(std::size_t transfers, bool settled);

[[nodiscard]] BedNumbers measure_beds(std::size_t alone, std::size_t together, std::size_t people);

struct FirstPageNumbers {
    double p50_ms = 0, p90_ms = 0, p99_ms = 0, max_ms = 0;
    double acknowledged_p50_ms = 0;  // sending the alert → its 201
};
[[nodiscard]] FirstPageNumbers measure_first_page(Rig& rig, std::size_t alerts);

struct BurstNumbers {
    std::size_t alerts = 0, refused = 0, messages = 0, missing = 0;
    double messages_per_s = 0, alerts_per_s = 0;
    double first_after_201_p50_ms = 0, first_after_201_p99_ms = 0;
    double seconds = 0;
    Rig::Cpu cpu = {};  // of the whole burst
};
[[nodiscard]] BurstNumbers measure_burst(Rig& rig, std::size_t alerts, std::size_t lines);

struct DeadlineNumbers {
    std::size_t armed = 0, fired = 0;
    double busiest_second = 0;  // how many came due in one second
    double p50_ms = 0, p99_ms = 0, max_ms = 0;
};
[[nodiscard]] DeadlineNumbers measure_deadlines(std::size_t armed, std::size_t cases);

// Many open cases of five needs: in each service, and in Redis before and after everybody answered.
struct MemoryNumbers {
    std::size_t cases = 0;
    std::vector<std::pair<std::string, double>> services_mib = {};
    double opened_kib = 0, opened_events = 0;  // a case
    double answered_kib = 0, answered_events = 0;
};
[[nodiscard]] MemoryNumbers measure_memory(std::size_t cases, std::size_t answered);

// Alerts one at a time, alone and while two callers ask for a year of coverage over and over.
struct BesideNumbers {
    double alone_p50_ms = 0, alone_p99_ms = 0;    // sending an alert → its 201
    double beside_p50_ms = 0, beside_p99_ms = 0;  // the same, beside the questions
    double coverage_p50_ms = 0;                   // a question: so long an alert would be held up
    std::size_t questions = 0;
};
[[nodiscard]] BesideNumbers measure_beside_coverage(std::size_t alerts);

inline const std::vector<std::string> five_needs{
    "immediate_care", "emergency_shelter", "crisis_intervention", "legal_help", "interpretation"};

}  // namespace relais::bench
