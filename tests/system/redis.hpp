// The house's own Redis, started as the operator starts it: by deploy/redis-start with
// deploy/redis.conf, so that a tail torn by kill -9 is found and cut as it would be in service.
// A test may add settings, which stand last in a copy of the file and win.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/system/child.hpp"

namespace relais::system {

class Redis {
public:
    // `data` is the data folder: redis/ and run/ are made in it. Returns when it answers.
    Redis(std::filesystem::path data, const std::vector<std::string>& settings);

    void start();
    void kill_9();
    void freeze();  // SIGSTOP: there, and silent
    void thaw();
    [[nodiscard]] pid_t pid() const { return process_->pid(); }
    [[nodiscard]] std::string socket() const { return data_ / "run" / "redis.sock"; }
    [[nodiscard]] std::filesystem::path folder() const { return data_ / "redis"; }
    // How often a torn tail had to be cut.
    [[nodiscard]] int repairs() const;

private:
    std::filesystem::path data_;
    std::unique_ptr<Child> process_;
};

}  // namespace relais::system
