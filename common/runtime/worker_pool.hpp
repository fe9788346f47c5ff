// The port for what blocks (SQLite, Argon2, big parsing): two threads, results come back on the
// caller's executor. Nothing else in a process has a second thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace relais::runtime {

class WorkerPool {
public:
    WorkerPool() : pool_(2) {}
    ~WorkerPool() { pool_.join(); }

    template <class Work>
    [[nodiscard]] boost::asio::awaitable<std::invoke_result_t<Work>> run(Work work) {
        co_return co_await boost::asio::co_spawn(
            pool_,
            [work = std::move(work)]() mutable
                -> boost::asio::awaitable<std::invoke_result_t<Work>> { co_return work(); },
            boost::asio::use_awaitable);
    }

private:
    boost::asio::thread_pool pool_;
};

}  // namespace relais::runtime
