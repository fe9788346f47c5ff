// One case, seen by two people: the worker learns whether and when, never who; the coordinator
// learns everything, with the reason of each choice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/follow_up_screen.hpp"
#include "services/gateway/screens/part_screen.hpp"
#include "services/gateway/screens/timeline_screen.hpp"
#include "services/gateway/screens/timeline_words.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CaseScreens : public ::testing::Test {
protected:
    CaseScreens() : case_id_(desk_.open(drill_alert, true)) { desk_.hand_over_all(case_id_); }

    Forms forms(bool whole = true) {
        return {.csrf = "token",
                .notice = {},
                .new_uuid = [] { return std::string("0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01"); },
                .whole = whole};
    }
    Acting acting(bool coordinator) {
        Acting who{.person = coordinator ? "coordination-1" : "demo-worker",
                   .coordinator = coordinator,
                   .her_side = true,
                   .name_of = {}};
        if (!coordinator) return who;
        who.name_of = [this](const std::string& id) { return desk_.name_of(id); };
        who.directory = drill_directory();
        who.askable = run(desk_.people_to_ask(case_id_, {})).value();
        return who;
    }
    std::string follow_up(words::Language language = words::Language::fr) {
        return follow_up_view(drill_view(desk_, language), desk_.reading(case_id_).state, forms(),
                              acting(false));
    }
    std::string timeline(const SealedView& sealed = {},
                         words::Language language = words::Language::fr) {
        const TimelineNames names{[this](const std::string& id) { return desk_.name_of(id); },
                                  [](const std::string& id) { return "Territoire " + id; },
                                  drill_directory()};
        return timeline_view(drill_view(desk_, language), desk_.reading(case_id_), sealed, names,
                             forms(), acting(true));
    }
    void accept(v1::Need::Kind need, std::uint32_t eta_minutes) {
        desk_.answer(case_id_, desk_.first_page(case_id_, need), v1::Answer::accept, eta_minutes);
    }

    DrillDesk desk_;
    std::string case_id_;
};

using Sealed = CaseScreens;
using FollowUp = CaseScreens;
using Timeline = CaseScreens;

TEST_F(FollowUp, TellsEachNeedWhetherAndWhen) {
    accept(v1::Need::emergency_shelter, 20);
    const std::string html = follow_up();
    EXPECT_THAT(html, HasSubstr("Couvert, arrive vers 03\u00a0h\u00a000"));
    EXPECT_THAT(html, HasSubstr("On appelle…"));
    EXPECT_THAT(html, HasSubstr("On attend son accord"));
    EXPECT_THAT(html, HasSubstr("1 de 5 besoins couverts"));
    EXPECT_THAT(follow_up(words::Language::en), HasSubstr("arrives about 3:00\u00a0a.m."));
}

TEST_F(FollowUp, NeverTellsWhoComesOrFromWhere) {
    accept(v1::Need::emergency_shelter, 20);
    desk_.exhaust(case_id_, v1::Need::legal_help);
    const std::string html = follow_up();
    for (const auto& person : drill_directory()->data().people()) {
        EXPECT_THAT(html, Not(HasSubstr(person.id()))) << person.id();
    }
    for (const auto& organization : drill_directory()->data().organizations()) {
        EXPECT_THAT(html, Not(HasSubstr(organization.name())));
        EXPECT_THAT(html, Not(HasSubstr("\"" + organization.id())));
    }
    for (const auto& need : desk_.reading(case_id_).state.needs) {
        for (const auto& [id, page] : need.pages) EXPECT_THAT(html, Not(HasSubstr(id)));
    }
    EXPECT_THAT(html, Not(HasSubstr("Nom de")));
}

TEST_F(FollowUp, AsksForHerWordOnlyWhereItIsAwaited) {
    const std::string html = follow_up();
    EXPECT_THAT(html, HasSubstr("value=\"consent\""));
    EXPECT_THAT(html, HasSubstr("name=\"police_consent\""));
    const auto first = html.find("value=\"consent\"");
    EXPECT_EQ(html.find("value=\"consent\"", first + 1), std::string::npos);
    EXPECT_THAT(html, Not(HasSubstr("On attend sa parole"))) << "it is said once";
}

