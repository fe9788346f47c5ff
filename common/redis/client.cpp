#include "common/redis/client.hpp"

#include <algorithm>
#include <deque>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "common/base/check.hpp"
#include "common/redis/codec.hpp"
#include "common/redis/connect.hpp"

namespace relais::redis {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t batch_bytes_max = 256u << 10;  // of one write: enough to fill a socket
constexpr std::size_t read_bytes = 64u << 10;

// A call from the queue to its reply. It belongs to the queue and to whoever waits; either may go
// first, so it is shared.
struct Call {
    Call(const asio::any_io_executor& executor, const Args& args, Duration timeout)
        : bytes(format(args)), settled(executor, timeout) {
        operation = args.front() == "FCALL" && args.size() > 1 ? args[1] : args.front();
    }
    std::string bytes;
    std::string operation;
    asio::steady_timer settled;  // expires: too late; cancelled: the outcome is there
    steady_clock::time_point sent_at;
    bool sent = false;
    bool given_up = false;
    std::optional<Result<Reply>> outcome;
};
using CallPtr = std::shared_ptr<Call>;

void settle(Call& call, Result<Reply> outcome) {
    if (call.given_up || call.outcome) return;
    call.outcome = std::move(outcome);
    call.settled.cancel();
}

// A server that is still reading its files has done nothing: that is being away, not an answer.
Result<Reply> outcome_of(const Call& call, Reply reply) {
    if (reply.kind != Reply::Kind::error) return reply;
    const bool away = reply.text.starts_with("LOADING") || reply.text.starts_with("MASTERDOWN");
    return fault(away ? FaultCode::unavailable : FaultCode::refused, call.operation, reply.text);
}

}  // namespace

class Client::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const asio::any_io_executor& executor, Settings settings)
        : executor_(executor),
          settings_(std::move(settings)),
          connector_(executor),
          pause_(executor),
          backoff_(settings_.backoff_min) {}

    [[nodiscard]] Result<CallPtr> enqueue(const Args& args, Duration timeout);
    [[nodiscard]] static asio::awaitable<Result<Reply>> wait(std::shared_ptr<Impl> self,
                                                             Result<CallPtr> call);
    [[nodiscard]] static asio::awaitable<std::vector<Result<Reply>>> wait_all(
        std::shared_ptr<Impl> self, std::vector<Result<CallPtr>> calls);
    // Keeps itself alive until stopped.
    [[nodiscard]] static asio::awaitable<void> run(std::shared_ptr<Impl> self);
    void stop();
    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }
    [[nodiscard]] Duration call_timeout() const { return settings_.call_timeout; }

private:
    void schedule_write();
    void write();
    [[nodiscard]] std::string take_batch();
    [[nodiscard]] asio::awaitable<std::string> read_replies();
    [[nodiscard]] bool deliver(Reply reply);
    void give_up(Call& call);
    void lose(const std::string& cause);
    void fail_waiting(const std::string& cause);

    asio::any_io_executor executor_;
    Settings settings_;
    Connector connector_;
    asio::steady_timer pause_;
    Duration backoff_;
    std::deque<CallPtr> waiting_;
    std::deque<CallPtr> in_flight_;
    steady_clock::time_point heard_at_{};
    std::uint64_t connection_ = 0;  // tells a late handler that its connection is gone
    bool connected_ = false;
    bool away_ = false;  // the last attempt to connect failed
    bool writing_ = false;
    bool stopped_ = false;
};

Result<CallPtr> Client::Impl::enqueue(const Args& args, Duration timeout) {
    if (stopped_) return fault(FaultCode::unavailable, args.front(), "the client was stopped");
    if (away_) return fault(FaultCode::unavailable, args.front(), "redis is away");
    if (waiting_.size() + in_flight_.size() >= settings_.calls_max)
        return fault(FaultCode::overloaded, args.front(), "calls_max reached");
    auto call = std::make_shared<Call>(executor_, args, timeout);
    waiting_.push_back(call);
    schedule_write();
    return call;
}

asio::awaitable<Result<Reply>> Client::Impl::wait(std::shared_ptr<Impl> self,
                                                  Result<CallPtr> call) {
    if (!call) co_return std::unexpected(call.error());
    if (!(*call)->outcome) co_await (*call)->settled.async_wait(as_result);
    if (!(*call)->outcome) self->give_up(**call);
    co_return std::move(*(*call)->outcome);
}

asio::awaitable<std::vector<Result<Reply>>> Client::Impl::wait_all(
    std::shared_ptr<Impl> self, std::vector<Result<CallPtr>> calls) {
    std::vector<Result<Reply>> outcomes;
    outcomes.reserve(calls.size());
    for (Result<CallPtr>& call : calls) outcomes.push_back(co_await wait(self, std::move(call)));
    co_return outcomes;
}

// Too late. If nothing at all was heard since the call left, the link may be dead in one direction
// only, which no error would ever tell us: then the connection is given up too.
void Client::Impl::give_up(Call& call) {
    call.given_up = true;
    if (!call.sent) {
        call.outcome = fault(FaultCode::unavailable, call.operation, "not sent in time");
        return;
    }
    call.outcome = fault(FaultCode::timeout, call.operation, "no reply in time");
    const bool patient = steady_clock::now() - call.sent_at >= settings_.call_timeout;
    if (patient && heard_at_ < call.sent_at) connector_.close();
}

