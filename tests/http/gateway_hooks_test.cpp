// Call-backs about messages: signed, or nothing happens; twice, once.
#include <sodium.h>

#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

class AReceipt : public GatewayTest {
protected:
    // Signs as a sender would; independent of the code under test.
    http::Answer send(const std::string& body, std::int64_t off_s = 0) {
        const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
        const std::string timestamp = std::to_string(now_s + off_s);
        std::array<unsigned char, 24> key;
        std::size_t length = 0;
        const std::string_view encoded = receipt_secret.substr(6);
        EXPECT_EQ(sodium_base642bin(key.data(), key.size(), encoded.data(), encoded.size(), nullptr,
                                    &length, nullptr, sodium_base64_VARIANT_ORIGINAL),
                  0);
        const std::string text = "msg_1." + timestamp + "." + body;
        std::array<unsigned char, 32> mac;
        crypto_auth_hmacsha256_state state;
        crypto_auth_hmacsha256_init(&state, key.data(), length);
        crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                      text.size());
        crypto_auth_hmacsha256_final(&state, mac.data());
        std::array<char, 64> signature;
        sodium_bin2base64(signature.data(), signature.size(), mac.data(), mac.size(),
                          sodium_base64_VARIANT_ORIGINAL);
        return ask(http::Method::post, "/hooks/receipts", "", body,
                   {{"webhook-id", "msg_1"},
                    {"webhook-timestamp", timestamp},
                    {"webhook-signature", "v1," + std::string(signature.data())}});
    }
    static std::string receipt(const std::string& message, const std::string& status) {
        return R"({"messageId":")" + message + R"(","status":")" + status +
               R"(","fault":"number_unknown"})";
    }
};

TEST_F(AReceipt, OfAFailureIsRecordedOnce) {
    const std::string id = raise();
    const std::string message = first_pick(id).message().id();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(send(receipt(message, "failed")).status, 204u);
    const auto event = await_event(id, "page_undelivered");
    EXPECT_EQ(event.page_undelivered().fault(), "number_unknown");
    EXPECT_EQ(event.page_undelivered().message_id(), message);
    int count = 0;
    for (const auto& entry : timeline(id).entries())
        count += entry.kind() == "page_undelivered" ? 1 : 0;
    EXPECT_EQ(count, 1);
}

TEST_F(AReceipt, OfADeliveryChangesNothing) {
    const std::string id = raise();
    const std::string message = first_pick(id).message().id();
    const auto before = timeline(id).entries_size();
    EXPECT_EQ(send(receipt(message, "delivered")).status, 204u);
    EXPECT_EQ(timeline(id).entries_size(), before);
}

TEST_F(AReceipt, ThatIsNotSignedChangesNothing) {
    const std::string id = raise();
    const std::string body = receipt(first_pick(id).message().id(), "failed");
    const auto unsigned_one = post("/hooks/receipts", "", body);
    EXPECT_EQ(unsigned_one.status, 401u);
    EXPECT_EQ(text_at(unsigned_one, "code"), "signature_missing");
    const auto old = send(body, -400);
    EXPECT_EQ(old.status, 401u);
    EXPECT_EQ(text_at(old, "code"), "signature_wrong");
    for (const auto& entry : timeline(id).entries()) EXPECT_NE(entry.kind(), "page_undelivered");
}

TEST_F(AReceipt, ThatMakesNoSenseIsRefused) {
    EXPECT_EQ(send("{").status, 400u);
    EXPECT_EQ(send(receipt("x", "failed")).status, 400u);
    EXPECT_EQ(send(receipt("a/b/c/d", "failed")).status, 400u);
    EXPECT_EQ(send(receipt(test::alert_uuid + "/1/0/x", "failed")).status, 400u);
    EXPECT_EQ(send(receipt(test::alert_uuid + "/1/0/0", "eaten")).status, 400u);
    EXPECT_EQ(send(receipt(test::alert_uuid + "/1/0/0", "failed")).status, 404u) << "of no case";
}

}  // namespace
}  // namespace relais::gateway
