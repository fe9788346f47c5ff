// /healthz, /readyz and /metrics of a process that has no door of its own (dispatcher or notifier
// alone), on loopback only: for the operator's tools on the same machine.
#pragma once

#include <functional>

#include <boost/asio/awaitable.hpp>

#include "common/http/server.hpp"
#include "common/runtime/process.hpp"

namespace relais::cli {

class InnerDoor {
public:
    InnerDoor(runtime::Process& process, std::function<bool()> ready);
    [[nodiscard]] Result<void> open();
    [[nodiscard]] boost::asio::awaitable<void> close();

private:
    http::Server server_;
};

}  // namespace relais::cli
