// Alerts beside heavy questions, on the directory of the demo: 17 territories, 35 rosters.
#include <atomic>
#include <mutex>
#include <thread>

#include <google/protobuf/util/json_util.h>

#include "common/base/check.hpp"
#include "tests/bench/bench.hpp"

namespace relais::bench {
namespace {

double ms_between(std::int64_t from, std::int64_t to) {
    return static_cast<double>(to - from) / 1e6;
}

v1::DirectoryFile demo() {
    v1::DirectoryFile file;
    const auto text =
        system::read_file(std::string(RELAIS_SOURCE_DIR) + "/deploy/demo/directory.json");
    check(google::protobuf::util::JsonStringToMessage(text, &file).ok(), "the demo is read");
    return file;
}

std::vector<double> raise(House& house, std::size_t alerts) {
    Line line{house.port()};
    std::vector<double> took;
    for (std::size_t i = 0; i < alerts; ++i) {
        const auto body = system::AlertText{.id = system::fresh_uuid()}.json();
        const auto answer = line.post("/v1/alerts", house.token("worker"), body);
        check(answer.status == 201, "an alert is taken");
        took.push_back(ms_between(answer.sent_ns, answer.answered_ns));
    }
    return took;
}

}  // namespace

BesideNumbers measure_beside_coverage(std::size_t alerts) {
    House house{{.one_process = true}};
    check(house.put_directory(demo()).status == 200, "the directory is put");
    (void)raise(house, alerts / 4);  // warm
    const auto alone = raise(house, alerts);

    std::atomic<bool> enough = false;
    std::mutex mutex;
    std::vector<double> asked;
    const auto ask = [&] {
        const auto& token = house.token("coordinator");
        while (!enough) {
            const auto begun = monotonic_ns();
            const auto reply = house.web().get(
                "/v1/coverage?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z", token);
            check(reply.status == 200, "coverage is told");
            const std::lock_guard lock{mutex};
            asked.push_back(ms_between(begun, monotonic_ns()));
        }
    };
    std::thread one{ask};
    std::thread other{ask};
    const auto beside = raise(house, alerts);
    enough = true;
    one.join();
    other.join();
    return {share_of(alone, 0.5),   share_of(alone, 0.99), share_of(beside, 0.5),
            share_of(beside, 0.99), share_of(asked, 0.5),  asked.size()};
}

}  // namespace relais::bench
