// JSON for the few answers that are not a protobuf message.
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message.h>

namespace relais::gateway {

// A JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

// A message of ours in protobuf's JSON mapping. `Absent::shown` prints empty lists, zeros and the
// unknown codes too, for answers that a program reads field by field.
enum class Absent { left_out, shown };
[[nodiscard]] std::string to_json(const google::protobuf::Message& message,
                                  Absent absent = Absent::left_out);

}  // namespace relais::gateway
