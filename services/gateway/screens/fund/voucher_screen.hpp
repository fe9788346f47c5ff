// A voucher on paper, for a hotel, a taxi, a bus company: a number, a code, how much at most, until
// when, and where it is redeemed. And the screen where its holder redeems it. Neither ever says a
// need, a case or a person, and before the right code is told nothing is said of a number at all.
#pragma once

#include <string>

#include "relais/v1/fund_reading.pb.h"
#include "services/gateway/desk.hpp"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

// `qr`: finished SVG of the address where it is redeemed; empty: none could be made.
[[nodiscard]] std::string voucher_paper_view(const View& view, const v1::VoucherPaper& paper,
                                             const std::string& qr,
                                             const std::string& telephone = {});

struct RedeemScreen {
    std::string number;
    std::string code = {};  // as typed, when it comes back
    std::string amount = {};
    std::string notice = {};  // why it was not taken
    bool asks = true;         // false: nothing more can be done with this paper
};
[[nodiscard]] std::string redeem_view(const View& view, const RedeemScreen& screen);
[[nodiscard]] std::string redeemed_view(const View& view, const v1::VoucherPaper& paper);
// Whether trying again makes sense after this refusal.
[[nodiscard]] bool may_try_again(const Refused& refused);

}  // namespace relais::gateway::screens