TEST_F(FollowUp, SaysNoRefusalToWhomItIsOffered) {
    v1::Account asked;
    asked.set_person("boussole-1");
    asked.add_roles(v1::Role::responder);
    v1::Command offer;
    offer.mutable_offer_pivot()->set_person(asked.person());
    ASSERT_TRUE(desk_.decide(case_id_, offer));
    const auto seen = run(desk_.read_case(case_id_, asked)).value();
    Acting who{.person = asked.person(), .name_of = {}};
    EXPECT_THAT(follow_up_view(drill_view(desk_), seen.state, forms(), who),
                AllOf(HasSubstr("J’assure le suivi"), HasSubstr("si vous assurez le suivi"),
                      Not(HasSubstr("Elle ne veut rien"))));
}

TEST_F(Timeline, AsksForHerWordRightThere) {
    const std::string html = timeline();
    EXPECT_THAT(html, AllOf(HasSubstr("value=\"consent\""), HasSubstr("value=\"refuse\""),
                            HasSubstr("On attend sa parole"), HasSubstr("Accord écrit"),
                            HasSubstr("Sans son accord, par la loi")));
    EXPECT_THAT(html, Not(HasSubstr("Loi sur la protection de la jeunesse")))
        << "that law opens no other door";
    // Taken back: nobody of the sector is called, and her word is awaited again.
    v1::Command taken_back;
    taken_back.mutable_withdraw_consent()->set_sector(v1::Sector::legal);
    ASSERT_TRUE(desk_.decide(case_id_, taken_back));
    EXPECT_THAT(timeline(), HasSubstr("Elle a repris son accord"));
    EXPECT_THAT(follow_up(), HasSubstr("Elle a repris son accord"));
    EXPECT_THAT(follow_up(), Not(HasSubstr("par la loi"))) << "the worker speaks for her";
}

TEST_F(FollowUp, SpeaksToThePersonHerself) {
    auto view = drill_view(desk_);
    view.herself = true;
    const auto html = follow_up_view(view, desk_.reading(case_id_).state, forms(), acting(false));
    EXPECT_THAT(html, AllOf(HasSubstr("J’accepte"), HasSubstr("On attend votre accord"),
                            HasSubstr("Je reprends mon accord"), Not(HasSubstr("Elle accepte"))));
}

TEST_F(FollowUp, CountsNothingThatSheDoesNotWant) {
    accept(v1::Need::emergency_shelter, 20);
    for (const auto need : {v1::Need::police_protection, v1::Need::legal_help}) {
        v1::Command command;
        command.mutable_refuse_need()->set_need(need);
        ASSERT_TRUE(desk_.decide(case_id_, command));
    }
    EXPECT_THAT(follow_up(), HasSubstr("1 de 3 besoins couverts"));
    EXPECT_THAT(timeline(), HasSubstr("1 de 3 besoins couverts"));
}

TEST_F(Timeline, WarnsBeforeACaseIsRestricted) {
    const std::string html = timeline();
    EXPECT_THAT(html, AllOf(HasSubstr("De garde en ce moment"), HasSubstr("Pour y revenir"),
                            HasSubstr("known_in_the_network"), Not(HasSubstr("moins de pers"))));
    v1::Command restrict;
    restrict.mutable_restrict_case()->set_restricted(true);
    restrict.mutable_restrict_case()->set_reason("she_asked");
    ASSERT_TRUE(desk_.decide(case_id_, restrict));
    EXPECT_THAT(timeline(),
                AllOf(HasSubstr("Le danger est passé"), HasSubstr("Restreint par erreur"),
                      HasSubstr("Dossier restreint\u00a0: moins de personnes"),
                      Not(HasSubstr("known_in_the_network"))));
}

