#include "services/gateway/outcomes.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace relais::gateway {

Outcomes::Wait::Wait(Outcomes& outcomes, std::string command_id)
    : outcomes_(outcomes), command_id_(std::move(command_id)), timer_(outcomes.executor_) {
    outcomes_.waits_.emplace(command_id_, this);
}

Outcomes::Wait::~Wait() {
    const auto [from, until] = outcomes_.waits_.equal_range(command_id_);
    for (auto at = from; at != until; ++at)
        if (at->second == this) {
            outcomes_.waits_.erase(at);
            return;
        }
}

boost::asio::awaitable<std::optional<store::Outcome>> Outcomes::Wait::outcome(
    std::chrono::milliseconds patience) {
    if (!outcome_) {
        timer_.expires_after(patience);
        (void)co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    co_return outcome_;
}

Outcomes::Outcomes(boost::asio::any_io_executor executor, store::Feed& feed)
    : executor_(std::move(executor)),
      subscription_(feed.listen([this](const store::FeedItem& item) { hear(item); })) {}

void Outcomes::hear(const store::FeedItem& item) {
    for (const auto& told : item.echo.outcomes()) {
        const auto [from, until] = waits_.equal_range(told.command_id());
        for (auto at = from; at != until; ++at) {
            Wait& wait = *at->second;
            const bool accepted = told.rejection() == v1::Rejection::none;
            wait.outcome_ = store::Outcome{
                accepted ? store::Outcome::State::accepted : store::Outcome::State::rejected,
                item.echo.version(), told.rejection()};
            wait.timer_.cancel();
        }
    }
}

}  // namespace relais::gateway
