#include "common/domain/fund/money.hpp"

#include <algorithm>
#include <array>

namespace relais::domain {
namespace {

constexpr std::string_view ours = "CAD";
constexpr std::array<std::string_view, 4> blanks{" ", "\t", "\u00A0", "\u202F"};
constexpr std::array<std::string_view, 4> signs_of_ours{"CAD", "CA$", "$CA", "$"};

std::unexpected<v1::Rejection::Code> no(v1::Rejection::Code why) { return std::unexpected(why); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_blanks(std::string_view text) {
    std::string rest;
    while (!text.empty()) {
        const auto blank =
            std::ranges::find_if(blanks, [&](auto each) { return text.starts_with(each); });
        if (blank == blanks.end()) rest += text[0];
        text.remove_prefix(blank == blanks.end() ? 1 : blank->size());
    }
    return rest;
}

std::string_view without_our_sign(std::string_view text) {
    for (const auto sign : signs_of_ours) {
        if (text.starts_with(sign)) return text.substr(sign.size());
        if (text.ends_with(sign)) return text.substr(0, text.size() - sign.size());
    }
    return text;
}

// A currency that is not ours is said, rather than "not understood": it is the likelier mistake.
bool names_a_currency(std::string_view text) {
    static constexpr std::array<std::string_view, 7> others{"USD", "EUR", "US$", "GBP",
                                                            "€",   "£",   "¥"};
    return std::ranges::any_of(
        others, [&](auto other) { return text.starts_with(other) || text.ends_with(other); });
}

}  // namespace

Cents cents_of(const v1::Money& money) {
    if (!money.currency().empty() && money.currency() != ours)
        return no(v1::Rejection::currency_not_ours);
    if (money.cents() <= 0) return no(v1::Rejection::amount_not_positive);
    if (money.cents() > amount_cents_max) return no(v1::Rejection::amount_too_large);
    return money.cents();
}

Cents parse_amount(std::string_view typed, std::string_view currency) {
    if (!currency.empty() && currency != ours) return no(v1::Rejection::currency_not_ours);
    const std::string bare = without_blanks(typed);
    if (names_a_currency(bare)) return no(v1::Rejection::currency_not_ours);
    std::string_view text = without_our_sign(bare);
    const bool minus = text.starts_with("-") || text.starts_with("−");
    if (minus) text.remove_prefix(text[0] == '-' ? 1 : std::string_view("−").size());
    text = without_our_sign(text);
    const auto point = text.find_first_of(".,");
    const auto whole = text.substr(0, point);
    const auto part = point == text.npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != text.npos && part.empty()) ||
        !std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(part, is_digit))
        return no(v1::Rejection::request_not_understood);
    if (minus) return no(v1::Rejection::amount_not_positive);
    if (part.size() > 2) return no(v1::Rejection::amount_not_whole);
    std::int64_t cents = 0;
    for (const char digit :
         std::string(whole) + std::string(part) + std::string(2 - part.size(), '0')) {
        cents = cents * 10 + (digit - '0');
        if (cents > amount_cents_max) return no(v1::Rejection::amount_too_large);
    }
    if (cents == 0) return no(v1::Rejection::amount_not_positive);
    return cents;
}

std::string plain_amount(std::int64_t cents) {
    const auto size =
        cents < 0 ? 0 - static_cast<std::uint64_t>(cents) : static_cast<std::uint64_t>(cents);
    std::string part = std::to_string(size % 100);
    if (part.size() < 2) part.insert(0, "0");
    return (cents < 0 ? "-" : "") + std::to_string(size / 100) + "." + part;
}

}  // namespace relais::domain
