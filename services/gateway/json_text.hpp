// JSON for the few answers that are not a protobuf message.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace relais::gateway {

// A JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string quoted(std::string_view text);

// A message of ours in protobuf's JSON mapping.
[[nodiscard]] std::string to_json(const google::protobuf::Message& message);

}  // namespace relais::gateway