TEST_F(Timeline, TakesAReasonThatFitsLifting) {
    const auto made = [](const std::string& restricted, const std::string& reason) {
        return case_command_of({{"action", "restrict"},
                                {"command", "0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01"},
                                {"restricted", restricted},
                                {"reason", reason}})
            .has_value();
    };
    EXPECT_TRUE(made("yes", "organized_crime"));
    EXPECT_FALSE(made("yes", "danger_passed"));
    EXPECT_TRUE(made("", "danger_passed"));
    EXPECT_FALSE(made("", "organized_crime"));
}

TEST_F(FollowUp, AcceptsThatSheSaysNo) {
    v1::Command command;
    command.mutable_refuse_need()->set_need(v1::Need::police_protection);
    ASSERT_TRUE(desk_.decide(case_id_, command));
    EXPECT_THAT(follow_up(), HasSubstr("Elle a dit non. C’est son choix."));
}

TEST_F(FollowUp, ThePivotSaysWhatBecameOfANeedAndTheWorkerDoesNot) {
    EXPECT_THAT(follow_up(), Not(HasSubstr("value=\"settle\"")));
    v1::Command offer;
    offer.mutable_offer_pivot();
    offer.mutable_actor()->set_person("demo-worker");
    ASSERT_TRUE(desk_.decide(case_id_, offer));
    EXPECT_THAT(follow_up(), HasSubstr("value=\"settle\""));
}

TEST_F(FollowUp, WaitsForADecisionThatIsStillToCome) {
    EXPECT_THAT(follow_up_soon_view(drill_view(desk_), forms()), HasSubstr("L’alerte est reçue"));
}

// On a telephone: what is to be decided first, without a long way past what is done.
TEST_F(Timeline, PutsWhatWaitsFirstAndFoldsAwayWhatIsDone) {
    EXPECT_THAT(timeline(), Not(HasSubstr("data-key=\"settled\"")));
    v1::Command settle;
    settle.mutable_settle_need()->set_need(v1::Need::emergency_shelter);
    settle.mutable_settle_need()->set_outcome(v1::Outcome::met);
    settle.mutable_settle_need()->set_why(v1::Outcome::done);
    ASSERT_TRUE(desk_.decide(case_id_, settle));
    desk_.exhaust(case_id_, v1::Need::legal_help);
    const auto html = timeline();
    const auto at = [&](const std::string& text) { return html.find(text); };
    const auto name = [](v1::Need::Kind need) {
        return "<h3>" +
               drill_words().say(words::Language::fr, "need." + v1::Need::Kind_Name(need)) +
               "</h3>";
    };
    EXPECT_LT(at(name(v1::Need::legal_help)), at("data-key=\"settled\""));
    EXPECT_LT(at("data-key=\"settled\""), at(name(v1::Need::emergency_shelter)));
    const auto first = html.substr(at("<h3>"), 120);
    EXPECT_THAT(first, HasSubstr("Dernier échelon")) << "the last rung stands first";
    EXPECT_LT(at("<ol class=\"events\""), at("data-key=\"older\""));
}

TEST_F(Timeline, TellsEveryEventInBothLanguages) {
    accept(v1::Need::emergency_shelter, 20);
    desk_.exhaust(case_id_, v1::Need::legal_help);
    const auto& reading = desk_.reading(case_id_);
    const auto name = [](const std::string& person) { return "<" + person + ">"; };
    for (const auto language : {words::Language::fr, words::Language::en}) {
        for (const auto& event : reading.events) {
            const auto told = event_in_words(drill_words(), language, event, reading.state, name);
            EXPECT_FALSE(told.empty());
            EXPECT_EQ(told.find('{'), std::string::npos) << told;
        }
    }
    EXPECT_THAT(timeline(), AllOf(HasSubstr("Alerte reçue de Nom de demo-worker"),
                                  HasSubstr("Hébergement d’urgence\u00a0: couvert"),
                                  HasSubstr("dernier échelon"), HasSubstr("Territoire 06")));
}

