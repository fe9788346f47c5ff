// Saying things: arguments, plurals, times in the territory's zone, and whose language it is.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/words/amounts.hpp"
#include "common/words/order.hpp"
#include "common/words/words.hpp"

namespace relais::words {
namespace {

constexpr auto fr = Language::fr;
constexpr auto en = Language::en;
constexpr std::int64_t november_21_0740_utc = 1'795'246'800'000;

const Words& words() {
    static const Words all;
    return all;
}

TEST(Words, SayAMessageWithItsCodeAndLink) {
    const Arguments arguments{{"code", std::string("tilo-mera")},
                              {"link", std::string("https://r/a/x")}};
    EXPECT_EQ(words().say(fr, "message.page", arguments),
              "Relais tilo-mera\u00a0: pouvez-vous venir\u202f? Répondez ici\u00a0: https://r/a/x");
    EXPECT_EQ(words().say(en, "message.page", arguments),
              "Relais tilo-mera: can you come? Answer here: https://r/a/x");
}

TEST(Words, StandInTheOrderOfTheirLanguage) {
    std::vector<std::string> names{"Zoé", "émile", "Eva", "Œuvrard", "Edith", "Étienne", "Élise"};
    for (const auto language : {fr, en}) {
        std::ranges::sort(names, {}, [&](const auto& name) { return sort_key(language, name); });
        EXPECT_EQ(names, (std::vector<std::string>{"Edith", "Élise", "émile", "Étienne", "Eva",
                                                   "Œuvrard", "Zoé"}));
    }
    EXPECT_LT(sort_key(fr, "Diallo"), sort_key(fr, "Diallo-Roy"));
}

TEST(Words, CountAsEachLanguageDoes) {
    const auto count = [](Language language, std::int64_t n) {
        return words().say(language, "board.uncovered", {{"n", n}});
    };
    EXPECT_EQ(count(fr, 0), "Aucun besoin à couvrir");
    EXPECT_EQ(count(fr, 1), "1 besoin à couvrir");
    EXPECT_EQ(count(fr, 3), "3 besoins à couvrir");
    EXPECT_EQ(count(en, 1), "1 need to cover");
    EXPECT_EQ(count(en, 3), "3 needs to cover");
}

// Times may be written with spaces that do not break.
TEST(Words, EndASentenceWithOneStop) {
    const auto told =
        words().say(en, "event.clock_nearing",
                    {{"clock", std::string("care")}, {"until", std::string("5:24 a.m.")}});
    EXPECT_EQ(told, "A time limit is near: care, until 5:24 a.m.");
}

TEST(Words, KeepWhatWasTypedAsItIs) {
    const std::string hostile = "{code} '<b>' #";
    EXPECT_NE(words().say(fr, "alert.error_refused", {{"why", hostile}}).find(hostile),
              std::string::npos);
}

TEST(Words, TellTheTimeInTheZoneOfTheTerritory) {
    EXPECT_EQ(words().time_of_day(fr, november_21_0740_utc, "America/Toronto"),
              "02\u00a0h\u00a040");
    EXPECT_EQ(words().time_of_day(fr, november_21_0740_utc, "America/Halifax"),
              "03\u00a0h\u00a040");
    EXPECT_EQ(words().time_of_day(en, november_21_0740_utc, "America/Toronto"), "2:40\u00a0a.m.");
    EXPECT_EQ(words().time_of_day(en, november_21_0740_utc, "America/Blanc-Sablon"),
              "3:40\u00a0a.m.");
}

TEST(Words, TellAMomentWithItsDay) {
    EXPECT_EQ(words().moment(fr, november_21_0740_utc, "America/Toronto"),
              "21\u00a0novembre\u00a02026, 02\u00a0h\u00a040");
    EXPECT_EQ(words().moment(en, november_21_0740_utc, "America/Toronto"),
              "November\u00a021, 2026, 2:40\u00a0a.m.");
}

TEST(Words, CallTheFirstOfAMonthByItsFrenchName) {
    const std::int64_t december_first = november_21_0740_utc + 10 * 86'400'000LL;
    EXPECT_EQ(words().moment(fr, december_first, "America/Toronto"),
              "1er\u00a0décembre\u00a02026, 02\u00a0h\u00a040");
}

TEST(Words, FollowTheClocksWhenTheyChange) {
    // 1 November 2026, 05:30 and 06:30 UTC are both half past one at night in Montréal.
    EXPECT_EQ(words().time_of_day(fr, 1'793'511'000'000, "America/Toronto"), "01\u00a0h\u00a030");
    EXPECT_EQ(words().time_of_day(fr, 1'793'514'600'000, "America/Toronto"), "01\u00a0h\u00a030");
}

TEST(Language, IsReadFromWhatABrowserPrefers) {
    EXPECT_EQ(language_of("en-CA,en;q=0.9,fr;q=0.4"), en);
    EXPECT_EQ(language_of("es, en;q=0.3, fr-CA;q=0.7"), fr);
    EXPECT_EQ(language_of("en"), en);
    EXPECT_EQ(language_of("fr"), fr);
}

TEST(Language, IsFrenchWhenNothingFits) {
    EXPECT_EQ(language_of(""), fr);
    EXPECT_EQ(language_of("zh,ro;q=0.2"), fr);
    EXPECT_EQ(language_of("en;q=0"), fr);
    EXPECT_EQ(language_of(";;,,q=,-"), fr);
}

TEST(WordsDeathTest, StopTheProcessForAKeyThatDoesNotExist) {
    EXPECT_FALSE(words().has("need.no_such_need"));
    EXPECT_DEATH((void)words().say(fr, "need.no_such_need"), "need.no_such_need");
}

TEST(Amounts, AreSaidToTheCent) {
    EXPECT_EQ(amount(Language::fr, 123'450), "1\u00a0234,50\u00a0$");
    EXPECT_EQ(amount(Language::en, 123'450), "$1,234.50");
    EXPECT_EQ(amount(Language::fr, -5), "-0,05\u00a0$");
    EXPECT_EQ(amount(Language::en, 999'999'999'999'999), "$9,999,999,999,999.99");
}

}  // namespace
}  // namespace relais::words
