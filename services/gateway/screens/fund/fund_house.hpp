// What every route of the fund shares: who looks and what she may see of it, a screen around what
// was made, and a refusal told where it was asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/gateway/fund_desk.hpp"
#include "services/gateway/screens/fund/ask_screen.hpp"
#include "services/gateway/screens/fund/speaking.hpp"
#include "services/gateway/screens/route_set.hpp"

namespace relais::gateway::screens {

[[nodiscard]] FundLook look_of(const House& house, const Visitor& visitor);
// Times are those of the place where the fund is at home.
[[nodiscard]] View fund_view_of(const House& house, const http::Request& request,
                                const Visitor& visitor, const FundLook& look);
[[nodiscard]] http::Response fund_screen(const House& house, const http::Request& request,
                                         const Visitor& visitor, const View& view,
                                         const std::string& inside, unsigned status = 200,
                                         const std::string& feed = {});
// The fund's piece of the screen of a case; empty where there is no fund, or nothing for her.
[[nodiscard]] std::string case_fund_piece(const House& house, const View& view,
                                          const CaseReading& reading, const Visitor& visitor,
                                          const Forms& forms);
// An advance is given by who keeps the fund or coordinates now, to somebody of her own house.
[[nodiscard]] Choices colleagues(const House& house, const View& view, const FundLook& look,
                                 const v1::Account& account);
// Why a form was refused. An amount that is none is told how one is written.
[[nodiscard]] std::string refused_words(const View& view, const Refused& refused,
                                        const std::vector<std::string>& amounts);
// The file that a form carries; empty: none.
[[nodiscard]] std::string file_in(const http::Request& request);
// Whether somebody chose one that has nothing in it.
[[nodiscard]] bool empty_file_in(const http::Request& request);
// How many wait for a signature; nothing: it is not hers to know.
[[nodiscard]] std::optional<std::int64_t> waiting_count(const House& house,
                                                        const v1::Account& account);
// Those who are with her, follow the case or coordinate; the case itself decides.
[[nodiscard]] bool may_ask_for(const FundLook& look, const CaseReading& reading,
                               const v1::Account& account);
// On the board: those that she may sign now.
[[nodiscard]] std::string board_fund_piece(const House& house, const View& view,
                                           const Visitor& visitor);

}  // namespace relais::gateway::screens
