// Telephones are kept as somebody wrote them. Only what is certainly a number is dialled.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::hsds {

// "+15145550123" or "+15145550123;ext=12", for a tel: link: E.164 with its plus, or ten digits of
// North America, with an extension of its own or at the end ("poste 12", "ext. 12", "x12").
// Nothing when it is something else ("dites 211", "514 555-CALL", two numbers in one).
[[nodiscard]] std::optional<std::string> dialled(std::string_view number,
                                                 std::string_view extension = {});

}  // namespace relais::hsds
