#include "common/words/money.hpp"

namespace relais::words {

std::string money(Language language, std::int64_t cents) {
    const bool french = language == Language::fr;
    // Of the smallest number there is no positive one: it is counted without its sign.
    const auto size =
        cents < 0 ? 0 - static_cast<std::uint64_t>(cents) : static_cast<std::uint64_t>(cents);
    std::string whole = std::to_string(size / 100);
    for (auto at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, french ? "\u00a0" : ",");
    const auto rest = std::to_string(100 + size % 100).substr(1);
    const std::string minus = cents < 0 ? "\u2212" : "";
    return french ? minus + whole + "," + rest + "\u00a0$" : minus + "$" + whole + "." + rest;
}

}  // namespace relais::words
