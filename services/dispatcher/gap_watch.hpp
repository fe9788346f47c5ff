// Watches the coming days: finds the gaps in the rosters, off this thread, and reports them to the
// lookout, which knows what was told. Again every ten minutes, because time moves, and soon after
// each change of the directory. Several dispatchers may do so at once: a report says what is so,
// and reporting it twice tells nobody twice.
#pragma once

#include <functional>

#include <boost/asio/steady_timer.hpp>

#include "common/runtime/worker_pool.hpp"
#include "common/store/live_directory.hpp"

namespace relais::dispatcher {

class GapWatch {
public:
    GapWatch(boost::asio::any_io_executor executor, store::Store& store, const Clock& clock,
             const store::LiveDirectory& directory, runtime::WorkerPool& workers, std::string name,
             std::function<void(const Fault&)> on_fault);

    // Ends after stop().
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();
    // A change of the directory: looks again, once more changes have had their time to come.
    void changed();

private:
    [[nodiscard]] boost::asio::awaitable<void> look();
    [[nodiscard]] boost::asio::awaitable<void> report(v1::ReportGaps gaps, Instant at);

    store::Store& store_;
    const Clock& clock_;
    const store::LiveDirectory& directory_;
    runtime::WorkerPool& workers_;
    std::string name_;
    std::function<void(const Fault&)> on_fault_;
    boost::asio::steady_timer timer_;
    bool changed_ = false;
    bool stopping_ = false;
};

}  // namespace relais::dispatcher
