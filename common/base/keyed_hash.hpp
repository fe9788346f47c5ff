// Keyed BLAKE2b (libsodium): partitions, case codes, body hashes and answer tokens are derived with
// it, so that none of them can be guessed or reversed without the service's secret.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relais {

using Hash256 = std::array<unsigned char, 32>;

// The service's secret (32 bytes). What it is used for is part of every hash, so that a value made
// for one purpose is worth nothing for another.
class Secret {
public:
    explicit Secret(Hash256 key) : key_(key) {}
    [[nodiscard]] Hash256 hash(std::string_view purpose, std::string_view text) const;

private:
    Hash256 key_;
};

[[nodiscard]] Hash256 plain_hash(std::string_view text);
[[nodiscard]] Hash256 chain_hash(std::string_view previous, std::string_view event);
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string_view as_text(const Hash256& hash);
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);

// A case's code as people say it over the telephone: four syllables, no date, place or sequence.
[[nodiscard]] std::string case_code(const Secret& secret, std::string_view case_uuid);

// The answer link's token: page id and a 128-bit keyed hash over it, in base64url. Its single use
// is decided by the events of the case, not by the token.
[[nodiscard]] std::string answer_token(const Secret& secret, std::string_view page_id);
[[nodiscard]] std::optional<std::string> page_of_token(const Secret& secret,
                                                       std::string_view token);

}  // namespace relais
