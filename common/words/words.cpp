// Reads the two embedded catalogues once, at start; after that saying something allocates a string
// and touches nothing else. What is wrong in a catalogue stops the process at start (check), so
// that a night shift never meets it.
#include "common/words/words.hpp"

#include <algorithm>
#include <array>

#include <unicode/gregocal.h>
#include <unicode/msgfmt.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include "common/base/check.hpp"
#include "common/words/catalogue.hpp"

namespace relais::words {
namespace {

using Patterns = std::map<std::string, std::unique_ptr<icu::MessageFormat>, std::less<>>;

const icu::Locale& locale_of(Language language) {
    static const icu::Locale french("fr", "CA");
    static const icu::Locale english("en", "CA");
    return language == Language::fr ? french : english;
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

std::unique_ptr<icu::MessageFormat> pattern_of(std::string_view key, std::string_view text,
                                               Language language) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError at{};
    auto made = std::make_unique<icu::MessageFormat>(icu::UnicodeString::fromUTF8(text),
                                                     locale_of(language), at, status);
    check(U_SUCCESS(status), "the pattern of " + std::string(key) + " can be read");
    return made;
}

Patterns read_all(Language language) {
    Patterns patterns;
    for (const auto& [key, text] : catalogue_of(language))
        patterns.emplace(key, pattern_of(key, text, language));
    return patterns;
}

std::string in_zone(Language language, std::int64_t ms, const std::string& zone,
                    const char16_t* pattern) {
    UErrorCode status = U_ZERO_ERROR;
    icu::SimpleDateFormat format(icu::UnicodeString(pattern), locale_of(language), status);
    check(U_SUCCESS(status), "a date pattern can be read");
    format.adoptTimeZone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
    icu::UnicodeString out;
    format.format(static_cast<UDate>(ms), out);
    // Since CLDR 42 English puts a narrow space before "a.m.", which old telephones cannot show.
    out.findAndReplace(icu::UnicodeString(u'\u202f'), icu::UnicodeString(u'\u00a0'));
    return utf8(out);
}

}  // namespace

Language language_of(std::string_view tags) {
    double best = 0.0;
    Language found = Language::fr;
    while (!tags.empty()) {
        const auto comma = tags.find(',');
        std::string_view one = tags.substr(0, comma);
        tags = comma == std::string_view::npos ? std::string_view{} : tags.substr(comma + 1);
        while (!one.empty() && one.front() == ' ') {
            one.remove_prefix(1);
        }
        double weight = 1.0;
        if (const auto q = one.find("q="); q != std::string_view::npos) {
            weight = std::strtod(std::string(one.substr(q + 2)).c_str(), nullptr);
        }
        const std::string_view primary = one.substr(0, one.find_first_of("-;_ "));
        const bool known = primary == "fr" || primary == "en";
        if (known && weight > best) {
            best = weight;
            found = primary == "fr" ? Language::fr : Language::en;
        }
    }
    return found;
}

std::string_view tag(Language language) { return language == Language::fr ? "fr-CA" : "en-CA"; }

class Words::Impl {
public:
    Impl() : french_(read_all(Language::fr)), english_(read_all(Language::en)) {}
    [[nodiscard]] const Patterns& of(Language language) const {
        return language == Language::fr ? french_ : english_;
    }

private:
    Patterns french_;
    Patterns english_;
};

Words::Words() : impl_(std::make_unique<Impl>()) {}
Words::~Words() = default;

std::string Words::say(Language language, std::string_view key, const Arguments& arguments) const {
    const Patterns& patterns = impl_->of(language);
    const auto found = patterns.find(key);
    check(found != patterns.end(), "words exist for " + std::string(key));
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const auto& [name, value] : arguments) {
        names.push_back(icu::UnicodeString::fromUTF8(name));
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            values.emplace_back(*number);
        } else {
            values.emplace_back(icu::UnicodeString::fromUTF8(std::get<std::string>(value)));
        }
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString out;
    found->second->format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out,
                          status);
    check(U_SUCCESS(status), "the words of " + std::string(key) + " can be said");
    // An abbreviation that ends a sentence ends it with its own stop.
    for (const auto* half : {u"a.m.", u"p.m."})
        out.findAndReplace(icu::UnicodeString(half) + u'.', icu::UnicodeString(half));
    return utf8(out);
}

bool Words::has(std::string_view key) const {
    return impl_->of(Language::fr).contains(key) && impl_->of(Language::en).contains(key);
}

std::vector<std::string> Words::keys(Language language) const {
    std::vector<std::string> all;
    for (const auto& [key, pattern] : impl_->of(language)) {
        all.push_back(key);
    }
    return all;
}

std::string Words::time_of_day(Language language, std::int64_t ms, const std::string& zone) const {
    return in_zone(language, ms, zone,
                   language == Language::fr ? u"HH'\u00a0h\u00a0'mm" : u"h:mm\u00a0a");
}

std::string Words::moment(Language language, std::int64_t ms, const std::string& zone) const {
    if (language == Language::en) {
        return in_zone(language, ms, zone, u"MMMM\u00a0d, y, h:mm\u00a0a");
    }
    // The first of a month is "1er" in French, and ICU's patterns do not know it.
    const bool first = in_zone(language, ms, zone, u"d") == "1";
    return in_zone(language, ms, zone,
                   first ? u"d'er\u00a0'MMMM\u00a0y, HH'\u00a0h\u00a0'mm"
                         : u"d\u00a0MMMM\u00a0y, HH'\u00a0h\u00a0'mm");
}

}  // namespace relais::words
