// The life of a request: who signed and by which rule, what was paid, which papers show it; and
// what may be done next. What was sent and not told is asked about: nothing here sends it again.
#pragma once

#include <string>

#include "services/gateway/fund_desk.hpp"
#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

struct RequestScreen {
    v1::FundRequestView request;
    Choices witnesses = {};            // who may be named as having seen it
    v1::FundVendorCard payee = {};     // whom she would pay; empty: not told
    v1::FundVendorCard place = {};     // where her voucher is good; empty: not told
    bool sealed = false;               // there is something written that she may open
    std::vector<FundNote> notes = {};  // opened
};
[[nodiscard]] std::string request_screen_view(const View& view, const FundLook& look,
                                              const RequestScreen& screen);

}  // namespace relais::gateway::screens