TEST_F(Timeline, ClaimsNoConsentForWhatTheCoordinatorIsCalledFor) {
    v1::Event event;
    event.mutable_need_opened()->set_need(v1::Need::unknown);
    (void)event.mutable_need_opened()->mutable_consent();
    const auto& state = desk_.reading(case_id_).state;
    const auto name = [](const std::string& person) { return person; };
    EXPECT_EQ(event_in_words(drill_words(), words::Language::fr, event, state, name),
              "La coordination est appelée.");
    EXPECT_EQ(event_in_words(drill_words(), words::Language::en, event, state, name),
              "The coordination is called.");
}

TEST_F(Timeline, SaysThatNobodyIsCalledWhereItWasMergedAway) {
    auto reading = desk_.reading(case_id_);
    reading.state.merged_into = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22";
    const auto name = [](const std::string& id) { return id; };
    const auto html = timeline_view(drill_view(desk_), reading, {}, {name, name, drill_directory()},
                                    forms(), acting(true));
    EXPECT_THAT(html, HasSubstr("Se poursuit dans l’autre dossier"));
    EXPECT_EQ(html.find("</span> On appelle"), std::string::npos);
}

TEST_F(Timeline, ExplainsEveryChoice) {
    const std::string html = timeline();
    EXPECT_THAT(html, HasSubstr("Pourquoi"));
    EXPECT_THAT(html, HasSubstr("de garde"));
    EXPECT_THAT(html, HasSubstr("parce que"));
    std::size_t choices = 0;
    for (const auto& event : desk_.reading(case_id_).events) {
        if (!event.has_rung_reached()) continue;
        const auto reasons = reasons_in_words(drill_words(), words::Language::fr, event,
                                              [](const std::string& person) { return person; });
        EXPECT_EQ(reasons.size(),
                  static_cast<std::size_t>(event.rung_reached().picks_size() +
                                           event.rung_reached().passed_over_size()));
        ++choices;
    }
    EXPECT_GE(choices, 4U);
}

TEST_F(Timeline, SaysHowLateALadderClimbed) {
    desk_.exhaust(case_id_, v1::Need::legal_help);
    EXPECT_THAT(timeline(), HasSubstr("s après l’échéance"));
}

TEST_F(Timeline, OffersToTakeANeedThatIsOpen) {
    accept(v1::Need::emergency_shelter, 0);
    const std::string html = timeline();
    EXPECT_THAT(html, HasSubstr("id=\"reason-legal_help\""));
    EXPECT_THAT(html, Not(HasSubstr("id=\"reason-emergency_shelter\"")));
}

TEST_F(Timeline, OffersToCallByHandAndToSetAsideWhatHoldsForHer) {
    accept(v1::Need::emergency_shelter, 0);
    const std::string html = timeline();
    EXPECT_THAT(html, HasSubstr("id=\"call-who-legal_help\""));
    // Whoever is on call first, with the languages that she speaks; who said no is left out.
    const auto called = html.substr(html.find("id=\"call-who-legal_help\""));
    const auto list = called.substr(0, called.find("</select>"));
    EXPECT_THAT(list, AllOf(HasSubstr("Nom de"), HasSubstr("Français"), HasSubstr(", de garde</")));
    EXPECT_GT(list.find("(Français"), list.find("<option"));
    EXPECT_LT(list.find(", de garde</"), list.find(")</option>")) << "on call first";
    const auto page = desk_.first_page(case_id_, v1::Need::legal_help);
    const auto who = desk_.reading(case_id_).state.need_of_page(page)->pages.at(page).person;
    EXPECT_THAT(list, HasSubstr("value=\"" + who + "\""));
    desk_.answer(case_id_, page, v1::Answer::decline);
    const auto after = timeline();
    const auto from = after.find("id=\"call-who-legal_help\"");
    EXPECT_THAT(after.substr(from, after.find("</select>", from) - from),
                Not(HasSubstr("value=\"" + who + "\"")));
    EXPECT_THAT(html, Not(HasSubstr("id=\"call-who-emergency_shelter\"")));
    EXPECT_THAT(html, Not(HasSubstr("name=\"rule\""))) << "no rule holds for her";
}

