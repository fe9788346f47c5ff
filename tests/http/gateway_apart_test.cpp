// What takes long is worked out away from the thread that answers alerts: while both workers are
// held, nothing heavy is answered, and everything else is.
#include <latch>

#include <boost/asio/post.hpp>

#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

// Both threads of the pool wait until it is let go.
class HeldWorkers {
public:
    explicit HeldWorkers(runtime::Process& process) : process_(process) {
        for (int i = 0; i < 2; ++i)
            boost::asio::co_spawn(process.io, process.workers.run([this] {
                held_.count_down();
                let_go_.wait();
            }),
                                  [this](const std::exception_ptr&) { ++ended_; });
        test::run_until(process.io, [this] { return held_.try_wait(); });
    }
    ~HeldWorkers() { let_go(); }
    void let_go() {
        if (!let_go_.try_wait()) let_go_.count_down();
        test::run_until(process_.io, [this] { return ended_ == 2; });
    }

private:
    runtime::Process& process_;
    std::latch held_{2};
    std::latch let_go_{1};
    int ended_ = 0;
};

class WhatTakesLong : public GatewayTest {
protected:
    struct Asked {
        std::string path, body;
        std::optional<unsigned> status = {};
    };
    boost::asio::awaitable<void> send(Asked& asked) {
        http::Call call{.method = asked.body.empty() ? http::Method::get : http::Method::post,
                        .url = "http://127.0.0.1:" + std::to_string(gateway_->port()) + asked.path,
                        .fields = {{"authorization", "Bearer " + tokens_.at("coordinator")},
                                   {"content-type", "application/json"}},
                        .body = asked.body,
                        .timeout = std::chrono::seconds(15),
                        .answer_bytes_max = 4u << 20};
        const auto answer = co_await client_->send(std::move(call));
        asked.status = answer ? answer->status : 0;
    }
};

TEST_F(WhatTakesLong, NeverHoldsUpAnAlert) {
    const std::string year = "?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
    std::vector<Asked> heavy{
        {"/v1/coverage" + year, {}},
        {"/v1/shifts" + year, {}},
        {"/v1/fairness" + year, {}},
        {"/v1/figures?month=2026-01", {}},
        {"/v1/oncall", {}},
        {"/coverage", {}},
        {"/on-call", {}},
        {"/rosters/roster-police-06", {}},
        {"/v1/absences?preview=true",
         R"({"addAbsence":{"person":"nadia","from":"2036-11-01T00:00:00Z",)"
         R"("until":"2036-11-20T00:00:00Z"}})"},
    };
    HeldWorkers held(*process_);
    for (auto& asked : heavy)
        boost::asio::co_spawn(process_->io, send(asked), [](const std::exception_ptr&) {});
    // Time enough for whatever would be answered at once.
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get("/healthz", "").status, 200u);
    raise();
    for (const auto& asked : heavy) EXPECT_FALSE(asked.status) << asked.path;
    held.let_go();
    test::run_until(process_->io, [&] {
        return std::ranges::all_of(heavy,
                                   [](const auto& asked) { return asked.status.has_value(); });
    });
    for (const auto& asked : heavy) EXPECT_EQ(asked.status, 200u) << asked.path;
}

}  // namespace
}  // namespace relais::gateway
