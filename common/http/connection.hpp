// One connection: requests one after the other (pipelined ones wait their turn), each read under a
// deadline that covers it whole, so that a slow drip ends as surely as a silence.
//
//   idle ──first byte──► head ──gate──► body ──► handler ──► answer ──► idle
//     60 s               10 s           30 s in all           10 s to write
//
// A refusal is answered once, then the connection is closed; what the other side was still sending
// is read and thrown away for a moment, or the kernel would throw away our answer instead.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "common/http/request_reader.hpp"
#include "common/http/response_text.hpp"
#include "common/http/router.hpp"

namespace relais::http {

using boost::asio::awaitable;

// What the connections of one server share.
struct Hub {
    ServerSettings settings;
    Router router;
    Server::Refuse refuse;
    bool stopping = false;
    std::array<char, 65'536> scratch{};  // one thread: a read is copied out before the next
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Time = std::chrono::steady_clock::time_point;

    Connection(boost::asio::ip::tcp::socket socket, std::string peer, std::shared_ptr<Hub> hub);

    [[nodiscard]] awaitable<void> serve();
    // One answer to a connection that we have no room for.
    [[nodiscard]] awaitable<void> turn_away(Refusal refusal);

    void end_if_due(Time now);
    void end_if_idle();
    void close();
    [[nodiscard]] const std::string& peer() const { return peer_; }

private:
    class StreamSink;
    enum class Head { whole, gone, refused };

    [[nodiscard]] awaitable<Head> read_head(RequestReader& reader);
    [[nodiscard]] awaitable<bool> read_body(RequestReader& reader, std::size_t body_max);
    [[nodiscard]] awaitable<bool> exchange();  // true: the connection may carry another request
    [[nodiscard]] awaitable<bool> answer(const Response& response, Framing framing);
    [[nodiscard]] awaitable<void> refuse(const Refusal& refusal, const Request& request);
    [[nodiscard]] awaitable<bool> read_more();
    [[nodiscard]] awaitable<bool> write(std::string text);
    [[nodiscard]] awaitable<void> watch_for_end(std::shared_ptr<bool> gone);
    [[nodiscard]] awaitable<void> linger();
    [[nodiscard]] std::string_view unread() const;
    void set_deadline(std::chrono::milliseconds from_now);

    boost::asio::ip::tcp::socket socket_;
    std::string peer_;
    std::shared_ptr<Hub> hub_;
    std::string buffer_;     // read, not yet used
    std::size_t begin_ = 0;  // where the unused part begins
    Time deadline_ = Time::max();
    bool expired_ = false;
    bool idle_ = false;
};

}  // namespace relais::http
