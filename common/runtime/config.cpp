// Reads relais.toml: a table of settings, each with its type and bounds. What is not in the table
// is an error, because a misspelt setting is a promise that silently does not hold. Relative paths
// are meant from the file's own folder, so that a data folder can be moved.
#include "common/runtime/config.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <spdlog/fmt/fmt.h>
#include <toml.hpp>

namespace relais::runtime {
namespace {

// What is wrong with a value, in words of both languages (nobody is signed in yet, so we cannot
// know hers); nothing when it was taken.
using Wrong = std::optional<std::string>;

struct Setting {
    std::string_view name;
    std::function<Wrong(Config&, const toml::value&)> take;
};

Setting text(std::string_view name, std::string Config::* member) {
    return {name, [member](Config& config, const toml::value& value) -> Wrong {
                if (!value.is_string())
                    return "doit être un texte entre guillemets · must be a text in quotes";
                config.*member = value.as_string().str;
                return {};
            }};
}

Setting path(std::string_view name, std::filesystem::path Config::* member) {
    return {name, [member](Config& config, const toml::value& value) -> Wrong {
                if (!value.is_string())
                    return "doit être un chemin entre guillemets · must be a path in quotes";
                config.*member = value.as_string().str;
                return {};
            }};
}

Setting flag(std::string_view name, bool Config::* member) {
    return {name, [member](Config& config, const toml::value& value) -> Wrong {
                if (!value.is_boolean()) return "doit être true ou false · must be true or false";
                config.*member = value.as_boolean();
                return {};
            }};
}

Wrong whole_number(const toml::value& value, std::int64_t least, std::int64_t most) {
    if (value.is_integer() && value.as_integer() >= least && value.as_integer() <= most) return {};
    return fmt::format(
        "doit être un nombre entier de {0} à {1} · must be a whole number from {0} to {1}", least,
        most);
}

Setting port(std::string_view name, std::uint16_t Config::* member) {
    return {name, [member](Config& config, const toml::value& value) -> Wrong {
                constexpr auto most = std::numeric_limits<std::uint16_t>::max();
                if (auto wrong = whole_number(value, 0, most)) return wrong;
                config.*member = static_cast<std::uint16_t>(value.as_integer());
                return {};
            }};
}

Setting milliseconds(std::string_view name, std::chrono::milliseconds Config::* member) {
    return {name, [member](Config& config, const toml::value& value) -> Wrong {
                if (auto wrong = whole_number(value, 1, 600'000)) return wrong;
                config.*member = std::chrono::milliseconds{value.as_integer()};
                return {};
            }};
}

Setting size(std::string_view name, std::size_t Config::* member, std::int64_t least,
             std::int64_t most) {
    return {name, [=](Config& config, const toml::value& value) -> Wrong {
                if (auto wrong = whole_number(value, least, most)) return wrong;
                config.*member = static_cast<std::size_t>(value.as_integer());
                return {};
            }};
}

Setting names(std::string_view name, std::vector<std::string> Config::* member) {
    return {name, [member](Config& config, const toml::value& value) -> Wrong {
                constexpr auto wrong =
                    "doit être une liste de textes entre guillemets · must be a list of texts";
                if (!value.is_array()) return wrong;
                (config.*member).clear();
                for (const auto& one : value.as_array()) {
                    if (!one.is_string()) return wrong;
                    (config.*member).push_back(one.as_string().str);
                }
                return {};
            }};
}

const std::vector<Setting>& settings() {
    static const std::vector<Setting> all{
        path("data_dir", &Config::data_dir),
        text("redis_socket", &Config::redis_socket),
        text("redis_host", &Config::redis_host),
        port("redis_port", &Config::redis_port),
        text("listen_address", &Config::listen_address),
        port("port", &Config::port),
        text("public_url", &Config::public_url),
        text("emergency_telephone", &Config::emergency_telephone),
        flag("webhook_loopback", &Config::webhook_loopback),
        text("receipt_secret", &Config::receipt_secret),
        milliseconds("webhook_timeout_ms", &Config::webhook_timeout),
        milliseconds("calendar_every_ms", &Config::calendar_every),
        milliseconds("calendar_timeout_ms", &Config::calendar_timeout),
        size("connections_max", &Config::connections_max, 1, 60'000),
        size("connections_per_address_max", &Config::connections_per_address_max, 1, 60'000),
        milliseconds("head_timeout_ms", &Config::head_timeout),
        milliseconds("request_timeout_ms", &Config::request_timeout),
        milliseconds("idle_timeout_ms", &Config::idle_timeout),
        // An alert of every need with the longest texts in four-byte characters is 25 KiB.
        size("alert_bytes_max", &Config::alert_bytes_max, 26 << 10, 1 << 20),
        size("command_bytes_max", &Config::command_bytes_max, 26 << 10, 1 << 20),
        size("directory_bytes_max", &Config::directory_bytes_max, 64 << 10, 64 << 20),
        names("funds", &Config::funds),
        text("log_level", &Config::log_level),
        port("metrics_port", &Config::metrics_port),
        text("instance", &Config::instance),
    };
    return all;
}

bool plain_name(std::string_view text) {
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

constexpr std::size_t funds_max = 16;  // each is read whole by those who show it

// What no single value shows: settings that only make sense together.
Wrong wrong_together(const Config& config) {
    if (config.data_dir.empty()) return "data_dir: doit être donné · must be set";
    const bool tcp = !config.redis_host.empty() && config.redis_port != 0;
    if (config.redis_socket.empty() != tcp) {
        return "redis_socket: doit être donné, ou bien redis_host et redis_port, mais pas les deux "
               "· "
               "must be set, or else redis_host and redis_port, but not both";
    }
    const auto& url = config.public_url;
    if (!url.starts_with("http://") && !url.starts_with("https://")) {
        return "public_url: doit commencer par · must begin with http:// | https://";
    }
    if (url.ends_with('/'))
        return "public_url: ne doit pas finir par une barre oblique · must not end with a slash";
    constexpr std::string_view levels[] = {"debug", "info", "warn", "error"};
    if (std::ranges::find(levels, config.log_level) == std::end(levels)) {
        return "log_level: debug, info, warn, error";
    }
    if (!plain_name(config.instance)) {
        return "instance: de 1 à 32 caractères parmi a-z, 0-9 et - · 1 to 32 characters of these";
    }
    const auto& funds = config.funds;
    const bool each_once = std::set<std::string>(funds.begin(), funds.end()).size() == funds.size();
    if (funds.size() > funds_max || !each_once || !std::ranges::all_of(funds, plain_name)) {
        return "funds: 16 au plus, chacun une fois, de 1 à 32 caractères parmi a-z, 0-9 et - · at "
               "most 16, each once, of these characters";
    }
    if (!config.receipt_secret.empty() && !config.receipt_secret.starts_with("whsec_")) {
        return "receipt_secret: doit commencer par · must begin with whsec_";
    }
    return {};
}

Result<Config> read(const toml::value& file, const std::filesystem::path& folder,
                    const std::string& where) {
    Config config;
    for (const auto& [key, value] : file.as_table()) {
        const auto setting = std::ranges::find(settings(), key, &Setting::name);
        if (setting == settings().end()) {
            return fault(FaultCode::malformed, where, key + ": réglage inconnu · no such setting");
        }
        if (auto wrong = setting->take(config, value)) {
            return fault(FaultCode::malformed, where, key + ": " + *wrong);
        }
    }
    if (config.public_url.empty()) {
        config.public_url = fmt::format("http://{}:{}", config.listen_address, config.port);
    }
    if (auto wrong = wrong_together(config)) return fault(FaultCode::malformed, where, *wrong);
    config.data_dir = (folder / config.data_dir).lexically_normal();
    if (!config.redis_socket.empty()) {
        config.redis_socket = (folder / config.redis_socket).lexically_normal().string();
    }
    return config;
}

}  // namespace

Result<Config> load_config(const std::filesystem::path& file) {
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(file, unreadable)) {
        return fault(FaultCode::unavailable, file.string(),
                     "ce fichier n’existe pas · no such file");
    }
    try {
        const auto folder = std::filesystem::absolute(file).parent_path();
        return read(toml::parse(file.string()), folder, file.string());
    } catch (const toml::exception& error) {
        return fault(
            FaultCode::malformed, file.string(),
            fmt::format("ligne {0} : pas du TOML · line {0} is not TOML", error.location().line()));
    } catch (const std::exception& error) {
        return fault(FaultCode::unavailable, file.string(), error.what());
    }
}

}  // namespace relais::runtime
