#include "common/store/calendar_readings.hpp"

#include <algorithm>
#include <charconv>

#include "common/store/keys.hpp"

namespace relais::store {
namespace {

using redis::Args;

SealContext context_of(const CalendarName& name) {
    return {"directory", "reading", "calendar/" + name.roster + "/" + name.calendar};
}

std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Instant instant_in(const std::string& text) { return instant(number_in(text)); }

// "12 6f1c…".
std::string text_of(const CalendarState& state) {
    return std::to_string(state.revision) + " " + state.digest;
}

CalendarState state_in(const std::string& text) {
    return {static_cast<std::uint64_t>(number_in(text)),
            text.substr(std::min(text.find(' '), text.size() - 1) + 1)};
}

std::string text_of(Instant at) { return std::to_string(to_ms(at)); }

Result<void> done(const Result<redis::Reply>& reply) {
    if (!reply) return std::unexpected(reply.error());
    return {};
}

}  // namespace

awaitable<Result<bool>> CalendarReadings::claim(CalendarName name, CalendarState state,
                                                std::chrono::milliseconds period) {
    const std::string key = calendar_claim_key(name.roster, name.calendar);
    const std::string ms = std::to_string(period.count());
    const auto held = co_await client_.call({"GET", key});
    if (!held) co_return std::unexpected(held.error());
    // Several may come here at once: the server lets one of them through.
    if (held->is_nil()) {
        const auto taken = co_await client_.call({"SET", key, text_of(state), "NX", "PX", ms});
        if (!taken) co_return std::unexpected(taken.error());
        co_return !taken->is_nil();
    }
    const auto known = state_in(held->text);
    if (known.digest == state.digest || state.revision < known.revision) co_return false;
    const auto before = co_await client_.call({"SET", key, text_of(state), "PX", ms, "GET"});
    if (!before) co_return std::unexpected(before.error());
    co_return before->is_nil() || state_in(before->text).digest != state.digest;
}

awaitable<Result<void>> CalendarReadings::move_claim(CalendarName name, CalendarState state) {
    co_return done(co_await client_.call(
        {"SET", calendar_claim_key(name.roster, name.calendar), text_of(state), "XX", "KEEPTTL"}));
}

awaitable<Result<void>> CalendarReadings::drop_claim(CalendarName name) {
    co_return done(co_await client_.call({"DEL", calendar_claim_key(name.roster, name.calendar)}));
}

awaitable<Result<std::optional<CalendarReading>>> CalendarReadings::last(CalendarName name) {
    const auto reply =
        co_await client_.call({"HMGET", calendar_reading_key(name.roster, name.calendar), "at",
                               "fault", "good_at", "good"});
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.size() != 4 || reply->elements[0].is_nil()) co_return std::nullopt;
    CalendarReading reading{.at = instant_in(reply->elements[0].text),
                            .fault = reply->elements[1].text,
                            .good_at = instant_in(reply->elements[2].text),
                            .good = {}};
    v1::Sealed sealed;
    if (!reply->elements[3].is_nil() && sealed.ParseFromString(reply->elements[3].text))
        // A key that was destroyed is a calendar that was forgotten.
        reading.good = keys_.open(sealed, context_of(name)).value_or(std::string{});
    co_return reading;
}

awaitable<Result<void>> CalendarReadings::put_good(CalendarName name, Instant at, std::uint64_t key,
                                                   std::string good) {
    const auto sealed = keys_.seal(key, context_of(name), good);
    if (!sealed) co_return std::unexpected(sealed.error());
    co_return co_await set(name, {"at", text_of(at), "fault", "", "good_at", text_of(at), "good",
                                  sealed->SerializeAsString()});
}

awaitable<Result<void>> CalendarReadings::put_same(CalendarName name, Instant at) {
    co_return co_await set(name, {"at", text_of(at), "fault", "", "good_at", text_of(at)});
}

awaitable<Result<void>> CalendarReadings::put_fault(CalendarName name, Instant at,
                                                    std::string fault) {
    co_return co_await set(name, {"at", text_of(at), "fault", std::move(fault)});
}

awaitable<Result<std::string>> CalendarReadings::told(CalendarName name) {
    const auto reply =
        co_await client_.call({"HGET", calendar_reading_key(name.roster, name.calendar), "told"});
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->text;
}

awaitable<Result<void>> CalendarReadings::put_told(CalendarName name, std::string fault) {
    co_return co_await set(name, {"told", std::move(fault)});
}

awaitable<Result<void>> CalendarReadings::forget(CalendarName name) {
    co_return done(co_await client_.call({"DEL", calendar_claim_key(name.roster, name.calendar),
                                          calendar_reading_key(name.roster, name.calendar)}));
}

awaitable<Result<void>> CalendarReadings::set(CalendarName name, Args fields) {
    Args args{"HSET", calendar_reading_key(name.roster, name.calendar)};
    args.insert(args.end(), fields.begin(), fields.end());
    co_return done(co_await client_.call(args));
}

}  // namespace relais::store
