// Behind the proxy of deploy/Caddyfile, as it runs: the real one, TLS on a free port of this
// machine.
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/house.hpp"

namespace relais::system {
namespace {

using std::chrono_literals::operator""ms;

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

// Debian's caddy with the file that an operator copies; only names and ports are of the test, and
// its authority is its own.
class Proxy {
public:
    Proxy(const std::filesystem::path& folder, std::uint16_t behind)
        : log_(folder / "caddy.log"), name_("localhost:" + std::to_string(free_port())) {
        auto text = read_file(std::filesystem::path(RELAIS_SOURCE_DIR) / "deploy" / "Caddyfile");
        text = replaced(text, "\nrelais.example.org {", "\n" + name_ + " {\n\ttls internal");
        text = replaced(text, "127.0.0.1:8072", "127.0.0.1:" + std::to_string(behind));
        write_file(
            folder / "Caddyfile",
            "{\n\tauto_https disable_redirects\n\tskip_install_trust\n\tadmin off\n}\n" + text);
        child_ = std::make_unique<Child>(Child::Command{
            {"env", "HOME=" + folder.string(), "XDG_DATA_HOME=" + folder.string(), "caddy", "run",
             "--adapter", "caddyfile", "--config", (folder / "Caddyfile").string()},
            log_});
    }
    // Status, head and body; what has no end is cut after two seconds.
    [[nodiscard]] std::string get(const std::string& path, const std::string& token = {}) const {
        std::vector<std::string> args{"curl", "-skiN", "--noproxy", "*", "--max-time", "2"};
        if (!token.empty()) args.insert(args.end(), {"-H", "Authorization: Bearer " + token});
        args.push_back("https://" + name_ + path);
        return run(args).output;
    }
    [[nodiscard]] bool await_ready() const {
        const auto until = Steady::now() + 15'000ms;
        while (get("/readyz").find(" 200") == std::string::npos) {
            if (Steady::now() > until) return false;
            std::this_thread::sleep_for(50ms);
        }
        return true;
    }
    [[nodiscard]] std::string log() const { return read_file(log_); }

private:
    std::filesystem::path log_;
    std::string name_;
    std::unique_ptr<Child> child_;
};

class BehindProxy : public testing::Test {
protected:
    BehindProxy() {
        house_.phones().mark();
        case_ = house_.raised_case({});
        page_ = house_.phones().want({.person = "health-1"}, between(0ms, 2'000ms));
    }
    [[nodiscard]] std::string link() const {  // without the name of the house
        return page_ ? page_->link.substr(page_->link.find("/a/")) : "/a/none";
    }

    House house_{{.waits = {.rung = 60'000ms}}};
    Proxy proxy_{house_.folder(), house_.port()};
    std::string case_;
    std::optional<Received> page_;
};

TEST_F(BehindProxy, PeopleAreServedAndWhatIsOfTheOperatorStaysInside) {
    ASSERT_TRUE(proxy_.await_ready()) << proxy_.log();
    const auto answer = proxy_.get(link());
    EXPECT_EQ(answer.find("HTTP/2 200"), 0U) << answer;
    EXPECT_NE(answer.find("strict-transport-security"), std::string::npos) << answer;
    const auto live = proxy_.get("/v1/feed", house_.token("coordinator"));
    EXPECT_NE(live.find(": live"), std::string::npos) << "nothing gathers up its pieces: " << live;
    for (const auto* inside : {"/metrics", "/healthz"})
        EXPECT_EQ(proxy_.get(inside).find("HTTP/2 404"), 0U) << inside;
    house_.close();
}

TEST_F(BehindProxy, WhoeverComesWhileItIsAwayReadsWhomToCallAndHerLinkStandsInNoLog) {
    ASSERT_TRUE(proxy_.await_ready()) << proxy_.log();
    house_.kill(Service::gateway);
    const auto away = proxy_.get(link());
    EXPECT_EQ(away.find("HTTP/2 503"), 0U) << away;
    EXPECT_NE(away.find("tel:+15145550172"), std::string::npos) << away;
    EXPECT_NE(away.find("Relais 72 ne répond pas en ce moment"), std::string::npos) << away;
    EXPECT_NE(away.find("Relais 72 does not answer right now"), std::string::npos) << away;
    EXPECT_EQ(proxy_.log().find(link().substr(3)), std::string::npos) << proxy_.log();
    house_.start(Service::gateway);
    EXPECT_TRUE(proxy_.await_ready());
    EXPECT_EQ(proxy_.get(link()).find("HTTP/2 200"), 0U);
    house_.close();
}

}  // namespace
}  // namespace relais::system
