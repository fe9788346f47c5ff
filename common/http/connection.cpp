#include "common/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "common/base/check.hpp"

namespace relais::http {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t linger_bytes_max = 1u << 20;
constexpr std::chrono::milliseconds linger_time{1'000};

}  // namespace

// A piece is handed to the kernel before write() returns, so that one piece is all that is ever
// pending here; a reader too slow to take one within the write deadline loses the connection.
class Connection::StreamSink : public Sink {
public:
    StreamSink(Connection& connection, bool chunked)
        : connection_(connection), chunked_(chunked), gone_(std::make_shared<bool>(false)) {}

    awaitable<bool> write(std::string piece) override {
        if (!open()) co_return false;
        if (piece.empty()) co_return true;  // an empty chunk would end the stream
        const bool sent = co_await connection_.write(chunked_ ? chunk_text(piece) : piece);
        if (!sent) *gone_ = true;
        co_return sent;
    }
    bool open() const override { return !*gone_ && !connection_.hub_->stopping; }
    [[nodiscard]] const std::shared_ptr<bool>& gone() const { return gone_; }

private:
    Connection& connection_;
    bool chunked_;
    std::shared_ptr<bool> gone_;
};

Connection::Connection(asio::ip::tcp::socket socket, std::string peer, std::shared_ptr<Hub> hub)
    : socket_(std::move(socket)), peer_(std::move(peer)), hub_(std::move(hub)) {
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
}

void Connection::set_deadline(std::chrono::milliseconds from_now) {
    deadline_ = std::chrono::steady_clock::now() + from_now;
}

void Connection::end_if_due(Time now) {
    if (now < deadline_) return;
    deadline_ = Time::max();
    expired_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Connection::end_if_idle() {
    if (idle_) end_if_due(Time::max());
}

void Connection::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

std::string_view Connection::unread() const { return std::string_view(buffer_).substr(begin_); }

awaitable<void> Connection::serve() {
    const auto self = shared_from_this();
    while (!hub_->stopping && co_await exchange()) {
    }
    close();
}

awaitable<void> Connection::turn_away(Refusal refusal) {
    const auto self = shared_from_this();
    co_await refuse(refusal, Request{});
    close();
}

awaitable<bool> Connection::exchange() {
    RequestReader reader(hub_->settings);
    if (co_await read_head(reader) != Head::whole) co_return false;
    Request& request = reader.request();
    request.peer = peer_;
    const auto route = hub_->router.find(request);
    const bool has_body =
        !request.field("transfer-encoding").empty() ||
        (!request.field("content-length").empty() && request.field("content-length") != "0");
    Framing framing{.keep_alive = reader.keep_alive() && !hub_->stopping,
                    .http_1_0 = reader.http_1_0(),
                    .head_only = request.method == Method::head};
    if (!route) {
        if (!has_body && framing.keep_alive)
            co_return co_await answer(hub_->refuse(route.error(), request), framing);
        co_await refuse(route.error(), request);
        co_return false;
    }
    if (!co_await read_body(reader, (*route)->body_max)) co_return false;
    deadline_ = Time::max();  // a handler keeps its own
    Response response;
    std::string cause;
    try {
        response = co_await (*route)->handler(std::move(request));
    } catch (const std::exception& error) {
        cause = error.what();
        if (cause.empty()) cause = "an exception without words";
    }
    if (!cause.empty())
        response = hub_->refuse({.status = 500, .code = "internal", .cause = cause}, Request{});
    framing.keep_alive = framing.keep_alive && !response.stream && !hub_->stopping;
    co_return co_await answer(response, framing);
}

awaitable<Connection::Head> Connection::read_head(RequestReader& reader) {
    // Between requests nothing is wrong with silence; once a byte is there, the head has its time.
    idle_ = unread().empty();
    set_deadline(idle_ ? hub_->settings.idle_timeout : hub_->settings.head_timeout);
    for (;;) {
        std::string_view bytes = unread();
        const auto whole = reader.read_head(bytes);
        begin_ = buffer_.size() - bytes.size();
        if (!whole) {
            co_await refuse(whole.error(), Request{});
            co_return Head::refused;
        }
        if (*whole) break;
        if (!co_await read_more()) {
            if (expired_ && !idle_)
                co_await refuse({.status = 408, .code = "request_timeout"}, Request{});
            co_return Head::gone;
        }
        if (idle_) set_deadline(hub_->settings.head_timeout);
        idle_ = false;
    }
    idle_ = false;
    set_deadline(hub_->settings.request_timeout);
    co_return Head::whole;
}

awaitable<bool> Connection::read_body(RequestReader& reader, std::size_t body_max) {
    bool invited = !reader.expects_continue();
    for (;;) {
        std::string_view bytes = unread();
        const auto whole = reader.read_body(bytes, body_max);
        begin_ = buffer_.size() - bytes.size();
        if (!whole) {
            co_await refuse(whole.error(), reader.request());
            co_return false;
        }
        if (*whole) co_return true;
        if (!invited) {
            invited = true;
            if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
            set_deadline(hub_->settings.request_timeout);
        }
        if (co_await read_more()) continue;
        if (expired_) co_await refuse({.status = 408, .code = "request_timeout"}, reader.request());
        co_return false;
    }
}

awaitable<bool> Connection::answer(const Response& response, Framing framing) {
    if (response.stream) framing.keep_alive = false;
    auto text = response_text(response, framing);
    if (!text) {
        framing.keep_alive = false;
        text = response_text(
            hub_->refuse({.status = 500, .code = "internal", .cause = "a field with a line end"},
                         Request{}),
            framing);
    }
    if (!text || !co_await write(std::move(*text))) co_return false;
    if (response.stream && !framing.head_only) {
        StreamSink sink(*this, !framing.http_1_0);
        asio::co_spawn(socket_.get_executor(), watch_for_end(sink.gone()), bugs_are_fatal);
        std::string ending = framing.http_1_0 ? "" : "0\r\n\r\n";
        try {
            co_await response.stream(sink);
        } catch (const std::exception&) {
            ending.clear();  // a stream cut short must look cut short
        }
        if (sink.open() && !ending.empty()) (void)co_await write(std::move(ending));
    }
    if (!framing.keep_alive) co_await linger();
    co_return framing.keep_alive;
}

// Notices that the other side of a stream has gone, before the next piece is due.
awaitable<void> Connection::watch_for_end(std::shared_ptr<bool> gone) {
    const auto self = shared_from_this();
    const auto [error] = co_await socket_.async_wait(asio::socket_base::wait_read, as_result);
    boost::system::error_code ignored;
    if (!error && socket_.available(ignored) == 0) *gone = true;
}

awaitable<void> Connection::refuse(const Refusal& refusal, const Request& request) {
    expired_ = false;
    const bool head_only = request.method == Method::head;
    const auto text = response_text(hub_->refuse(refusal, request),
                                    {.keep_alive = false, .head_only = head_only});
    if (text && co_await write(*text)) co_await linger();
}

awaitable<bool> Connection::read_more() {
    if (begin_ > 0) {
        buffer_.erase(0, begin_);
        begin_ = 0;
    }
    while (!expired_) {
        boost::system::error_code error;
        const std::size_t size = socket_.read_some(asio::buffer(hub_->scratch), error);
        if (!error) {
            buffer_.append(hub_->scratch.data(), size);
            co_return true;
        }
        if (error != asio::error::would_block && error != asio::error::try_again) co_return false;
        const auto [failed] = co_await socket_.async_wait(asio::socket_base::wait_read, as_result);
        if (failed) co_return false;
    }
    co_return false;
}

awaitable<bool> Connection::write(std::string text) {
    set_deadline(hub_->settings.write_timeout);
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(text), as_result);
    deadline_ = Time::max();
    co_return !error && !expired_;
}

awaitable<void> Connection::linger() {
    boost::system::error_code error;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    set_deadline(linger_time);
    std::size_t thrown_away = 0;
    while (thrown_away < linger_bytes_max) {
        buffer_.clear();
        begin_ = 0;
        if (!co_await read_more()) co_return;
        thrown_away += buffer_.size();
    }
}

}  // namespace relais::http
