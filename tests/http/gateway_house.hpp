// A gateway and a dispatcher on a private Redis, with a small directory and a token for each role;
// spoken to over HTTP, as any program would.
#pragma once

#include <map>

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>

#include "common/http/client.hpp"
#include "common/runtime/process.hpp"
#include "services/dispatcher/dispatcher.hpp"
#include "services/gateway/gateway.hpp"
#include "services/gateway/sessions.hpp"
#include "tests/store/run.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/unit/world.hpp"

namespace relais::gateway {

using google::protobuf::Struct;

inline constexpr std::string_view receipt_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class GatewayTest : public ::testing::Test {
public:
    // `redis`: settings of the server, to break one. `start`: whether the services start at once.
    explicit GatewayTest(std::vector<std::string> redis = {}, bool start = true);
    ~GatewayTest() override;

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        return test::run(process_->io, std::move(work));
    }
    void start();

    // A role's token: "worker", "other_worker", "responder", "service" (of an organization that is
    // not called), "coordinator", "off_duty", "admin", "privacy"; "": nobody.
    http::Answer ask(http::Method method, const std::string& path, const std::string& role,
                     std::string body = {}, http::Fields fields = {});
    http::Answer get(const std::string& path, const std::string& role) {
        return ask(http::Method::get, path, role);
    }
    http::Answer post(const std::string& path, const std::string& role, std::string body) {
        return ask(http::Method::post, path, role, std::move(body));
    }

    // An alert's JSON; raise() posts it and gives the case's id.
    static std::string alert(const std::string& id, const std::string& more = {});
    std::string raise(const std::string& id = test::alert_uuid);
    // The events of a case, as its coordinator reads them.
    v1::Timeline timeline(const std::string& case_id);
    // Turns the loop until the case has an event of this kind, and gives it.
    v1::Event await_event(const std::string& case_id, const std::string& kind);
    // The first page of a case, once there is one.
    v1::Pick first_pick(const std::string& case_id);
    // The small world, and everybody who has an account: whoever left the directory opens nothing.
    v1::DirectoryFile directory_file() const;
    // Puts it as the administrator.
    void put_directory(const v1::DirectoryFile& file);

    test::RedisServer redis_;
    std::unique_ptr<runtime::Process> process_;
    Secret secret_{Hash256{7, 2}};
    SystemEntropy entropy_;
    std::unique_ptr<Gateway> gateway_;
    std::unique_ptr<dispatcher::Dispatcher> dispatcher_;
    std::unique_ptr<http::Client> client_;
    std::map<std::string, std::string> tokens_;
    std::vector<std::string> account_people_;
    bool started_ = false;
};

[[nodiscard]] Struct json_of(const std::string& text);
[[nodiscard]] std::string text_at(const http::Answer& answer, const std::string& name);
[[nodiscard]] std::string field_of(const http::Answer& answer, const std::string& name);

}  // namespace relais::gateway
