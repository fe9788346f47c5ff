// How an administrator's command reaches Redis: as the services do, from the same configuration.
#pragma once

#include "common/redis/client.hpp"
#include "common/runtime/config.hpp"

namespace relais::cli {

[[nodiscard]] inline redis::Settings redis_settings(const runtime::Config& config) {
    redis::Settings settings;
    settings.unix_socket = config.redis_socket;
    if (!config.redis_host.empty()) settings.host = config.redis_host;
    settings.port = config.redis_port;
    return settings;
}

}  // namespace relais::cli
