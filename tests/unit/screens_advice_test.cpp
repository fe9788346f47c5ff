// Advice on a screen: whoever asked reads the answer, whoever coordinates writes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/advice_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AdviceScreen : public ::testing::Test {
protected:
    AdviceScreen() {
        v1::Command command;
        auto& alert = *command.mutable_open_case();
        alert.set_code("tilo-mera");
        alert.set_territory("06");
        alert.set_advice(true);
        alert.add_needs()->set_need(v1::Need::emergency_shelter);
        alert.mutable_note()->set_box("sealed");
        command.mutable_actor()->set_role(v1::Role::worker);
        command.mutable_actor()->set_person("demo-worker");
        tell(command);
    }
    void tell(v1::Command command) { ASSERT_TRUE(desk_.decide(id_, std::move(command))); }
    void answer() {
        v1::Command command;
        command.mutable_give_advice()->mutable_advice()->set_box("sealed");
        command.mutable_actor()->set_person("coordination-1");
        tell(command);
    }
    std::string shown(bool coordinator, OpenedField opened = {},
                      words::Language language = words::Language::fr) {
        auto reading = desk_.reading(id_);
        if (!coordinator)
            reading.sight = domain::Sight({.person = "demo-worker", .worker = true}, reading.state);
        const Forms forms{.csrf = "token",
                          .notice = notice_,
                          .new_uuid = [] { return std::string("command"); },
                          .whole = true,
                          .typed = typed_};
        Acting acting{.person = coordinator ? "coordination-1" : "demo-worker",
                      .coordinator = coordinator,
                      .her_side = true,
                      .name_of = {},
                      .organization = {},
                      .directory = drill_directory(),
                      .code_of = {}};
        return advice_view(
            drill_view(desk_, language), reading, {acting.person, opened},
            [](const std::string& id) { return id; }, forms, acting);
    }

    DrillDesk desk_;
    std::string notice_;
    http::Fields typed_;
    std::string id_ = "11111111-2222-4333-8444-555555555555";
};

TEST_F(AdviceScreen, SpeaksOfNobodyWhoComes) {
    for (const auto language : {words::Language::fr, words::Language::en}) {
        const auto html = shown(false, {}, language);
        for (const char* wrong : {"arrive", "72", "pivot", "consent", "Partage"})
            EXPECT_THAT(html, Not(HasSubstr(wrong)));
    }
    EXPECT_THAT(shown(false),
                AllOf(HasSubstr("coordination est appelée"), HasSubstr("Hébergement d’urgence"),
                      Not(HasSubstr("<textarea")), Not(HasSubstr("value=\"read\""))));
}

TEST_F(AdviceScreen, IsWhereTheCoordinationReadsAndAnswers) {
    const auto html = shown(true);
    EXPECT_THAT(html, AllOf(HasSubstr("/cases/" + id_ + "/advice"), HasSubstr("<textarea"),
                            HasSubstr("name=\"field\" value=\"note\""), HasSubstr("value=\"take\""),
                            HasSubstr("<option value=\"to_answer\">pour répondre</option>"),
                            HasSubstr("unmet/not_needed"), Not(HasSubstr("value=\"close\""))));
}

TEST_F(AdviceScreen, LetsWhoeverAskedReadWithOneTap) {
    answer();
    EXPECT_THAT(shown(false), AllOf(HasSubstr("Une réponse est là"), HasSubstr("Lire la réponse"),
                                    HasSubstr("name=\"because\" value=\"to_plan_safety\"")));
    const auto read = shown(false, {v1::SealedField::advice, "Appelez le 1 866 <b>"});
    EXPECT_THAT(read,
                AllOf(HasSubstr("Appelez le 1 866 &lt;b&gt;"), Not(HasSubstr("Lire la rép"))));
    EXPECT_THAT(shown(true), AllOf(HasSubstr("value=\"close\""), Not(HasSubstr("value=\"take\""))));
}

// By keyboard: first the question, then the answer, or what is wrong with it.
TEST_F(AdviceScreen, PutsTheFocusWhereSheGoesOn) {
    EXPECT_THAT(shown(true), AllOf(HasSubstr("<summary>La question</summary>"),
                                   HasSubstr("data-key=\"read-note\" open"),
                                   HasSubstr("name=\"because\" autofocus"),
                                   Not(HasSubstr("aria-describedby=\"advice-hint\" autofocus"))));
    EXPECT_THAT(shown(true, {v1::SealedField::note, "Que faire ?"}),
                AllOf(HasSubstr("aria-describedby=\"advice-hint\" autofocus"),
                      Not(HasSubstr("name=\"because\" autofocus"))));
    notice_ = "Écrivez d’abord votre réponse.";
    typed_ = {{"advice", "un <brouillon>"}};
    const auto refused = shown(true);
    EXPECT_THAT(refused, AllOf(HasSubstr("role=\"alert\" tabindex=\"-1\" autofocus"),
                               HasSubstr("un &lt;brouillon&gt;</textarea>")));
    EXPECT_EQ(refused.find("autofocus"), refused.rfind("autofocus")) << "one place";
}

}  // namespace
}  // namespace relais::gateway::screens
