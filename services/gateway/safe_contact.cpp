#include "services/gateway/safe_contact.hpp"

#include <google/protobuf/util/json_util.h>

#include "services/gateway/characters.hpp"
#include "services/gateway/json_text.hpp"
#include "services/gateway/limits.hpp"

namespace relais::gateway {
namespace {

std::unexpected<Refused> invalid(std::string detail) {
    return std::unexpected(
        Refused{.status = 400, .code = "invalid_field", .detail = std::move(detail)});
}

}  // namespace

Answered<void> check_safe_contact(const v1::SafeContact& told, const std::string& field) {
    using Way = v1::SafeContact::Way;
    if (told.ways_size() > limits::safe_ways) return invalid(field + ".ways: too many");
    for (int i = 0; i < told.ways_size(); ++i) {
        const auto& way = told.ways(i);
        const std::string at = field + ".ways[" + std::to_string(i) + "]";
        if (way.kind() == Way::unknown || !Way::Kind_IsValid(way.kind()))
            return invalid(at + ".kind");
        if (way.value().empty() || characters(way.value()) > limits::safe_part_characters)
            return invalid(at + ".value");
    }
    if (characters(told.hours()) > limits::safe_part_characters)
        return invalid(field + ".hours: too long");
    if (characters(told.safe_word()) > limits::safe_part_characters)
        return invalid(field + ".safeWord: too long");
    if (characters(told.who_may_answer()) > limits::safe_part_characters)
        return invalid(field + ".whoMayAnswer: too long");
    // Hours and a word without any way to use them tell nobody how to reach her.
    if (told.ways().empty()) return invalid(field + ".ways: at least one");
    return {};
}

std::string sealable(const v1::SafeContact& told) { return to_json(told); }

std::optional<v1::SafeContact> safe_contact_in(std::string_view opened) {
    if (!opened.starts_with('{')) return std::nullopt;
    v1::SafeContact told;
    const auto read =
        google::protobuf::util::JsonStringToMessage({opened.data(), opened.size()}, &told);
    if (!read.ok() || told.ways().empty()) return std::nullopt;
    return told;
}

}  // namespace relais::gateway
