#include "common/http/multipart.hpp"

#include <algorithm>
#include <cctype>

namespace relais::http {
namespace {

constexpr std::size_t boundary_max = 70;  // RFC 2046
constexpr std::string_view line_end = "\r\n";

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

// `name="value"` or `name=value` among the parameters of a field; absent: nothing.
std::optional<std::string> parameter(std::string_view field, std::string_view name) {
    const auto small = lower(field);
    for (auto at = small.find(';'); at != small.npos; at = small.find(';', at + 1)) {
        auto from = small.find_first_not_of("; \t", at);
        if (from == small.npos || !std::string_view(small).substr(from).starts_with(name)) continue;
        from += name.size();
        if (from >= small.size() || small[from] != '=') continue;
        ++from;
        const bool quoted = from < field.size() && field[from] == '"';
        if (quoted) ++from;
        const auto end = field.find(quoted ? '"' : ';', from);
        if (quoted && end == field.npos) return std::nullopt;
        return std::string(field.substr(from, end == field.npos ? end : end - from));
    }
    return std::nullopt;
}

// The head of a part up to its empty line; nothing when it names no field.
std::optional<Part> part_of(std::string_view text) {
    const auto end = text.find("\r\n\r\n");
    if (end == text.npos) return std::nullopt;
    std::string_view head = text.substr(0, end);
    Part part{.name = {}, .is_file = false, .chosen = false, .content = text.substr(end + 4)};
    constexpr std::string_view wanted = "content-disposition:";
    while (!head.empty()) {
        const auto stop = head.find(line_end);
        const auto line = head.substr(0, stop);
        head = stop == head.npos ? std::string_view{} : head.substr(stop + line_end.size());
        if (!lower(line).starts_with(wanted)) continue;
        const auto name = parameter(line, "name");
        if (!name || name->empty()) return std::nullopt;
        part.name = *name;
        const auto filename = parameter(line, "filename");
        part.is_file = filename.has_value();
        part.chosen = filename && !filename->empty();
        return part;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<Part>> parse_multipart(std::string_view content_type,
                                                 std::string_view body) {
    if (!lower(content_type).starts_with(multipart_type)) return std::nullopt;
    const auto boundary = parameter(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > boundary_max) return std::nullopt;
    const std::string mark = "--" + *boundary;
    if (!body.starts_with(mark)) return std::nullopt;
    body.remove_prefix(mark.size());
    std::vector<Part> parts;
    const std::string between = std::string(line_end) + mark;
    while (!body.starts_with("--")) {
        if (!body.starts_with(line_end) || parts.size() == parts_max) return std::nullopt;
        const auto end = body.find(between, line_end.size());
        if (end == body.npos) return std::nullopt;
        auto part = part_of(body.substr(line_end.size(), end - line_end.size()));
        if (!part) return std::nullopt;
        parts.push_back(std::move(*part));
        body.remove_prefix(end + between.size());
    }
    return parts;
}

std::optional<Fields> form_fields(const Request& request) {
    const auto type = request.field("content-type");
    if (!lower(type).starts_with(multipart_type)) return parse_form(request.body);
    const auto parts = parse_multipart(type, request.body);
    if (!parts) return std::nullopt;
    Fields fields;
    for (const auto& part : *parts)
        if (!part.is_file) fields.emplace_back(part.name, std::string(part.content));
    return fields;
}

}  // namespace relais::http
