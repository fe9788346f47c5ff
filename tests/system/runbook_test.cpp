// The runbooks say the truth: their `sh` blocks are run, in order, against a service that stands as
// deploy/up makes it (same folders, same supervisor), in the very trouble that each page is about.
#include <csignal>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/child.hpp"
#include "tests/system/house.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

std::vector<std::string> blocks_of(const std::string& page) {
    const auto text = read_file(std::filesystem::path{RELAIS_SOURCE_DIR} / "runbooks" / page);
    std::vector<std::string> blocks;
    for (auto begin = text.find("```sh\n"); begin != std::string::npos;
         begin = text.find("```sh\n", begin)) {
        begin += 6;
        const auto end = text.find("```", begin);
        blocks.push_back(text.substr(begin, end - begin));
        begin = end + 3;
    }
    return blocks;
}

// A data folder and its supervisor, without the demo.
class Operator : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(data() / "run");
        std::filesystem::create_directories(data() / "logs");
        write_config();
        supervisor_.emplace(
            Child::Command{{RELAIS_SOURCE_DIR "/deploy/supervise", data().string(), RELAIS_BINARY},
                           data() / "logs" / "supervise.out",
                           {},
                           SIGTERM});
        ASSERT_TRUE(eventually([&] { return web_.get("/readyz").status == 200; })) << logs();
        write_env();
        const auto put =
            web_.put("/v1/directory", to_json(town(phones_, {.rung = 1'000ms})), tokens_["ADMIN"]);
        ASSERT_EQ(put.status, 200U) << put.body;
        phones_.want_everything();
    }
    void TearDown() override {
        if (supervisor_) EXPECT_EQ(supervisor_->stop(40'000ms), 0);
        if (HasFailure()) std::fprintf(stderr, "%s\n", logs().c_str());
    }

    [[nodiscard]] std::filesystem::path data() const { return folder_.path(); }
    [[nodiscard]] std::string logs() const {
        std::string text;
        for (const auto* name : {"supervise.log", "redis.log", "relais.log"}) {
            const auto log = read_file(data() / "logs" / name);
            text += log.substr(log.size() - std::min<std::size_t>(log.size(), 2'000));
        }
        return text;
    }
    static bool eventually(const std::function<bool()>& holds) {
        const auto until = Steady::now() + 20'000ms;
        while (!holds()) {
            if (Steady::now() > until) return false;
            std::this_thread::sleep_for(50ms);
        }
        return true;
    }
    // Pastes a block as an operator would, in the folder of the repository, after the lines of the
    // page's first block that name things "once".
    Finished paste(const std::string& page, std::size_t number, const std::string& more = {}) {
        const auto blocks = blocks_of(page);
        EXPECT_LT(number, blocks.size()) << page;
        std::string names = "set -euo pipefail\nexport RELAIS_DATA='" + data().string() +
                            "'\nexport RELAIS='" RELAIS_BINARY "'\n" + more + "\n";
        std::istringstream first{blocks.front()};
        for (std::string line; std::getline(first, line);) {
            if (line.starts_with("export ") || line.starts_with("redis=")) names += line + "\n";
        }
        return run({"bash", "-c", names + blocks[number]}, 60'000ms, RELAIS_SOURCE_DIR);
    }
    void says(const Finished& pasted, const std::string& words) {
        EXPECT_EQ(pasted.code, 0) << pasted.output;
        EXPECT_NE(pasted.output.find(words), std::string::npos) << words << " in\n"
                                                                << pasted.output;
    }
    [[nodiscard]] pid_t pid_of(const std::string& name) const {
        return static_cast<pid_t>(std::atoi(read_file(data() / "run" / (name + ".pid")).c_str()));
    }
    std::string raise(const std::string& territory) {
        const auto reply =
            web_.post("/v1/alerts", AlertText{.territory = territory}.json(), tokens_["WORKER"]);
        EXPECT_EQ(reply.status, 201U) << reply.body;
        return text_at(reply.json(), "caseId");
    }

    TempFolder folder_;
    std::uint16_t port_ = free_port();
    Web web_{"http://127.0.0.1:" + std::to_string(port_)};
    Telephones phones_;
    std::map<std::string, std::string> tokens_;
    std::optional<Child> supervisor_;

private:
    void write_config() {
        auto text = read_file(RELAIS_SOURCE_DIR "/deploy/relais.toml");
        const auto change = [&](const std::string& from, const std::string& to) {
            const auto at = text.find(from);
            ASSERT_NE(at, std::string::npos) << from;
            text.replace(at, from.size(), to);
        };
        change("\nport = 8072", "\nport = " + std::to_string(port_));
        change("\nwebhook_loopback = false", "\nwebhook_loopback = true");
        write_file(data() / "relais.toml", text);
    }
    void write_env() {
        std::string text = "RELAIS_URL=" + web_.base() + "\n";
        for (const std::string role : {"worker", "coordinator", "admin"}) {
            const auto made =
                run({RELAIS_BINARY, "account", "add", "--config", (data() / "relais.toml").string(),
                     "--role", role, "--person", role + "-person", "--organization", "org-health",
                     "--label", "test"});
            ASSERT_EQ(made.code, 0) << made.output;
            std::string name = role;
            for (auto& c : name) c = static_cast<char>(std::toupper(c));
            tokens_[name] = made.output.substr(0, made.output.find('\n'));
            text += name + "_TOKEN=" + tokens_[name] + "\n";
        }
        write_file(data() / "demo.env", text);
    }
};

TEST_F(Operator, RedisIsDown) {
    const std::string page = "redis-is-down.md";
    ASSERT_EQ(blocks_of(page).size(), 4U);
    raise("06");
    ::kill(pid_of("redis"), SIGKILL);
    says(paste(page, 0), "eady to accept connections");
    ASSERT_TRUE(eventually([&] { return web_.get("/readyz").status == 200; }));
    // deploy/up builds the release: run for real where that is what is tested.
    if (std::string{RELAIS_BINARY}.starts_with(RELAIS_SOURCE_DIR "/build/release/")) {
        says(paste(page, 1), web_.base());
    } else {
        EXPECT_EQ(blocks_of(page)[1], "deploy/up --data \"$RELAIS_DATA\" --detach --no-replay\n");
    }
    says(paste(page, 2), "valid");
    const auto over = paste(page, 3);
    says(over, "PONG");
}

TEST_F(Operator, PagesDoNotLeave) {
    const std::string page = "pages-do-not-leave.md";
    ASSERT_EQ(blocks_of(page).size(), 5U);
    raise("06");
    ASSERT_TRUE(eventually([&] { return !phones_.all().empty(); }));
    says(paste(page, 0), "c15 first=");
    const auto before = pid_of("relais");
    says(paste(page, 1), "relais ended");
    ASSERT_TRUE(eventually([&] { return web_.get("/readyz").status == 200; }));
    EXPECT_NE(pid_of("relais"), before);
    says(paste(page, 2), "keys.db");
    says(paste(page, 3), "health-1");
    raise("06");
    ASSERT_TRUE(eventually(
        [&] { return web_.get("/metrics").body.find("relais_pages_total") != std::string::npos; }));
    says(paste(page, 4), "relais_pages_total");
}

TEST_F(Operator, NeedOnLastRung) {
    const std::string page = "need-on-last-rung.md";
    ASSERT_EQ(blocks_of(page).size(), 3U);
    const auto quiet = paste(page, 0);
    EXPECT_EQ(quiet.code, 0);
    EXPECT_EQ(quiet.output, "") << "no need is on its last rung yet";
    const auto id = raise("16");
    ASSERT_TRUE(eventually([&] { return paste(page, 0).output.find(id) != std::string::npos; }));
    const auto line = paste(page, 0).output;
    says(paste(page, 0), "16 immediate_care");
    says(paste(page, 1, "CASE=" + line.substr(0, line.find(' '))), "");
    says(paste(page, 2), "health-1");
    const auto taken = web_.post(
        "/v1/cases/" + id + "/commands",
        "{\"commandId\": \"" + fresh_uuid() + R"(", "takeNeed": {"need": "immediate_care"}})",
        tokens_["COORDINATOR"]);
    EXPECT_EQ(taken.status, 200U) << taken.body;
    EXPECT_EQ(paste(page, 0).output, "") << "its name stands on it and it is over";
}

TEST_F(Operator, FundQuarantined) {
    const std::string page = "fund-quarantined.md";
    ASSERT_EQ(blocks_of(page).size(), 2U);
    const auto put_aside = run({"redis-cli", "-s", (data() / "run" / "redis.sock").string(), "xadd",
                                "{f:coalition}:inbox", "*", "b", "no command at all"});
    ASSERT_EQ(put_aside.code, 0) << put_aside.output;
    ASSERT_TRUE(eventually(
        [&] { return paste(page, 0).output.find("coalition: 1") != std::string::npos; }));
    says(paste(page, 0), "undecodable");
    says(paste(page, 1), "");
}

// What a steward asks of the fund on the command line, with the demo's settings.
TEST_F(Operator, KeepsTheFundOnTheCommandLine) {
    const auto env = (data() / "demo.env").string();
    const auto ask = [&](std::vector<std::string> words) {
        words.insert(words.begin(), RELAIS_BINARY);
        words.insert(words.end(), {"--env", env});
        return run(words, 30'000ms);
    };
    const std::string demo = RELAIS_SOURCE_DIR "/deploy/demo/";
    ASSERT_EQ(ask({"directory", "put", demo + "directory.json"}).code, 0);
    const auto made = run({RELAIS_BINARY, "account", "add", "--config",
                           (data() / "relais.toml").string(), "--role", "steward", "--person",
                           "demo-steward", "--organization", "coordination", "--label", "test"});
    ASSERT_EQ(made.code, 0) << made.output;
    write_file(env, read_file(env) +
                        "STEWARD_TOKEN=" + made.output.substr(0, made.output.find('\n')) + "\n");
    ASSERT_TRUE(eventually([&] { return ask({"fund", "put", demo + "fund.json"}).code == 0; }));
    const auto missing = ask({"fund", "receive"});
    EXPECT_EQ(missing.code, 2);
    says(missing, "Il manque un argument");
    says(missing, "SOURCE is required");
    const auto wrong = ask({"fund", "receive", "ville", "--amount=-5"});
    EXPECT_EQ(wrong.code, 1);
    EXPECT_EQ(wrong.output.find("ne peut pas être lue"), std::string::npos) << wrong.output;
    ASSERT_EQ(ask({"fund", "receive", "ville", "--amount", "15000"}).code, 0);
    says(ask({"fund", "show"}), "15\u00a0000,00\u00a0$");
    says(ask({"fund", "journal"}), "15000.00");
    says(ask({"fund", "balances", "--json"}), "1500000");
    says(ask({"fund", "requests"}), "");
}

}  // namespace
}  // namespace relais::system
