// The answer screen: one tap, nothing of the case, calm whatever happens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/answer_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

PageReading called() {
    return {.page = "3f0c/7/0",
            .person = "maison-fanal-1",
            .code = "tilo-mera",
            .language = "fr",
            .state = domain::PageState::handed_over,
            .need_open = true,
            .eta_minutes = 0};
}

std::string shown(const PageReading& reading, words::Language language = words::Language::fr) {
    const DrillDesk desk;
    return answer_view(drill_view(desk, language), reading, "/a/token", false);
}

TEST(AnswerScreen, AsksForOneTap) {
    const std::string html = shown(called());
    EXPECT_THAT(html, HasSubstr("Pouvez-vous venir"));
    EXPECT_THAT(html, HasSubstr("tilo-mera"));
    EXPECT_THAT(html, HasSubstr("name=\"answer\" value=\"accept\""));
    EXPECT_THAT(html, HasSubstr("name=\"answer\" value=\"decline\""));
    EXPECT_THAT(html, AllOf(HasSubstr("value=\"15\""), HasSubstr("value=\"30\""),
                            HasSubstr("value=\"60\"")));
}

TEST(AnswerScreen, ShowsNothingOfTheCaseButItsCode) {
    const std::string html = shown(called());
    for (const char* forbidden : {"3f0c", "maison-fanal", "Montréal", "Hébergement", "Fanal"}) {
        EXPECT_THAT(html, Not(HasSubstr(forbidden)));
    }
}

TEST(AnswerScreen, NamesNoSectorNorNeedInEitherLanguage) {
    const auto& words = drill_words();
    for (const auto language : {words::Language::fr, words::Language::en}) {
        const std::string html = shown(called(), language);
        for (const auto& key : words.keys(language)) {
            if (!key.starts_with("sector.") && !key.starts_with("need.")) continue;
            EXPECT_THAT(html, Not(HasSubstr(">" + words.say(language, key)))) << key;
        }
    }
}

// A trainee's copy: somebody else is called, and nothing depends on her.
TEST(AnswerScreen, AsksNothingOfATraineeButWhetherSheGoesAlong) {
    auto copy = called();
    copy.copy = true;
    EXPECT_THAT(shown(copy),
                AllOf(HasSubstr("Copie de stage"), HasSubstr("Oui, je l’accompagne"),
                      HasSubstr("value=\"decline\""), Not(HasSubstr("Pouvez-vous venir")),
                      Not(HasSubstr("value=\"15\"")), Not(HasSubstr("on appelle quelqu’un"))));
    for (const auto state : {domain::PageState::accepted, domain::PageState::broken}) {
        copy.state = state;
        copy.eta_minutes = 30;
        EXPECT_THAT(shown(copy), AllOf(HasSubstr("vous l’accompagnez"), Not(HasSubstr("<form")),
                                       Not(HasSubstr("Vous deviez"))));
    }
    copy.state = domain::PageState::declined;
    EXPECT_THAT(shown(copy),
                AllOf(HasSubstr("Rien ne dépend de vous"), Not(HasSubstr("On appelle quelqu’un"))));
}

TEST(AnswerScreen, ThanksAndAsksHowItStands) {
    auto reading = called();
    reading.state = domain::PageState::accepted;
    reading.eta_minutes = 30;
    const std::string html = shown(reading);
    EXPECT_THAT(html, AllOf(HasSubstr("Merci, vous venez"), HasSubstr("30"),
                            Not(HasSubstr("value=\"accept\"")), HasSubstr("value=\"arrived\""),
                            HasSubstr("value=\"release\"")));
    reading.state = domain::PageState::arrived;
    EXPECT_THAT(shown(reading),
                AllOf(HasSubstr("value=\"done\""), Not(HasSubstr("value=\"in_contact\""))));
    reading.state = domain::PageState::broken;
    reading.may_come_later = true;
    EXPECT_THAT(shown(reading), AllOf(HasSubstr("Vous deviez être sur place"),
                                      HasSubstr("value=\"arrived\""), HasSubstr("name=\"eta\"")));
    reading.may_come_later = false;
    for (const auto ended :
         {domain::PageState::declined, domain::PageState::done, domain::PageState::released}) {
        reading.state = ended;
        EXPECT_THAT(shown(reading), Not(HasSubstr("<form")));
    }
}

// Roads are long at night: she says so as often as the case takes it from her.
TEST(AnswerScreen, TakesALaterHourAndAsksWhereSheIs) {
    auto reading = called();
    reading.state = domain::PageState::accepted;
    reading.eta_minutes = 15;
    reading.may_come_later = true;
    EXPECT_THAT(shown(reading),
                AllOf(HasSubstr("Je serai là plus tard"), HasSubstr("name=\"eta\" value=\"30\""),
                      HasSubstr("Merci, vous venez"), Not(HasSubstr(" open>"))));
    reading.reminded = true;
    EXPECT_THAT(shown(reading),
                AllOf(HasSubstr("Où en êtes-vous"), HasSubstr("Vous deviez être sur place"),
                      HasSubstr("value=\"arrived\""), HasSubstr(" open>"),
                      Not(HasSubstr("Merci, vous venez"))));
    EXPECT_THAT(shown(reading, words::Language::en), HasSubstr("Where are you?"));
    reading.may_come_later = false;
    EXPECT_THAT(shown(reading),
                AllOf(Not(HasSubstr("name=\"eta\"")), HasSubstr("déjà reporté trois fois")));
}

