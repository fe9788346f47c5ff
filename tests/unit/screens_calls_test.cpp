// What the screens of a case show of the coordination: what it is called for, what it holds while
// her word is awaited, and whom a restriction shuts out.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/follow_up_screen.hpp"
#include "services/gateway/screens/timeline_screen.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Coordination : public ::testing::Test {
protected:
    Coordination() : case_id_(desk_.open(drill_alert, true)) { desk_.hand_over_all(case_id_); }

    static Forms forms() {
        return {.csrf = "token", .notice = {}, .new_uuid = [] { return drill_alert; }};
    }
    Acting acting(bool coordinator) {
        Acting who{.person = coordinator ? "coordination-1" : "demo-worker",
                   .coordinator = coordinator,
                   .her_side = true,
                   .name_of = {}};
        if (!coordinator) return who;
        who.name_of = [this](const std::string& id) { return desk_.name_of(id); };
        who.directory = drill_directory();
        return who;
    }
    std::string follow_up() {
        return follow_up_view(drill_view(desk_), desk_.reading(case_id_).state, forms(),
                              acting(false));
    }
    std::string timeline(words::Language language = words::Language::fr) {
        const TimelineNames names{[this](const std::string& id) { return desk_.name_of(id); },
                                  [](const std::string& id) { return "Territoire " + id; },
                                  drill_directory()};
        return timeline_view(drill_view(desk_, language), desk_.reading(case_id_), {}, names,
                             forms(), acting(true));
    }
    // Which calls the coordination.
    void miss_a_milestone() {
        const auto armed = domain::deadlines(desk_.reading(case_id_).state);
        const auto due = std::ranges::find_if(
            armed, [](const auto& one) { return one.first.starts_with("milestone/"); });
        ASSERT_NE(due, armed.end());
        desk_.pass(to_ms(due->second) - desk_.now_ms() + 1);
        v1::Command command;
        command.mutable_fire_deadline()->set_deadline(due->first);
        command.mutable_fire_deadline()->set_due_ms(to_ms(due->second));
        ASSERT_TRUE(desk_.decide(case_id_, command));
    }

    DrillDesk desk_;
    std::string case_id_;
};

// The coordination is called for what is no need of hers: it awaits whoever coordinates, and is
// counted and listed nowhere as a need.
TEST_F(Coordination, ACallToTheCoordinationStandsApartFromHerNeeds) {
    const auto before = timeline();
    EXPECT_THAT(before, Not(HasSubstr("Ce qui attend la coordination")));
    miss_a_milestone();
    const auto html = timeline();
    const auto call = html.find("La coordination est appelée</h3>");
    ASSERT_NE(call, html.npos);
    EXPECT_LT(html.find("Ce qui attend la coordination"), call);
    EXPECT_LT(call, html.find("<h2 id=\"needs\">"));
    EXPECT_THAT(html, AllOf(HasSubstr("0 de 5 besoins couverts"), HasSubstr("take-unknown"),
                            Not(HasSubstr("<h3>Coordination</h3>"))));
    const domain::Sight hers({.person = "demo-worker", .worker = true},
                             desk_.reading(case_id_).state);
    const auto seen = domain::cut(desk_.reading(case_id_).state, hers);
    const auto worker = follow_up_view(drill_view(desk_), seen, forms(), acting(false));
    EXPECT_THAT(worker, AllOf(HasSubstr("0 de 5"), Not(HasSubstr("Coordination"))));
}

// A call alone does not say what for.
TEST_F(Coordination, ACallSaysWhatItIsFor) {
    miss_a_milestone();
    for (const auto& [language, said] :
         {std::pair(words::Language::fr, "Repère dépassé\u00a0: Première personne qui vient"),
          std::pair(words::Language::en, "Milestone missed: ")}) {
        const auto html = timeline(language);
        const auto from = html.find("data-key=\"take-unknown\"");
        ASSERT_NE(from, html.npos);
        EXPECT_THAT(html.substr(0, from), AllOf(HasSubstr(said), Not(HasSubstr("Bilan de 24"))))
            << "on the card of the call, and nothing that is still ahead";
    }
}

