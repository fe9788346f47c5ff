// The dispatcher owns cases and the directory: it takes their commands, lets the core decide, and
// commits. It fires deadlines and carries the mail of its partitions. It holds no key: what is
// sealed passes through unread. Several may run; each commit is fenced by the aggregate's version.
#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "common/base/keyed_hash.hpp"
#include "common/base/result.hpp"
#include "common/runtime/process.hpp"

namespace relais::dispatcher {

class Dispatcher {
public:
    Dispatcher(runtime::Process& process, const Secret& secret);
    ~Dispatcher();

    // Returns once it is at work; waits for Redis. A Fault: it cannot ever work like this.
    [[nodiscard]] boost::asio::awaitable<Result<void>> start();
    // Takes nothing new, settles what is in hand, then returns.
    [[nodiscard]] boost::asio::awaitable<void> stop();
    [[nodiscard]] bool ready() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace relais::dispatcher
