#include "services/gateway/standard_webhook.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <string>

#include <sodium.h>

#include "common/base/keyed_hash.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view version_prefix = "v1,";

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> decoded(std::string_view text) {
    std::array<unsigned char, 64> raw;
    std::size_t length = 0;
    if (sodium_base642bin(raw.data(), raw.size(), text.data(), text.size(), nullptr, &length,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return std::nullopt;
    return std::string(reinterpret_cast<const char*>(raw.data()), length);
}

std::string mac_of(const std::string& key, std::string_view id, std::string_view timestamp,
                   std::string_view body) {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
    for (const std::string_view part :
         {id, std::string_view("."), timestamp, std::string_view("."), body})
        crypto_auth_hmacsha256_update(&state, bytes(part), part.size());
    crypto_auth_hmacsha256_final(&state, mac.data());
    return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

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
    if (!secret.starts_with(secret_prefix) || !in_time(timestamp, now_s)) return Signature::wrong;
    const auto key = decoded(secret.substr(secret_prefix.size()));
    if (!key || key->size() < 24) return Signature::wrong;
    const std::string expected = mac_of(*key, id, timestamp, request.body);
    while (!signatures.empty()) {  // two secrets while one is being replaced
        const auto end = signatures.find(' ');
        const std::string_view one = signatures.substr(0, end);
        signatures = end == signatures.npos ? std::string_view{} : signatures.substr(end + 1);
        if (!one.starts_with(version_prefix)) continue;
        const auto given = decoded(one.substr(version_prefix.size()));
        if (given && equal_constant_time(*given, expected)) return Signature::right;
    }
    return Signature::wrong;
}

}  // namespace relais::gateway
