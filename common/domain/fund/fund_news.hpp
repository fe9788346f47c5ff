// What leaves a fund: word to the cases that asked, notices to those who sign.
#pragma once

#include <vector>

#include "common/domain/fund/fund.hpp"

namespace relais::domain {

// What the case that asked is told of an event, for the mail; to be asked right after the event was
// folded. Its id is the event's place, so that it can be made again.
void tell_cases(const FundState& after, const v1::Event& event, std::vector<v1::Command>& mail);
// Notices of an event, for the outbox.
[[nodiscard]] std::vector<const v1::Message*> notices_of(const v1::FundEvent& event);

}  // namespace relais::domain
