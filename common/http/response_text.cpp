#include "common/http/response_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace relais::http {
namespace {

std::string_view reason_of(unsigned status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        case 507:
            return "Insufficient Storage";
        default:
            return "Status";
    }
}

bool one_line(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

void append_number(std::string& out, std::size_t number, int base = 10) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
    out.append(digits.data(), end.ptr);
}

}  // namespace

std::optional<std::string> response_text(const Response& response, const Framing& framing) {
    std::string text;
    text.reserve(256 + (framing.head_only ? 0 : response.body.size()));
    text += "HTTP/1.1 ";
    append_number(text, response.status);
    text += ' ';
    text += reason_of(response.status);
    text += "\r\n";
    for (const auto& [name, value] : response.fields) {
        if (!one_line(name) || !one_line(value)) return std::nullopt;
        text += name;
        text += ": ";
        text += value;
        text += "\r\n";
    }
    if (!framing.keep_alive)
        text += "Connection: close\r\n";
    else if (framing.http_1_0)
        text += "Connection: keep-alive\r\n";
    if (response.stream) {
        if (!framing.http_1_0) text += "Transfer-Encoding: chunked\r\n";
    } else if (response.status != 204 && response.status != 304) {
        text += "Content-Length: ";
        append_number(text, response.body.size());
        text += "\r\n";
    }
    text += "\r\n";
    if (!response.stream && !framing.head_only) text += response.body;
    return text;
}

std::string chunk_text(std::string_view piece) {
    std::string text;
    text.reserve(piece.size() + 16);
    append_number(text, piece.size(), 16);
    text += "\r\n";
    text += piece;
    text += "\r\n";
    return text;
}

}  // namespace relais::http
