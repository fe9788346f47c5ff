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
// Two requests of one case for the same expense, asked within a night's length of each other and
// neither over: the same thing twice, it may be. Longer, and tomorrow's hotel would look like
// tonight's. Nobody is refused for it.
inline constexpr Duration alike_within = std::chrono::hours(12);
// Those that the request looks like, the oldest first.
[[nodiscard]] std::vector<const FundRequestRecord*> alike_ones(const FundState& state,
                                                               const FundRequestRecord& request);
// Every source, and whether it can pay a request that waits; the one that would be taken is marked.
struct SourceChoice {
    std::string source;
    v1::Rejection::Code why_not = v1::Rejection::none;
    bool first = false;
};
[[nodiscard]] std::vector<SourceChoice> source_choices(const FundReader& reader,
                                                       const std::string& request);
[[nodiscard]] v1::FundView fund_view(const FundReader& reader, int most);
// What is out, and what is missing, the oldest first.
[[nodiscard]] v1::FundAgeing fund_ageing(const FundState& state, Instant now);
// Lines of the bank and what each may be; a person decides.
[[nodiscard]] v1::MatchProposals match_proposals(const FundState& state);
// Lines that were matched or set aside; the newest in the bank first, at most so many. Who did it,
// and when, stands in the events.
[[nodiscard]] std::vector<v1::MatchedLine> matched_lines(const FundState& state, std::size_t most);
// Those that were corrected too, and say so; why and by whom stands in the events.
[[nodiscard]] v1::FundDeposits fund_deposits(const FundState& state);
// Why a line that was matched, or set aside, stays as it is; none: that may be undone.
[[nodiscard]] v1::Rejection::Code why_not_unmatch(const StatementLineRecord& line);

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
    void note_deposit(const v1::Event& event, const v1::FundTransfer& transfer);

    std::string funder_;
    Instant from_, until_;
    v1::FundSettings settings_;
    std::map<std::string, std::string> expenses_;          // by request
    std::map<std::string, v1::FundTransfer::Kind> kinds_;  // of what may be corrected
    std::map<std::string, Spent> spent_;
    v1::FunderStatement sums_;
};

}  // namespace relais::domain
