// Who waits for what becomes of a command. One listener on the feed for all of them; it must be
// listening before the command is submitted, or a fast decision would be missed.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/store/feed.hpp"
#include "common/store/store.hpp"

namespace relais::gateway {

class Outcomes {
public:
    // One command that somebody waits for; forgotten when it is destroyed.
    class Wait {
    public:
        Wait(Outcomes& outcomes, std::string command_id);
        ~Wait();
        Wait(const Wait&) = delete;
        Wait& operator=(const Wait&) = delete;
        // Nothing when the feed did not tell in time.
        [[nodiscard]] boost::asio::awaitable<std::optional<store::Outcome>> outcome(
            std::chrono::milliseconds patience);

    private:
        friend class Outcomes;
        Outcomes& outcomes_;
        std::string command_id_;
        boost::asio::steady_timer timer_;
        std::optional<store::Outcome> outcome_;
    };

    Outcomes(boost::asio::any_io_executor executor, store::Feed& feed);

private:
    void hear(const store::FeedItem& item);

    boost::asio::any_io_executor executor_;
    std::unordered_multimap<std::string, Wait*> waits_;
    store::Feed::Subscription subscription_;
};

}  // namespace relais::gateway
