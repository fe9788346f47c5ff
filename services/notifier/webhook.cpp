#include "services/notifier/webhook.hpp"

#include "common/base/webhook_signature.hpp"

namespace relais::notifier {
namespace {

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

std::string type_of(v1::Message::Kind kind) {
    return kind == v1::Message::come ? "page" : v1::Message::Kind_Name(kind);
}

std::string body_of(const Outgoing& outgoing) {
    std::string json;
    add_member(json, "type", type_of(outgoing.message.kind()));
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

boost::asio::awaitable<Handed> Webhook::send(Outgoing outgoing) {
    const std::string body = body_of(outgoing);
    const std::string now_s = std::to_string(to_ms(clock_.now()) / 1000);
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
                   {"webhook-timestamp", now_s},
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