// Posted, so that what other coroutines ask for in the same turn leaves in the same write.
void Client::Impl::schedule_write() {
    if (writing_ || !connected_ || waiting_.empty()) return;
    writing_ = true;
    asio::post(executor_, [self = shared_from_this(), connection = connection_] {
        if (connection == self->connection_) self->write();
    });
}

void Client::Impl::write() {
    auto batch = std::make_shared<std::string>(take_batch());
    if (batch->empty()) {
        writing_ = false;
        return;
    }
    const asio::const_buffer bytes = asio::buffer(*batch);
    asio::async_write(connector_.socket(), bytes,
                      [self = shared_from_this(), connection = connection_, batch](
                          boost::system::error_code error, std::size_t) {
                          if (connection != self->connection_) return;
                          if (error) {
                              self->connector_.close();  // the reader sees it and cleans up
                          } else {
                              self->write();
                          }
                      });
}

std::string Client::Impl::take_batch() {
    std::string batch;
    const auto now = steady_clock::now();
    while (!waiting_.empty() && batch.size() < batch_bytes_max) {
        CallPtr call = std::move(waiting_.front());
        waiting_.pop_front();
        if (call->given_up) continue;
        call->sent = true;
        call->sent_at = now;
        if (batch.empty()) {
            batch = std::move(call->bytes);
        } else {
            batch += call->bytes;
        }
        call->bytes.clear();
        in_flight_.push_back(std::move(call));
    }
    return batch;
}

asio::awaitable<void> Client::Impl::run(std::shared_ptr<Impl> self) {
    while (!self->stopped_) {
        const Result<void> connected = co_await self->connector_.connect(self->settings_);
        if (self->stopped_) break;
        if (!connected) {
            self->away_ = true;
            self->fail_waiting(connected.error().cause);
            self->pause_.expires_after(self->backoff_);
            self->backoff_ = std::min(self->backoff_ * 2, self->settings_.backoff_max);
            co_await self->pause_.async_wait(as_result);
            continue;
        }
        self->away_ = false;
        self->connected_ = true;
        self->backoff_ = self->settings_.backoff_min;
        self->schedule_write();
        self->lose(co_await self->read_replies());
    }
    self->connector_.close();
}

// Ends with the cause of the loss.
asio::awaitable<std::string> Client::Impl::read_replies() {
    ReplyReader reader(settings_.reply_bytes_max);
    std::vector<char> buffer(read_bytes);
    while (true) {
        const auto [error, size] =
            co_await connector_.socket().async_read_some(asio::buffer(buffer), as_result);
        if (error) co_return error.message();
        heard_at_ = steady_clock::now();
        reader.feed({buffer.data(), size});
        while (true) {
            Reply reply;
            const Result<bool> whole = reader.next(reply);
            if (!whole) co_return whole.error().cause;
            if (!*whole) break;
            if (!deliver(std::move(reply))) co_return "a reply that nobody asked for";
        }
    }
}

bool Client::Impl::deliver(Reply reply) {
    if (in_flight_.empty()) return false;
    const CallPtr call = std::move(in_flight_.front());
    in_flight_.pop_front();
    settle(*call, outcome_of(*call, std::move(reply)));
    return true;
}

void Client::Impl::lose(const std::string& cause) {
    connected_ = false;
    writing_ = false;
    ++connection_;
    connector_.close();
    for (const CallPtr& call : std::exchange(in_flight_, {}))
        settle(*call, fault(FaultCode::unknown, call->operation, "connection lost: " + cause));
}

void Client::Impl::fail_waiting(const std::string& cause) {
    for (const CallPtr& call : std::exchange(waiting_, {}))
        settle(*call, fault(FaultCode::unavailable, call->operation, "cannot connect: " + cause));
}

void Client::Impl::stop() {
    if (std::exchange(stopped_, true)) return;
    lose("stopped");
    fail_waiting("stopped");
    pause_.cancel();
}

Client::Client(asio::any_io_executor executor, Settings settings)
    : impl_(std::make_shared<Impl>(executor, std::move(settings))) {
    asio::co_spawn(executor, Impl::run(impl_), bugs_are_fatal);
}

Client::~Client() { stop(); }

asio::awaitable<Result<Reply>> Client::call(const Args& args) {
    return call(args, impl_->call_timeout());
}

// Not a coroutine itself: the call is queued when it is made, not when it is first awaited, and
// nothing refers to this object afterwards.
asio::awaitable<Result<Reply>> Client::call(const Args& args, std::chrono::milliseconds timeout) {
    return Impl::wait(impl_, impl_->enqueue(args, timeout));
}

asio::awaitable<std::vector<Result<Reply>>> Client::call_all(const std::vector<Args>& calls) {
    std::vector<Result<CallPtr>> queued;
    queued.reserve(calls.size());
    for (const Args& args : calls) queued.push_back(impl_->enqueue(args, impl_->call_timeout()));
    return Impl::wait_all(impl_, std::move(queued));
}

bool Client::connected() const { return impl_->connected(); }

bool Client::stopped() const { return impl_->stopped(); }

asio::any_io_executor Client::executor() const { return impl_->executor(); }

void Client::stop() { impl_->stop(); }

}  // namespace relais::redis
