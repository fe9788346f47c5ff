// The reading half of the store: histories, summaries, outcomes. Nothing here writes.
#include "common/store/reply.hpp"
#include "common/store/store.hpp"

namespace relais::store {
namespace {

using redis::Args;
using redis::Reply;

constexpr std::size_t page_entries = 512;  // of a history: bounds one reply
constexpr std::size_t page_summaries = 500;
// Of a long history: a line of it may hold a thousand lines of a bank.
constexpr std::size_t page_long = 128;
constexpr std::size_t pages_kept = 32;  // while the chain is followed, so that they come once

std::unexpected<Fault> corrupt(std::string_view aggregate, const std::string& cause) {
    return fault(FaultCode::corrupt, "load", std::string(aggregate) + ": " + cause);
}

struct Head {
    std::uint64_t version = 0;
    std::string chain;
};

Result<Head> head_of(const Reply& reply) {
    if (reply.elements.size() != 2) return fault(FaultCode::malformed, "load", "no head");
    if (reply.elements[0].is_nil()) return Head{};
    const auto version = number_of(reply.elements[0].text);
    if (!version) return fault(FaultCode::corrupt, "load", "a head without a version");
    return Head{*version, reply.elements[1].text};
}

// Appends one entry to a history that ends just before it.
Result<void> append(History& history, const Reply& entry, std::string_view aggregate,
                    std::uint64_t wanted) {
    const std::string* bytes = field_of(entry, "b");
    v1::Event event;
    if (bytes == nullptr || !event.ParseFromString(*bytes))
        return corrupt(aggregate, "event " + std::to_string(wanted) + " cannot be read");
    if (event.version() != wanted)
        return corrupt(aggregate, "event " + std::to_string(wanted) + " is missing");
    history.chain = as_text(chain_hash(history.chain, *bytes));
    history.events.push_back(std::move(event));
    return {};
}

awaitable<Result<EventPage>> page_of(redis::Client& client,  // NOLINT(*-reference-coroutine-*)
                                     std::string events, std::uint64_t first, std::uint64_t last) {
    const Args args{"XRANGE",
                    std::move(events),
                    std::to_string(first) + "-0",
                    std::to_string(last) + "-0",
                    "COUNT",
                    std::to_string(page_long)};
    Result<Reply> reply = co_await client.call(args);
    if (!reply) co_return std::unexpected(reply.error());
    EventPage page{.first = first, .events = {}};
    for (const Reply& entry : reply->elements) {
        const std::string* bytes = field_of(entry, "b");
        if (bytes == nullptr) co_return corrupt(args[1], "an event cannot be read");
        page.events.push_back(*bytes);
    }
    if (page.events.empty()) co_return corrupt(args[1], "events are missing at the end");
    co_return page;
}

}  // namespace

// The head first: events are only ever added, so what stands up to a head's version stays as it is
// while it is read, whatever is committed meanwhile.
awaitable<Result<History>> Store::load(std::string aggregate, std::uint64_t after_version) {
    const Partition at = partition_of(aggregate);
    const Result<Reply> head_reply =
        co_await client_.call({"HMGET", at.head(aggregate), "version", "chain"});
    if (!head_reply) co_return std::unexpected(head_reply.error());
    const Result<Head> head = head_of(*head_reply);
    if (!head) co_return std::unexpected(head.error());
    if (head->version < after_version)
        co_return corrupt(aggregate, "the head is behind what was read before");
    History history;
    std::uint64_t read = after_version;
    while (read < head->version) {
        const Args args{"XRANGE",
                        at.events(aggregate),
                        std::to_string(read + 1) + "-0",
                        std::to_string(head->version) + "-0",
                        "COUNT",
                        std::to_string(page_entries)};
        const Result<Reply> page = co_await client_.call(args);
        if (!page) co_return std::unexpected(page.error());
        if (page->elements.empty()) co_return corrupt(aggregate, "events are missing at the end");
        for (const Reply& entry : page->elements)
            if (auto added = append(history, entry, aggregate, ++read); !added)
                co_return std::unexpected(added.error());
    }
    if (after_version == 0 && history.chain != head->chain)
        co_return corrupt(aggregate, "the chain does not end at the head");
    history.version = head->version;
    history.chain = head->chain;
    co_return history;
}

awaitable<Result<Place>> Store::read(std::string aggregate, Place from, TakePage take) {
    const Partition at = partition_of(aggregate);
    const Result<Reply> head_reply =
        co_await client_.call({"HMGET", at.head(aggregate), "version", "chain"});
    if (!head_reply) co_return std::unexpected(head_reply.error());
    const Result<Head> head = head_of(*head_reply);
    if (!head) co_return std::unexpected(head.error());
    if (head->version < from.version)
        co_return corrupt(aggregate, "the head is behind what was read before");
    std::vector<EventPage> kept;
    std::uint64_t read = from.version;
    while (read < head->version) {
        auto page = co_await page_of(client_, at.events(aggregate), read + 1, head->version);
        if (!page) co_return std::unexpected(page.error());
        for (const std::string& event : page->events)
            from.chain = as_text(chain_hash(from.chain, event));
        read += page->events.size();
        if (kept.size() < pages_kept) kept.push_back(std::move(*page));
    }
    if (from.chain != head->chain)
        co_return corrupt(aggregate, "the chain does not end at the head");
    for (EventPage& page : kept) {
        from.version += page.events.size();
        if (auto taken = co_await take(std::move(page)); !taken)
            co_return std::unexpected(taken.error());
    }
    while (from.version < head->version) {
        auto page =
            co_await page_of(client_, at.events(aggregate), from.version + 1, head->version);
        if (!page) co_return std::unexpected(page.error());
        from.version += page->events.size();
        if (auto taken = co_await take(std::move(*page)); !taken)
            co_return std::unexpected(taken.error());
    }
    co_return from;
}

awaitable<Result<std::optional<v1::Event>>> Store::last_event(std::string aggregate) {
    const Partition at = partition_of(aggregate);
    const Result<Reply> reply =
        co_await client_.call({"XREVRANGE", at.events(aggregate), "+", "-", "COUNT", "1"});
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.empty()) co_return std::optional<v1::Event>{};
    v1::Event event;
    const std::string* bytes = field_of(reply->elements.front(), "b");
    if (bytes == nullptr || !event.ParseFromString(*bytes))
        co_return corrupt(aggregate, "the last event cannot be read");
    co_return std::optional(std::move(event));
}

