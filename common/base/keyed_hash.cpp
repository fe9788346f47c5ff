#include "common/base/keyed_hash.hpp"

#include <cstring>
#include <vector>

#include <sodium.h>

#include "common/base/check.hpp"
#include "common/base/ids.hpp"

namespace relais {
namespace {

constexpr std::size_t mac_size = 16;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// 16 bytes of uuid, 4 of version, 2 of index: short enough for a text message.
std::string pack_page(const PageParts& parts) {
    std::string packed;
    std::string digits;
    for (const char c : parts.case_uuid)
        if (c != '-') digits.push_back(c);
    packed.resize(16);
    std::size_t written = 0;
    check(sodium_hex2bin(reinterpret_cast<unsigned char*>(packed.data()), packed.size(),
                         digits.data(), digits.size(), nullptr, &written, nullptr) == 0,
          "a page's case is a UUID");
    for (int shift = 24; shift >= 0; shift -= 8)
        packed.push_back(static_cast<char>((parts.version >> shift) & 0xff));
    for (int shift = 8; shift >= 0; shift -= 8)
        packed.push_back(static_cast<char>((parts.index >> shift) & 0xff));
    return packed;
}

std::string unpack_page(std::string_view packed) {
    const std::string hex = to_hex(packed.substr(0, 16));
    const std::string uuid = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) +
                             "-" + hex.substr(16, 4) + "-" + hex.substr(20);
    std::uint64_t version = 0;
    for (const char c : packed.substr(16, 4))
        version = version << 8 | static_cast<unsigned char>(c);
    std::size_t index = 0;
    for (const char c : packed.substr(20, 2)) index = index << 8 | static_cast<unsigned char>(c);
    return page_id(uuid, version, index).value();
}

}  // namespace

Hash256 Secret::hash(std::string_view purpose, std::string_view text) const {
    Hash256 out;
    crypto_generichash_state state;
    crypto_generichash_init(&state, key_.data(), key_.size(), out.size());
    const auto length = static_cast<unsigned char>(purpose.size());
    crypto_generichash_update(&state, &length, 1);
    crypto_generichash_update(&state, bytes(purpose), purpose.size());
    crypto_generichash_update(&state, bytes(text), text.size());
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
}

Hash256 plain_hash(std::string_view text) {
    Hash256 out;
    crypto_generichash(out.data(), out.size(), bytes(text), text.size(), nullptr, 0);
    return out;
}

Hash256 chain_hash(std::string_view previous, std::string_view event) {
    return plain_hash(std::string(previous) + std::string(event));
}

std::string to_hex(std::string_view text) {
    std::string hex(text.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), bytes(text), text.size());
    hex.pop_back();
    return hex;
}

std::string_view as_text(const Hash256& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string case_code(const Secret& secret, std::string_view case_uuid) {
    constexpr std::string_view consonants = "BDFGJKLMNPRSTVZ";
    constexpr std::string_view vowels = "AEIOU";
    const Hash256 hash = secret.hash("case code", case_uuid);
    std::string code;
    for (std::size_t syllable = 0; syllable < 4; ++syllable) {
        if (syllable == 2) code.push_back('-');
        code.push_back(consonants[hash[syllable * 2] % consonants.size()]);
        code.push_back(vowels[hash[syllable * 2 + 1] % vowels.size()]);
    }
    return code;
}

std::string answer_token(const Secret& secret, std::string_view page) {
    const auto parts = parse_page_id(page);
    check(parts && parts->version <= 0xffffffff && parts->index <= 0xffff,
          "a page id has its form");
    std::string token = pack_page(*parts);
    const Hash256 mac = secret.hash("answer", token);
    token.append(as_text(mac).substr(0, mac_size));
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::vector<char> text(sodium_base64_encoded_len(token.size(), variant));
    sodium_bin2base64(text.data(), text.size(), bytes(token), token.size(), variant);
    return {text.data()};
}

std::optional<std::string> page_of_token(const Secret& secret, std::string_view token) {
    constexpr std::size_t packed_size = 22;
    std::array<char, packed_size + mac_size> raw;
    std::size_t length = 0;
    const int decoded = sodium_base642bin(reinterpret_cast<unsigned char*>(raw.data()), raw.size(),
                                          token.data(), token.size(), nullptr, &length, nullptr,
                                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (decoded != 0 || length != raw.size()) return std::nullopt;
    const std::string_view packed(raw.data(), packed_size);
    const Hash256 mac = secret.hash("answer", packed);
    const std::string_view given(raw.data() + packed_size, mac_size);
    if (!equal_constant_time(as_text(mac).substr(0, mac_size), given)) return std::nullopt;
    return unpack_page(packed);
}

}  // namespace relais
