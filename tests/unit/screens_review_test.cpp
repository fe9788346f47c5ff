// What is looked back at, on a screen and on paper: filters kept in the address, a print for
// whoever asked, a case without anybody in it, calm figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/domain/review_pack.hpp"
#include "services/gateway/screens/figures_screen.hpp"
#include "services/gateway/screens/print_screen.hpp"
#include "services/gateway/screens/review_screen.hpp"
#include "services/gateway/screens/timeline_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using words::Language;

class Review : public ::testing::Test {
protected:
    Review() : case_id_(desk_.open(drill_alert)) { desk_.hand_over_all(case_id_); }

    TimelineChoice choice(const std::string& query) {
        http::Request request;
        request.query = query;
        return timeline_choice(request, "America/Toronto");
    }
    std::string timeline(const std::string& query, bool whole = true) {
        const TimelineNames names{[this](const std::string& id) { return desk_.name_of(id); },
                                  [](const std::string& id) { return "Territoire " + id; }};
        const Forms forms{
            .csrf = "token", .notice = {}, .new_uuid = [] { return drill_alert; }, .whole = whole};
        return timeline_view(drill_view(desk_), desk_.reading(case_id_), {}, names, forms,
                             {.person = "coordination-1", .coordinator = true, .name_of = {}},
                             choice(query));
    }
    std::string print(const std::string& query, Language language = Language::fr) {
        const PrintNames names{
            .person = [this](const std::string& id) { return desk_.name_of(id); },
            .territory = [](const std::string& id) { return "T" + id; },
            .made_for = hostile};
        return timeline_print_view(drill_view(desk_, language), desk_.reading(case_id_),
                                   choice(query), names);
    }
    v1::ReviewPack pack(bool whole) {
        const auto& reading = desk_.reading(case_id_);
        auto state = reading.state;
        state.closed = true;
        state.restricted_by_hand = !whole;
        const auto sight = domain::Sight::of_review({.person = "reviewer"}, true, state, {});
        return domain::review_pack(state, reading.events, sight, false);
    }

    DrillDesk desk_;
    std::string case_id_;
};

TEST_F(Review, AFilterShowsWhatItSaysAndLeavesTheNeedsAlone) {
    const auto all = timeline("");
    const auto some = timeline("need=legal_help&kind=asked");
    EXPECT_THAT(some, AllOf(HasSubstr("<option value=\"legal_help\" selected>"),
                            HasSubstr("<option value=\"asked\" selected>"),
                            HasSubstr("Aide juridique, Demandé")));
    EXPECT_LT(some.size(), all.size());
    EXPECT_THAT(some, HasSubstr("Soins immédiats")) << "her other needs stay on the screen";
    // The live piece is filtered as well, and the form stands outside of it.
    const auto piece = timeline("need=legal_help&kind=asked", false);
    EXPECT_THAT(piece, AllOf(HasSubstr("Aide juridique, Demandé"), Not(HasSubstr("filter-need"))));
    EXPECT_LT(some.find("filter-need"), some.find("id=\"live\""));
}

TEST_F(Review, AFilterIsKeptInEveryLinkToTheSame) {
    const auto html = timeline("kind=failed&from=2026-11-20T01:30");
    EXPECT_THAT(html, HasSubstr("value=\"2026-11-20T01:30\""));
    EXPECT_THAT(html, HasSubstr("/print?kind=failed&amp;from=2026-11-20T06:30:00Z\""));
    EXPECT_THAT(html, HasSubstr("&amp;format=csv&amp;lang=fr\""));
}

TEST_F(Review, AFilterThatMakesNoSenseSaysSoAndShowsEverything) {
    for (const std::string wrong :
         {"kind=x", "need=x", "from=x", "from=2026-02-02&until=2026-01-01"})
        EXPECT_THAT(timeline(wrong),
                    AllOf(HasSubstr("role=\"alert\""), HasSubstr("Tout est montré."),
                          HasSubstr("details class=\"more\" open")))
            << wrong;
    EXPECT_FALSE(choice("kind=x&need=legal_help").any());
}

TEST_F(Review, APrintSaysForWhomAndHasNothingToPress) {
    const auto html =
        printed(drill_view(desk_), "Dossier", print(""), PrintStyle::linked, "?kind=asked");
    EXPECT_THAT(html, AllOf(HasSubstr("Fait pour &lt;script&gt;"), Not(HasSubstr("<script")),
                            Not(HasSubstr("<nav")), Not(HasSubstr("<form")),
                            HasSubstr("href=\"?kind=asked&amp;lang=en\"")));
    EXPECT_THAT(print("", Language::en), AllOf(HasSubstr("Made for"), HasSubstr("Legal help")));
    EXPECT_THAT(print("kind=read"), AllOf(HasSubstr("Seulement"), HasSubstr("Lu")));
    const auto file = printed(drill_view(desk_), "Dossier", print(""), PrintStyle::inside);
    EXPECT_THAT(file, AllOf(HasSubstr("break-inside"), Not(HasSubstr("href="))));
}

