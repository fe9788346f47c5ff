// Webhook: a POST signed by the Standard Webhooks scheme. The id is the message's and stays the
// same over retries, so that a receiver knows a duplicate; the time is of the attempt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/http/client.hpp"
#include "services/notifier/channel.hpp"

namespace relais::notifier {

// "v1,<base64 of HMAC-SHA256(secret, id.timestamp.body)>"; nothing when the secret is not
// "whsec_" + base64 of 24 to 64 bytes.
[[nodiscard]] std::optional<std::string> webhook_signature(std::string_view secret,
                                                           std::string_view id,
                                                           std::int64_t timestamp_s,
                                                           std::string_view body);

class Webhook : public Channel {
public:
    Webhook(http::Client& client, const Clock& clock, std::chrono::milliseconds timeout)
        : client_(client), clock_(clock), timeout_(timeout) {}
    [[nodiscard]] boost::asio::awaitable<Handed> send(Outgoing outgoing) override;

private:
    http::Client& client_;
    const Clock& clock_;
    std::chrono::milliseconds timeout_;
};

}  // namespace relais::notifier
