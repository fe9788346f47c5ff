// Checks the signature of a call-back by the Standard Webhooks scheme:
//   webhook-signature: "v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)> v1,…"
// The timestamp may be off by the tolerance, either way; comparison is in constant time. That an id
// came before is not seen here: commands are idempotent by it.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/http/message.hpp"

namespace relais::gateway {

enum class Signature { right, missing, wrong };

[[nodiscard]] Signature check_signature(std::string_view secret, const http::Request& request,
                                        std::int64_t now_s);

}  // namespace relais::gateway
