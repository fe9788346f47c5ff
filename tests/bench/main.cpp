// Runs the measurements and prints them beside the bars of the design. Never a test: a number that
// misses its bar is printed as it is, and its cause belongs in README.md.
//   relais_bench [commits] [pages] [burst] [beds] [fund] [treasurer] [deadlines] [memory] [beside]
//   (none: all)
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <sodium.h>

#include "tests/bench/bench.hpp"

namespace {

using namespace relais::bench;
using std::chrono_literals::operator""ms;

void commits(std::optional<CommitNumbers>& kept) {
    kept = measure_commits(4'000);
    std::printf("one durable commit            p50 %.3f ms  p99 %.3f ms  (%.0f bytes)\n",
                kept->one_ms, kept->one_p99_ms, kept->bytes);
    std::printf("commits, raw pipelined        %.0f /s\n", kept->raw_per_s);
    std::printf(
        "commits, one dispatcher       %.0f /s = %.0f %% of raw   bar >= 40 %%, goal 60 %%\n",
        kept->dispatcher_per_s, 100 * kept->dispatcher_per_s / kept->raw_per_s);
}

void pages(const std::optional<CommitNumbers>& commit, bool one_process) {
    Rig rig{one_process, {.rung = 600'000ms}};
    const auto n = measure_first_page(rig, 500);
    std::printf(
        "first page, %-17s p50 %.2f ms  p90 %.2f  p99 %.2f  max %.2f  (201: p50 %.2f)   "
        "bar p99 <= 6 ms, goal 4 ms\n",
        one_process ? "serve" : "three processes", n.p50_ms, n.p90_ms, n.p99_ms, n.max_ms,
        n.acknowledged_p50_ms);
    if (commit) {
        std::printf(
            "  = %.1f x one commit                                   bar <= 6 x, goal 4 x\n",
            n.p50_ms / commit->one_ms);
    }
}

void burst(bool one_process) {
    Rig rig{one_process, {.rung = 600'000ms}};
    const auto n = measure_burst(rig, 5'000, 50);
    std::printf("burst, %-22s %zu alerts, %zu refused, %zu messages, %zu missing\n",
                one_process ? "serve" : "three processes", n.alerts, n.refused, n.messages,
                n.missing);
    std::printf("  %.0f messages/s (%.0f alerts/s)                   bar >= 6000, goal 10000\n",
                n.messages_per_s, n.alerts_per_s);
    const auto each = [&](double seconds) {
        return seconds * 1e6 / static_cast<double>(std::max<std::size_t>(n.messages, 1));
    };
    const double busy = n.cpu.services_s + n.cpu.redis_s + n.cpu.receiver_s + n.cpu.load_s;
    std::printf(
        "  processor time a message      services %.0f us, redis %.0f, receiver %.0f, "
        "load %.0f; %.0f %% of a core for %.1f s\n",
        each(n.cpu.services_s), each(n.cpu.redis_s), each(n.cpu.receiver_s), each(n.cpu.load_s),
        100 * busy / n.seconds, n.seconds);
    std::printf(
        "  first page after its 201      p50 %.0f ms  p99 %.0f ms   bar <= 1000, goal 500\n",
        n.first_after_201_p50_ms, n.first_after_201_p99_ms);
}

void deadlines() {
    const auto n = measure_deadlines(1'000'000, 700);
    std::printf("deadlines, %zu armed     %zu fired, %.0f in the busiest second\n", n.armed,
                n.fired, n.busiest_second);
    std::printf(
        "  late                          p50 %.0f ms  p99 %.0f ms  max %.0f ms   "
        "bar p99 <= 100, goal 50\n",
        n.p50_ms, n.p99_ms, n.max_ms);
}

void memory() {
    const auto n = measure_memory(10'000, 500);
    std::printf("memory, %zu open cases     ", n.cases);
    for (const auto& [service, mib] : n.services_mib)
        std::printf(" %s %.0f MiB", service.c_str(), mib);
    std::printf("   bar <= 100 each\n");
    std::printf(
        "  Redis, a case of five needs   %.1f KiB at %.0f events, %.1f KiB at %.0f   "
        "bar <= 24 KiB at 45\n",
        n.opened_kib, n.opened_events, n.answered_kib, n.answered_events);
}

void beside() {
    const auto n = measure_beside_coverage(1'000);
    std::printf("alerts alone                  p50 %.2f ms  p99 %.2f ms\n", n.alone_p50_ms,
                n.alone_p99_ms);
    std::printf(
        "  beside a year of coverage   p50 %.2f ms  p99 %.2f ms = %.1f x, %.1f x   "
        "(%zu questions of %.0f ms)\n",
        n.beside_p50_ms, n.beside_p99_ms, n.beside_p50_ms / n.alone_p50_ms,
        n.beside_p99_ms / n.alone_p99_ms, n.questions, n.coverage_p50_ms);
}

void beds(const std::optional<CommitNumbers>& commit) {
    const auto n = measure_beds(300, 2'000, 32);
    std::printf("a hold of a bed, alone        p50 %.2f ms  p99 %.2f ms", n.alone_p50_ms,
                n.alone_p99_ms);
    if (commit) std::printf(" = %.1f x a commit", n.alone_p50_ms / commit->one_ms);
    const double rate = static_cast<double>(n.held) / n.seconds;
    std::printf("\n  by 32 people at once        %.0f holds/s (%zu in %.1f s)", rate, n.held,
                n.seconds);
    if (commit) std::printf(" = %.1f a commit", rate * commit->one_ms / 1'000);
    std::printf("\n");
}

void fund() {
    const auto n = measure_fund(20'000, 256);
    std::printf(
        "reservations of one fund      %.0f /s   p50 %.1f ms  p99 %.1f ms   bar >= 5000 /s, "
        "p99 <= 20 ms\n"
        "  at 5,000 and 10,000 a second  p99 %.1f ms, %.1f ms\n",
        n.reserved_per_s, n.p50_ms, n.p99_ms, n.paced_p99_ms, n.paced_twice_p99_ms);
}

void treasurer(std::size_t transfers) {
    for (const bool settled : {true, false}) {
        const auto n = measure_fund_start(transfers, settled);
        std::printf("treasurer, %s  %zu transfers, %llu events, %zu requests at hand\n",
                    settled ? "as years leave it" : "nothing settled  ", n.transfers,
                    static_cast<unsigned long long>(n.events), n.requests);
        std::printf(
            "  ready in %.0f ms (%.0f MB)   bar <= 1000 of 1,000,000; from events %.0f ms; %s\n",
            n.ready_ms, n.snapshot_mb, n.rebuilt_ms, n.same ? "the same" : "NOT THE SAME");
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (sodium_init() < 0) return 1;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const std::vector<std::string> named(argv + 1, argv + argc);
    const auto chosen = [&](const char* name) {
        return named.empty() || std::ranges::find(named, name) != named.end();
    };
    std::optional<CommitNumbers> commit;
    if (chosen("commits")) commits(commit);
    for (const bool one_process : {true, false}) {
        if (chosen("pages")) pages(commit, one_process);
        if (chosen("burst")) burst(one_process);
    }
    if (chosen("beds")) beds(commit);
    if (chosen("fund")) fund();
    if (chosen("treasurer")) treasurer(1'000'000);
    if (chosen("deadlines")) deadlines();
    if (chosen("memory")) memory();
    if (chosen("beside")) beside();
    return 0;
}
