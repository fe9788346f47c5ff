// Alerts go in at the gateway, pages come out at the receiver's process; both ends read the same
// monotonic clock of this machine.
#include <algorithm>
#include <mutex>
#include <sstream>
#include <thread>

#include <unistd.h>

#include "common/base/check.hpp"
#include "tests/bench/bench.hpp"

namespace relais::bench {
namespace {

using std::chrono_literals::operator""ms;

constexpr std::size_t needs_each = 5;

double ms_between(std::int64_t from, std::int64_t to) {
    return static_cast<double>(to - from) / 1e6;
}

std::string case_id_of(const Line::Answer& answer) {
    return system::text_at(system::parse_json(answer.body), "caseId");
}

double cpu_seconds(pid_t pid) {
    const auto stat = system::read_file("/proc/" + std::to_string(pid) + "/stat");
    std::istringstream fields{stat.substr(stat.rfind(')') + 2)};
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0;
    double kernel = 0;
    fields >> user >> kernel;
    return (user + kernel) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// The receiver says its port when it is at work.
std::string port_of(const std::filesystem::path& output) {
    const auto until = system::Steady::now() + 5'000ms;
    for (;;) {
        const auto said = system::read_file(output);
        if (said.ends_with('\n')) return said.substr(0, said.size() - 1);
        check(system::Steady::now() < until, "the receiver starts");
        std::this_thread::sleep_for(5ms);
    }
}

}  // namespace

Rig::Rig(bool one_process, system::Waits waits)
    : house_({.waits = waits, .one_process = one_process}),
      one_process_(one_process),
      file_(house_.folder() / "arrivals"),
      receiver_({{RELAIS_BENCH_RECEIVER, file_.string()}, house_.folder() / "receiver.out", {}}),
      arrivals_((system::write_file(file_, ""), file_)) {
    const auto port = port_of(house_.folder() / "receiver.out");
    auto file = system::town(house_.phones(), waits);
    for (auto& card : *file.mutable_cards()) {
        for (auto& way : *card.mutable_ways()) {
            way.set_address("http://127.0.0.1:" + port + "/hook");
        }
    }
    check(house_.put_directory(file).status == 200, "the directory is put");
}

std::string Rig::alert(std::string& id) const {
    id = system::fresh_uuid();
    return system::AlertText{.id = id, .needs = five_needs}.json();
}

Rig::Cpu Rig::cpu() {
    Cpu used{.redis_s = cpu_seconds(house_.redis().pid()),
             .receiver_s = cpu_seconds(receiver_.pid()),
             .load_s = cpu_seconds(::getpid())};
    for (const auto service : system::every_service) {
        if (one_process_ && service != system::Service::gateway) continue;
        used.services_s += cpu_seconds(house_.process(service).pid());
    }
    return used;
}

bool Rig::await_messages(std::size_t count, std::chrono::milliseconds patience) {
    const auto until = system::Steady::now() + patience;
    for (arrivals_.read(); arrivals_.messages() < count; arrivals_.read()) {
        if (system::Steady::now() > until) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

FirstPageNumbers measure_first_page(Rig& rig, std::size_t alerts) {
    Line line{rig.house().port()};
    const auto& token = rig.house().token("worker");
    std::vector<double> first;
    std::vector<double> acknowledged;
    constexpr std::size_t warm_up = 50;
    for (std::size_t i = 0; i < alerts + warm_up; ++i) {
        std::string id;
        const auto body = rig.alert(id);
        const auto answer = line.post("/v1/alerts", token, body);
        check(answer.status == 201, "an alert is taken");
        const auto case_id = case_id_of(answer);
        const auto until = system::Steady::now() + 10'000ms;
        while (rig.arrivals().count(case_id) < needs_each) {
            check(system::Steady::now() < until, "every page arrives");
            std::this_thread::sleep_for(std::chrono::microseconds{300});
            rig.arrivals().read();
        }
        if (i < warm_up) continue;
        first.push_back(ms_between(answer.sent_ns, rig.arrivals().cases().at(case_id).first_ns));
        acknowledged.push_back(ms_between(answer.sent_ns, answer.answered_ns));
    }
    return {share_of(first, 0.5), share_of(first, 0.9), share_of(first, 0.99), share_of(first, 1.0),
            share_of(acknowledged, 0.5)};
}

BurstNumbers measure_burst(Rig& rig, std::size_t alerts, std::size_t lines) {
    struct Told {
        std::string case_id;
        std::int64_t answered_ns;
    };
    rig.arrivals().read();
    const auto before = rig.arrivals().messages();
    const auto cpu_before = rig.cpu();
    std::mutex mutex;
    std::vector<Told> told;
    std::size_t refused = 0;
    std::int64_t begin = 0;
    std::int64_t answered_last = 0;
    const auto call = [&](std::size_t count) {
        Line line{rig.house().port()};
        for (std::size_t i = 0; i < count; ++i) {
            std::string id;
            const auto body = rig.alert(id);
            const auto answer = line.post("/v1/alerts", rig.house().token("worker"), body);
            const std::lock_guard lock{mutex};
            if (begin == 0 || answer.sent_ns < begin) begin = answer.sent_ns;
            answered_last = std::max(answered_last, answer.answered_ns);
            if (answer.status == 201 || answer.status == 202) {
                told.push_back({case_id_of(answer), answer.answered_ns});
            } else {
                ++refused;
            }
        }
    };
    std::vector<std::thread> callers;
    for (std::size_t i = 0; i < lines; ++i) callers.emplace_back(call, alerts / lines);
    for (auto& caller : callers) caller.join();
    (void)rig.await_messages(before + told.size() * needs_each, 60'000ms);
    const auto cpu = rig.cpu();

    BurstNumbers numbers{
        .alerts = told.size(), .refused = refused, .messages = rig.arrivals().messages() - before};
    std::vector<double> after_201;
    for (const auto& one : told) {
        numbers.missing += needs_each - std::min(needs_each, rig.arrivals().count(one.case_id));
        if (rig.arrivals().count(one.case_id) == 0) continue;
        const auto& came = rig.arrivals().cases().at(one.case_id);
        after_201.push_back(std::max(0.0, ms_between(one.answered_ns, came.first_ns)));
    }
    numbers.cpu = {cpu.services_s - cpu_before.services_s, cpu.redis_s - cpu_before.redis_s,
                   cpu.receiver_s - cpu_before.receiver_s, cpu.load_s - cpu_before.load_s};
    numbers.seconds = ms_between(begin, rig.arrivals().last_ns()) / 1'000.0;
    numbers.messages_per_s = static_cast<double>(numbers.messages) / numbers.seconds;
    numbers.alerts_per_s =
        static_cast<double>(told.size()) * 1'000.0 / ms_between(begin, answered_last);
    numbers.first_after_201_p50_ms = share_of(after_201, 0.5);
    numbers.first_after_201_p99_ms = share_of(after_201, 0.99);
    return numbers;
}

}  // namespace relais::bench
