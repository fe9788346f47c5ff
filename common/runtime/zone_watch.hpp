// New tz data is taken without a restart: a government may change its clocks with a few weeks'
// notice, and the operator's update must not wait for a quiet night. Looks once a minute at the
// folder of the tz database, and says when it was changed.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace relais::runtime {

class ZoneWatch {
public:
    ZoneWatch(boost::asio::any_io_executor executor, std::function<void()> changed,
              std::filesystem::path folder = "/usr/share/zoneinfo",
              std::chrono::milliseconds every = std::chrono::minutes(1));

    // Ends after stop().
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();

private:
    using Stamp = std::filesystem::file_time_type;
    [[nodiscard]] Stamp stamp() const;

    boost::asio::steady_timer timer_;
    std::function<void()> changed_;
    std::filesystem::path folder_;
    std::chrono::milliseconds every_;
    Stamp seen_;
    bool stopping_ = false;
};

}  // namespace relais::runtime
