// How a process reaches Redis, from its configuration.
#pragma once

#include "common/redis/client.hpp"
#include "common/runtime/config.hpp"

namespace relais::runtime {

[[nodiscard]] inline redis::Settings redis_settings(const Config& config) {
    redis::Settings settings;
    settings.unix_socket = config.redis_socket;
    if (!config.redis_host.empty()) settings.host = config.redis_host;
    settings.port = config.redis_port;
    return settings;
}

}  // namespace relais::runtime
