// The books: what a funder is told of a time (for paper as well), months and how they were closed.
// No case is named in any of it.
#pragma once

#include <string>
#include <vector>

#include "services/gateway/fund_desk.hpp"
#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

struct StatementScreen {
    std::string funder = {};
    std::string from = {};  // days, as a form writes them
    std::string until = {};
    std::string wrong = {};  // in words; empty: nothing
};
// Null: nothing was chosen, or it makes no sense.
[[nodiscard]] std::string statement_view(const View& view, const FundLook& look,
                                         const StatementScreen& screen,
                                         const v1::FunderStatement* statement);
// The same for paper: one sheet.
[[nodiscard]] std::string statement_paper_view(const View& view, const FundLook& look,
                                               const v1::FunderStatement& statement);

[[nodiscard]] std::string months_view(const View& view, const FundLook& look,
                                      const std::vector<FundMonth>& months);

}  // namespace relais::gateway::screens
