// The port for what blocks (SQLite, Argon2, big parsing): two threads, results come back on the
// caller's executor. Nothing else in a process has a second thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>
#include <unistd.h>

namespace relais::runtime {

class WorkerPool {
public:
    WorkerPool() : pool_(2) {}
    ~WorkerPool() { pool_.join(); }

    template <class Work>
    [[nodiscard]] boost::asio::awaitable<std::invoke_result_t<Work>> run(Work work) {
        co_return co_await boost::asio::co_spawn(
            pool_,
            [work =
                 std::move(work)]() mutable -> boost::asio::awaitable<std::invoke_result_t<Work>> {
                give_way();
                co_return work();
            },
            boost::asio::use_awaitable);
    }

private:
    // What takes long gives way to what must leave now, where both want one core: on Linux each
    // thread has a niceness of its own.
    static void give_way() {
        thread_local const int done =
            ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
        (void)done;  // refused: then it is as fast as everything else
    }

    boost::asio::thread_pool pool_;
};

}  // namespace relais::runtime