TEST_F(Review, APackTellsWhatWorkedAndLeavesRoomForActions) {
    desk_.pass(45'000);
    desk_.answer(case_id_, desk_.first_page(case_id_, v1::Need::emergency_shelter),
                 v1::Answer::accept, 20);
    desk_.exhaust(case_id_, v1::Need::legal_help);
    v1::Command take;
    take.mutable_take_need()->set_need(v1::Need::immediate_care);
    take.mutable_take_need()->set_reason("coordinator_will_follow");
    take.mutable_actor()->set_person("coordination-1");
    ASSERT_TRUE(desk_.decide(case_id_, take));
    const auto name = [](const std::string& id) { return id; };
    const auto html = review_pack_view(drill_view(desk_), pack(true), name);
    EXPECT_THAT(html, HasSubstr("la coordination l’a pris en charge"))
        << "what she took on is not told as covered by nobody";
    EXPECT_THAT(
        html, AllOf(HasSubstr("couvert à T+0:00, au premier échelon"), HasSubstr("jamais couvert"),
                    HasSubstr("une répondante (Hébergement 1)"), HasSubstr("class=\"actions\""),
                    Not(HasSubstr("tilo-mera")), Not(HasSubstr(case_id_)), Not(HasSubstr("2026"))));
    for (const auto& person : drill_directory()->data().people())
        EXPECT_THAT(html, Not(HasSubstr(person.id()))) << person.id();
    EXPECT_THAT(review_pack_view(drill_view(desk_, Language::en), pack(true), name),
                HasSubstr("a responder (Shelter 1)"));
    EXPECT_THAT(review_pack_view(drill_view(desk_), pack(false), name),
                AllOf(HasSubstr("Dossier restreint"), Not(HasSubstr("Aide juridique"))));
}

TEST(ReviewPack, HasWordsForEveryStepThatItTells) {
    const auto* body = v1::Event::descriptor()->FindOneofByName("body");
    const auto told = [](const v1::Event& event) {
        domain::CaseState state;
        state.needs.emplace_back().pages["p"] = {};
        state.closed = true;
        const auto sight = domain::Sight::of_review({.person = "reviewer"}, true, state, {});
        return domain::review_pack(state, {event}, sight, false);
    };
    int steps = 0;
    for (int index = 0; index < body->field_count(); ++index) {
        v1::Event event;
        auto& said = *event.GetReflection()->MutableMessage(&event, body->field(index));
        if (const auto* page = said.GetDescriptor()->FindFieldByName("page"))
            said.GetReflection()->SetString(&said, page, "p");
        for (const auto& step : told(event).steps()) {
            ++steps;
            EXPECT_TRUE(drill_words().has("review_step." + step.kind())) << step.kind();
        }
    }
    EXPECT_GT(steps, 20);
}

TEST(FiguresScreen, HasWordsForEveryFigureAndSaysWhatWasLeftOut) {
    for (int number = 1; number < v1::Figure::Kind_ARRAYSIZE; ++number) {
        if (!v1::Figure::Kind_IsValid(number)) continue;
        const auto name = v1::Figure::Kind_Name(static_cast<v1::Figure::Kind>(number));
        EXPECT_TRUE(drill_words().has("milestone." + name) ||
                    drill_words().has("figure_kind." + name))
            << name;
    }
    DrillDesk desk;
    auto figures = *run(drill_figures("2026-10"));
    const auto view = drill_view(desk);
    say_rows(view, *drill_directory(), figures);
    const auto html = figures_view(view, &figures, {.month = "2026-10"});
    EXPECT_THAT(html, AllOf(HasSubstr("400 dossiers"), HasSubstr("Montréal"),
                            HasSubstr("moins de 11 personnes"), HasSubstr("format=csv"),
                            Not(HasSubstr("Soutien autochtone")), Not(HasSubstr("<script"))));
    EXPECT_THAT(figures_view(drill_view(desk, Language::en), &figures, {}),
                HasSubstr("fewer than 11 people"));
    const auto rows = figures_rows(view, figures);
    EXPECT_EQ(rows.front().size(), 8u);
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows.front().size());
}

TEST(FiguresScreen, OfTooFewCasesShowsNothing) {
    v1::Figures few;
    few.set_least(11);
    DrillDesk desk;
    EXPECT_THAT(figures_view(drill_view(desk), &few, {}),
                AllOf(HasSubstr("Moins de 11 dossiers"), Not(HasSubstr("<table"))));
}

}  // namespace
}  // namespace relais::gateway::screens
