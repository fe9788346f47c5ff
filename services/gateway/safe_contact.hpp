// How she may safely be reached: checked, and as the text that is sealed. A text that was sealed
// before it had parts stays readable as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "relais/v1/api.pb.h"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

// `field`: what it is called where it came from.
[[nodiscard]] Answered<void> check_safe_contact(const v1::SafeContact& told,
                                                const std::string& field);
[[nodiscard]] std::string sealable(const v1::SafeContact& told);
// Of a text that was opened; nothing: it has no parts.
[[nodiscard]] std::optional<v1::SafeContact> safe_contact_in(std::string_view opened);

}  // namespace relais::gateway
