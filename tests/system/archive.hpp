// The store read from outside while the services run: a thread of its own with a connection of its
// own, every question answered or the test stops. It only reads, save where a test plays a service.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "common/base/check.hpp"
#include "common/domain/case.hpp"
#include "common/store/store.hpp"

namespace relais::system {

class Archive {
public:
    Archive(const std::string& redis_socket, const std::filesystem::path& data_dir);
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    ~Archive();

    // Waits for an awaitable<Result<T>> of the store; a Fault is asked again for a while.
    template <class Ask>
    auto get(Ask ask, std::chrono::seconds patience = std::chrono::seconds{10}) {
        const auto until = std::chrono::steady_clock::now() + patience;
        for (;;) {
            auto result = once(ask);
            if (result || std::chrono::steady_clock::now() > until) {
                check(result.has_value(), result ? "" : result.error().cause);
                return std::move(*result);
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
    }
    template <class Ask>
    auto once(Ask ask) {
        return boost::asio::co_spawn(io_, ask(store_), boost::asio::use_future).get();
    }

    [[nodiscard]] redis::Reply call(redis::Args args);
    [[nodiscard]] std::vector<std::string> case_aggregates();
    [[nodiscard]] store::History history(const std::string& aggregate);
    [[nodiscard]] domain::CaseState fold(const std::string& aggregate,
                                         const store::History& history) const;
    // "<deadline>" → due in ms, of one case.
    [[nodiscard]] std::map<std::string, std::int64_t> timers(const std::string& aggregate);
    [[nodiscard]] std::size_t length(const std::string& stream);  // XLEN
    [[nodiscard]] const Secret& secret() const { return secret_; }
    [[nodiscard]] store::Partition partition_of(const std::string& aggregate) const;
    [[nodiscard]] std::int64_t now_ms();  // of Redis

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    Secret secret_;
    redis::Client client_;
    store::Store store_;
    std::thread thread_;
};

}  // namespace relais::system
