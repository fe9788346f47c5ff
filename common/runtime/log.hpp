// Structured logs: one JSON object a line, ids and codes only, UTC. There is no way to log a
// message of protobuf or a Sealed: only text fields that the caller names. Asynchronous (spdlog); a
// flood drops the oldest line rather than hold up a page.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>

#include "common/base/result.hpp"

namespace relais::runtime {

using LogFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Log {
public:
    // To stderr, and to `file` when given. Level: "debug", "info", "warn", "error".
    Log(std::string_view service, std::string_view level, std::string_view file = {});
    ~Log();
    void debug(std::string_view what, LogFields fields = {});
    void info(std::string_view what, LogFields fields = {});
    void warn(std::string_view what, LogFields fields = {});
    void error(std::string_view what, LogFields fields = {});
    void fault(std::string_view what, const Fault& fault, LogFields fields = {});

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace relais::runtime
