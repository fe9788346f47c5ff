#include "common/store/feed.hpp"

#include <algorithm>

#include "common/domain/fund/fund_rules.hpp"
#include "common/store/pause.hpp"
#include "common/store/reply.hpp"

namespace relais::store {
namespace {

using boost::asio::awaitable;
using redis::Args;
using redis::Reply;

constexpr Duration block{1'000};
constexpr Duration call_slack{5'000};
constexpr Duration pause_after_fault{100};
constexpr std::size_t most_a_read = 1'000;

// A stream id, comparable: milliseconds, then the number within them.
using StreamId = std::pair<std::uint64_t, std::uint64_t>;

std::optional<StreamId> stream_id(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto time = number_of(text.substr(0, dash));
    const auto sequence = number_of(text.substr(dash + 1));
    if (!time || !sequence) return std::nullopt;
    return StreamId{*time, *sequence};
}

std::optional<FeedItem> item_of(const Partition& partition, const Reply& entry) {
    const std::string* bytes = field_of(entry, "b");
    if (bytes == nullptr) return std::nullopt;
    FeedItem item{partition, entry.elements[0].text, {}};
    if (!item.echo.ParseFromString(*bytes)) return std::nullopt;
    return item;
}

// One partition of since(): what came after a position, if that can be told.
struct Ends {
    std::string first;  // id of the oldest entry there is; empty: none
    std::string last;   // id of the newest that there ever was
    bool trimmed = false;
};

Result<Ends> ends_of(const Result<Reply>& info) {
    if (!info) {
        if (says(info.error(), "no such key")) return Ends{};
        return std::unexpected(info.error());
    }
    Ends ends;
    std::int64_t length = 0;
    std::int64_t added = 0;
    for (std::size_t i = 0; i + 1 < info->elements.size(); i += 2) {
        const std::string& name = info->elements[i].text;
        const Reply& value = info->elements[i + 1];
        if (name == "length") length = value.integer;
        if (name == "entries-added") added = value.integer;
        if (name == "last-generated-id") ends.last = value.text;
        if (name == "first-entry" && !value.elements.empty())
            ends.first = value.elements.front().text;
    }
    ends.trimmed = added > length;
    return ends;
}

// Whether everything after `position` is still there. When in doubt, no: the caller then reads the
// truth instead of the echo.
bool reaches_back(const Ends& ends, const std::string& position) {
    const StreamId from = stream_id(position).value_or(StreamId{});
    if (from == StreamId{}) return !ends.trimmed;
    const auto last = stream_id(ends.last);
    if (!last || *last < from) return false;  // Redis lost its data
    const auto first = stream_id(ends.first);
    return !ends.trimmed || (first && *first <= from) || *last == from;
}

}  // namespace

void FeedPosition::advance(const Partition& partition, std::string id) {
    ids_[partition.tag] = std::move(id);
}

std::string FeedPosition::text() const {
    std::string text;
    for (const auto& [tag, id] : ids_) {
        if (!text.empty()) text.push_back(',');
        text.append(tag).append(":").append(id);
    }
    return text;
}

FeedPosition FeedPosition::parse(std::string_view text) {
    static const std::vector<Partition> known = all_partitions();
    FeedPosition position;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const std::size_t colon = part.rfind(':');
        if (colon == std::string_view::npos || !stream_id(part.substr(colon + 1))) continue;
        const Partition partition{std::string(part.substr(0, colon))};
        const bool fund = partition.tag.starts_with("f:") &&
                          domain::is_fund_id(std::string_view(partition.tag).substr(2));
        if (!fund && std::ranges::find(known, partition) == known.end()) continue;
        position.advance(partition, std::string(part.substr(colon + 1)));
    }
    return position;
}

std::string FeedPosition::at(const Partition& partition) const {
    const auto id = ids_.find(partition.tag);
    return id == ids_.end() ? "0-0" : id->second;
}

Feed::Subscription::Subscription(Subscription&& other) noexcept
    : feed_(std::exchange(other.feed_, nullptr)), number_(other.number_) {}

Feed::Subscription& Feed::Subscription::operator=(Subscription&& other) noexcept {
    std::swap(feed_, other.feed_);
    std::swap(number_, other.number_);
    return *this;
}

Feed::Subscription::~Subscription() {
    if (feed_ == nullptr) return;
    feed_->listeners_.erase(number_);
    feed_->gap_listeners_.erase(number_);
}

Feed::Feed(redis::Client& blocking, std::vector<Partition> partitions)
    : blocking_(blocking), partitions_(std::move(partitions)) {}

awaitable<void> Feed::run() {
    bool lost = true;
    while (!stopped_) {
        Result<void> read{};
        if (lost) read = co_await go_to_the_end();
        if (read && lost) tell_gap();
        if (read && !stopped_) read = co_await read_once();
        lost = !read;
        if (lost && !stopped_) co_await pause(pause_after_fault);
    }
}

void Feed::stop() { stopped_ = true; }

// To where the feed ends now. What came before is for whoever is told of the gap; a position that
// is ahead of a Redis that lost its data would wait for ever.
awaitable<Result<void>> Feed::go_to_the_end() {
    std::vector<Args> calls;
    for (const Partition& partition : partitions_)
        calls.push_back({"XREVRANGE", partition.feed(), "+", "-", "COUNT", "1"});
    const std::vector<Result<Reply>> replies = co_await blocking_.call_all(calls);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (!replies[i]) co_return std::unexpected(replies[i].error());
        const auto& entries = replies[i]->elements;
        position_.advance(partitions_[i],
                          entries.empty() ? "0-0" : entries.front().elements[0].text);
    }
    co_return Result<void>{};
}

awaitable<Result<void>> Feed::read_once() {
    Args args{
        "XREAD",  "COUNT", std::to_string(most_a_read), "BLOCK", std::to_string(block.count()),
        "STREAMS"};
    for (const Partition& partition : partitions_) args.push_back(partition.feed());
    for (const Partition& partition : partitions_) args.push_back(position_.at(partition));
    const Result<Reply> reply = co_await blocking_.call(args, block + call_slack);
    if (!reply) co_return std::unexpected(reply.error());
    for (const Reply& stream : reply->elements) {
        if (stream.elements.size() != 2) continue;
        const auto partition = partition_of_key(stream.elements[0].text);
        if (!partition) continue;
        for (const Reply& entry : stream.elements[1].elements) {
            if (entry.elements.empty()) continue;
            position_.advance(*partition, entry.elements[0].text);
            if (const auto item = item_of(*partition, entry)) deliver(*item);
        }
        // A reader as slow as this may have been overtaken by the trimming.
        if (stream.elements[1].elements.size() >= most_a_read) tell_gap();
    }
    co_return Result<void>{};
}

// A listener may end its own or another's subscription while it is told.
void Feed::deliver(const FeedItem& item) {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, listener] : listeners_) numbers.push_back(number);
    for (const std::uint64_t number : numbers) {
        const auto found = listeners_.find(number);
        if (found == listeners_.end()) continue;
        const Listener listener = found->second;  // a copy: it may end itself
        listener(item);
    }
}

