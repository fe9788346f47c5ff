// A request as it waits in a list: what, how much, for which case, who may sign it and by which
// rule; one button signs. The same card stands on the screen of the fund and on that of a case.
#pragma once

#include <optional>
#include <string>

#include "services/gateway/screens/fund/act.hpp"
#include "services/gateway/screens/fund/speaking.hpp"

namespace relais::gateway::screens {

// One <li>.
[[nodiscard]] std::string card_view(const View& view, const FundLook& look,
                                    const v1::FundRequestView& request);
[[nodiscard]] std::string cards_view(
    const View& view, const FundLook& look,
    const google::protobuf::RepeatedPtrField<v1::FundRequestView>& requests);

// What another payer answered, while it is asked first: by who keeps the fund, and who asked.
[[nodiscard]] std::optional<Act> payer_act(const View& view, const FundLook& look,
                                           const v1::FundRequestView& request);

// Why one is refused, or not wanted any more: what a person may choose.
[[nodiscard]] Choices refusals(const View& view);
[[nodiscard]] Choices voidings(const View& view);

// How a form signs: what was seen is sent along, so that nobody signs for another total.
struct Signing {
    bool may = false;
    bool with_voucher = false;  // the paper is made in the same tap
    Choices vendors = {};       // to choose from; empty: it is chosen, or there is none to choose
    bool no_vendor = false;     // nobody can be paid for it
};
[[nodiscard]] Signing signing_of(const FundLook& look, const v1::FundRequestView& request);
// An expense that a voucher may pay, at a vendor who takes them.
[[nodiscard]] bool by_voucher(const FundLook& look, const std::string& expense,
                              const std::string& vendor);
// By which rule she may sign, or why she may not; and the button.
[[nodiscard]] std::string sign_view(const View& view, const FundLook& look,
                                    const v1::FundRequestView& request);

}  // namespace relais::gateway::screens
