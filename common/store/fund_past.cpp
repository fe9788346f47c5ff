#include "common/store/fund_past.hpp"

namespace relais::store {

Result<void> fold(FundAt& fund, const EventPage& page) {
    const auto corrupt = [&](std::uint64_t version, const char* how) {
        return fault(FaultCode::corrupt, "fold a fund",
                     fund.state.aggregate + ": event " + std::to_string(version) + how);
    };
    std::uint64_t version = page.first;
    for (const std::string& bytes : page.events) {
        if (version <= fund.state.version) {
            ++version;
            continue;
        }
        v1::Event event;
        if (!event.ParseFromString(bytes) || !event.has_fund())
            return corrupt(version, " cannot be read");
        if (event.version() != version || version != fund.state.version + 1)
            return corrupt(version, " does not follow");
        evolve(fund.state, event);
        fund.chain = as_text(chain_hash(fund.chain, bytes));
        ++version;
    }
    fund.state.moved.clear();
    return {};
}

awaitable<Result<FundAt>> load_fund(  // NOLINT(*-reference-coroutine-parameters)
    Store& store, std::string aggregate, std::function<void(const Fault&)>) {
    FundAt fund(aggregate);
    const auto read = co_await store.read(
        aggregate, {},
        [&fund](EventPage page) -> awaitable<Result<void>> { co_return fold(fund, page); });
    if (!read) co_return std::unexpected(read.error());
    co_return fund;
}

}  // namespace relais::store
