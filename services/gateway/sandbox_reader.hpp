// Reads the telephones of a drill, in the order in which they rang.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "common/base/result.hpp"
#include "common/redis/client.hpp"
#include "relais/v1/message.pb.h"

namespace relais::gateway {

struct SandboxBatch {
    std::vector<v1::SandboxMessage> messages;  // oldest first
    std::string next;                          // give it back to go on from here
};

// What came after a position; "" is the beginning.
[[nodiscard]] boost::asio::awaitable<Result<SandboxBatch>> sandbox_after(redis::Client& client,
                                                                         std::string after,
                                                                         std::size_t most);
// The newest.
[[nodiscard]] boost::asio::awaitable<Result<SandboxBatch>> sandbox_newest(redis::Client& client,
                                                                          std::size_t most);
// "1712345678901-0".
[[nodiscard]] bool is_stream_id(std::string_view text);

}  // namespace relais::gateway
