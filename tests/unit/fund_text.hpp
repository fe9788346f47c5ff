// A fund as text, member by member and written apart from what keeps it: two states are the same
// when their texts are. A member of the state that is forgotten here does not build.
#pragma once

#include <string>
#include <vector>

#include "common/domain/fund/fund.hpp"

namespace relais::test {

// `moved` is not of it: whoever arms deadlines clears it.
[[nodiscard]] std::string text_of(const domain::FundState& state);
// What became of the transfers of these events.
[[nodiscard]] std::string text_of(const domain::Book& book, const std::vector<v1::Event>& history);

}  // namespace relais::test
