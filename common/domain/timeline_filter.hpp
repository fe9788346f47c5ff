// A timeline by what one looks for: a need, a kind of happening, a time.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "common/domain/case.hpp"

namespace relais::domain {

// What an event is about, for whoever looks through a case.
enum class Happening : std::uint8_t {
    asked,     // whoever was called, reminded, thanked; what was put to somebody
    answered,  // what they said and did, and what she said
    failed,    // a message or a promise that was not kept, a time that went by
    decided,   // by a person of the service, or by its rules
    read,      // a sealed field
    money,     // what was asked of the emergency fund, and what it did
};
inline constexpr std::array happening_names{
    std::string_view{"asked"},   std::string_view{"answered"}, std::string_view{"failed"},
    std::string_view{"decided"}, std::string_view{"read"},     std::string_view{"money"}};

[[nodiscard]] std::optional<Happening> happening_named(std::string_view name);
// Nothing: no event of a case.
[[nodiscard]] std::optional<Happening> happening_of(const v1::Event& event);
// The need that an event is about, by its field "need" or "page"; null: it is about the case.
[[nodiscard]] const NeedState* need_of(const v1::Event& event, const CaseState& state);

struct TimelineFilter {
    std::optional<v1::Need::Kind> need = {};  // unknown: the coordinator's own call
    std::optional<Happening> happening = {};
    std::optional<Instant> from = {};
    std::optional<Instant> until = {};  // no more
    bool operator==(const TimelineFilter&) const = default;

    [[nodiscard]] bool passes(const v1::Event& event, const CaseState& state) const;
};

}  // namespace relais::domain
