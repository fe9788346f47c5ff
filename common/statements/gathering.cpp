#include "common/statements/gathering.hpp"

#include <algorithm>
#include <array>

#include "common/base/keyed_hash.hpp"

namespace relais::statements {
namespace {

constexpr std::int64_t cents_max = 10'000'000'000;  // more than that is a typing error

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What stands around a number: blanks, signs of our currency, an apostrophe between thousands.
std::string bare(std::string_view text) {
    static constexpr std::array<std::string_view, 9> nothing{"\u00A0", "\u202F", "CAD", "$", " ",
                                                             "\t",     "'",      "\"",  "+"};
    std::string rest;
    while (!text.empty()) {
        const auto found =
            std::ranges::find_if(nothing, [&](auto each) { return text.starts_with(each); });
        if (found == nothing.end()) rest += text[0];
        text.remove_prefix(found == nothing.end() ? 1 : found->size());
    }
    return rest;
}

// Takes the sign away, however it was written.
bool takes_minus(std::string& text) {
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
        text = text.substr(1, text.size() - 2);
        return true;
    }
    if (text.starts_with("\u2212")) {
        text.erase(0, std::string_view("\u2212").size());
        return true;
    }
    if (text.starts_with('-')) {
        text.erase(0, 1);
        return true;
    }
    if (!text.ends_with('-')) return false;
    text.pop_back();
    return true;
}

std::size_t utf8_size(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
    if (size == 0 || size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
    const auto second = size > 1 ? static_cast<unsigned char>(text[1]) : 0;
    const bool wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0) ||
                       (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second >= 0x90);
    return wrong ? 0 : size;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto size = utf8_size(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// Windows-1252, where it is not Latin-1.
constexpr std::array<unsigned, 32> between_80_and_9f{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

// So many digits from the beginning; nothing when there are fewer.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits || !std::ranges::all_of(text.substr(0, digits), is_digit))
        return std::nullopt;
    int number = 0;
    for (const char digit : text.substr(0, digits)) number = number * 10 + (digit - '0');
    text.remove_prefix(digits);
    return number;
}

// "1,234.50": a sign of thousands stands before three digits, or it is no such sign: of "45,50"
// nobody may make 4 550 dollars.
bool without_groups(std::string& text, char sign) {
    for (auto at = text.find(sign); at != text.npos; at = text.find(sign, at)) {
        const auto follow = text.find_first_not_of("0123456789", at + 1);
        if (at == 0 || (follow == text.npos ? text.size() : follow) - at != 4) return false;
        text.erase(at, 1);
    }
    return true;
}

}  // namespace

Read<std::int64_t> read_cents(std::string_view typed, bool decimal_comma) {
    constexpr const char* no = "amount_not_understood";
    auto text = bare(typed);
    const bool minus = takes_minus(text);
    if (!without_groups(text, decimal_comma ? '.' : ',')) return std::unexpected(no);
    const auto point = text.find(decimal_comma ? ',' : '.');
    const auto whole = text.substr(0, point);
    auto part = point == text.npos ? std::string() : text.substr(point + 1);
    if ((whole.empty() && part.empty()) || part.size() > 2 ||
        !std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(part, is_digit))
        return std::unexpected(no);
    part.resize(2, '0');
    std::int64_t cents = 0;
    for (const char digit : whole + part) {
        cents = cents * 10 + (digit - '0');
        if (cents > cents_max) return std::unexpected("amount_too_large");
    }
    if (cents == 0) return std::unexpected("amount_zero");
    return minus ? -cents : cents;
}

Read<Instant> read_day(std::string_view text, std::string_view form) {
    constexpr const char* no = "date_not_understood";
    int year = 0, month = 0, day = 0;
    while (text.starts_with(' ')) text.remove_prefix(1);
    for (; !form.empty() && form != "*"; form.remove_prefix(1)) {
        if (form[0] != '%' || form.size() < 2) {
            if (!text.starts_with(form[0])) return std::unexpected(no);
            text.remove_prefix(1);
            continue;
        }
        form.remove_prefix(1);
        int* place = form[0] == 'Y'   ? &year
                     : form[0] == 'm' ? &month
                     : form[0] == 'd' ? &day
                                      : nullptr;
        if (place == nullptr) return std::unexpected(no);
        const auto number = take_number(text, form[0] == 'Y' ? 4 : 2);
        if (!number) return std::unexpected(no);
        *place = *number;
    }
    while (text.ends_with(' ')) text.remove_suffix(1);
    const std::chrono::year_month_day at{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
    if ((form.empty() && !text.empty()) || !at.ok() || year < 2000 || year >= 2100)
        return std::unexpected(no);
    return Instant(std::chrono::sys_days(at)) + std::chrono::hours(12);
}

std::string as_utf8(std::string_view bytes) {
    if (is_utf8(bytes)) return std::string(bytes);
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        append_utf8(out, byte < 0x80 || byte >= 0xA0 ? byte : between_80_and_9f[byte - 0x80u]);
    }
    return out;
}

std::string tidy_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
        if (!blank) out += c;
        if (blank && !out.empty() && out.back() != ' ') out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    if (out.size() <= text_bytes_max) return out;
    auto end = text_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
    return out.substr(0, end);
}

std::string dated(std::string id, Instant day, std::int64_t cents) {
    if (id.empty()) return id;
    return id + "#" + std::to_string(to_ms(day) / 86'400'000) + "#" + std::to_string(cents);
}

void Gathering::add(std::uint32_t number, Line line) {
    if (reading_.lines.size() >= lines_max) return bad(number, "too_many_lines");
    line.text = tidy_text(line.text);
    line.id = tidy_text(line.id);
    if (line.id.empty() || line.id.size() > id_bytes_max) {
        const auto body = std::to_string(to_ms(line.booked)) + "\n" + std::to_string(line.cents) +
                          "\n" + line.id + "\n" + line.text;
        const auto nth = like_[body]++;
        line.id =
            "h" + to_hex(as_text(plain_hash(body + "\n" + std::to_string(nth)))).substr(0, 31);
    }
    reading_.lines.push_back(std::move(line));
}

void Gathering::bad(std::uint32_t number, const char* reason) {
    if (reading_.bad.size() >= bad_max) return;
    auto& told = reading_.bad.emplace_back();
    told.set_line(number);
    told.set_reason(reading_.bad.size() == bad_max ? "and_more" : reason);
}

v1::BankStatement::Format format_of(std::string_view bytes) {
    const auto head = bytes.substr(0, 4'096);
    const auto has = [&](std::string_view what) { return head.find(what) != head.npos; };
    if (has("OFXHEADER") || has("<OFX>")) return v1::BankStatement::ofx;
    if (has("camt.053") || has("BkToCstmrStmt")) return v1::BankStatement::camt_053;
    return v1::BankStatement::csv;
}

Reading read(std::string_view bytes, v1::BankStatement::Format format,
             const v1::StatementMapping& mapping) {
    switch (format) {
        case v1::BankStatement::camt_053:
            return read_camt(bytes);
        case v1::BankStatement::ofx:
            return read_ofx(bytes);
        default:
            return read_csv(bytes, mapping);
    }
}

}  // namespace relais::statements
