// A fund as it is read: by whoever keeps it, by the board, by a funder. Amounts and codes only;
// whoever asks puts names to people, and decides who may see what.
#pragma once

#include <map>
#include <string>

#include "common/domain/fund/fund.hpp"
#include "relais/v1/fund_reading.pb.h"

namespace relais::domain {

struct FundReader {
    const FundState& state;
    const v1::Actor& actor;  // who looks: what she may approve is said to her
    Instant now;
    const Directory& directory;
    bool french = true;
};

[[nodiscard]] v1::FundSummary fund_summary(const FundState& state);
[[nodiscard]] v1::FundBalances fund_balances(const FundState& state);
// Waiting requests, the most urgent first, then the oldest; at most so many.
[[nodiscard]] v1::FundRequests waiting_requests(const FundReader& reader, int most);
// Requests that wait for a signature or an answer.
[[nodiscard]] std::uint32_t waiting_count(const FundState& state);
// The request must be known.
[[nodiscard]] v1::FundRequestView request_view(const FundReader& reader,
                                               const std::string& request);
[[nodiscard]] v1::FundView fund_view(const FundReader& reader, int most);
// What is out, and what is missing, the oldest first.
[[nodiscard]] v1::FundAgeing fund_ageing(const FundState& state, Instant now);
// Lines of the bank and what each may be; a person decides.
[[nodiscard]] v1::MatchProposals match_proposals(const FundState& state);
[[nodiscard]] v1::FundDeposits fund_deposits(const FundState& state);

// What one funder is told of a time, read event by event from the first one on. No case is named.
class FunderLedger {
public:
    FunderLedger(std::string funder, Instant from, Instant until)
        : funder_(std::move(funder)), from_(from), until_(until) {}

    void read(const v1::Event& event);
    [[nodiscard]] v1::FunderStatement statement(bool french) const;

private:
    struct Spent {
        std::uint32_t count = 0;
        std::int64_t cents = 0;
    };
    void book(const v1::FundTransfer& transfer, v1::FundTransfer::Kind kind, Instant at);

    std::string funder_;
    Instant from_, until_;
    v1::FundSettings settings_;
    std::map<std::string, std::string> expenses_;          // by request
    std::map<std::string, v1::FundTransfer::Kind> kinds_;  // of what may be corrected
    std::map<std::string, Spent> spent_;
    v1::FunderStatement sums_;
};

}  // namespace relais::domain
