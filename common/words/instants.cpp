#include "common/words/instants.hpp"

#include <array>
#include <memory>

#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include "common/base/check.hpp"

namespace relais::words {
namespace {

using ZonePtr = std::unique_ptr<icu::TimeZone>;

constexpr double near_a_change_ms = 3.0 * 3'600'000;

ZonePtr zone_of(const std::string& zone) {
    return ZonePtr(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
}

std::string formatted(Language language, std::int64_t ms, const std::string& zone,
                      const icu::UnicodeString& pattern) {
    UErrorCode status = U_ZERO_ERROR;
    const auto locale =
        language == Language::fr ? icu::Locale("fr", "CA") : icu::Locale("en", "CA");
    icu::SimpleDateFormat format(pattern, locale, status);
    check(U_SUCCESS(status), "a date pattern can be read");
    format.adoptTimeZone(zone_of(zone).release());
    icu::UnicodeString out;
    format.format(static_cast<UDate>(ms), out);
    // Since CLDR 42 English puts a narrow space before "a.m.", which old telephones cannot show.
    out.findAndReplace(icu::UnicodeString(u'\u202f'), icu::UnicodeString(u'\u00a0'));
    std::string text;
    out.toUTF8String(text);
    return text;
}

std::int32_t offset(const icu::TimeZone& zone, double ms) {
    std::int32_t raw = 0;
    std::int32_t saved = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone.getOffset(ms, false, raw, saved, status);
    check(U_SUCCESS(status), "a zone has an offset at every instant");
    return raw + saved;
}

// " (HNE)" where the clocks change nearby, else nothing.
icu::UnicodeString mark(std::int64_t ms, const std::string& zone) {
    const auto clock = zone_of(zone);
    const auto at = static_cast<double>(ms);
    const auto here = offset(*clock, at);
    const bool calm = offset(*clock, at - near_a_change_ms) == here &&
                      offset(*clock, at + near_a_change_ms) == here;
    return calm ? icu::UnicodeString() : icu::UnicodeString(u"\u00a0(z)");
}

// The first of a month is "1er" in French, and ICU's patterns do not know it.
icu::UnicodeString french_day(std::int64_t ms, const std::string& zone) {
    return formatted(Language::fr, ms, zone, u"d") == "1" ? u"d'er'" : u"d";
}

// In French the day stands before the month, in English behind it.
std::string dated(Language language, std::int64_t ms, const std::string& zone,
                  const char16_t* before, const char16_t* month, const char16_t* after_fr,
                  const char16_t* after_en) {
    const icu::UnicodeString space(u"\u00a0");
    const auto pattern =
        language == Language::fr
            ? icu::UnicodeString(before) + french_day(ms, zone) + space + month + after_fr
            : icu::UnicodeString(before) + month + space + u"d" + after_en;
    return formatted(language, ms, zone, pattern);
}

}  // namespace

std::string exact_time(Language language, std::int64_t ms, const std::string& zone) {
    const icu::UnicodeString pattern = language == Language::fr
                                           ? u"HH'\u00a0h\u00a0'mm'\u00a0min\u00a0'ss'\u00a0s'"
                                           : u"h:mm:ss\u00a0a";
    return formatted(language, ms, zone, pattern + mark(ms, zone));
}

std::string date(Language language, std::int64_t ms, const std::string& zone) {
    return dated(language, ms, zone, u"", u"MMMM", u"\u00a0y", u", y");
}

std::string weekday(Language language, std::int64_t ms, const std::string& zone) {
    return dated(language, ms, zone, language == Language::fr ? u"EEEE " : u"EEEE, ", u"MMMM", u"",
                 u"");
}

std::string short_weekday(Language language, std::int64_t ms, const std::string& zone) {
    return formatted(language, ms, zone, u"EEE");
}

std::string month(Language language, std::int64_t ms, const std::string& zone) {
    return formatted(language, ms, zone, u"MMMM\u00a0y");
}

std::string short_date(Language language, std::int64_t ms, const std::string& zone) {
    return dated(language, ms, zone, u"", u"MMM", u"", u"");
}

std::string short_moment(Language language, std::int64_t ms, const std::string& zone) {
    const auto day = dated(language, ms, zone, language == Language::fr ? u"EEE " : u"EEE, ",
                           u"MMM", u", ", u", ");
    const icu::UnicodeString pattern =
        language == Language::fr ? u"HH'\u00a0h\u00a0'mm" : u"h:mm\u00a0a";
    return day + formatted(language, ms, zone, pattern + mark(ms, zone));
}

std::string span(const Words& words, Language language, std::int64_t from_ms, std::int64_t until_ms,
                 const std::string& zone) {
    const auto from_date = date(language, from_ms, zone);
    const auto until_date = date(language, until_ms, zone);
    return words.say(language, from_date == until_date ? "span.one_day" : "span.days",
                     {{"from", exact_time(language, from_ms, zone)},
                      {"until", exact_time(language, until_ms, zone)},
                      {"from_date", from_date},
                      {"until_date", until_date}});
}

std::string hours(const Words& words, Language language, std::int64_t ms) {
    const auto minutes = ms / 60'000;
    const auto rest = minutes % 60;
    if (rest == 0) return words.say(language, "span.h", {{"n", minutes / 60}});
    return words.say(language, "span.h_min",
                     {{"h", minutes / 60}, {"min", (rest < 10 ? "0" : "") + std::to_string(rest)}});
}

std::string length(const Words& words, Language language, std::int64_t ms) {
    struct Unit {
        const char* key;
        std::int64_t ms;
    };
    constexpr std::array units{Unit{"span.d", 86'400'000}, Unit{"span.h", 3'600'000},
                               Unit{"span.min", 60'000}, Unit{"span.s", 1'000}};
    std::string text;
    for (const auto& unit : units) {
        const auto count = ms / unit.ms;
        ms %= unit.ms;
        if (count == 0) continue;
        if (!text.empty()) text += "\u00a0";
        text += words.say(language, unit.key, {{"n", count}});
    }
    return text.empty() ? words.say(language, "span.s", {{"n", std::int64_t{0}}}) : text;
}

}  // namespace relais::words
