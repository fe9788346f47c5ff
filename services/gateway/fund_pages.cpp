#include "services/gateway/fund_pages.hpp"

#include "common/store/reply.hpp"

namespace relais::gateway {
namespace {

constexpr std::size_t page_events = 512;  // bounds one reply

// Nothing when one cannot be read, or is not the next one.
Result<std::vector<v1::Event>> events_of(const redis::Reply& page, std::uint64_t after) {
    std::vector<v1::Event> events;
    for (const auto& entry : page.elements) {
        const std::string* bytes = store::field_of(entry, "b");
        auto& event = events.emplace_back();
        if (bytes == nullptr || !event.ParseFromString(*bytes) || event.version() != ++after)
            return fault(FaultCode::corrupt, "read a fund",
                         "event " + std::to_string(after) + " is missing");
    }
    return events;
}

}  // namespace

boost::asio::awaitable<Result<std::vector<v1::Event>>> FundPages::next() {
    if (read_ >= until_) co_return std::vector<v1::Event>{};
    redis::Args call{"XRANGE",
                     store_.partition_of(aggregate_).events(aggregate_),
                     std::to_string(read_ + 1) + "-0",
                     std::to_string(until_) + "-0",
                     "COUNT",
                     std::to_string(page_events)};
    const auto page = co_await store_.client().call(std::move(call));
    if (!page) co_return std::unexpected(page.error());
    auto events = co_await workers_.run([&] { return events_of(*page, read_); });
    if (!events) co_return std::unexpected(events.error());
    if (events->empty())
        co_return fault(FaultCode::corrupt, "read a fund", "events are missing at the end");
    read_ += events->size();
    co_return std::move(*events);
}

}  // namespace relais::gateway
