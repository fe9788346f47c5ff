// The board and the telephones: what must be seen first stands first, and no state is told by
// colour alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/board_screen.hpp"
#include "services/gateway/screens/telephones_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Told {
    v1::Need::Kind need;
    v1::Need::State state;
    bool last = false;
};

v1::CaseSummary summary(const std::string& code, std::int64_t hours_ago,
                        std::initializer_list<Told> needs) {
    v1::CaseSummary made;
    made.set_case_id("id-" + code);
    made.set_code(code);
    made.set_territory("06");
    made.set_opened_ms(drill_began_ms - hours_ago * 3'600'000);
    for (const auto& told : needs) {
        auto* need = made.add_needs();
        need->set_need(told.need);
        need->set_state(told.state);
        need->set_last_rung(told.last);
        need->set_rung(told.last ? 4 : 1);
    }
    return made;
}

const auto covered = summary("calme", 30, {{v1::Need::transport, v1::Need::covered}});
const auto urgent = summary(
    "presse", 1,
    {{v1::Need::legal_help, v1::Need::paging, true}, {v1::Need::transport, v1::Need::covered}});
const auto running = summary("court", 2, {{v1::Need::legal_help, v1::Need::paging}});
const auto older = summary("vieux", 9, {{v1::Need::legal_help, v1::Need::awaiting_consent}});

std::string shown(std::vector<v1::CaseSummary> cases, bool whole = true) {
    const DrillDesk desk;
    const auto territory = [](const std::string& id) { return "Territoire " + id; };
    return board_view(drill_view(desk), std::move(cases), territory, whole);
}

TEST(Board, CountsWhatIsHersAndWhoeverIsWithHer) {
    const auto met = summary("suivi", 3,
                             {{v1::Need::legal_help, v1::Need::engaged},
                              {v1::Need::transport, v1::Need::met},
                              {v1::Need::immediate_care, v1::Need::paging},
                              {v1::Need::unknown, v1::Need::covered}});
    EXPECT_THAT(shown({met}), AllOf(HasSubstr("2 de 3"), HasSubstr("Sans intervenante pivot")));
}

// One rule wherever needs are counted or listed: a call to the coordination is none of hers.
TEST(Board, ShowsACallToTheCoordinationApartFromHerNeeds) {
    const auto called = summary(
        "appel", 3,
        {{v1::Need::legal_help, v1::Need::covered}, {v1::Need::unknown, v1::Need::paging, true}});
    const auto html = shown({called});
    EXPECT_EQ(urgency_of(called), Urgency::urgent);
    EXPECT_THAT(
        html, AllOf(HasSubstr("1 de 1"), HasSubstr("1 appel à la coordination"),
                    HasSubstr("La coordination est appelée"), HasSubstr("Aucun besoin à couvrir"),
                    HasSubstr("Aucun besoin au dernier échelon"), Not(HasSubstr("Coordination<"))));
    auto taken = called;
    taken.mutable_needs(1)->set_state(v1::Need::covered);
    EXPECT_THAT(shown({taken}), AllOf(HasSubstr("La coordination s’en occupe"),
                                      Not(HasSubstr("appel à la coordination"))));
    taken.mutable_needs(1)->set_state(v1::Need::met);
    EXPECT_THAT(shown({taken}), Not(HasSubstr("La coordination")));
    const auto alone = summary("seul", 1, {{v1::Need::unknown, v1::Need::paging, true}});
    EXPECT_THAT(shown({alone}),
                AllOf(HasSubstr("La coordination est appelée"), Not(HasSubstr("0 de 1"))));
}

TEST(Board, AMissedMilestoneIsUrgentAndAClosedCaseIsNot) {
    auto late = covered;
    late.add_milestones()->set_state(v1::Milestone::missed);
    EXPECT_EQ(urgency_of(late), Urgency::urgent);
    late.set_closed(true);
    EXPECT_EQ(urgency_of(late), Urgency::ended);
    auto over = running;
    over.set_over(true);
    EXPECT_EQ(urgency_of(over), Urgency::running) << "72 hours end no need";
}

TEST(Board, PutsWhatStandsOnALastRungFirst) {
    std::vector cases{covered, running, older, urgent};
    sort_by_urgency(cases);
    std::vector<std::string> order;
    for (const auto& one : cases) order.push_back(one.code());
    EXPECT_EQ(order, (std::vector<std::string>{"presse", "vieux", "court", "calme"}));
}

TEST(Board, CallsACaseWithoutOpenNeedsCalm) {
    EXPECT_EQ(urgency_of(covered), Urgency::calm);
    EXPECT_EQ(urgency_of(summary("non", 1, {{v1::Need::transport, v1::Need::refused}})),
              Urgency::calm);
    // A last rung that was answered is not urgent any more.
    EXPECT_EQ(urgency_of(summary("pris", 1, {{v1::Need::transport, v1::Need::covered, true}})),
              Urgency::calm);
}

TEST(Board, SeesAnAlarmThatNobodyAnswered) {
    auto alarm = summary("alarme", 1, {{v1::Need::unknown, v1::Need::paging}});
    alarm.mutable_needs(0)->set_need(v1::Need::information);
    alarm.set_alarm("alert_quarantined");
    EXPECT_EQ(urgency_of(alarm), Urgency::urgent);
    EXPECT_THAT(shown({alarm}), HasSubstr("une personne doit regarder"));
}

