// What the fund answers, as a person reads it in a terminal.
#pragma once

#include <string>

#include "relais/v1/fund_reading.pb.h"
#include "services/relais/console.hpp"

namespace relais::cli {

[[nodiscard]] std::string fund_text(const Console& console, const v1::FundView& view);
[[nodiscard]] std::string requests_text(const Console& console, const v1::FundRequests& requests);
[[nodiscard]] std::string request_text(const Console& console, const v1::FundRequestView& view);
[[nodiscard]] std::string balances_text(const Console& console, const v1::FundBalances& balances);
[[nodiscard]] std::string ageing_text(const Console& console, const v1::FundAgeing& ageing);
[[nodiscard]] std::string statement_text(const Console& console,
                                         const v1::FunderStatement& statement);
[[nodiscard]] std::string months_text(const Console& console, const v1::FundMonths& months);
[[nodiscard]] std::string closed_text(const Console& console, const v1::FundMonths::Month& month);
[[nodiscard]] std::string read_text(const Console& console, const v1::StatementAnswer& answer);
[[nodiscard]] std::string matches_text(const Console& console, const v1::MatchProposals& proposals,
                                       const v1::FundDeposits& given);
// With the names by which one of them is taken back.
[[nodiscard]] std::string matched_text(const Console& console, const v1::MatchProposals& all);
// "Ville, 20 novembre 2026, 500,00 $".
[[nodiscard]] std::string deposit_line(const Console& console,
                                       const v1::FundDeposits::Deposit& deposit);
[[nodiscard]] std::string deposits_text(const Console& console, const v1::FundDeposits& deposits);
[[nodiscard]] std::string voucher_text(const Console& console, const v1::VoucherPaper& paper);

}  // namespace relais::cli
