// What a process is told at start, from one TOML file (relais.toml) and nothing else. Every setting
// has a default, a unit in its name and a reason in deploy/relais.toml; an unknown key is an error.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/keyed_hash.hpp"
#include "common/base/result.hpp"

namespace relais::runtime {

struct Config {
    std::filesystem::path data_dir;  // secrets, keys.db, logs
    std::string redis_socket;        // path; or
    std::string redis_host;
    std::uint16_t redis_port = 0;
    std::string listen_address = "127.0.0.1";
    std::uint16_t port = 8072;
    std::string public_url;           // what links say; no trailing slash
    std::string emergency_telephone;  // said when we cannot take an alert
    bool webhook_loopback = false;    // webhooks may go to this machine (drills, tests)
    std::string receipt_secret;       // whsec_… : signs receipt call-backs
    std::chrono::milliseconds webhook_timeout{5'000};
    std::chrono::milliseconds calendar_every{600'000};   // how often calendars are read
    std::chrono::milliseconds calendar_timeout{10'000};  // a whole calendar, slow drips included
    // What the door takes; at a limit a request is refused with a code, and nothing has changed.
    std::size_t connections_max = 2'048;
    std::size_t connections_per_address_max = 256;
    std::chrono::milliseconds head_timeout{10'000};     // a whole head, slow drips included
    std::chrono::milliseconds request_timeout{30'000};  // a whole request
    std::chrono::milliseconds idle_timeout{60'000};     // between requests
    std::size_t alert_bytes_max = 64u << 10;
    std::size_t command_bytes_max = 64u << 10;
    std::size_t directory_bytes_max = 4u << 20;
    std::vector<std::string> funds{"coalition"};  // emergency funds, by id
    std::string log_level = "info";
    std::uint16_t metrics_port = 0;  // of processes that are not the gateway; 0: none
    std::string instance = "1";      // tells consumers of one service apart
};

[[nodiscard]] Result<Config> load_config(const std::filesystem::path& file);

// data_dir/secret (32 bytes, mode 0600), made on first use with O_EXCL and fsync.
[[nodiscard]] Result<Secret> load_secret(const std::filesystem::path& data_dir);

}  // namespace relais::runtime
