// The past of a fund as years of work leave it, written straight into its stream as the treasurer
// would have: what is measured is the reading of it.
#pragma once

#include <string>
#include <vector>

#include "common/domain/fund/fund.hpp"
#include "common/redis/client.hpp"
#include "common/store/store.hpp"

namespace relais::bench {

class FundHistory {
public:
    FundHistory(redis::Client& client, store::Store& store, const std::string& aggregate);

    // One request from asking to reconciled, some twenty minutes after the one before: four
    // transfers. Every third is the last of its case; a month that is over is closed. Unsettled:
    // nobody brings a paper, and no month is closed.
    void live(bool settled = true);
    [[nodiscard]] store::awaitable<bool> write();
    [[nodiscard]] const domain::FundState& state() const { return state_; }

private:
    void decide(const v1::Actor& actor, const v1::FundCommand& body);
    void close_months();

    redis::Client& client_;
    store::Partition at_;
    domain::FundState state_;
    domain::Directory directory_{v1::Directory()};
    Instant now_;
    std::string chain_;
    std::vector<redis::Args> calls_;
    int number_ = 0;
};

// Settings that allow many open requests, and money.
[[nodiscard]] std::vector<v1::FundCommand> fund_opening();
[[nodiscard]] v1::FundCommand fund_wish(const std::string& id, std::int64_t cents);

}  // namespace relais::bench
