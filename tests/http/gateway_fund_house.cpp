#include "tests/http/gateway_fund_house.hpp"

#include <google/protobuf/util/json_util.h>

namespace relais::gateway {

void GatewayFundTest::parse(const std::string& json, google::protobuf::Message& message) {
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &message).ok()) << json;
}

v1::FundFile GatewayFundTest::settings_file() {
    v1::FundFile file;
    *file.mutable_settings() = test::small_settings();
    // The night lasts all day, and the signatories of the story stand in the directory.
    file.mutable_settings()->mutable_limits()->set_night_from_minute(0);
    file.mutable_settings()->mutable_limits()->set_night_until_minute(24 * 60 - 1);
    file.mutable_settings()->clear_payers();
    for (auto& vendor : *file.mutable_settings()->mutable_vendors()) {
        auto& card = (*file.mutable_cards())[vendor.id()];
        card.set_name("Secret name of " + vendor.id());
        card.set_paid_to("IBAN of " + vendor.id());
    }
    return file;
}

void GatewayFundTest::add_steward(const std::string& person) {
    redis::Settings settings;
    settings.unix_socket = redis_.socket();
    redis::Client client(process_->io.get_executor(), settings);
    v1::Account account;
    account.set_person(person);
    account.set_organization("coalition");
    account.set_language("en");
    account.add_roles(v1::Role::steward);
    const auto token = run(make_account(client, entropy_, account));
    client.stop();
    ASSERT_TRUE(token);
    tokens_[person] = *token;
    account_people_.push_back(person);
}

GatewayFundTest::GatewayFundTest() {
    for (const auto* person : {"stella", "simone", "board", "clerk"}) add_steward(person);
    put_directory(directory_file());
    treasurer_ = std::make_unique<treasurer::Treasurer>(*process_, secret_);
    EXPECT_TRUE(run(treasurer_->start()));
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(settings_file(), &json).ok());
    const auto put =
        ask(http::Method::put, "/v1/fund/settings?id=" + uuid(), "admin", std::move(json));
    EXPECT_EQ(put.status, 200u) << put.body;
    for (const auto* source : {"city", "province", "interpreters"}) {
        const auto received =
            tell("stella", R"("receiveFunding":{"source":")" + std::string(source) +
                               R"(","amount":{"cents":"100000"}})");
        EXPECT_EQ(received.status, 200u) << received.body;
    }
}

GatewayFundTest::~GatewayFundTest() {
    const auto stop = [](GatewayFundTest& self) -> boost::asio::awaitable<bool> {
        co_await self.treasurer_->stop();
        co_return true;
    };
    run(stop(*this));
    treasurer_.reset();
}

std::string GatewayFundTest::uuid() {
    auto number = std::to_string(++next_);
    return "0000f00d-0000-4000-8000-" + std::string(12 - number.size(), '0') + number;
}

http::Answer GatewayFundTest::tell(const std::string& role, const std::string& command,
                                   const std::string& note) {
    return post("/v1/fund/commands", role,
                R"({"id":")" + uuid() + R"(","command":{)" + command + "}" +
                    (note.empty() ? "" : R"(,"note":")" + note + "\"") + "}");
}

http::Answer GatewayFundTest::asked(const std::string& role, const std::string& more,
                                    const std::string& id) {
    return post("/v1/fund/requests", role, R"({"request":")" + id + "\"," + more + "}");
}

std::string GatewayFundTest::ask_for(const std::string& role, const std::string& more) {
    const auto id = uuid();
    const auto answer = asked(role, more, id);
    EXPECT_EQ(answer.status, 200u) << answer.body;
    return id;
}

http::Answer GatewayFundTest::approve(const std::string& role, const std::string& request,
                                      int cents, const std::string& vendor) {
    return tell(role, R"("approveRequest":{"request":")" + request + R"(","seen":{"cents":")" +
                          std::to_string(cents) + R"("},"vendor":")" + vendor + "\"}");
}

std::string GatewayFundTest::approved(int cents) {
    const auto id =
        ask_for("clerk", R"("expense":"taxi","amount":")" + std::to_string(cents / 100) + "." +
                             (cents % 100 < 10 ? "0" : "") + std::to_string(cents % 100) + "\"");
    const auto answer = approve("stella", id, cents);
    EXPECT_EQ(answer.status, 200u) << answer.body;
    return id;
}

std::string GatewayFundTest::paid(int cents) {
    const auto id = approved(cents);
    const auto sent = tell("stella", R"("sendPayment":{"request":")" + id + R"(","payment":"p-)" +
                                         id + R"(","way":"transfer"})");
    EXPECT_EQ(sent.status, 200u) << sent.body;
    const auto told = tell("stella", R"("tellPayment":{"payment":"p-)" + id +
                                         R"(","told":"paid","basis":"checked_by_hand"})");
    EXPECT_EQ(told.status, 200u) << told.body;
    return id;
}

v1::FundRequest::State GatewayFundTest::state_of(const std::string& request) {
    return read<v1::FundRequestView>("/v1/fund/requests/" + request, "clerk").state();
}

std::uint64_t GatewayFundTest::version() {
    return read<v1::FundBalances>("/v1/fund/balances", "clerk").version();
}

std::string GatewayFundTest::stored() {
    redis::Settings settings;
    settings.unix_socket = redis_.socket();
    redis::Client client(process_->io.get_executor(), settings);
    const auto reply =
        run(client.call({"XRANGE", "{f:coalition}:events:fund/coalition", "-", "+"}));
    client.stop();
    std::string all;
    if (!reply) return all;
    for (const auto& entry : reply->elements)
        for (const auto& field : entry.elements.at(1).elements) all += field.text;
    return all;
}

}  // namespace relais::gateway
