#include "services/gateway/calendar_address.hpp"

#include <charconv>
#include <vector>

#include <sodium.h>

#include "common/store/keys.hpp"
#include "services/gateway/problem.hpp"

namespace relais::gateway {
namespace {

constexpr std::size_t mac_bytes = 16;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string named(const CalendarOf& of) { return static_cast<char>(of.kind) + of.id; }

}  // namespace

std::string calendar_token(const Secret& secret, const CalendarOf& of, std::uint64_t serial) {
    std::string packed = named(of);
    // The serial stands first, so that no id can pass for another with a serial.
    const Hash256 mac = secret.hash("calendar address", std::to_string(serial) + ":" + packed);
    packed.append(as_text(mac).substr(0, mac_bytes));
    std::vector<char> text(sodium_base64_encoded_len(packed.size(), variant));
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(packed.data()), packed.size(),
                      variant);
    return {text.data()};
}

std::optional<CalendarOf> said_by_token(std::string_view token) {
    std::vector<unsigned char> packed(token.size());
    std::size_t size = 0;
    const int decoded = sodium_base642bin(packed.data(), packed.size(), token.data(), token.size(),
                                          nullptr, &size, nullptr, variant);
    if (decoded != 0 || size < 1 + mac_bytes) return std::nullopt;
    const auto kind = static_cast<CalendarOf::Kind>(packed.front());
    if (kind != CalendarOf::Kind::person && kind != CalendarOf::Kind::roster) return std::nullopt;
    return CalendarOf{
        kind, {packed.begin() + 1, packed.begin() + static_cast<std::ptrdiff_t>(size - mac_bytes)}};
}

awaitable<Answered<std::uint64_t>> calendar_serial(redis::Client& client, CalendarOf of) {
    const auto reply =
        co_await client.call({"HGET", std::string(store::calendar_serials_key), named(of)});
    if (!reply) co_return std::unexpected(refused_for(reply.error()));
    std::uint64_t serial = 0;
    const auto& text = reply->text;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), serial);
    // A serial that cannot be read must not make a revoked address good again.
    if (!reply->is_nil() && (read.ec != std::errc{} || read.ptr != text.data() + text.size()))
        co_return std::unexpected(refused_for(Fault{FaultCode::corrupt, "calendar serial", text}));
    co_return serial;
}

awaitable<Answered<void>> revoke_calendar(redis::Client& client, CalendarOf of) {
    const auto reply =
        co_await client.call({"HINCRBY", std::string(store::calendar_serials_key), named(of), "1"});
    if (!reply) co_return std::unexpected(refused_for(reply.error()));
    co_return Answered<void>{};
}

}  // namespace relais::gateway
