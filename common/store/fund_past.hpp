// The past of a fund, folded: its state together with how far it goes and the chain that proves it.
// A fund has a long history, so it is read page by page and never held whole.
#pragma once

#include <functional>
#include <string>

#include "common/domain/fund/fund.hpp"
#include "common/store/store.hpp"

namespace relais::store {

struct FundAt {
    explicit FundAt(std::string aggregate) { state.aggregate = std::move(aggregate); }

    [[nodiscard]] Place place() const { return {.version = state.version, .chain = chain}; }

    domain::FundState state;
    std::string chain;
};

// What it has already is passed over; what it has not must follow on. After a Fault it stands where
// the last good event left it.
[[nodiscard]] Result<void> fold(FundAt& fund, const EventPage& page);

// All of it. What leads to a fallback is told and is no Fault.
[[nodiscard]] awaitable<Result<FundAt>> load_fund(Store& store, std::string aggregate,
                                                  std::function<void(const Fault&)> told);

}  // namespace relais::store
