// Webhook: a POST signed by the Standard Webhooks scheme. The id is the message's and stays the
// same over retries, so that a receiver knows a duplicate; the time is of the attempt.
#pragma once

#include "common/http/client.hpp"
#include "services/notifier/channel.hpp"

namespace relais::notifier {

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
