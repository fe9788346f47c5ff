// The Standard Webhooks scheme, for what we send and what is sent to us:
//   webhook-signature: "v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)>"
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais {

// Timestamp: seconds since 1970, in decimal, as in its header. Nothing when the secret is not
// "whsec_" + base64 of 24 to 64 bytes.
[[nodiscard]] std::optional<std::string> webhook_signature(std::string_view secret,
                                                           std::string_view id,
                                                           std::string_view timestamp,
                                                           std::string_view body);

}  // namespace relais
