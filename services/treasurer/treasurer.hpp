// The treasurer owns the emergency funds: it takes their commands, lets the core decide, and
// commits. It fires what comes due, carries word to the cases that asked, and keeps snapshots. It
// holds no key. Several may run; each commit is fenced by the fund's version.
#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "common/base/keyed_hash.hpp"
#include "common/base/result.hpp"
#include "common/runtime/process.hpp"

namespace relais::treasurer {

class Treasurer {
public:
    Treasurer(runtime::Process& process, const Secret& secret);
    ~Treasurer();

    // Returns once it is at work, with every fund in memory; waits for Redis. A Fault: it cannot
    // ever work like this.
    [[nodiscard]] boost::asio::awaitable<Result<void>> start();
    // Takes nothing new, settles what is in hand, keeps what was folded, then returns.
    [[nodiscard]] boost::asio::awaitable<void> stop();
    [[nodiscard]] bool ready() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace relais::treasurer
