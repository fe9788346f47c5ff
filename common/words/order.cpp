#include "common/words/order.hpp"

#include <memory>
#include <vector>

#include <unicode/coll.h>

#include "common/base/check.hpp"

namespace relais::words {
namespace {

std::unique_ptr<const icu::Collator> collator(const char* language) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::Collator> made(
        icu::Collator::createInstance(icu::Locale(language, "CA"), status));
    check(U_SUCCESS(status) && made != nullptr, "ICU knows how both languages are sorted");
    return made;
}

}  // namespace

std::string sort_key(Language language, std::string_view name) {
    static const auto french = collator("fr");
    static const auto english = collator("en");
    const auto& order = language == Language::fr ? *french : *english;
    const auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    std::vector<std::uint8_t> key(static_cast<std::size_t>(order.getSortKey(text, nullptr, 0)));
    order.getSortKey(text, key.data(), static_cast<std::int32_t>(key.size()));
    return {key.begin(), key.end()};
}

}  // namespace relais::words
