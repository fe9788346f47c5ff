// What a configuration file may say, and how it is refused: always with the key and the reason.
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>

#include "common/runtime/config.hpp"

namespace relais::runtime {
namespace {

using testing::HasSubstr;

class Folder {
public:
    Folder() {
        std::string name = "/tmp/relais-unit-XXXXXX";
        path_ = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Result<Config> config_of(const Folder& folder, std::string_view text) {
    const auto file = folder.path() / "relais.toml";
    std::ofstream(file) << text;
    return load_config(file);
}

constexpr std::string_view least = "data_dir = '.'\nredis_socket = 'redis.sock'\n";

std::string with(std::string_view line) { return std::string(least) + std::string(line); }

TEST(Config, HasADefaultForEverythingButWhereDataAndRedisAre) {
    const Folder folder;
    const auto config = config_of(folder, least);
    ASSERT_TRUE(config.has_value()) << config.error().cause;
    EXPECT_EQ(config->redis_socket, (folder.path() / "redis.sock").string());
    EXPECT_EQ(config->public_url, "http://127.0.0.1:8072");
    EXPECT_EQ(config->log_level, "info");
    EXPECT_FALSE(config->webhook_loopback);
}

TEST(Config, ReadsEverySettingItNames) {
    const Folder folder;
    const auto config = config_of(folder, R"(
        data_dir = "/srv/relais"
        redis_host = "10.0.0.2"
        redis_port = 6380
        listen_address = "::1"
        port = 1
        public_url = "https://relais.example"
        emergency_telephone = "1 800 555-0199"
        webhook_loopback = true
        receipt_secret = "whsec_AAAA"
        webhook_timeout_ms = 250
        connections_max = 10
        connections_per_address_max = 10
        head_timeout_ms = 1
        request_timeout_ms = 2
        idle_timeout_ms = 3
        alert_bytes_max = 30000
        command_bytes_max = 40000
        directory_bytes_max = 100000
        funds = ["coalition", "interpretes-2"]
        log_level = "debug"
        metrics_port = 9100
        instance = "b-2"
    )");
    ASSERT_TRUE(config.has_value()) << config.error().cause;
    EXPECT_EQ(config->data_dir, "/srv/relais");
    EXPECT_EQ(config->redis_host, "10.0.0.2");
    EXPECT_EQ(config->redis_port, 6380);
    EXPECT_EQ(config->listen_address, "::1");
    EXPECT_EQ(config->port, 1);
    EXPECT_EQ(config->public_url, "https://relais.example");
    EXPECT_EQ(config->emergency_telephone, "1 800 555-0199");
    EXPECT_TRUE(config->webhook_loopback);
    EXPECT_EQ(config->receipt_secret, "whsec_AAAA");
    EXPECT_EQ(config->webhook_timeout, std::chrono::milliseconds{250});
    EXPECT_EQ(config->connections_max, 10u);
    EXPECT_EQ(config->connections_per_address_max, 10u);
    EXPECT_EQ(config->head_timeout, std::chrono::milliseconds{1});
    EXPECT_EQ(config->request_timeout, std::chrono::milliseconds{2});
    EXPECT_EQ(config->idle_timeout, std::chrono::milliseconds{3});
    EXPECT_EQ(config->alert_bytes_max, 30'000u);
    EXPECT_EQ(config->command_bytes_max, 40'000u);
    EXPECT_EQ(config->directory_bytes_max, 100'000u);
    EXPECT_EQ(config->funds, (std::vector<std::string>{"coalition", "interpretes-2"}));
    EXPECT_EQ(config->log_level, "debug");
    EXPECT_EQ(config->metrics_port, 9100);
    EXPECT_EQ(config->instance, "b-2");
}

struct Refused {
    std::string text;
    std::string words;
};

class ConfigRefuses : public testing::TestWithParam<Refused> {};

TEST_P(ConfigRefuses, WithTheKeyAndTheReason) {
    const Folder folder;
    const auto config = config_of(folder, GetParam().text);
    ASSERT_FALSE(config.has_value());
    EXPECT_EQ(config.error().code, FaultCode::malformed);
    EXPECT_THAT(config.error().operation, HasSubstr("relais.toml"));
    EXPECT_THAT(config.error().cause, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Files, ConfigRefuses,
    testing::Values(Refused{with("prot = 80"), "prot: réglage inconnu"},
                    Refused{with("[port]"), "port: doit être un nombre entier"},
                    Refused{with("port = 70000"), "port: doit être un nombre entier"},
                    Refused{with("port = '80'"), "port: doit être un nombre entier"},
                    Refused{with("webhook_timeout_ms = 0"), "webhook_timeout_ms"},
                    Refused{with("connections_max = 0"), "connections_max"},
                    Refused{with("alert_bytes_max = 100"), "alert_bytes_max: doit être"},
                    Refused{with("webhook_loopback = 1"), "true or false"},
                    Refused{with("log_level = 'loud'"), "log_level"},
                    Refused{with("funds = 'coalition'"), "funds: doit être une liste"},
                    Refused{with("funds = [1]"), "funds: doit être une liste"},
                    Refused{with("funds = ['a', 'a']"), "funds: 16 au plus, chacun une fois"},
                    Refused{with("funds = ['A}:inbox']"), "funds: 16 au plus"},
                    Refused{with("public_url = 'relais.example'"), "public_url"},
                    Refused{with("public_url = 'https://relais.example/'"), "slash"},
                    Refused{with("instance = 'A b'"), "instance"},
                    Refused{with("receipt_secret = 'hunter2'"), "whsec_"},
                    Refused{with("redis_host = 'a'\nredis_port = 1"), "not both"},
                    Refused{"data_dir = '.'", "redis_socket: doit être donné"},
                    Refused{"redis_socket = 's'", "data_dir: doit être donné"},
                    Refused{with("port = "), "ligne 3"}));

TEST(Config, SaysThatAFileIsNotThere) {
    const auto config = load_config("/nonexistent/relais.toml");
    ASSERT_FALSE(config.has_value());
    EXPECT_EQ(config.error().code, FaultCode::unavailable);
}

TEST(Secret, IsMadeOnceAndReadAgain) {
    const Folder folder;
    const auto first = load_secret(folder.path() / "new");
    const auto second = load_secret(folder.path() / "new");
    ASSERT_TRUE(first.has_value() && second.has_value());
    EXPECT_EQ(first->hash("test", "x"), second->hash("test", "x"));
    const auto mode = std::filesystem::status(folder.path() / "new/secret").permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const Folder other;
    EXPECT_NE(first->hash("test", "x"), load_secret(other.path())->hash("test", "x"));
}

TEST(Secret, IsRefusedWhenOthersMayReadItOrItIsCut) {
    const Folder folder;
    ASSERT_TRUE(load_secret(folder.path()).has_value());
    const auto file = folder.path() / "secret";
    std::filesystem::permissions(file, std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    EXPECT_EQ(load_secret(folder.path()).error().code, FaultCode::unsafe);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    std::filesystem::resize_file(file, 31);
    EXPECT_EQ(load_secret(folder.path()).error().code, FaultCode::corrupt);
}

}  // namespace
}  // namespace relais::runtime
