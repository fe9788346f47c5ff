// Sandbox: messages kept for the screen that shows every telephone of a drill, so that the service
// can be tried and taught without a provider. The oldest are trimmed: nothing depends on them.
#pragma once

#include "common/store/store.hpp"
#include "services/notifier/channel.hpp"

namespace relais::notifier {

class Sandbox : public Channel {
public:
    Sandbox(redis::Client& client, const Clock& clock) : client_(client), clock_(clock) {}
    [[nodiscard]] boost::asio::awaitable<Handed> send(Outgoing outgoing) override;

private:
    redis::Client& client_;
    const Clock& clock_;
};

}  // namespace relais::notifier
