// The notifier: sends what was committed to the outboxes and says what became of it. It owns the
// contacts (which way next, when one has failed) and opens sealed cards to know an address. It
// decides nothing about a case.
#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "common/base/keyed_hash.hpp"
#include "common/base/result.hpp"
#include "common/runtime/process.hpp"

namespace relais::notifier {

class Notifier {
public:
    Notifier(runtime::Process& process, const Secret& secret);
    ~Notifier();

    // Returns once it is at work; waits for Redis. A Fault: it cannot ever work like this.
    [[nodiscard]] boost::asio::awaitable<Result<void>> start();
    // Takes nothing new, settles what is in hand, then returns.
    [[nodiscard]] boost::asio::awaitable<void> stop();
    [[nodiscard]] bool ready() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace relais::notifier
