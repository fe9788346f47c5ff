#include "services/gateway/streams.hpp"

#include <charconv>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "services/gateway/json_text.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

constexpr std::string_view of_case = "case/";

// "1712345678901-3" → (1712345678901, 3): order of a stream is not order of its text.
std::pair<std::uint64_t, std::uint64_t> order(std::string_view id) {
    std::pair<std::uint64_t, std::uint64_t> parts{};
    const char* const end = id.data() + id.size();
    const auto first = std::from_chars(id.data(), end, parts.first);
    if (first.ptr != end) std::from_chars(first.ptr + 1, end, parts.second);
    return parts;
}

std::string piece(const StreamWish& wish, const store::FeedItem& item,
                  const store::FeedPosition& position) {
    std::string text = "id: " + position.text() + "\nevent: commit\ndata: {\"caseId\":" +
                       json_string(std::string_view(item.echo.aggregate()).substr(of_case.size())) +
                       ",\"version\":" + std::to_string(item.echo.version()) + ",\"kinds\":[";
    const auto heard = wish.hears(item.echo);
    for (const auto& kind : item.echo.kinds()) {
        if (!domain::is_heard(kind, heard)) continue;
        if (text.back() != '[') text += ',';
        text += json_string(kind);
    }
    return text + "]}\n\n";
}

std::string reset_piece(const store::FeedPosition& position) {
    return "id: " + position.text() + "\nevent: reset\ndata: {}\n\n";
}

}  // namespace

bool Streams::full() const { return readers_.size() >= limits::feeds_open; }

void Streams::gauge() {
    metrics_.gauge("relais_feed_readers", static_cast<double>(readers_.size()));
}

void Streams::look_again() {
    for (Reader* reader : readers_) reader->wake.cancel();
}

void Streams::stop() {
    stopped_ = true;
    look_again();
}

awaitable<void> Streams::serve(http::Sink& sink, StreamWish wish) {
    Reader reader(executor_);
    reader.position = feed_.position();
    // Listening first: what comes while the past is read waits in the queue.
    const auto listening = feed_.listen([&reader](const store::FeedItem& item) {
        if (reader.waiting.size() >= limits::feed_items_waiting) {
            reader.waiting.clear();
            reader.lost = true;
        }
        reader.waiting.push_back(item);
        reader.wake.cancel();
    });
    const auto gaps = feed_.on_gap([&reader] {
        reader.lost = true;
        reader.wake.cancel();
    });
    readers_.insert(&reader);
    gauge();
    bool going = co_await sink.write("retry: 2000\n: live\n\n");
    if (going && !wish.resume_from.empty()) going = co_await catch_up(sink, reader, wish);
    while (going && !stopped_ && sink.open() && wish.opens_doors()) {
        if (reader.waiting.empty() && !reader.lost) {
            reader.wake.expires_after(limits::heartbeat);
            const auto [woken] =
                co_await reader.wake.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
            if (!woken && reader.waiting.empty() && !reader.lost)
                going = co_await wish.still_allowed() && co_await sink.write(":\n\n");
        } else {
            going = co_await write_waiting(sink, reader, wish);
        }
    }
    readers_.erase(&reader);
    gauge();
}

awaitable<bool> Streams::catch_up(http::Sink& sink, Reader& reader, const StreamWish& wish) {
    const auto position = store::FeedPosition::parse(wish.resume_from);
    const auto missed = co_await feed_.since(client_, position, limits::feed_items_resumed);
    const bool whole = missed && *missed && (*missed)->size() < limits::feed_items_resumed;
    if (!whole) co_return co_await sink.write(reset_piece(reader.position));
    reader.position = position;
    co_return co_await tell(sink, reader, wish, std::move(**missed));
}

awaitable<bool> Streams::write_waiting(http::Sink& sink, Reader& reader, const StreamWish& wish) {
    if (std::exchange(reader.lost, false)) {
        reader.waiting.clear();
        reader.position = feed_.position();
        co_return co_await sink.write(reset_piece(reader.position));
    }
    std::vector<store::FeedItem> items;
    for (auto& item : std::exchange(reader.waiting, {}))
        if (order(item.id) > order(reader.position.at(item.partition)))  // else told already
            items.push_back(std::move(item));
    co_return co_await tell(sink, reader, wish, std::move(items));
}

awaitable<bool> Streams::tell(http::Sink& sink, Reader& reader, const StreamWish& wish,
                              std::vector<store::FeedItem> items) {
    std::vector<v1::Echo*> echoes;
    bool concerned = wish.of.empty();
    for (auto& item : items) {
        echoes.push_back(&item.echo);
        concerned = concerned || item.echo.aggregate() == wish.of;
    }
    domain::hear_as_now(echoes);
    if (concerned && wish.weigh) co_await wish.weigh();
    std::string pieces;
    for (const auto& item : items) {
        reader.position.advance(item.partition, item.id);
        const bool asked = wish.of.empty() || item.echo.aggregate() == wish.of;
        if (asked && wish.may_see(item.echo)) pieces += piece(wish, item, reader.position);
    }
    co_return pieces.empty() || co_await sink.write(std::move(pieces));
}

}  // namespace relais::gateway
