// What stands in a log line and in /metrics, read as an operator's tools read it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

#include "common/runtime/log.hpp"
#include "common/runtime/metrics.hpp"
#include "common/runtime/worker_pool.hpp"

namespace relais::runtime {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

// What a Log wrote, read after it has ended.
template <class Write>
std::string logged(std::string_view level, Write write) {
    std::string folder = "/tmp/relais-unit-XXXXXX";
    const std::filesystem::path path = mkdtemp(folder.data());
    const auto file = (path / "log").string();
    {
        Log log("test", level, file);
        write(log);
    }
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    std::filesystem::remove_all(path);
    return text.str();
}

TEST(Log, WritesOneJsonObjectALine) {
    const auto text = logged("info", [](Log& log) { log.info("ready", {{"port", "8072"}}); });
    EXPECT_THAT(text,
                MatchesRegex("\\{\"at\":\"[0-9]+-[0-9]+-[0-9]+T[0-9:.]+Z\",\"level\":\"info\","
                             "\"service\":\"test\",\"what\":\"ready\",\"port\":\"8072\"\\}\n"));
}

TEST(Log, LetsNothingBreakOutOfItsLine) {
    const auto text = logged("info", [](Log& log) {
        log.info("a\nb", {{"x", "\"}\r\n\x1b[31m\\ \x7f\xc3\xa9 %d {}"}});
    });
    EXPECT_THAT(text, HasSubstr(R"("what":"a\u000ab")"));
    EXPECT_THAT(text, HasSubstr(R"("x":"\"}\u000d\u000a\u001b[31m\\ \u007f\u00c3\u00a9 %d {}")"));
    EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(Log, SaysWhatFailedWhereAndWhy) {
    const auto text = logged("info", [](Log& log) {
        log.fault("store_lost", Fault{FaultCode::timeout, "commit", "no answer"}, {{"case", "c"}});
    });
    EXPECT_THAT(text, HasSubstr(R"("what":"store_lost","fault":"timeout","operation":"commit",)"
                                R"("cause":"no answer","case":"c"})"));
}

TEST(Log, KeepsSilentBelowItsLevel) {
    const auto text = logged("warn", [](Log& log) {
        log.info("small");
        log.error("big");
    });
    EXPECT_THAT(text, Not(HasSubstr("small")));
    EXPECT_THAT(text, HasSubstr("big"));
}

TEST(Metrics, SpeakPrometheusText) {
    Metrics metrics;
    metrics.describe("relais_alerts_total", "Alerts taken.");
    metrics.count("relais_alerts_total");
    metrics.count("relais_alerts_total", {}, 2);
    metrics.count("relais_pages_total", "sector=\"health\"");
    metrics.gauge("relais_store_up", 1);
    metrics.gauge("relais_store_up", 0);
    EXPECT_EQ(metrics.text(),
              "# HELP relais_alerts_total Alerts taken.\n"
              "# TYPE relais_alerts_total counter\n"
              "relais_alerts_total 3\n"
              "# TYPE relais_pages_total counter\n"
              "relais_pages_total{sector=\"health\"} 1\n"
              "# TYPE relais_store_up gauge\n"
              "relais_store_up 0\n");
}

TEST(Metrics, CountsAnObservationInEveryBucketAboveIt) {
    Metrics metrics;
    metrics.observe("wait_seconds", 0.003, "kind=\"a\"");
    metrics.observe("wait_seconds", 1'000, "kind=\"a\"");
    const auto text = metrics.text();
    EXPECT_THAT(text, HasSubstr("# TYPE wait_seconds histogram\n"));
    EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{kind=\"a\",le=\"0.002\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{kind=\"a\",le=\"0.004\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{kind=\"a\",le=\"300\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("wait_seconds_bucket{kind=\"a\",le=\"+Inf\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("wait_seconds_sum{kind=\"a\"} 1000.003\n"));
    EXPECT_THAT(text, HasSubstr("wait_seconds_count{kind=\"a\"} 2\n"));
}

boost::asio::awaitable<void> run_away_and_back(WorkerPool& workers, bool& elsewhere, bool& home) {
    const auto here = std::this_thread::get_id();
    elsewhere = co_await workers.run([here] { return std::this_thread::get_id() != here; });
    home = std::this_thread::get_id() == here;
}

TEST(WorkerPool, RunsWorkElsewhereAndComesBack) {
    boost::asio::io_context io{1};
    WorkerPool workers;
    bool elsewhere = false;
    bool home = false;
    boost::asio::co_spawn(io, run_away_and_back(workers, elsewhere, home), boost::asio::detached);
    io.run();
    EXPECT_TRUE(elsewhere);
    EXPECT_TRUE(home);
}

}  // namespace
}  // namespace relais::runtime
