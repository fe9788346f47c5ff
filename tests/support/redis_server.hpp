// A private redis-server on a Unix socket in a fresh temporary folder, with the settings that the
// service demands. It can be killed as a power cut would, started again on the same data, and is
// gone with its folder at the end. It dies with the test even when the test is killed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace relais::test {

class RedisServer {
public:
    // `settings` are given last, so that a test can break one: {"--appendfsync", "everysec"}.
    explicit RedisServer(std::vector<std::string> settings = {});
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    void start();  // returns when it answers a PING; throws if it does not within 10 s
    void kill_9();
    void freeze();  // SIGSTOP: there, and silent
    void thaw();
    [[nodiscard]] bool running() const { return pid_ > 0; }
    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] std::string socket() const { return folder_ / "redis.sock"; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    // All that it has written to its append-only file.
    [[nodiscard]] std::uintmax_t aof_bytes() const;
    // Forgets everything: what a lost disk leaves. Only while it does not run.
    void lose_data();

private:
    [[nodiscard]] bool answers() const;

    std::filesystem::path folder_;
    std::vector<std::string> settings_;
    pid_t pid_ = -1;
};

}  // namespace relais::test