TEST(Board, TellsEachNeedInWords) {
    const std::string html = shown({urgent, older, covered});
    EXPECT_THAT(html, HasSubstr("dernier échelon"));
    EXPECT_THAT(html, HasSubstr("attend son accord"));
    EXPECT_THAT(html, HasSubstr("1 de 2"));
    EXPECT_THAT(html, HasSubstr("1\u00a0h\u00a000 de 72\u00a0h"));
    EXPECT_THAT(html, HasSubstr("1 besoin au dernier échelon"));
    EXPECT_THAT(html, HasSubstr("Territoire 06"));
}

TEST(Board, TellsWhoIsLateAndWhatFewMaySee) {
    auto late = summary("tard", 1, {{v1::Need::transport, v1::Need::covered}});
    late.mutable_needs(0)->set_arrives_ms(drill_began_ms - 9 * 60'000);
    EXPECT_THAT(shown({late}), Not(HasSubstr("en retard"))) << "roads at night";
    late.mutable_needs(0)->set_arrives_ms(drill_began_ms - 11 * 60'000);
    EXPECT_THAT(shown({late}), AllOf(HasSubstr("en retard"), Not(HasSubstr("restreint"))));
    late.set_restricted(true);
    EXPECT_THAT(shown({late}), HasSubstr("Dossier restreint"));
}

TEST(Board, CallsNobodyWhereACaseWasMergedAway) {
    auto merged = running;
    merged.set_closed(true);
    merged.set_merged_into("id-court");
    EXPECT_THAT(shown({merged}),
                AllOf(HasSubstr("se poursuit dans l’autre dossier"), Not(HasSubstr("échelon 2")),
                      HasSubstr("Réuni à un autre dossier"), Not(HasSubstr("de 72"))));
}

TEST(Board, GivesAQuestionAboutNobodyNoClockAndNoPivot) {
    auto question = summary("conseil", 1, {{v1::Need::unknown, v1::Need::paging}});
    question.set_advice(true);
    EXPECT_THAT(shown({question}),
                AllOf(Not(HasSubstr("pivot")), Not(HasSubstr("de 72")), Not(HasSubstr("<meter"))));
}

TEST(Board, FoldsAwayWhatIsOver) {
    auto over = covered;
    over.set_closed(true);
    EXPECT_THAT(shown({over}), HasSubstr("<details data-key=\"ended\">"));
    EXPECT_THAT(shown({urgent, running, covered}), Not(HasSubstr("<details")));
}

TEST(Board, IsCalmWhenNothingIsOpen) { EXPECT_THAT(shown({}), HasSubstr("C’est calme")); }

TEST(Board, ShowsAPieceForTheLiveRegion) {
    const std::string piece = shown({urgent}, false);
    EXPECT_THAT(piece,
                AllOf(Not(HasSubstr("<h1")), Not(HasSubstr("id=\"live\"")), HasSubstr("presse")));
}

TEST(Board, EscapesWhateverComes) {
    auto odd = urgent;
    odd.set_code(hostile);
    odd.set_case_id(hostile);
    odd.set_territory(hostile);
    odd.set_alarm(hostile);
    EXPECT_THAT(shown({odd}), Not(HasSubstr("<script")));
}

TEST(Board, StaysLightWithThousandsOfCases) {
    std::vector<v1::CaseSummary> many(5'000, running);
    const std::string html = shown(many);
    EXPECT_LT(html.size(), 200'000U);
    EXPECT_THAT(html, HasSubstr("4\u00a0940 autres dossiers ne sont pas montrés"));
}

v1::SandboxMessage message(const std::string& person, std::int64_t at_ms) {
    v1::SandboxMessage made;
    made.set_id(person + std::to_string(at_ms));
    made.set_person(person);
    made.set_label("418 555-0100");
    made.set_link("http://127.0.0.1:8072/a/jeton");
    made.set_text("Relais tilo-mera\u00a0: pouvez-vous venir\u202f? Répondez ici\u00a0: " +
                  made.link());
    made.set_code("tilo-mera");
    made.set_kind(v1::Message::come);
    made.set_at_ms(at_ms);
    return made;
}

std::string telephones(std::vector<v1::SandboxMessage> messages) {
    const DrillDesk desk;
    const auto name = [](const std::string& person) { return "Nom de " + person; };
    return telephones_view(drill_view(desk), std::move(messages), name, true);
}

TEST(Telephones, ShowTheOneThatRangLastFirst) {
    const std::string html =
        telephones({message("a", drill_began_ms), message("b", drill_began_ms + 5'000),
                    message("a", drill_began_ms + 9'000)});
    EXPECT_LT(html.find("Nom de a"), html.find("Nom de b"));
    EXPECT_THAT(html, AllOf(HasSubstr("418 555-0100"), HasSubstr("2 messages"),
                            HasSubstr("href=\"http://127.0.0.1:8072/a/jeton\"")));
}

TEST(Telephones, LinkOnlyToTheWeb) {
    auto odd = message("a", drill_began_ms);
    odd.set_link("javascript:alert(1)");
    odd.set_text(hostile);
    EXPECT_THAT(telephones({odd}), AllOf(Not(HasSubstr("javascript:")), Not(HasSubstr("<script"))));
}

}  // namespace
}  // namespace relais::gateway::screens
