// The two catalogues are equals, and are set as they would be printed: French typography, true
// apostrophes, and nothing in a message that leaves the house but a code and a link.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <toml.hpp>
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

// The arguments of a pattern, by the grammar of ICU MessageFormat (as far as we use it):
//   message  := (text | '{' name '}' | '{' name ',' type ',' (selector '{' message '}')* '}')*
class Pattern {
public:
    explicit Pattern(const std::string& text) : text_(text) { message(); }
    [[nodiscard]] const std::set<std::string>& names() const { return names_; }

private:
    void message() {
        while (at_ < text_.size() && text_[at_] != '}') {
            if (text_[at_++] == '{') {
                argument();
            }
        }
    }
    void argument() {
        const auto end = text_.find_first_of(",}", at_);
        names_.insert(text_.substr(at_, end - at_));
        at_ = end;
        while (at_ < text_.size() && text_[at_] != '}') {
            if (text_[at_++] == '{') {
                message();
                ++at_;
            }
        }
        ++at_;
    }

    const std::string& text_;
    std::size_t at_ = 0;
    std::set<std::string> names_;
};

const std::string nbsp = "\u00a0";
const std::string thin = "\u202f";

bool ends_in_fixed_space(const std::string& text) {
    return text.ends_with(nbsp) || text.ends_with(thin);
}

bool marks_stand_apart(const std::string& text) {
    for (auto at = text.find_first_of(":;?!"); at != std::string::npos;
         at = text.find_first_of(":;?!", at + 1)) {
        if (!ends_in_fixed_space(text.substr(0, at))) {
            return false;
        }
    }
    for (auto at = text.find("«"); at != std::string::npos; at = text.find("«", at + 1)) {
        if (!text.substr(at).starts_with("«" + nbsp)) {
            return false;
        }
    }
    for (auto at = text.find("»"); at != std::string::npos; at = text.find("»", at + 1)) {
        if (!text.substr(0, at).ends_with(nbsp)) {
            return false;
        }
    }
    return true;
}

bool names_any(std::string text, std::initializer_list<const char*> wanted) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::ranges::any_of(
        wanted, [&](const char* word) { return text.find(word) != std::string::npos; });
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
        EXPECT_EQ(Pattern(text).names(), Pattern(english().at(key)).names()) << key;
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

TEST(FrenchCatalogue, SetsMarksApartWithNonBreakingSpaces) {
    for (const auto& [key, text] : french()) {
        EXPECT_TRUE(marks_stand_apart(text)) << key << ": " << text;
    }
}

TEST(FrenchCatalogue, SeesAMarkThatIsSetWrong) {
    EXPECT_FALSE(marks_stand_apart("Pouvez-vous venir ?"));
    EXPECT_FALSE(marks_stand_apart("Pouvez-vous venir?"));
    EXPECT_FALSE(marks_stand_apart("« oui »"));
    EXPECT_TRUE(marks_stand_apart("«\u00a0oui\u00a0»\u202f!"));
}

TEST(EnglishCatalogue, SetsNoSpaceBeforeMarks) {
    for (const auto& [key, text] : english()) {
        for (auto at = text.find_first_of(":;?!"); at != std::string::npos;
             at = text.find_first_of(":;?!", at + 1)) {
            const std::string before = text.substr(0, at);
            EXPECT_FALSE(before.ends_with(" ") || ends_in_fixed_space(before)) << key;
        }
    }
}

TEST(Patterns, GiveTheirArguments) {
    EXPECT_EQ(Pattern("{a, plural, =0 {none} one {# of {b}} other {{c}}} {d}").names(),
              (std::set<std::string>{"a", "b", "c", "d"}));
}

TEST(MessagesThatLeaveTheHouse, CarryACodeAndALinkAndNothingOfTheCase) {
    std::size_t seen = 0;
    for (const auto* texts : {&french(), &english()}) {
        for (const auto& [key, text] : *texts) {
            if (!key.starts_with("message.")) {
                continue;
            }
            ++seen;
            std::set<std::string> allowed{"code", "link"};
            // A notice is of no case.
            if (key == "message.gap" || key == "message.calendar" ||
                key.starts_with("message.fund_"))
                allowed.erase("code");
            if (key.starts_with("message.fund_")) allowed.insert("count");
            // It stands before any of the others.
            if (key == "message.drill") allowed = {"text"};
            EXPECT_EQ(Pattern(text).names(), allowed) << key;
            EXPECT_FALSE(names_any(text, {"traite", "traffic", "victim", "police", "shelter",
                                          "héberg", "sant", "health"}))
                << key << ": " << text;
            for (const auto& [other, name] : *texts) {
                if (other.starts_with("sector.") || other.starts_with("need.")) {
                    EXPECT_EQ(text.find(name), std::string::npos) << key << " names " << other;
                }
            }
        }
    }
    EXPECT_EQ(seen, 38U);
}

// A screen may be seen over a shoulder.
TEST(Catalogues, NeverNameWhatWasDoneToHer) {
    for (const auto* texts : {&french(), &english()}) {
        for (const auto& [key, text] : *texts) {
            EXPECT_FALSE(names_any(text, {"la traite", "de traite", "traffick", "victim"}))
                << key << ": " << text;
        }
    }
}

}  // namespace
}  // namespace relais::words
