// Where the API is and with which token we speak to it: from the flags, else from a file such as
// demo.env, else from the environment.
#pragma once

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "common/base/result.hpp"
#include "services/relais/console.hpp"

namespace relais::cli {

struct AccessOptions {
    std::string url;
    std::string token;
    std::string env_file;
};

// --url, --token, --env.
void add_access_options(CLI::App& command, const Console& console, AccessOptions& options);

struct Access {
    std::string url;  // without a slash at the end
    std::string token;
};

// The value of a name such as "ADMIN_TOKEN"; a Fault that names it when nobody told us.
[[nodiscard]] Result<std::string> told(const std::string& flag, const std::string& env_file,
                                       const std::string& name);
[[nodiscard]] Result<Access> access(const AccessOptions& options, const std::string& token_name);

// A whole file.
[[nodiscard]] Result<std::string> read_file(const std::string& name);

}  // namespace relais::cli
