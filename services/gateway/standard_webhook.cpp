#include "services/gateway/standard_webhook.hpp"

#include <charconv>

#include "common/base/keyed_hash.hpp"
#include "common/base/webhook_signature.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

bool in_time(std::string_view timestamp, std::int64_t now_s) {
    std::int64_t sent = 0;
    const auto read = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), sent);
    if (read.ec != std::errc{} || read.ptr != timestamp.data() + timestamp.size()) return false;
    const std::int64_t off = limits::receipt_tolerance.count();
    return sent >= now_s - off && sent <= now_s + off;
}

}  // namespace

Signature check_signature(std::string_view secret, const http::Request& request,
                          std::int64_t now_s) {
    const std::string_view id = request.field("webhook-id");
    const std::string_view timestamp = request.field("webhook-timestamp");
    std::string_view signatures = request.field("webhook-signature");
    if (id.empty() || timestamp.empty() || signatures.empty()) return Signature::missing;
    if (!in_time(timestamp, now_s)) return Signature::wrong;
    const auto expected = webhook_signature(secret, id, timestamp, request.body);
    while (expected && !signatures.empty()) {  // two secrets while one is being replaced
        const auto end = signatures.find(' ');
        if (equal_constant_time(signatures.substr(0, end), *expected)) return Signature::right;
        signatures = end == signatures.npos ? std::string_view{} : signatures.substr(end + 1);
    }
    return Signature::wrong;
}

}  // namespace relais::gateway
