// How the replies of Redis are read here: entries of streams, outcomes of commands.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/redis/client.hpp"
#include "common/store/store.hpp"

namespace relais::store {

// The value of a field of a stream entry [id, [field, value, …]]; null when it is not there.
[[nodiscard]] inline const std::string* field_of(const redis::Reply& entry, std::string_view name) {
    if (entry.elements.size() != 2) return nullptr;
    const auto& fields = entry.elements[1].elements;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
        if (fields[i].text == name) return &fields[i + 1].text;
    return nullptr;
}

[[nodiscard]] inline std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

// "p", "a<version>" or "r<code>", as the functions write it.
[[nodiscard]] inline std::optional<Outcome> outcome_of(std::string_view text) {
    if (text == "p") return Outcome{};
    const auto number = number_of(text.empty() ? text : text.substr(1));
    if (!number) return std::nullopt;
    if (text.front() == 'a') return Outcome{Outcome::State::accepted, *number, v1::Rejection::none};
    if (text.front() != 'r') return std::nullopt;
    return Outcome{Outcome::State::rejected, 0, static_cast<v1::Rejection::Code>(*number)};
}

[[nodiscard]] inline std::string outcome_text(v1::Rejection::Code rejection,
                                              std::uint64_t version) {
    if (rejection != v1::Rejection::none) return "r" + std::to_string(rejection);
    return "a" + std::to_string(version);
}

// A refusal that means: the server has forgotten what prepare() gave it.
[[nodiscard]] inline bool says(const Fault& fault, std::string_view words) {
    return fault.code == FaultCode::refused && fault.cause.find(words) != std::string::npos;
}

}  // namespace relais::store
