#include "common/hsds/phone.hpp"

#include <algorithm>
#include <array>

namespace relais::hsds {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), is_digit);
    return digits;
}

// Splits "514 555-0123 poste 12" before the word.
std::pair<std::string_view, std::string_view> parted(std::string_view text) {
    constexpr std::array words = {"poste", "ext.", "ext", "p.", "x", "#"};
    for (const std::string_view word : words) {
        const auto found = std::ranges::search(text, word, [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
        });
        if (found.empty()) continue;
        const auto at = static_cast<std::size_t>(found.begin() - text.begin());
        return {text.substr(0, at), text.substr(at + word.size())};
    }
    return {text, {}};
}

bool only(std::string_view text, std::string_view signs) {
    return std::ranges::all_of(text,
                               [&](char c) { return is_digit(c) || signs.find(c) != signs.npos; });
}

}  // namespace

std::optional<std::string> dialled(std::string_view number, std::string_view extension) {
    while (number.starts_with('"') || number.starts_with(' ')) number.remove_prefix(1);
    while (number.ends_with('"') || number.ends_with(' ')) number.remove_suffix(1);
    const auto [main, after] = parted(number);
    const auto further = digits_of(after.empty() ? extension : after);
    if (!only(after.empty() ? extension : after, " .:") || further.size() > 7) return std::nullopt;
    if (!only(main, "+()-. \t") || main.find('+', 1) != main.npos) return std::nullopt;
    auto digits = digits_of(main);
    if (main.starts_with('+')) {
        if (digits.size() < 8 || digits.size() > 15 || digits.front() == '0') return std::nullopt;
    } else {
        if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
        const bool american = digits.size() == 10 && digits[0] >= '2' && digits[3] >= '2';
        if (!american) return std::nullopt;
        digits.insert(0, 1, '1');
    }
    return "+" + digits + (further.empty() ? "" : ";ext=" + further);
}

}  // namespace relais::hsds