void Feed::tell_gap() {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, listener] : gap_listeners_) numbers.push_back(number);
    for (const std::uint64_t number : numbers) {
        const auto found = gap_listeners_.find(number);
        if (found == gap_listeners_.end()) continue;
        const std::function<void()> listener = found->second;
        listener();
    }
}

Feed::Subscription Feed::listen(Listener listener) {
    listeners_.emplace(next_number_, std::move(listener));
    return {this, next_number_++};
}

Feed::Subscription Feed::on_gap(std::function<void()> listener) {
    gap_listeners_.emplace(next_number_, std::move(listener));
    return {this, next_number_++};
}

FeedPosition Feed::position() const { return position_; }

awaitable<Result<std::optional<std::vector<FeedItem>>>> Feed::since(redis::Client& client,
                                                                    FeedPosition position,
                                                                    std::size_t most) {
    // The ends are asked for last: what still reached back then, reached back while it was read.
    std::vector<Args> calls;
    for (const Partition& partition : partitions_) {
        calls.push_back({"XRANGE", partition.feed(), "(" + position.at(partition), "+", "COUNT",
                         std::to_string(most)});
        calls.push_back({"XINFO", "STREAM", partition.feed()});
    }
    const std::vector<Result<Reply>> replies = co_await client.call_all(calls);
    std::vector<FeedItem> items;
    for (std::size_t i = 0; i < partitions_.size(); ++i) {
        const Result<Ends> ends = ends_of(replies[2 * i + 1]);
        if (!ends) co_return std::unexpected(ends.error());
        if (!reaches_back(*ends, position.at(partitions_[i])))
            co_return std::optional<std::vector<FeedItem>>{};
        const Result<Reply>& range = replies[2 * i];
        if (!range) co_return std::unexpected(range.error());
        for (const Reply& entry : range->elements)
            if (auto item = item_of(partitions_[i], entry)) items.push_back(std::move(*item));
    }
    // By time, so that a partition with much to tell does not push the others out of `most`.
    std::ranges::stable_sort(items, {}, [](const FeedItem& item) { return stream_id(item.id); });
    if (items.size() > most) items.resize(most);
    co_return std::optional(std::move(items));
}

}  // namespace relais::store