// Ten minutes after her hour she is asked where she is; five minutes later others are called too.
TEST_F(Coordination, WhoIsLateIsToldToWhoeverWaitsAndToWhoeverCoordinates) {
    const auto& need = desk_.reading(case_id_).state.needs.at(0);
    const auto page = need.pages.begin()->first;
    const auto deadline = domain::deadline_name("promise", need.kind);
    desk_.answer(case_id_, page, v1::Answer::accept, 15);
    EXPECT_THAT(follow_up(), HasSubstr("Couvert, arrive vers"));
    desk_.pass(16 * 60'000);
    EXPECT_THAT(follow_up(), HasSubstr("Couvert, devait arriver vers"));
    EXPECT_THAT(timeline(), HasSubstr("Devait arriver vers"));
    const auto fire = [&] {
        const auto due = domain::deadlines(desk_.reading(case_id_).state).at(deadline);
        desk_.pass(to_ms(due) - desk_.now_ms() + 1);
        v1::Command command;
        command.mutable_fire_deadline()->set_deadline(deadline);
        command.mutable_fire_deadline()->set_due_ms(to_ms(due));
        ASSERT_TRUE(desk_.decide(case_id_, command));
    };
    fire();
    EXPECT_THAT(follow_up(), HasSubstr("En retard\u00a0: attendue vers"));
    EXPECT_THAT(timeline(),
                AllOf(HasSubstr("on lui demande où elle en est"), HasSubstr("?</span> En retard"),
                      Not(HasSubstr("✓</span> Couv"))));
    fire();
    EXPECT_THAT(follow_up(), HasSubstr("n’est pas arrivée\u00a0: on appelle aussi"));
    EXPECT_THAT(timeline(), HasSubstr("n’est pas arrivée à l’heure dite"));
}

// She is back: what was done is wanted again, where it stands.
TEST_F(Coordination, WhatHasItsOutcomeCanBeWantedAgain) {
    EXPECT_THAT(timeline(), Not(HasSubstr("Ce besoin revient")));
    v1::Command left;
    left.mutable_settle_need()->set_need(v1::Need::legal_help);
    left.mutable_settle_need()->set_outcome(v1::Outcome::unmet);
    left.mutable_settle_need()->set_why(v1::Outcome::she_left);
    ASSERT_TRUE(desk_.decide(case_id_, left));
    EXPECT_THAT(timeline(),
                AllOf(HasSubstr("Ce besoin revient"), HasSubstr("data-key=\"again-legal_help\"")));
    v1::Command again;
    again.mutable_add_need()->set_need(v1::Need::legal_help);
    again.mutable_add_need()->set_basis(v1::ConsentBasis::verbal);
    ASSERT_TRUE(desk_.decide(case_id_, again));
    EXPECT_EQ(desk_.reading(case_id_).state.need(v1::Need::legal_help)->state, v1::Need::paging);
    EXPECT_THAT(timeline(), Not(HasSubstr("Ce besoin revient")));
}

// It has an owner, and nobody comes for it: covered and awaited at once is neither.
TEST_F(Coordination, WhatIsHeldForHerWordIsNotCovered) {
    v1::Command take;
    take.mutable_take_need()->set_need(v1::Need::police_protection);
    take.mutable_take_need()->set_reason("coordinator_will_follow");
    take.mutable_actor()->set_person("coordination-1");
    ASSERT_TRUE(desk_.decide(case_id_, take));
    for (const auto& html : {timeline(), follow_up()})
        EXPECT_THAT(html, AllOf(HasSubstr("La coordination s’en occupe, et attend sa parole"),
                                HasSubstr("0 de 5"), HasSubstr("value=\"consent\""),
                                Not(HasSubstr("✓</span> Couvert"))));
    EXPECT_THAT(timeline(words::Language::en),
                HasSubstr("Held by the coordination, waiting for her word"));
}

// Whoever is not on duty reads that she shuts the door behind herself.
TEST_F(Coordination, WarnsACoordinatorOffDutyThatSheWillNotSeeItAnyMore) {
    const auto& view = drill_view(desk_);
    const auto on_duty = domain::on_duty_people(*drill_directory(), "06", view.now);
    ASSERT_FALSE(on_duty.empty());
    for (int number = 1; number <= 8; ++number) {
        auto who = acting(true);
        who.person = "coordination-" + std::to_string(number);
        const bool on = std::ranges::find(on_duty, who.person) != on_duty.end();
        const auto html = case_forms_view(view, desk_.reading(case_id_).state, forms(), who);
        EXPECT_EQ(html.find("vous ne le verrez plus non plus") == html.npos, on) << who.person;
    }
}

}  // namespace
}  // namespace relais::gateway::screens
