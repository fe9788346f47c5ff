#include "services/relais/console.hpp"

#include <algorithm>
#include <iostream>

#include <spdlog/fmt/fmt.h>

namespace relais::cli {
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string Console::words(std::string_view key, const words::Arguments& arguments) const {
    return words_.say(language_, fmt::format("cli.{}", key), arguments);
}

std::string Console::words_or_code(const std::string& section, const std::string& code,
                                   const words::Arguments& arguments) const {
    const auto key = section + "." + code;
    return words_.has(key) ? words_.say(language_, key, arguments) : code;
}

void Console::line(std::string_view text) const { std::cout << text << '\n' << std::flush; }

void Console::say(std::string_view key, const words::Arguments& arguments) const {
    line(words(key, arguments));
}

int Console::refuse(std::string_view key, const words::Arguments& arguments) const {
    std::cerr << words(key, arguments) << '\n';
    return exit_refused;
}

int Console::refuse(const Fault& fault) const {
    return refuse("failed", {{"operation", fault.operation}, {"cause", fault.cause}});
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], characters(row[i]));
        }
    }
    std::string out;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += row[i];
            if (i + 1 < row.size()) out += std::string(widths[i] - characters(row[i]) + 2, ' ');
        }
        out += '\n';
    }
    if (!out.empty()) out.pop_back();
    return out;
}

std::string wrapped(const std::vector<std::string>& parts, std::size_t indent) {
    std::string text(indent, ' ');
    std::size_t used = indent;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = parts[i] + (i + 1 < parts.size() ? "," : "");
        const auto size = characters(part);
        if (used > indent && used + 1 + size > terminal_columns) {
            text += "\n" + std::string(indent, ' ');
            used = indent;
        }
        if (used > indent) text += ' ';
        text += part;
        used += size + 1;
    }
    return text;
}

std::string folded(std::string_view text, std::size_t indent, std::size_t columns) {
    std::string all;
    std::size_t used = 0;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        const auto size = characters(word);
        if (used > indent && used + 1 + size > columns) {
            all += "\n" + std::string(indent, ' ');
            used = indent;
        } else if (!all.empty()) {
            all += ' ';
            ++used;
        }
        all += word;
        used += size;
    }
    return all;
}

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string printable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        const bool second_set = c == 0xc2 && next >= 0x80 && next < 0xa0;  // U+0080 … U+009F
        out += c < 0x20 || c == 0x7f || second_set ? ' ' : text[i];
        if (second_set) ++i;
    }
    return out;
}

}  // namespace relais::cli
