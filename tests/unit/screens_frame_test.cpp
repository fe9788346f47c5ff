// What surrounds every screen: neutral, light, in the right language, and safe to be refused in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/problem_screen.hpp"
#include "services/gateway/screens/sign_in_screen.hpp"
#include "services/gateway/screens/template.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Frame plain() {
    Frame frame;
    frame.title = "Relais 72";
    frame.path = "/alert";
    return frame;
}

TEST(Frame, SaysItsLanguageAndOffersTheOther) {
    auto frame = plain();
    EXPECT_THAT(framed(drill_words(), frame, ""),
                AllOf(HasSubstr("<html lang=\"fr-CA\">"), HasSubstr("/alert?lang=en")));
    frame.language = words::Language::en;
    EXPECT_THAT(framed(drill_words(), frame, ""),
                AllOf(HasSubstr("<html lang=\"en-CA\">"), HasSubstr("/alert?lang=fr")));
}

TEST(Frame, LinksToFilesByTheirContent) {
    EXPECT_THAT(address_of("/style.css"), ::testing::MatchesRegex("/style.css\\?v=[0-9a-f]+"));
    EXPECT_THAT(framed(drill_words(), plain(), ""), HasSubstr(address_of("/style.css")));
}

TEST(Frame, OffersAQuickWayOutAsAPlainLink) {
    auto frame = plain();
    EXPECT_THAT(framed(drill_words(), frame, ""), Not(HasSubstr("data-exit")));
    frame.exit_url = "https://meteo.gc.ca/";
    EXPECT_THAT(framed(drill_words(), frame, ""),
                AllOf(HasSubstr("href=\"https://meteo.gc.ca/\" rel=\"noreferrer\""),
                      HasSubstr(">Quitter<")));
}

TEST(Frame, UsesNoInlineScriptNorStyle) {
    auto frame = plain();
    frame.csrf = "token";
    frame.feed = "/v1/feed";
    const std::string html = framed(drill_words(), frame, "<p>x</p>");
    EXPECT_THAT(html, Not(HasSubstr("style=")));
    EXPECT_THAT(html, Not(HasSubstr("onclick")));
    EXPECT_THAT(html, Not(HasSubstr("<script>")));
}

TEST(Files, AreLight) {
    for (const auto& file : files()) {
        EXPECT_FALSE(file.content().empty()) << file.path;
        EXPECT_LE(file.content().size(), 14U << 10) << file.path;
    }
}

TEST(Problem, SaysWhatItIsAndWhomToCall) {
    const DrillDesk desk;
    const Refused away{.status = 503, .code = "store_away", .retry_after_s = 5};
    EXPECT_THAT(problem_view(drill_view(desk), away, "418 555-0199"),
                AllOf(HasSubstr("ne peut pas enregistrer"), HasSubstr("418 555-0199"),
                      HasSubstr("5 secondes")));
}

// Kindly: that it has ended, since when if she was told, whom to call; and nothing of the case.
TEST(Problem, TellsWhosePartHasEndedOrWhoOnlyLearns) {
    const DrillDesk desk;
    Refused over{.status = 403, .code = "part_over", .since_ms = drill_began_ms};
    EXPECT_THAT(problem_view(drill_view(desk), over, "418 555-0199"),
                AllOf(HasSubstr("Votre part est terminée"), HasSubstr("rien n’est attendu de vous"),
                      HasSubstr("Depuis\u00a0: 21\u00a0novembre"), HasSubstr("418 555-0199")));
    over.since_ms = 0;
    const auto silent = problem_view(drill_view(desk, words::Language::en), over, "");
    EXPECT_THAT(silent, AllOf(HasSubstr("Your part has ended"), Not(HasSubstr("Since")),
                              Not(HasSubstr("day and night"))));
    const Refused copy{.status = 403, .code = "part_copy"};
    EXPECT_THAT(problem_view(drill_view(desk), copy, "418 555-0199"),
                AllOf(HasSubstr("Copie de stage"), HasSubstr("rien ne dépend de vous"),
                      Not(HasSubstr("terminée"))));
}

// A code that does not exist: what to check, whom to call.
TEST(Problem, OfACaseThatIsNotFoundSaysWhatToCheck) {
    const DrillDesk desk;
    const Refused unknown{.status = 404, .code = "case_unknown"};
    for (const auto& words : {problem_view(drill_view(desk), unknown, "418 555-0199"),
                              refusal_words(drill_view(desk), unknown, "418 555-0199")})
        EXPECT_THAT(words, AllOf(HasSubstr("lettre par lettre"), HasSubstr("418 555-0199")));
    EXPECT_THAT(refusal_words(drill_view(desk), unknown, ""), Not(HasSubstr("jour et nuit")));
    const Refused other{.status = 409, .code = "case_closed"};
    EXPECT_THAT(refusal_words(drill_view(desk), other, "418 555-0199"), Not(HasSubstr("418")));
}

TEST(Problem, KeepsWhatWasWrongToItself) {
    const DrillDesk desk;
    const Refused odd{.status = 500, .code = "no_such_code", .detail = hostile};
    EXPECT_THAT(problem_view(drill_view(desk), odd, ""),
                AllOf(HasSubstr("de notre côté"), Not(HasSubstr("alert("))));
}

TEST(SignIn, SendsHerOnlyToPathsOfThisHouse) {
    EXPECT_EQ(local_path("/cases/3f0c?raised=1"), "/cases/3f0c?raised=1");
    for (const char* elsewhere : {"//evil.example", "https://evil.example", "evil", "",
                                  "/\\evil.example", "/a b", "/\r\nSet-Cookie: x"}) {
        EXPECT_EQ(local_path(elsewhere), "/") << elsewhere;
    }
}

TEST(SignIn, EscapesWhereSheWantedToGo) {
    const DrillDesk desk;
    EXPECT_THAT(sign_in_view(drill_view(desk), "/\"><script>", ""), Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace relais::gateway::screens
