#include "services/notifier/webhook.hpp"

#include <array>
#include <vector>

#include <sodium.h>

namespace relais::notifier {
namespace {

constexpr std::string_view secret_prefix = "whsec_";

std::optional<std::string> secret_bytes(std::string_view secret) {
    if (!secret.starts_with(secret_prefix)) return std::nullopt;
    secret.remove_prefix(secret_prefix.size());
    std::array<char, 64> key;
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), secret.data(),
                          secret.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        length < 24)
        return std::nullopt;
    return std::string(key.data(), length);
}

// By hand: protobuf's own JSON writer took a tenth of the notifier's time in a flood.
void add_member(std::string& json, std::string_view name, std::string_view value) {
    constexpr std::string_view digits = "0123456789abcdef";
    json.append(json.empty() ? "{\"" : ",\"").append(name).append("\":\"");
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            json.append(1, '\\').append(1, c);
        else if (byte >= 0x20)
            json.append(1, c);
        else
            json.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 0xf]);
    }
    json.append(1, '"');
}

std::string body_of(const Outgoing& outgoing) {
    std::string json;
    add_member(json, "type", outgoing.message.kind() == v1::Message::come ? "page" : "stand_down");
    add_member(json, "code", outgoing.message.code());
    add_member(json, "text", outgoing.text);
    add_member(json, "language", outgoing.message.language());
    if (!outgoing.link.empty()) add_member(json, "link", outgoing.link);
    return json.append(1, '}');
}

// Worth another try: the other side was busy or away. Anything else will say the same again.
bool passing(unsigned status) { return status >= 500 || status == 429 || status == 408; }

std::string fault_code(FaultCode code) {
    if (code == FaultCode::timeout) return "timeout";
    if (code == FaultCode::refused) return "address_refused";
    return "unreachable";
}

}  // namespace

std::optional<std::string> webhook_signature(std::string_view secret, std::string_view id,
                                             std::int64_t timestamp_s, std::string_view body) {
    const auto key = secret_bytes(secret);
    if (!key) return std::nullopt;
    const std::string signed_text =
        std::string(id) + "." + std::to_string(timestamp_s) + "." + std::string(body);
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key->data()),
                                key->size());
    crypto_auth_hmacsha256_update(
        &state, reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size());
    crypto_auth_hmacsha256_final(&state, mac.data());
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
    std::vector<char> text(sodium_base64_encoded_len(mac.size(), variant));
    sodium_bin2base64(text.data(), text.size(), mac.data(), mac.size(), variant);
    return "v1," + std::string(text.data());
}

boost::asio::awaitable<Handed> Webhook::send(Outgoing outgoing) {
    const std::string body = body_of(outgoing);
    const std::int64_t now_s = to_ms(clock_.now()) / 1000;
    const auto signature =
        webhook_signature(outgoing.address.secret(), outgoing.message.id(), now_s, body);
    if (!signature) co_return Handed{.fault = "secret_unusable"};
    http::Call call;
    call.method = http::Method::post;
    call.url = outgoing.address.address();
    call.timeout = timeout_;
    call.body = body;
    call.fields = {{"content-type", "application/json"},
                   {"webhook-id", outgoing.message.id()},
                   {"webhook-timestamp", std::to_string(now_s)},
                   {"webhook-signature", *signature}};
    const auto answer = co_await client_.send(std::move(call));
    if (!answer) {
        const auto code = answer.error().code;
        co_return Handed{.try_again = code != FaultCode::refused, .fault = fault_code(code)};
    }
    if (answer->status >= 200 && answer->status < 300) co_return Handed{.over = true};
    co_return Handed{.try_again = passing(answer->status),
                     .fault = "status_" + std::to_string(answer->status)};
}

}  // namespace relais::notifier
