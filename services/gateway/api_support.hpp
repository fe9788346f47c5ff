// What the routes share: bodies in, bodies out, callers with a role.
#pragma once

#include <vector>

#include <google/protobuf/message.h>

#include "services/gateway/api.hpp"
#include "services/gateway/json_text.hpp"

namespace relais::gateway {

// A body as JSON (protobuf's mapping; unknown fields and codes are refused) or as
// application/x-protobuf. Refused: 415, and 400 unknown_field, invalid_field or malformed_body.
[[nodiscard]] Answered<void> read_body(const http::Request& request,
                                       google::protobuf::Message& message);

[[nodiscard]] http::Response json_response(unsigned status, std::string json);
// In the format that the caller asks for; JSON unless she asks for protobuf alone.
[[nodiscard]] http::Response message_response(unsigned status, const http::Request& request,
                                              const google::protobuf::Message& message,
                                              Absent absent = Absent::left_out);

// What ?format= asks for, the first of those offered when nothing. Refused: 400 invalid_field.
[[nodiscard]] Answered<std::string> format_in(const http::Request& request,
                                              std::initializer_list<std::string_view> offered);
// A file's: as ?lang= says, because a link of a screen knows what she reads; else as every answer.
[[nodiscard]] words::Language export_language(const http::Request& request,
                                              const v1::Account& account);
// To be kept, not shown.
[[nodiscard]] http::Response file_response(std::string type, const std::string& name,
                                           std::string body);

// A handler for callers with one of the roles; others get 401 or 403. A Refused becomes a problem
// in the caller's language.
using Work =
    std::function<awaitable<Answered<http::Response>>(const http::Request&, const Caller&)>;
[[nodiscard]] http::Handler for_roles(ApiPorts& ports, std::vector<v1::Role::Code> roles,
                                      Work work);
// As for_roles, for whoever is signed in.
[[nodiscard]] http::Handler for_everyone(ApiPorts& ports, Work work);

}  // namespace relais::gateway
