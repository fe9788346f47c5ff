#include "common/base/ids.hpp"

#include <charconv>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include "common/base/check.hpp"

namespace relais {
namespace {

// Namespace of case ids, made once at random; changing it would orphan every retry.
constexpr std::string_view case_namespace = "8c1d6a5e-52b0-4d8e-9a27-5f3f2e7c7201";

template <class Number>
bool parse_number(std::string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

}  // namespace

std::optional<std::string> canonical_uuid(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    std::string lower;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool upper_hex = c >= 'A' && c <= 'F';
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || upper_hex;
        if (dash ? c != '-' : !hex) return std::nullopt;
        lower.push_back(upper_hex ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return lower;
}

CaseId case_of_alert(std::string_view alert_uuid) {
    check(canonical_uuid(alert_uuid).has_value(), "an alert's id is a UUID");
    return CaseId{name_uuid(alert_uuid)};
}

std::string name_uuid(std::string_view text) {
    static const boost::uuids::name_generator_sha1 name(
        boost::uuids::string_generator{}(case_namespace.begin(), case_namespace.end()));
    return boost::uuids::to_string(name(text.data(), text.size()));
}

PageId page_id(std::string_view case_uuid, std::uint64_t version, std::size_t index) {
    return PageId{std::string(case_uuid) + "/" + std::to_string(version) + "/" +
                  std::to_string(index)};
}

std::optional<PageParts> parse_page_id(std::string_view page) {
    const auto first = page.find('/');
    const auto second = first == page.npos ? page.npos : page.find('/', first + 1);
    if (second == page.npos) return std::nullopt;
    PageParts parts{.case_uuid = std::string(page.substr(0, first))};
    if (!canonical_uuid(parts.case_uuid)) return std::nullopt;
    if (!parse_number(page.substr(first + 1, second - first - 1), parts.version))
        return std::nullopt;
    if (!parse_number(page.substr(second + 1), parts.index)) return std::nullopt;
    return parts;
}

}  // namespace relais
