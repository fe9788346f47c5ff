// A channel: one way of reaching a person. It either hands a message over or says why not; what
// happens then (again, the next way, climb) is not its business. One file a channel.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "common/base/clock.hpp"
#include "relais/v1/directory.pb.h"
#include "relais/v1/message.pb.h"

namespace relais::notifier {

// A message as it leaves: a code and a link, nothing of the case.
struct Outgoing {
    v1::Message message;
    v1::WayAddress address = {};
    std::string text = {};  // in the person's language
    std::string link = {};  // empty for a stand-down
};

struct Handed {
    bool over = false;
    bool try_again = false;  // not over: the same way may work in a moment
    std::string fault = {};  // not over: a code ("timeout", "status_500", …)
};

class Channel {
public:
    virtual ~Channel() = default;
    [[nodiscard]] virtual boost::asio::awaitable<Handed> send(Outgoing outgoing) = 0;
};

}  // namespace relais::notifier
