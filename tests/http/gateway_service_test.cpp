// Health, metrics, the description of the API, the telephones of a drill; and what is said when
// Redis is away or unsafe.
#include <set>

#include "common/store/keys.hpp"
#include "common/store/pause.hpp"
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::HasSubstr;

class AService : public GatewayTest {};

TEST_F(AService, IsAliveAndReady) {
    EXPECT_EQ(get("/healthz", "").status, 200u);
    EXPECT_EQ(get("/readyz", "").status, 200u);
    raise();
    const auto metrics = get("/metrics", "");
    EXPECT_EQ(field_of(metrics, "content-type"), "text/plain; version=0.0.4");
    EXPECT_THAT(metrics.body, HasSubstr("relais_alerts_total{outcome=\"decided\"} 1"));
    EXPECT_THAT(metrics.body, HasSubstr("relais_store_seconds_count{operation=\"submit\"}"));
    EXPECT_THAT(metrics.body,
                HasSubstr("relais_request_seconds_count{route=\"/v1/alerts\",status=\"2xx\"} 1"));
}

// Every route is described, and nothing is described that is not there. The answer link is a form
// of the screens, described because other software follows it.
TEST_F(AService, IsDescribedAsItIs) {
    const auto description = get("/v1/openapi.json", "");
    ASSERT_EQ(description.status, 200u);
    const auto json = json_of(description.body);
    std::set<std::string> described;
    for (const auto& [path, item] : json.fields().at("paths").struct_value().fields())
        for (const auto& [method, operation] : item.struct_value().fields()) {
            if (method == "parameters") continue;
            std::string upper = method;
            for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
            described.insert(upper + " " + path);
        }
    const auto table = gateway_->api_table();
    std::set<std::string> real(table.begin(), table.end());
    real.insert({"GET /a/{token}", "POST /a/{token}"});
    EXPECT_EQ(described, real);
}

TEST_F(AService, ShowsAProblemAsAPageToABrowserAndAsJsonToAProgram) {
    const auto page =
        ask(http::Method::get, "/nowhere", "", {}, {{"accept", "text/html,application/xhtml+xml"}});
    EXPECT_EQ(page.status, 404u);
    EXPECT_THAT(field_of(page, "content-type"), HasSubstr("text/html"));
    const auto json = ask(http::Method::get, "/nowhere", "", {}, {{"accept", "*/*"}});
    EXPECT_EQ(field_of(json, "content-type"), "application/problem+json");
}

TEST_F(AService, GivesTheTelephonesOfADrillInOrder) {
    redis::Settings settings;
    settings.unix_socket = redis_.socket();
    redis::Client client(process_->io.get_executor(), settings);
    const auto ring = [&](const std::string& id) {
        v1::SandboxMessage message;
        message.set_id(id);
        message.set_text("Viens, \"vite\"");
        EXPECT_TRUE(run(client.call(
            {"XADD", std::string(store::sandbox_key), "*", "b", message.SerializeAsString()})));
    };
    ring("one");
    ring("two");
    const auto first = get("/v1/sandbox/messages", "coordinator");
    EXPECT_EQ(first.status, 200u) << first.body;
    const auto messages = json_of(first.body).fields().at("messages").list_value();
    ASSERT_EQ(messages.values_size(), 2);
    EXPECT_EQ(messages.values(0).struct_value().fields().at("id").string_value(), "one");
    const std::string after = "/v1/sandbox/messages?wait=5&after=" + text_at(first, "next");
    boost::asio::co_spawn(
        process_->io,
        [](redis::Client& to) -> boost::asio::awaitable<void> {
            co_await store::pause(std::chrono::milliseconds(60));
            v1::SandboxMessage message;
            message.set_id("three");
            (void)co_await to.call(
                {"XADD", std::string(store::sandbox_key), "*", "b", message.SerializeAsString()});
        }(client),
        [](const std::exception_ptr&) {});
    EXPECT_THAT(get(after, "coordinator").body, HasSubstr("\"three\""));
    EXPECT_EQ(get("/v1/sandbox/messages?after=x", "coordinator").status, 400u);
    EXPECT_EQ(get("/v1/sandbox/messages?wait=long", "coordinator").status, 400u);
    EXPECT_EQ(get("/v1/sandbox/messages", "worker").status, 403u);
    client.stop();
}

TEST_F(AService, SaysThatRedisIsAwayAndComesBack) {
    ASSERT_EQ(get("/v1/cases", "worker").status, 200u);  // the token is known
    redis_.kill_9();
    const auto away = post("/v1/alerts", "worker", alert(test::alert_uuid));
    EXPECT_EQ(away.status, 503u) << away.body;
    EXPECT_EQ(text_at(away, "code"), "store_away");
    EXPECT_EQ(text_at(away, "telephone"), "1-800-555-0172");
    EXPECT_NE(field_of(away, "retry-after"), "");
    EXPECT_EQ(get("/readyz", "").status, 503u);
    redis_.start();
    for (int i = 0; i < 500 && get("/readyz", "").status != 200u; ++i) {
        const auto wait = []() -> boost::asio::awaitable<bool> {
            co_await store::pause(std::chrono::milliseconds(10));
            co_return true;
        };
        run(wait());
    }
    EXPECT_EQ(post("/v1/alerts", "worker", alert(test::alert_uuid)).status, 201u);
}

class AServiceBeforeItsStore : public GatewayTest {
protected:
    AServiceBeforeItsStore() : GatewayTest({}, false) {}
};

TEST_F(AServiceBeforeItsStore, IsAliveNotReadyAndSaysSo) {
    bool started = false;
    boost::asio::co_spawn(process_->io, gateway_->start(),
                          [&](const std::exception_ptr&, const Result<void>& result) {
                              started = true;
                              EXPECT_TRUE(result);
                          });
    test::run_until(process_->io, [&] { return gateway_->port() != 0; });
    EXPECT_EQ(get("/healthz", "").status, 200u);
    EXPECT_EQ(get("/readyz", "").status, 503u);
    EXPECT_EQ(get("/v1/cases", "").status, 401u);
    EXPECT_FALSE(started);
    redis_.start();
    test::run_until(process_->io, [&] { return started; });
    EXPECT_EQ(get("/readyz", "").status, 200u);
    started_ = true;
    ASSERT_TRUE(run(dispatcher_->start()));
}

class AServiceOnAnUnsafeStore : public GatewayTest {
protected:
    AServiceOnAnUnsafeStore() : GatewayTest({"--appendfsync", "everysec"}, false) {}
};

TEST_F(AServiceOnAnUnsafeStore, RefusesToStartAndNamesTheSetting) {
    redis_.start();
    const auto started = run(gateway_->start());
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, FaultCode::unsafe);
    EXPECT_THAT(started.error().operation + started.error().cause, HasSubstr("appendfsync"));
}

}  // namespace
}  // namespace relais::gateway
