#include "common/http/server.hpp"

#include <unordered_set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/base/check.hpp"
#include "common/http/connection.hpp"

namespace relais::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// Deadlines are looked at this often: late by at most this, without a timer for each connection.
constexpr std::chrono::milliseconds sweep_every{50};
// How many connections above the limits get an answer at a time; the others are just closed.
constexpr std::size_t turned_away_max = 64;
constexpr std::chrono::milliseconds accept_pause{50};

}  // namespace

class Server::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor executor, ServerSettings settings, std::vector<Route> routes,
         Refuse refuse)
        : executor_(executor),
          acceptor_(executor),
          sweep_timer_(executor),
          ended_(executor),
          hub_(std::make_shared<Hub>(
              Hub{std::move(settings), Router(std::move(routes)), std::move(refuse)})) {}

    Result<std::uint16_t> listen() {
        boost::system::error_code error;
        const auto address = asio::ip::make_address(hub_->settings.address, error);
        if (error) return fault(FaultCode::unsafe, "listen", "not an address: " + error.message());
        const tcp::endpoint endpoint(address, hub_->settings.port);
        if (acceptor_.open(endpoint.protocol(), error); error) return failed(error);
        if (acceptor_.set_option(tcp::acceptor::reuse_address(true), error); error)
            return failed(error);
        if (acceptor_.bind(endpoint, error); error) return failed(error);
        if (acceptor_.listen(asio::socket_base::max_listen_connections, error); error)
            return failed(error);
        asio::co_spawn(executor_, accept(), bugs_are_fatal);
        asio::co_spawn(executor_, sweep(), bugs_are_fatal);
        return acceptor_.local_endpoint().port();
    }

    awaitable<void> stop(std::chrono::milliseconds patience) {
        const auto self = shared_from_this();
        hub_->stopping = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        for (const auto& connection : connections_) connection->end_if_idle();
        if (!connections_.empty()) {
            ended_.expires_after(patience);
            (void)co_await ended_.async_wait(as_result);
        }
        abandon();
    }

    void abandon() {
        hub_->stopping = true;
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        sweep_timer_.cancel();
        for (const auto& connection : connections_) connection->close();
    }

private:
    static std::unexpected<Fault> failed(const boost::system::error_code& error) {
        return fault(FaultCode::unavailable, "listen", error.message());
    }

    awaitable<void> accept() {
        const auto self = shared_from_this();
        while (!hub_->stopping) {
            tcp::endpoint from;
            auto [error, socket] = co_await acceptor_.async_accept(from, as_result);
            if (!error) {
                admit(std::move(socket), from.address().to_string());
            } else if (!hub_->stopping) {
                // Out of descriptors, most likely: it must not become a busy loop.
                asio::steady_timer pause(executor_, accept_pause);
                (void)co_await pause.async_wait(as_result);
            }
        }
    }

    void admit(tcp::socket socket, std::string peer) {
        const std::size_t same = per_address_.contains(peer) ? per_address_.at(peer) : 0;
        const bool full = connections_.size() - turned_away_ >= hub_->settings.connections_max;
        const bool crowded = same >= hub_->settings.connections_per_address_max;
        if ((full || crowded) && turned_away_ >= turned_away_max) return;
        ++per_address_[peer];
        auto connection = std::make_shared<Connection>(std::move(socket), std::move(peer), hub_);
        connections_.insert(connection);
        asio::co_spawn(executor_, care_for(connection, full, crowded), bugs_are_fatal);
    }

    awaitable<void> care_for(std::shared_ptr<Connection> connection, bool full, bool crowded) {
        const auto self = shared_from_this();
        if (full || crowded) {
            ++turned_away_;
            Refusal refusal{.status = full ? 503u : 429u, .code = "too_many_requests"};
            co_await connection->turn_away(std::move(refusal));
            --turned_away_;
        } else {
            // Handlers have a net of their own; what else goes wrong is this connection's alone.
            try {
                co_await connection->serve();
            } catch (const std::exception&) {
                connection->close();
            }
        }
        if (--per_address_[connection->peer()] == 0) per_address_.erase(connection->peer());
        connections_.erase(connection);
        if (hub_->stopping && connections_.empty()) ended_.cancel();
    }

    awaitable<void> sweep() {
        const auto self = shared_from_this();
        while (!hub_->stopping || !connections_.empty()) {
            sweep_timer_.expires_after(sweep_every);
            if (const auto [error] = co_await sweep_timer_.async_wait(as_result); error) co_return;
            const auto now = std::chrono::steady_clock::now();
            for (const auto& connection : connections_) connection->end_if_due(now);
        }
    }

    asio::any_io_executor executor_;
    tcp::acceptor acceptor_;
    asio::steady_timer sweep_timer_;
    asio::steady_timer ended_;  // cancelled when the last connection of a stopping server ends
    std::shared_ptr<Hub> hub_;
    std::unordered_set<std::shared_ptr<Connection>> connections_;
    std::unordered_map<std::string, std::size_t> per_address_;
    std::size_t turned_away_ = 0;
};

Server::Server(asio::any_io_executor executor, ServerSettings settings, std::vector<Route> routes,
               Refuse refuse)
    : impl_(std::make_shared<Impl>(executor, std::move(settings), std::move(routes),
                                   std::move(refuse))) {}

Server::~Server() { impl_->abandon(); }

Result<std::uint16_t> Server::listen() { return impl_->listen(); }

awaitable<void> Server::stop(std::chrono::milliseconds patience) { return impl_->stop(patience); }

}  // namespace relais::http
