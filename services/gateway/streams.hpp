// Live views: what was committed, to whoever may see it, as Server-Sent Events.
//
//   id: c00:1712345678901-0,c01:…        the position of a reader, over all partitions
//   event: commit
//   data: {"caseId":"…","version":7,"kinds":["page_answered"]}
//
// `event: reset` says that something may have been missed: read again. A reader who goes on from a
// position gets what came after it, once each. A reader too slow for the bounded queue is reset.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_set>

#include <boost/asio/steady_timer.hpp>

#include "common/domain/sight_heard.hpp"
#include "common/http/message.hpp"
#include "common/runtime/metrics.hpp"
#include "common/store/feed.hpp"

namespace relais::gateway {

using boost::asio::awaitable;

struct StreamWish {
    std::string resume_from = {};  // Last-Event-ID; empty: from now on
    std::string of = {};           // this aggregate alone; empty: whatever she may see
    // Asked before anything of `of` is told: her part in it may have ended with that very change.
    std::function<awaitable<void>()> weigh = {};
    std::function<bool(const v1::Echo&)> may_see;
    // How much of what happened is hers to hear, where she may see that it did.
    std::function<domain::Heard(const v1::Echo&)> hears;
    // Asked before anything is written: whoever belongs no more reads nothing more.
    std::function<bool()> opens_doors = {};
    // Asked at every heartbeat: a session that has ended ends its stream.
    std::function<awaitable<bool>()> still_allowed = {};
};

class Streams {
public:
    Streams(boost::asio::any_io_executor executor, store::Feed& feed, redis::Client& client,
            runtime::Metrics& metrics)
        : executor_(std::move(executor)), feed_(feed), client_(client), metrics_(metrics) {}

    [[nodiscard]] bool full() const;
    // Writes until the reader has gone, may no longer see, or stop().
    [[nodiscard]] awaitable<void> serve(http::Sink& sink, StreamWish wish);
    // Every reader is asked at once whether she may still read.
    void look_again();
    void stop();
    [[nodiscard]] bool stopped() const { return stopped_; }

private:
    struct Reader {
        explicit Reader(const boost::asio::any_io_executor& executor) : wake(executor) {}
        boost::asio::steady_timer wake;
        std::deque<store::FeedItem> waiting;
        store::FeedPosition position;
        bool lost = false;
    };

    [[nodiscard]] awaitable<bool> catch_up(http::Sink& sink, Reader& reader,
                                           const StreamWish& wish);
    [[nodiscard]] awaitable<bool> write_waiting(http::Sink& sink, Reader& reader,
                                                const StreamWish& wish);
    // What of these she may see, in the order in which it was told; the reader goes on after it.
    [[nodiscard]] awaitable<bool> tell(http::Sink& sink, Reader& reader, const StreamWish& wish,
                                       std::vector<store::FeedItem> items);
    void gauge();

    boost::asio::any_io_executor executor_;
    store::Feed& feed_;
    redis::Client& client_;
    runtime::Metrics& metrics_;
    std::unordered_set<Reader*> readers_;
    bool stopped_ = false;
};

}  // namespace relais::gateway
