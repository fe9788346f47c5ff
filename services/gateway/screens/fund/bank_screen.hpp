// The bank: a statement is taken in (the good lines; the bad ones are told by line), and each line
// is matched with what it may be, or set aside with a reason. A person decides.
#pragma once

#include <optional>
#include <string>

#include "common/http/message.hpp"
#include "services/gateway/fund_desk.hpp"
#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

// A proposal that is a deposit names it, as far as `given` holds it.
// What was typed of a file stands in the form again: the next one is of the same bank.
[[nodiscard]] std::string bank_view(const View& view, const FundLook& look,
                                    const v1::MatchProposals& proposals,
                                    const v1::StatementAnswer* taken,
                                    const StatementGiven* typed = nullptr,
                                    const v1::FundDeposits& given = {});
// What a form says of a file. The bytes are added by whoever read them.
[[nodiscard]] StatementGiven statement_given(const http::Fields& form);

}  // namespace relais::gateway::screens