awaitable<Result<std::vector<v1::CaseSummary>>> Store::summaries() {
    std::vector<Args> calls;
    for (const Partition& partition : case_partitions())
        calls.push_back({"HVALS", partition.index()});
    const std::vector<Result<Reply>> replies = co_await client_.call_all(calls);
    std::vector<v1::CaseSummary> summaries;
    for (const Result<Reply>& reply : replies) {
        if (!reply) co_return std::unexpected(reply.error());
        for (const Reply& value : reply->elements)
            if (!summaries.emplace_back().ParseFromString(value.text))
                co_return fault(FaultCode::corrupt, "summaries", "a summary cannot be read");
    }
    co_return summaries;
}

awaitable<Result<SummaryPage>> Store::summary_page(Partition partition, std::string cursor) {
    const Args args{"HSCAN", partition.index(), cursor, "COUNT", std::to_string(page_summaries)};
    Result<Reply> reply = co_await client_.call(args);
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.size() != 2)
        co_return fault(FaultCode::malformed, "summary page", "an unknown reply");
    SummaryPage page{.summaries = {}, .cursor = std::move(reply->elements[0].text)};
    auto& pairs = reply->elements[1].elements;
    for (std::size_t i = 1; i < pairs.size(); i += 2)
        page.summaries.push_back(std::move(pairs[i].text));
    co_return page;
}

awaitable<Result<std::optional<v1::CaseSummary>>> Store::summary(std::string aggregate) {
    const Partition at = partition_of(aggregate);
    const Result<Reply> reply = co_await client_.call({"HGET", at.index(), aggregate});
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->is_nil()) co_return std::optional<v1::CaseSummary>{};
    v1::CaseSummary summary;
    if (!summary.ParseFromString(reply->text))
        co_return fault(FaultCode::corrupt, "summary", "a summary cannot be read");
    co_return std::optional(std::move(summary));
}

awaitable<Result<std::optional<Outcome>>> Store::outcome(std::string aggregate,
                                                         std::string command_id) {
    const Partition at = partition_of(aggregate);
    const Result<Reply> reply = co_await client_.call({"GET", at.seen(command_id)});
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->is_nil()) co_return std::optional<Outcome>{};
    const std::string_view text = reply->text;
    const auto outcome = outcome_of(text.substr(0, text.find('\n')));
    if (!outcome) co_return fault(FaultCode::corrupt, "outcome", "an unknown outcome");
    co_return outcome;
}

awaitable<Result<std::vector<std::string>>> Store::listings() {
    std::vector<Args> calls;
    for (const Partition& partition : listing_partitions())
        calls.push_back({"HKEYS", partition.index()});
    const std::vector<Result<Reply>> replies = co_await client_.call_all(calls);
    std::vector<std::string> aggregates;
    for (const Result<Reply>& reply : replies) {
        if (!reply) co_return std::unexpected(reply.error());
        for (const Reply& key : reply->elements) aggregates.push_back(key.text);
    }
    co_return aggregates;
}

awaitable<Result<std::vector<std::string>>> Store::aggregates(Partition partition) {
    const std::string prefix = partition.events("");
    std::vector<std::string> aggregates;
    std::string cursor = "0";
    do {
        const Result<Reply> reply =
            co_await client_.call({"SCAN", cursor, "MATCH", prefix + "*", "COUNT", "1000"});
        if (!reply) co_return std::unexpected(reply.error());
        if (reply->elements.size() != 2)
            co_return fault(FaultCode::malformed, "aggregates", "an unknown reply");
        cursor = reply->elements[0].text;
        for (const Reply& key : reply->elements[1].elements)
            aggregates.push_back(key.text.substr(prefix.size()));
    } while (cursor != "0");
    std::ranges::sort(aggregates);  // SCAN may show a key twice
    aggregates.erase(std::unique(aggregates.begin(), aggregates.end()), aggregates.end());
    co_return aggregates;
}

}  // namespace relais::store
