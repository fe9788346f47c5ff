// What an alert would do, without anybody being paged: the case itself decides it, command by
// command, as if every call were handed over at once and nobody ever answered. So the explanation
// cannot differ from the decision: there is only one.
#pragma once

#include <expected>

#include "common/domain/case.hpp"
#include "relais/v1/match.pb.h"

namespace relais::domain {

// Every rung of every need, each at the instant at which it would be reached. Where her consent is
// missing the rungs are told as if she gave it at once, and the need says that it is missing.
[[nodiscard]] std::expected<v1::MatchAnswer, v1::Rejection::Code> rehearse(
    const v1::OpenCase& alert, const v1::Actor& by, const Directory& directory, Instant at,
    const Known& known = {});

}  // namespace relais::domain
