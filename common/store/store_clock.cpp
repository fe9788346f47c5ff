#include "common/store/store_clock.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/store/reply.hpp"

namespace relais::store {
namespace {

namespace asio = boost::asio;
using std::chrono::duration_cast;

constexpr Duration every{1'000};
constexpr Duration slowest{50};     // we lose at most this much a second while Redis is behind
constexpr Duration too_vague{250};  // a round trip this long says little about when TIME was read

Duration steady() {
    return duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

// Until the first measurement, this machine's own wall clock is the best that there is.
StoreClock::StoreClock(redis::Client& client)
    : client_(client),
      tick_(client.executor()),
      offset_(duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()) -
              steady()) {}

Instant StoreClock::now() const {
    last_ = std::max(last_, Instant{steady() + offset_});
    return last_;
}

asio::awaitable<Result<void>> StoreClock::measure() {
    const Duration before = steady();
    const Result<redis::Reply> reply = co_await client_.call({"TIME"});
    const Duration after = steady();
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.size() != 2) co_return fault(FaultCode::malformed, "TIME", "not a time");
    const auto seconds = number_of(reply->elements[0].text);
    const auto micros = number_of(reply->elements[1].text);
    if (!seconds || !micros) co_return fault(FaultCode::malformed, "TIME", "not a time");
    if (measured_ && after - before > too_vague) co_return Result<void>{};
    const Duration there{static_cast<std::int64_t>(*seconds * 1'000 + *micros / 1'000)};
    const Duration found = there - (before + (after - before) / 2);
    offset_ = measured_ ? std::max(found, offset_ - slowest) : found;
    measured_ = true;
    co_return Result<void>{};
}

// A Fault is waited out: the last offset is good for as long as this machine's steady clock is.
asio::awaitable<void> StoreClock::run() {
    while (!stopped_) {
        static_cast<void>(co_await measure());
        if (stopped_) break;
        tick_.expires_after(every);
        co_await tick_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void StoreClock::stop() {
    stopped_ = true;
    tick_.cancel();
}

}  // namespace relais::store
