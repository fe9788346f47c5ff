// Coroutines on one thread; a hung request only parks its own coroutine.
#include "tests/system/hook_server.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <exception>
#include <string_view>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace relais::system {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

HookRequest parse_head(std::string_view head) {
    HookRequest request;
    const auto first = head.substr(0, head.find("\r\n"));
    const auto begin = first.find(' ') + 1;
    request.target = first.substr(begin, first.find(' ', begin) - begin);
    head.remove_prefix(std::min(first.size() + 2, head.size()));
    while (!head.empty()) {
        const auto line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(line.size() + 2, head.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto value =
            line.substr(std::min(line.find_first_not_of(' ', colon + 1), line.size()));
        request.fields[lower(line.substr(0, colon))] = value;
    }
    return request;
}

std::size_t length_of(const HookRequest& request) {
    std::size_t length = 0;
    if (const auto field = request.fields.find("content-length"); field != request.fields.end()) {
        const auto& text = field->second;
        std::from_chars(text.data(), text.data() + text.size(), length);
    }
    return length;
}

}  // namespace

class HookServer::Impl {
public:
    Impl(Handler handler, std::uint16_t port)
        : handler_(std::move(handler)),
          acceptor_(io_, tcp::endpoint{asio::ip::address_v4::loopback(), port}) {
        asio::co_spawn(io_, accept(), asio::detached);
    }
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void run() { io_.run(); }
    void stop() { io_.stop(); }

private:
    awaitable<void> accept() {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(use_awaitable);
            socket.set_option(tcp::no_delay(true));
            asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
        }
    }

    awaitable<void> serve(tcp::socket socket) {
        try {
            std::string buffer;
            while (co_await answer(socket, buffer)) {
            }
        } catch (const std::exception&) {
            // The other side is gone; that is its right.
        }
    }

    awaitable<bool> answer(tcp::socket& socket, std::string& buffer) {
        const auto head = co_await asio::async_read_until(
            socket, asio::dynamic_buffer(buffer, 1 << 20), "\r\n\r\n", use_awaitable);
        auto request = parse_head(std::string_view{buffer}.substr(0, head - 2));
        buffer.erase(0, head);
        const auto length = length_of(request);
        if (request.fields.contains("expect")) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(socket, asio::buffer(go_on), use_awaitable);
        }
        if (buffer.size() < length) {
            co_await asio::async_read(socket, asio::dynamic_buffer(buffer),
                                      asio::transfer_exactly(length - buffer.size()),
                                      use_awaitable);
        }
        request.body = buffer.substr(0, length);
        buffer.erase(0, length);
        const auto reply = handler_(request);
        if (reply.close) co_return false;
        if (reply.hang) co_await pause(std::chrono::hours{1});
        if (reply.after.count() > 0) co_await pause(reply.after);
        const auto text = "HTTP/1.1 " + std::to_string(reply.status) + " -\r\n" +
                          (reply.status == 204 ? "\r\n" : "Content-Length: 0\r\n\r\n");
        co_await asio::async_write(socket, asio::buffer(text), use_awaitable);
        co_return true;
    }

    awaitable<void> pause(std::chrono::milliseconds time) {
        asio::steady_timer timer{io_, time};
        co_await timer.async_wait(use_awaitable);
    }

    Handler handler_;
    asio::io_context io_{1};
    tcp::acceptor acceptor_;
};

HookServer::HookServer(Handler handler, std::uint16_t port)
    : impl_(std::make_unique<Impl>(std::move(handler), port)), port_(impl_->port()) {
    thread_ = std::thread{[this] { impl_->run(); }};
}

HookServer::~HookServer() {
    impl_->stop();
    thread_.join();
}

}  // namespace relais::system
