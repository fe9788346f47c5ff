// What may be asked of a fund by the common door, and that what was sent makes sense. Who may ask
// stands in common/domain/fund/fund_sight; whether it can happen, the core decides.
#pragma once

#include "services/gateway/fund_desk.hpp"

namespace relais::gateway {

// An id, a command that has no door of its own, nothing that the service writes itself.
[[nodiscard]] Answered<void> check_fund_wish(const FundWish& wish);
// Where a note of this command stands; null: it has none.
[[nodiscard]] v1::Sealed* note_of(v1::FundCommand& command);
// The request that a command is about, where whoever asked for it may say so; "": none.
[[nodiscard]] std::string request_named(const v1::FundCommand& command);

}  // namespace relais::gateway
