// The two catalogues are equals, and are set as they would be printed: French typography, true
// apostrophes, and nothing in a message that leaves the house but a code and a link.
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <toml.hpp>
#include <unicode/messagepattern.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

namespace relais::words {
namespace {

using Texts = std::map<std::string, std::string>;

Texts read(const std::string& name) {
    Texts texts;
    const auto catalogue = toml::parse(std::string(WORDS_DIR) + "/" + name);
    for (const auto& [section, entries] : catalogue.as_table()) {
        for (const auto& [key, text] : entries.as_table()) {
            texts.emplace(section + "." + key, text.as_string().str);
        }
    }
    return texts;
}

const Texts& french() {
    static const Texts texts = read("fr-CA.toml");
    return texts;
}

const Texts& english() {
    static const Texts texts = read("en-CA.toml");
    return texts;
}

std::set<std::string> arguments_of(const std::string& text) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError at{};
    const icu::UnicodeString pattern = icu::UnicodeString::fromUTF8(text);
    const icu::MessagePattern parsed(pattern, &at, status);
    EXPECT_TRUE(U_SUCCESS(status)) << text;
    std::set<std::string> names;
    for (std::int32_t index = 0; index < parsed.countParts(); ++index) {
        const auto& part = parsed.getPart(index);
        if (part.getType() == UMSGPAT_PART_TYPE_ARG_NAME) {
            std::string name;
            parsed.getSubstring(part).toUTF8String(name);
            names.insert(name);
        }
    }
    return names;
}

bool matches(const std::string& text, const char16_t* pattern) {
    UErrorCode status = U_ZERO_ERROR;
    icu::RegexMatcher matcher(icu::UnicodeString(pattern), UREGEX_CASE_INSENSITIVE, status);
    EXPECT_TRUE(U_SUCCESS(status));
    const icu::UnicodeString subject = icu::UnicodeString::fromUTF8(text);
    matcher.reset(subject);
    return matcher.find();
}

TEST(Catalogues, HoldTheSameKeys) {
    std::set<std::string> in_french;
    std::set<std::string> in_english;
    for (const auto& [key, text] : french()) {
        in_french.insert(key);
    }
    for (const auto& [key, text] : english()) {
        in_english.insert(key);
    }
    EXPECT_EQ(in_french, in_english);
    EXPECT_GT(in_french.size(), 300U);
}

TEST(Catalogues, TakeTheSameArguments) {
    for (const auto& [key, text] : french()) {
        ASSERT_TRUE(english().contains(key)) << key;
        EXPECT_EQ(arguments_of(text), arguments_of(english().at(key))) << key;
    }
}

TEST(Catalogues, LeaveNoTextEmpty) {
    for (const auto* texts : {&french(), &english()}) {
        for (const auto& [key, text] : *texts) {
            EXPECT_FALSE(text.empty()) << key;
        }
    }
}

TEST(Catalogues, UseTrueApostrophes) {
    for (const auto* texts : {&french(), &english()}) {
        for (const auto& [key, text] : *texts) {
            EXPECT_EQ(text.find('\''), std::string::npos) << key << ": " << text;
        }
    }
}

TEST(Catalogues, NeedNoEscapingInHtml) {
    for (const auto* texts : {&french(), &english()}) {
        for (const auto& [key, text] : *texts) {
            EXPECT_EQ(text.find_first_of("<>&\""), std::string::npos) << key << ": " << text;
        }
    }
}

// Wrong: an ordinary space, or none, before a mark that stands apart in French. A '?' right after
// '{' or a ':' of a URL does not occur in our texts.
TEST(FrenchCatalogue, SetsMarksApartWithNonBreakingSpaces) {
    for (const auto& [key, text] : french()) {
        EXPECT_FALSE(matches(text, u"[^\\u00a0\\u202f][:;?!]")) << key << ": " << text;
        EXPECT_FALSE(matches(text, u"«[^\\u00a0]")) << key << ": " << text;
        EXPECT_FALSE(matches(text, u"[^\\u00a0]»")) << key << ": " << text;
        EXPECT_FALSE(matches(text, u"[0-9}] (h|min|s)([^\\w’]|$)")) << key << ": " << text;
    }
}

TEST(FrenchCatalogue, SeesAMarkThatIsSetWrong) {
    EXPECT_TRUE(matches("Pouvez-vous venir ?", u"[^\\u00a0\\u202f][:;?!]"));
    EXPECT_TRUE(matches("« oui »", u"«[^\\u00a0]"));
}

TEST(EnglishCatalogue, SetsNoSpaceBeforeMarks) {
    for (const auto& [key, text] : english()) {
        EXPECT_FALSE(matches(text, u"[\\s\\u00a0\\u202f][:;?!]")) << key << ": " << text;
    }
}

TEST(MessagesThatLeaveTheHouse, CarryACodeAndALinkAndNothingOfTheCase) {
    std::size_t seen = 0;
    for (const auto* texts : {&french(), &english()}) {
        for (const auto& [key, text] : *texts) {
            if (!key.starts_with("message.")) {
                continue;
            }
            ++seen;
            EXPECT_EQ(arguments_of(text), (std::set<std::string>{"code", "link"})) << key;
            EXPECT_FALSE(
                matches(text, u"traite|traffic|victim|police|shelter|héberg|abri|sant|health"))
                << key << ": " << text;
            for (const auto& [other, name] : *texts) {
                if (other.starts_with("sector.") || other.starts_with("need.")) {
                    EXPECT_EQ(text.find(name), std::string::npos) << key << " names " << other;
                }
            }
        }
    }
    EXPECT_EQ(seen, 4U);
}

// A screen may be seen over a shoulder.
TEST(Catalogues, NeverNameWhatWasDoneToHer) {
    for (const auto* texts : {&french(), &english()}) {
        for (const auto& [key, text] : *texts) {
            EXPECT_FALSE(matches(text, u"\\btraite\\b|traffick|victim")) << key << ": " << text;
        }
    }
}

}  // namespace
}  // namespace relais::words
