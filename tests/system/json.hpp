// JSON as a stranger reads it: a value, and a path into it. Independent of our own messages, so
// that a renamed field is seen.
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/struct.pb.h>

namespace relais::system {

using Json = google::protobuf::Value;

// A null value when it cannot be read.
[[nodiscard]] Json parse_json(std::string_view text);
// "needs.0.state" → the value there; null when there is none.
[[nodiscard]] const Json& at(const Json& value, std::string_view path);
// Texts as they are, numbers without a fraction, true/false; empty for null, lists and objects.
[[nodiscard]] std::string text_at(const Json& value, std::string_view path);
[[nodiscard]] int size_at(const Json& value, std::string_view path);

}  // namespace relais::system
