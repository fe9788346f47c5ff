// The live echo of commits. One reader a process; many listeners. Nothing here is truth: a listener
// that missed something reads the events.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/result.hpp"
#include "common/redis/client.hpp"
#include "common/store/keys.hpp"
#include "relais/v1/api.pb.h"

namespace relais::store {

// The position of a reader: the last id read of each partition, as text "c00:1-0,c01:…" for SSE.
class FeedPosition {
public:
    void advance(const Partition& partition, std::string id);
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static FeedPosition parse(
        std::string_view text);  // what is malformed is left out
    [[nodiscard]] std::string at(const Partition& partition) const;  // "$"-free; "0-0" if unknown

private:
    std::map<std::string, std::string> ids_;
};

struct FeedItem {
    Partition partition;
    std::string id;
    v1::Echo echo;
};

class Feed {
public:
    using Listener = std::function<void(const FeedItem&)>;
    // Ends when the object it came from is destroyed.
    class Subscription {
    public:
        Subscription() = default;
        Subscription(Feed* feed, std::uint64_t number) : feed_(feed), number_(number) {}
        Subscription(Subscription&& other) noexcept;
        Subscription& operator=(Subscription&& other) noexcept;
        ~Subscription();

    private:
        Feed* feed_ = nullptr;
        std::uint64_t number_ = 0;
    };

    Feed(redis::Client& blocking, std::vector<Partition> partitions);

    // Reads until stopped; faults are waited out. Whenever echoes may have been missed (at the
    // start, after a fault, when Redis lost its data) `on_gap` is told, once reading goes on.
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();
    [[nodiscard]] Subscription listen(Listener listener);
    [[nodiscard]] Subscription on_gap(std::function<void()> listener);
    [[nodiscard]] FeedPosition position() const;

    // What came after a position, at most `most`; nothing when it was trimmed away (the caller
    // says reset).
    [[nodiscard]] boost::asio::awaitable<Result<std::optional<std::vector<FeedItem>>>> since(
        redis::Client& client, FeedPosition position, std::size_t most);

private:
    [[nodiscard]] boost::asio::awaitable<Result<void>> go_to_the_end();
    [[nodiscard]] boost::asio::awaitable<Result<void>> read_once();
    void deliver(const FeedItem& item);
    void tell_gap();

    friend class Subscription;
    redis::Client& blocking_;
    std::vector<Partition> partitions_;
    FeedPosition position_;
    bool stopped_ = false;
    std::uint64_t next_number_ = 1;
    std::map<std::uint64_t, Listener> listeners_;
    std::map<std::uint64_t, std::function<void()>> gap_listeners_;
};

}  // namespace relais::store
