// The gateway: the only door. People come by screens and answer links, programs by the API,
// channels by call-backs; what they wish becomes a command. It decides nothing about a case, and it
// is the only service (with the notifier, for addresses) that holds keys.
//
// Promises: what it answers 201 or 202 is durable; while Redis is away it says so (503, when to try
// again and the telephone to call instead) and `/readyz` is red; it does not start on settings that
// make the promises void.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/keyed_hash.hpp"
#include "common/base/result.hpp"
#include "common/runtime/process.hpp"

namespace relais::gateway {

class Desk;

class Gateway {
public:
    Gateway(runtime::Process& process, const Secret& secret);
    ~Gateway();

    // Listens, waits for Redis, then is at work. A Fault: it cannot ever work like this.
    [[nodiscard]] boost::asio::awaitable<Result<void>> start();
    // Takes nothing new, answers what is in hand, then returns.
    [[nodiscard]] boost::asio::awaitable<void> stop();
    [[nodiscard]] bool ready() const;
    // Where it listens, once it does (a configured port of 0 takes any).
    [[nodiscard]] std::uint16_t port() const;
    // "POST /v1/alerts", … : the table of the API, for whoever checks its description.
    [[nodiscard]] std::vector<std::string> api_table() const;
    // The same of the screens, for whoever goes through all of them.
    [[nodiscard]] std::vector<std::string> screen_table() const;
    // Once it has started: for whoever checks what the desk itself allows, without a route before
    // it.
    [[nodiscard]] Desk& desk() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace relais::gateway
