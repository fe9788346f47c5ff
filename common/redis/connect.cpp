#include "common/redis/connect.hpp"

#include <array>
#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace relais::redis {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::unexpected<Fault> cannot(const boost::system::error_code& error) {
    return fault(FaultCode::unavailable, "connect", error.message());
}

}  // namespace

Connector::Connector(const asio::any_io_executor& executor)
    : executor_(executor), socket_(executor), deadline_(executor) {}

void Connector::close() {
    boost::system::error_code ignored;  // a socket that cannot be closed is closed
    socket_.close(ignored);
}

// Whoever owns the connector keeps it alive until this ends.
asio::awaitable<Result<void>> Connector::connect(const Settings& settings) {
    deadline_.expires_after(settings.connect_timeout);
    const auto late = std::make_shared<bool>(false);
    deadline_.async_wait([this, weak = std::weak_ptr(late)](auto error) {
        const auto waiting = weak.lock();  // this coroutine's: it may have ended meanwhile
        if (error || !waiting) return;
        *waiting = true;
        close();
    });
    const Result<std::vector<Endpoint>> found = co_await endpoints(settings);
    if (!found) co_return std::unexpected(found.error());
    Result<void> outcome = fault(FaultCode::unavailable, "connect", "no address");
    for (const Endpoint& endpoint : *found) {
        outcome = co_await connect_to(endpoint);
        if (outcome || *late) break;
    }
    deadline_.cancel();
    if (!outcome) close();
    co_return outcome;
}

asio::awaitable<Result<std::vector<Connector::Endpoint>>> Connector::endpoints(
    const Settings& settings) {
    if (!settings.unix_socket.empty()) {
        if (settings.unix_socket.size() > 100)
            co_return fault(FaultCode::unavailable, "connect", "socket path too long");
        co_return std::vector<Endpoint>{
            Endpoint(asio::local::stream_protocol::endpoint(settings.unix_socket))};
    }
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(settings.host, no_address);
    if (!no_address)
        co_return std::vector<Endpoint>{Endpoint(tcp::endpoint(address, settings.port))};
    tcp::resolver resolver(executor_);
    const auto [error, results] =
        co_await resolver.async_resolve(settings.host, std::to_string(settings.port), as_result);
    if (error) co_return cannot(error);
    std::vector<Endpoint> found;
    for (const auto& result : results) found.emplace_back(result.endpoint());
    co_return found;
}

asio::awaitable<Result<void>> Connector::connect_to(Endpoint endpoint) {
    close();
    const auto [error] = co_await socket_.async_connect(endpoint, as_result);
    if (error) co_return cannot(error);
    if (endpoint.protocol().family() != AF_UNIX) {
        boost::system::error_code refused;
        socket_.set_option(tcp::no_delay(true), refused);
        if (refused) co_return cannot(refused);
    }
    co_return co_await greet();
}

asio::awaitable<Result<void>> Connector::greet() {
    const std::string ping = "PING\r\n";
    const auto [write_error, written] =
        co_await asio::async_write(socket_, asio::buffer(ping), as_result);
    if (write_error) co_return cannot(write_error);
    std::string answer;
    while (!answer.ends_with('\n')) {
        std::array<char, 512> bytes{};
        const auto [error, size] = co_await socket_.async_read_some(asio::buffer(bytes), as_result);
        if (error) co_return cannot(error);
        answer.append(bytes.data(), size);
        if (answer.size() > 4096) break;
    }
    if (answer != "+PONG\r\n") co_return fault(FaultCode::unavailable, "connect", answer);
    co_return Result<void>{};
}

}  // namespace relais::redis
