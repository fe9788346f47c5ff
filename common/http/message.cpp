#include "common/http/message.hpp"

#include "common/http/percent.hpp"

namespace relais::http {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string_view Request::field(std::string_view name) const {
    for (const auto& [have, value] : fields)
        if (have == name) return value;
    return {};
}

std::string Request::cookie(std::string_view name) const {
    for (const auto& [have, value] : fields) {
        if (have != "cookie") continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = rest.find(';');
            const std::string_view pair = trimmed(rest.substr(0, end));
            const auto equals = pair.find('=');
            if (equals != pair.npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
            rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
        }
    }
    return {};
}

std::string Request::query_value(std::string_view name) const {
    const auto pairs = parse_form(query);
    if (!pairs) return {};
    for (const auto& [have, value] : *pairs)
        if (have == name) return value;
    return {};
}

std::optional<Fields> parse_form(std::string_view body) {
    Fields pairs;
    while (!body.empty()) {
        const auto end = body.find('&');
        const std::string_view pair = body.substr(0, end);
        body = end == body.npos ? std::string_view{} : body.substr(end + 1);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), Plus::is_space);
        auto value = equals == pair.npos ? std::optional<std::string>("")
                                         : percent_decoded(pair.substr(equals + 1), Plus::is_space);
        if (!name || !value) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::is_space) {
            out.push_back(' ');
        } else if (text[i] != '%') {
            out.push_back(text[i]);
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = digit(text[i + 1]);
            const int low = digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    return out;
}

}  // namespace relais::http
