#include "services/relais/access.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace relais::cli {
namespace {

// NAME=value lines, as deploy/up writes them.
std::string value_in(const std::string& file, const std::string& name) {
    std::istringstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name + "=")) return line.substr(name.size() + 1);
    }
    return {};
}

}  // namespace

void add_access_options(CLI::App& command, const Console& console, AccessOptions& options) {
    command.add_option("--url", options.url, console.words("help_url"));
    command.add_option("--token", options.token, console.words("help_token"));
    command.add_option("--env", options.env_file, console.words("help_env"));
}

Result<std::string> read_file(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) return fault(FaultCode::unavailable, name, "unreadable");
    return std::move(text).str();
}

Result<std::string> told(const std::string& flag, const std::string& env_file,
                         const std::string& name) {
    if (!flag.empty()) return flag;
    if (!env_file.empty()) {
        const auto file = read_file(env_file);
        if (!file) return std::unexpected(file.error());
        if (auto value = value_in(*file, name); !value.empty()) return value;
    }
    const char* value = std::getenv(name.c_str());
    if (value != nullptr && *value != '\0') return std::string(value);
    return fault(FaultCode::unavailable, name, "not set: see --help");
}

Result<Access> access(const AccessOptions& options, const std::string& token_name) {
    auto url = told(options.url, options.env_file, "RELAIS_URL");
    if (!url) return std::unexpected(url.error());
    auto token = told(options.token, options.env_file, token_name);
    if (!token) return std::unexpected(token.error());
    while (url->ends_with('/')) url->pop_back();
    return Access{std::move(*url), std::move(*token)};
}

}  // namespace relais::cli
