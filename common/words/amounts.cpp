#include "common/words/amounts.hpp"

#include <unicode/currunit.h>
#include <unicode/numberformatter.h>

#include "common/base/check.hpp"

namespace relais::words {

// A decimal number all the way: no cent passes through a double.
std::string amount(Language language, std::int64_t cents) {
    UErrorCode status = U_ZERO_ERROR;
    const auto locale =
        language == Language::fr ? icu::Locale("fr", "CA") : icu::Locale("en", "CA");
    const auto format = icu::number::NumberFormatter::withLocale(locale)
                            .unit(icu::CurrencyUnit(u"CAD", status))
                            .scale(icu::number::Scale::powerOfTen(-2));
    const auto formatted = format.formatInt(cents, status);
    auto text = formatted.toString(status);
    check(U_SUCCESS(status), "an amount can be said");
    std::string said;
    text.toUTF8String(said);
    return said;
}

}  // namespace relais::words
