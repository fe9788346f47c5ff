// Makes one connection at a time to where the settings say, within a time-out, and proves with a
// PING that a server is there and has read its files (it says LOADING until then).
#pragma once

#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/redis/client.hpp"

namespace relais::redis {

class Connector {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;

    explicit Connector(const boost::asio::any_io_executor& executor);
    [[nodiscard]] boost::asio::awaitable<Result<void>> connect(const Settings& settings);
    [[nodiscard]] Socket& socket() { return socket_; }
    void close();

private:
    using Endpoint = boost::asio::generic::stream_protocol::endpoint;
    [[nodiscard]] boost::asio::awaitable<Result<std::vector<Endpoint>>> endpoints(
        const Settings& settings);
    [[nodiscard]] boost::asio::awaitable<Result<void>> connect_to(Endpoint endpoint);
    [[nodiscard]] boost::asio::awaitable<Result<void>> greet();

    boost::asio::any_io_executor executor_;
    Socket socket_;
    boost::asio::steady_timer deadline_;
};

}  // namespace relais::redis