TEST_F(Timeline, ShowsASealedTextOnlyWhenItWasJustOpened) {
    EXPECT_THAT(timeline(), AllOf(HasSubstr("id=\"read-note\""), Not(HasSubstr("<blockquote>")),
                                  Not(HasSubstr("id=\"read-her_words\""))));
    EXPECT_THAT(
        timeline({"coordinator", {v1::SealedField::note, hostile}}),
        AllOf(HasSubstr("<blockquote>"), Not(HasSubstr("<script")), HasSubstr("&lt;script&gt;")));
}

// The fields of the first form of an action, as a browser would send them.
http::Fields fields_of(const std::string& html, const std::string& action) {
    const auto button = html.find("name=\"action\" value=\"" + action + "\"");
    if (button == html.npos) return {};
    const std::string form = html.substr(html.rfind("<form", button), button);
    http::Fields fields{{"action", action}};
    const auto value = [&](std::size_t at) {
        const auto from = form.find("value=\"", at) + 7;
        return form.substr(from, form.find('"', from) - from);
    };
    for (const auto* name : {"command", "need", "outcome", "sector", "person", "milestone",
                             "restricted", "reason", "step"})
        if (const auto at = form.find("name=\"" + std::string(name) + "\"");
            at < form.find("</form>"))
            fields.emplace_back(name, value(at));
    // Police are never called without her express word (R3): it is ticked.
    if (form.find("name=\"police_consent\"") < form.find("</form>"))
        fields.emplace_back("police_consent", "yes");
    return fields;
}

TEST_F(Timeline, EachFormIsACommandThatTheCaseUnderstands) {
    accept(v1::Need::emergency_shelter, 20);
    const auto before = desk_.reading(case_id_);
    const std::vector<std::string> actions{"take",     "settle",      "add",       "withdraw",
                                           "restrict", "offer_pivot", "milestone", "hand_over"};
    for (const auto& action : actions) {
        const auto command = case_command_of(fields_of(timeline(), action));
        ASSERT_TRUE(command) << action << ": " << command.error();
        auto sent = *command;
        sent.clear_command_id();
        sent.mutable_actor()->set_person("demo-coordinator");
        const auto done = desk_.decide(case_id_, sent);
        EXPECT_TRUE(done) << action << ": " << done.error().code;
    }
}

TEST_F(Timeline, ClosesWhenEveryNeedHasAnOutcomeAndOpensAgain) {
    EXPECT_THAT(timeline(),
                AllOf(HasSubstr("Le dossier se ferme quand"), Not(HasSubstr("value=\"close\""))));
    const auto needs = desk_.reading(case_id_).state.needs;
    for (const auto& need : needs) {
        const auto open = "Il en manque une pour\u00a0: " +
                          drill_view(desk_).say("need." + v1::Need::Kind_Name(need.kind));
        EXPECT_THAT(timeline(), HasSubstr(open)) << "what stands in the way is named";
        v1::Command command;
        command.mutable_settle_need()->set_need(need.kind);
        command.mutable_settle_need()->set_outcome(v1::Outcome::met);
        ASSERT_TRUE(desk_.decide(case_id_, command));
    }
    ASSERT_TRUE(desk_.decide(case_id_, *case_command_of(fields_of(timeline(), "close"))));
    EXPECT_THAT(timeline(), HasSubstr("Ce dossier est fermé"));
    ASSERT_TRUE(desk_.decide(case_id_, *case_command_of(fields_of(timeline(), "reopen"))));
    EXPECT_FALSE(desk_.reading(case_id_).state.closed);
}

TEST_F(Timeline, ShowsTheMilestonesAndWhoFollowsItThrough) {
    accept(v1::Need::emergency_shelter, 20);
    EXPECT_THAT(timeline(), AllOf(HasSubstr("Les 72 heures"), HasSubstr("Première personne qui"),
                                  HasSubstr("Personne n’assure encore le suivi.")));
    v1::Command offer;
    offer.mutable_offer_pivot()->set_person("coordination-1");
    ASSERT_TRUE(desk_.decide(case_id_, offer));
    EXPECT_THAT(timeline(),
                AllOf(HasSubstr("On vous propose le suivi."), HasSubstr("value=\"accept_pivot\"")));
}

