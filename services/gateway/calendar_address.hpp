// Calendar addresses: a path that gives somebody's shifts to whoever knows it, because calendar
// programs cannot sign in.
//
//   token = base64url(kind (1 byte), id, keyed hash over both and the serial (16 bytes))
//
// Nothing secret is stored: Redis holds how often an address was revoked, and an address of an
// earlier serial is worth nothing at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/keyed_hash.hpp"
#include "common/redis/client.hpp"
#include "services/gateway/calendar_out.hpp"
#include "services/gateway/desk.hpp"

namespace relais::gateway {

[[nodiscard]] std::string calendar_token(const Secret& secret, const CalendarOf& of,
                                         std::uint64_t serial);
// Whose address it says that it is. Whether it is one, only calendar_token can tell.
[[nodiscard]] std::optional<CalendarOf> said_by_token(std::string_view token);

// Refused: 503 store_away.
[[nodiscard]] awaitable<Answered<std::uint64_t>> calendar_serial(redis::Client& client,
                                                                 CalendarOf of);
[[nodiscard]] awaitable<Answered<void>> revoke_calendar(redis::Client& client, CalendarOf of);

}  // namespace relais::gateway
