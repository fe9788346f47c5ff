// Keeps a snapshot of each fund, off the way of whoever decides: from the snapshot before and the
// events since, on a connection of its own, in the worker pool. See the README for what that costs.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "common/runtime/process.hpp"
#include "common/store/store.hpp"

namespace relais::treasurer {

class Snapshotter {
public:
    Snapshotter(runtime::Process& process, const Secret& secret,
                std::vector<std::string> aggregates, std::function<void(const Fault&)> on_fault);

    // Ends after stop(), when what it writes is written.
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();
    // It stands at this version now.
    void committed(const std::string& aggregate, std::uint64_t version);
    // At an orderly stop, after run(): so that the next start has nothing to fold.
    [[nodiscard]] boost::asio::awaitable<void> save_all();

private:
    struct Kept {
        std::uint64_t version = 0;  // of the fund, as far as we committed
        std::uint64_t saved = 0;
        std::uint64_t next = 0;  // the version at which a snapshot is due
        std::chrono::steady_clock::time_point rests_until{};
    };
    [[nodiscard]] boost::asio::awaitable<void> look_up();
    [[nodiscard]] boost::asio::awaitable<void> save(std::string aggregate,
                                                    std::chrono::milliseconds between);

    runtime::Process& process_;
    redis::Client client_;
    store::Store store_;
    std::function<void(const Fault&)> on_fault_;
    std::map<std::string, Kept> kept_;
    boost::asio::steady_timer timer_;
    bool stopping_ = false;
};

}  // namespace relais::treasurer