TEST_F(Timeline, LetsWhoeverFollowsTheCaseSayWhatBecameOfEachNeed) {
    auto reading = desk_.reading(case_id_);
    reading.state.pivot = "boussole-1";
    const auto shown = [&](const std::string& person) {
        const NameOf as_is = [](const std::string& id) { return id; };
        const Acting who{.person = person, .coordinator = false, .her_side = true, .name_of = {}};
        return part_view(drill_view(desk_), reading, {}, as_is, as_is, forms(), who);
    };
    EXPECT_THAT(shown("boussole-1"), HasSubstr("value=\"settle\""));
    EXPECT_THAT(shown("somebody-else"), Not(HasSubstr("value=\"settle\"")));
}

TEST(CaseForms, RefuseWhatMakesNoSense) {
    const std::string id = "0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01";
    EXPECT_FALSE(case_command_of({{"command", id}, {"action", "explode"}}));
    EXPECT_FALSE(case_command_of({{"command", "not an id"}, {"action", "close"}}));
    EXPECT_FALSE(case_command_of({{"command", id}, {"action", "settle"}, {"need", "legal_help"}}));
    EXPECT_FALSE(
        case_command_of({{"command", id}, {"action", "restrict"}, {"reason", "because I say so"}}));
    const auto police =
        case_command_of({{"command", id}, {"action", "consent"}, {"need", "police_protection"}});
    ASSERT_FALSE(police);
    EXPECT_EQ(police.error(), "consent_missing");
}

TEST(EventWords, SayWhyAMessageDidNotArrive) {
    v1::Event event;
    const auto told = [&](const std::string& fault) {
        event.mutable_page_undelivered()->set_fault(fault);
        return event_in_words(drill_words(), words::Language::fr, event, {},
                              [](const std::string&) { return std::string("Ana"); });
    };
    EXPECT_THAT(told("status_503"), HasSubstr("réponse 503"));
    EXPECT_THAT(told("timeout"), HasSubstr("pas de réponse à temps"));
    EXPECT_THAT(told("something_new"), HasSubstr("autre raison"));
}

TEST(EventWords, KnowEveryKindOfEvent) {
    const auto* body = v1::Event::descriptor()->FindOneofByName("body");
    for (int index = 0; index < body->field_count(); ++index) {
        v1::Event event;
        event.GetReflection()->MutableMessage(&event, body->field(index));
        const auto told = event_in_words(drill_words(), words::Language::fr, event, {},
                                         [](const std::string& person) { return person; });
        EXPECT_EQ(told.find('{'), std::string::npos) << told;
    }
}

TEST_F(Sealed, HowAnotherAlertThatGoesOnHereReachesHerIsAskedForUntilItHoldsNoMore) {
    auto reading = desk_.reading(case_id_);
    domain::TakenIn taken;
    taken.duplicate = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22";
    taken.safe_contact_until = instant(desk_.now_ms()) + std::chrono::hours(1);
    reading.state.taken_in.push_back(taken);
    const auto shown = [&](const SealedView& sealed) {
        const TimelineNames names{[this](const std::string& id) { return desk_.name_of(id); },
                                  [](const std::string& id) { return "Territoire " + id; },
                                  drill_directory()};
        return timeline_view(drill_view(desk_, words::Language::fr), reading, sealed, names,
                             forms(), acting(true));
    };
    const std::string wish = "name=\"duplicate\" value=\"" + taken.duplicate + "\"";
    EXPECT_THAT(shown({}), AllOf(HasSubstr("selon l’autre alerte"), HasSubstr(wish)));
    SealedView opened;
    opened.opened = {v1::SealedField::safe_contact, "planted words", taken.duplicate};
    EXPECT_THAT(shown(opened), AllOf(HasSubstr("planted words"), Not(HasSubstr(wish))));
    reading.state.taken_in[0].safe_contact_until = instant(desk_.now_ms());
    EXPECT_THAT(shown({}), Not(HasSubstr("selon l’autre alerte")));
}

}  // namespace
}  // namespace relais::gateway::screens
