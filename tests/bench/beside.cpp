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

// Two callers who ask for a year of coverage over and over, until they are let go.
class Askers {
public:
    explicit Askers(const House& house) : house_(house) {}
    ~Askers() {
        enough_ = true;
        one_.join();
        other_.join();
    }
    [[nodiscard]] std::vector<double> took() {
        const std::lock_guard lock{mutex_};
        return took_;
    }

private:
    void ask() {
        while (!enough_) {
            const auto begun = monotonic_ns();
            const auto reply =
                house_.web().get("/v1/coverage?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z",
                                 house_.token("coordinator"));
            check(reply.status == 200, "coverage is told");
            const std::lock_guard lock{mutex_};
            took_.push_back(ms_between(begun, monotonic_ns()));
        }
    }

    const House& house_;
    std::atomic<bool> enough_ = false;
    std::mutex mutex_;
    std::vector<double> took_;
    std::thread one_{[this] { ask(); }};
    std::thread other_{[this] { ask(); }};
};

void append(std::vector<double>& all, const std::vector<double>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

BesideNumbers measure_beside_coverage(std::size_t alerts) {
    House house{{.one_process = true}};
    check(house.put_directory(demo()).status == 200, "the directory is put");
    // In turns, so that what else the machine does weighs on both alike.
    constexpr std::size_t rounds = 5;
    (void)raise(house, alerts / rounds);
    std::vector<double> alone;
    std::vector<double> beside;
    std::vector<double> asked;
    for (std::size_t round = 0; round < rounds; ++round) {
        append(alone, raise(house, alerts / rounds));
        Askers askers{house};
        append(beside, raise(house, alerts / rounds));
        append(asked, askers.took());
    }
    return {share_of(alone, 0.5),   share_of(alone, 0.99), share_of(beside, 0.5),
            share_of(beside, 0.99), share_of(asked, 0.5),  asked.size()};
}

}  // namespace relais::bench
