#include "tests/http/gateway_house.hpp"

#include <algorithm>

#include <google/protobuf/util/json_util.h>

#include "common/store/pause.hpp"

namespace relais::gateway {
namespace {

runtime::Config config_for(const test::RedisServer& redis) {
    runtime::Config config;
    config.data_dir = redis.folder();
    config.redis_socket = redis.socket();
    config.port = 0;
    config.public_url = "http://relais.example";
    config.emergency_telephone = "1-800-555-0172";
    config.receipt_secret = receipt_secret;
    config.log_level = "error";
    config.funds = {"coalition", "main"};
    return config;
}

}  // namespace

GatewayTest::GatewayTest(std::vector<std::string> redis, bool start_now)
    : redis_(std::move(redis)),
      process_(std::make_unique<runtime::Process>(config_for(redis_), "test")) {
    gateway_ = std::make_unique<Gateway>(*process_, secret_);
    dispatcher_ = std::make_unique<dispatcher::Dispatcher>(*process_, secret_);
    client_ = std::make_unique<http::Client>(process_->io.get_executor(),
                                             http::Client::Reach::loopback_too);
    if (start_now) start();
}

void GatewayTest::start() {
    redis_.start();
    redis::Settings settings;
    settings.unix_socket = redis_.socket();
    redis::Client client(process_->io.get_executor(), settings);
    const auto account = [&](const std::string& name, v1::Role::Code role,
                             const std::string& person, const std::string& organization = {}) {
        v1::Account one;
        one.set_person(person);
        one.set_organization(organization);
        one.set_language("en");
        one.add_roles(role);
        const auto token = run(make_account(client, entropy_, one));
        ASSERT_TRUE(token);
        tokens_[name] = *token;
        account_people_.push_back(person);
    };
    account("worker", v1::Role::worker, "wanda");
    account("other_worker", v1::Role::worker, "walid");
    account("responder", v1::Role::responder, "nadia");
    account("service", v1::Role::responder, "sonia", "night-shelter");
    account("coordinator", v1::Role::coordinator, "coralie");
    account("off_duty", v1::Role::coordinator, "paul");
    account("admin", v1::Role::admin, "alice");
    account("privacy", v1::Role::privacy, "paule");
    client.stop();
    ASSERT_TRUE(run(gateway_->start()));
    ASSERT_TRUE(run(dispatcher_->start()));
    started_ = true;
    put_directory(directory_file());
}

void GatewayTest::put_directory(const v1::DirectoryFile& file) {
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(file, &json).ok());
    const auto put = ask(http::Method::put, "/v1/directory", "admin", json);
    ASSERT_EQ(put.status, 200u) << put.body;
}

GatewayTest::~GatewayTest() {
    client_.reset();
    const auto stop = [](GatewayTest& self) -> boost::asio::awaitable<bool> {
        if (self.started_) {
            co_await self.gateway_->stop();
            co_await self.dispatcher_->stop();
        }
        co_return true;
    };
    run(stop(*this));
    gateway_.reset();
    dispatcher_.reset();
}

v1::DirectoryFile GatewayTest::directory_file() const {
    test::World world;
    v1::DirectoryFile file;
    for (auto& territory : *world.data().mutable_territories()) territory.set_name_fr("Montréal");
    world.organization("office", v1::Sector::unknown);
    for (const auto& id : account_people_) {
        if (std::ranges::find(world.data().people(), id, &v1::Person::id) !=
            world.data().people().end())
            continue;
        auto& person = *world.data().add_people();
        person = world.person("nadia");
        person.set_id(id);
        person.set_organization("office");
    }
    *file.mutable_directory() = world.data();
    for (const auto& person : world.data().people()) {
        auto& card = *file.add_cards();
        card.set_person(person.id());
        card.set_name("Name of " + person.id());
        for (const auto& way : person.ways()) {
            auto& address = *card.add_ways();
            address.set_way(way.id());
            address.set_address("telephone of " + person.id());
        }
    }
    return file;
}

http::Answer GatewayTest::ask(http::Method method, const std::string& path, const std::string& role,
                              std::string body, http::Fields fields) {
    http::Call call{.method = method,
                    .url = "http://127.0.0.1:" + std::to_string(gateway_->port()) + path,
                    .fields = std::move(fields),
                    .body = std::move(body),
                    .timeout = std::chrono::seconds(15),
                    .answer_bytes_max = 4u << 20};
    if (!role.empty()) call.fields.emplace_back("authorization", "Bearer " + tokens_.at(role));
    bool typed = false;
    for (const auto& [name, value] : call.fields) typed = typed || name == "content-type";
    if (!typed) call.fields.emplace_back("content-type", "application/json");
    const auto answer = run(client_->send(std::move(call)));
    EXPECT_TRUE(answer) << answer.error().cause;
    return answer.value_or(http::Answer{});
}

std::string GatewayTest::alert(const std::string& id, const std::string& more) {
    return R"({"alertId":")" + id + R"(","territory":"06","languages":["fr"],)" +
           R"("needs":[{"need":"immediate_care"}])" + (more.empty() ? "" : "," + more) + "}";
}

std::string GatewayTest::raise(const std::string& id) {
    const auto answer = post("/v1/alerts", "worker", alert(id));
    EXPECT_EQ(answer.status, 201u) << answer.body;
    return text_at(answer, "caseId");
}

v1::Timeline GatewayTest::timeline(const std::string& case_id) {
    const auto answer = get("/v1/cases/" + case_id + "/timeline", "coordinator");
    EXPECT_EQ(answer.status, 200u) << answer.body;
    v1::Timeline timeline;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer.body, &timeline).ok());
    return timeline;
}

v1::Event GatewayTest::await_event(const std::string& case_id, const std::string& kind) {
    for (int i = 0; i < 500; ++i) {
        for (const auto& entry : timeline(case_id).entries())
            if (entry.kind() == kind) return entry.event();
        const auto wait = []() -> boost::asio::awaitable<bool> {
            co_await store::pause(std::chrono::milliseconds(10));
            co_return true;
        };
        run(wait());
    }
    ADD_FAILURE() << "never: " << kind;
    return {};
}

v1::Pick GatewayTest::first_pick(const std::string& case_id) {
    const auto reached = await_event(case_id, "rung_reached").rung_reached();
    EXPECT_GE(reached.picks_size(), 1);
    return reached.picks_size() > 0 ? reached.picks(0) : v1::Pick{};
}

Struct json_of(const std::string& text) {
    Struct json;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &json).ok()) << text;
    return json;
}

std::string text_at(const http::Answer& answer, const std::string& name) {
    const auto json = json_of(answer.body);
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? std::string{} : found->second.string_value();
}

std::string field_of(const http::Answer& answer, const std::string& name) {
    for (const auto& [have, value] : answer.fields)
        if (have == name) return value;
    return {};
}

}  // namespace relais::gateway
