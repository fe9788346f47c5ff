// A case as a case-review meeting reads it: what worked, what did not, and room for what is to be
// done. There is nobody in it (common/domain/review_pack.hpp).
#pragma once

#include <string>

#include "relais/v1/review.pb.h"
#include "services/gateway/screens/view.hpp"

namespace relais::gateway::screens {

[[nodiscard]] std::string review_pack_view(const View& view, const v1::ReviewPack& pack,
                                           const NameOf& territory);
// "T+1:05".
[[nodiscard]] std::string since_contact(std::uint32_t minutes);

}  // namespace relais::gateway::screens
