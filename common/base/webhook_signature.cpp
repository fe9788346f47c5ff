#include "common/base/webhook_signature.hpp"

#include <array>

#include <sodium.h>

namespace relais {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t key_bytes_min = 24;
constexpr std::size_t key_bytes_max = 64;
constexpr int variant = sodium_base64_VARIANT_ORIGINAL;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> key_of(std::string_view secret) {
    if (!secret.starts_with(secret_prefix)) return std::nullopt;
    secret.remove_prefix(secret_prefix.size());
    std::array<unsigned char, key_bytes_max> key;
    std::size_t length = 0;
    if (sodium_base642bin(key.data(), key.size(), secret.data(), secret.size(), nullptr, &length,
                          nullptr, variant) != 0 ||
        length < key_bytes_min)
        return std::nullopt;
    return std::string(reinterpret_cast<const char*>(key.data()), length);
}

}  // namespace

std::optional<std::string> webhook_signature(std::string_view secret, std::string_view id,
                                             std::string_view timestamp, std::string_view body) {
    const auto key = key_of(secret);
    if (!key) return std::nullopt;
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(*key), key->size());
    for (const std::string_view part :
         {id, std::string_view("."), timestamp, std::string_view("."), body})
        crypto_auth_hmacsha256_update(&state, bytes(part), part.size());
    crypto_auth_hmacsha256_final(&state, mac.data());
    std::array<char, sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES, variant)> text;
    sodium_bin2base64(text.data(), text.size(), mac.data(), mac.size(), variant);
    return std::string("v1,") + text.data();
}

}  // namespace relais