// Whoever coordinates is the last of every ladder: a tap on one of ten calls would turn a bed
// green.
TEST(AnswerScreen, LeadsWhoeverCoordinatesToTheCase) {
    auto reading = called();
    reading.case_id = "one-case";
    reading.coordination = true;
    EXPECT_THAT(shown(reading),
                AllOf(HasSubstr("La coordination est demandée"),
                      HasSubstr("href=\"/cases/one-case\""), HasSubstr("Je m’en occupe"),
                      Not(HasSubstr("Pouvez-vous venir")), Not(HasSubstr("value=\"15\""))));
    reading.together = {reading, reading};
    const auto html = shown(reading);
    EXPECT_EQ(html.find("href=\"/cases/"), html.rfind("href=\"/cases/")) << "once";
    EXPECT_THAT(html,
                AllOf(HasSubstr("On vous appelle comme coordination"), Not(HasSubstr("<form"))))
        << "nothing tells them apart here";
    reading.together.clear();
    reading.state = domain::PageState::accepted;
    EXPECT_THAT(shown(reading),
                AllOf(Not(HasSubstr("href=\"/cases/")), HasSubstr("le besoin est à votre nom"),
                      Not(HasSubstr("vous venez"))));
    EXPECT_THAT(shown(called()), Not(HasSubstr("href=\"/cases/")));
}

TEST(AnswerScreen, ListsEachCallWhereSheIsAskedForMoreThanOne) {
    auto both = called();
    both.path = "/a/one";
    auto said = called();
    said.path = "/a/two";
    said.state = domain::PageState::accepted;
    both.together = {both, said};
    const auto html = shown(both);
    EXPECT_THAT(html, AllOf(HasSubstr("2 appels pour la même personne"),
                            HasSubstr("Appel 1 sur 2\u00a0: Pouvez-vous venir"),
                            HasSubstr("Appel 2 sur 2\u00a0: Merci, vous venez"),
                            HasSubstr("action=\"/a/one\""), HasSubstr("action=\"/a/two\""),
                            Not(HasSubstr("action=\"/a/token\""))));
    EXPECT_THAT(html, AllOf(HasSubstr("id=\"reason-1\""), HasSubstr("id=\"reason-2\"")));
    EXPECT_THAT(shown(called()), Not(HasSubstr("Appel 1")));
}

TEST(AnswerScreen, AsksNobodyToComeForAdvice) {
    auto reading = called();
    reading.advice = true;
    const auto asked = shown(reading);
    EXPECT_THAT(asked, AllOf(HasSubstr("demande un conseil"), HasSubstr("value=\"accept\""),
                             HasSubstr("value=\"decline\""), Not(HasSubstr("Pouvez-vous venir")),
                             Not(HasSubstr("value=\"15\""))));
    reading.state = domain::PageState::accepted;
    EXPECT_THAT(shown(reading), AllOf(HasSubstr("vous répondez"), Not(HasSubstr("sur place"))));
}

TEST(AnswerScreen, AsksAgainWhoWasStoodDownWhereSomebodyIsNeeded) {
    auto reading = called();
    reading.state = domain::PageState::stood_down;
    reading.need_open = true;
    EXPECT_EQ(standing_of(reading), Standing::asks);
}

TEST(AnswerScreen, SaysWhenSomebodyElseIsOnTheWay) {
    auto reading = called();
    reading.need_open = false;
    EXPECT_EQ(standing_of(reading), Standing::covered);
    EXPECT_THAT(shown(reading), AllOf(HasSubstr("déjà couvert"), Not(HasSubstr("<form"))));
    reading.state = domain::PageState::stood_down;
    reading.need_open = false;
    EXPECT_THAT(shown(reading), HasSubstr("plus nécessaire"));
}

TEST(AnswerScreen, StillAsksSomebodyWhoseMessageFailedWhileTheNeedIsOpen) {
    auto reading = called();
    reading.state = domain::PageState::exhausted;
    EXPECT_EQ(standing_of(reading), Standing::asks);
}

TEST(AnswerScreen, EscapesWhateverTheCodeIs) {
    auto reading = called();
    reading.code = hostile;
    EXPECT_THAT(shown(reading), AllOf(Not(HasSubstr("<script")), HasSubstr("&lt;script&gt;")));
}

TEST(AnswerScreen, IsCalmAboutALinkThatLeadsNowhere) {
    const DrillDesk desk;
    const std::string html = link_invalid_view(drill_view(desk), "418 555-0199");
    EXPECT_THAT(html, AllOf(HasSubstr("Ce lien ne mène nulle part"), HasSubstr("418 555-0199"),
                            Not(HasSubstr("<form"))));
}

}  // namespace
}  // namespace relais::gateway::screens
