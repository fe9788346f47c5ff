// What ties a case to others, on screens: each form is a command that the case understands, and
// each is offered to whom it is for; how she is reached; her own record; a responder's list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/screens/alert_screen.hpp"
#include "services/gateway/screens/answer_screen.hpp"
#include "services/gateway/screens/board_screen.hpp"
#include "services/gateway/screens/case_forms.hpp"
#include "services/gateway/screens/her_record.hpp"
#include "services/gateway/screens/local_day.hpp"
#include "services/gateway/screens/mine_screen.hpp"
#include "services/gateway/screens/safe_contact_form.hpp"
#include "services/gateway/screens/safe_contact_words.hpp"
#include "services/gateway/screens/tie_forms.hpp"
#include "tests/unit/screens_drill.hpp"

namespace relais::gateway::screens {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string command_id = "0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01";

class Ties : public ::testing::Test {
protected:
    Ties() : case_id_(desk_.open()) { desk_.hand_over_all(case_id_); }

    const domain::CaseState& state() const { return desk_.reading(case_id_).state; }
    Forms forms() {
        return {
            .csrf = "token", .notice = {}, .new_uuid = [] { return command_id; }, .whole = true};
    }
    Acting acting(const std::string& person, bool coordinator = false,
                  const std::string& organization = {}) {
        Acting who{
            .person = person,
            .coordinator = coordinator,
            .her_side = coordinator || person == state().raised_by || person == state().pivot,
            .name_of = {},
            .organization = organization,
            .directory = drill_directory(),
            .code_of = [](const std::string& id) { return "code-" + id; }};
        if (coordinator) who.name_of = [this](const std::string& id) { return desk_.name_of(id); };
        return who;
    }
    std::string shown(const Acting& who, words::Language language = words::Language::fr) {
        return tie_forms_view(drill_view(desk_, language), state(), forms(), who);
    }
    // What the form becomes, told to the case as its coordinator.
    Answered<std::uint64_t> send(http::Fields fields, const std::string& person = "coordination-1",
                                 const std::string& organization = {}) {
        fields.emplace_back("command", command_id);
        const auto command = case_command_of(fields);
        EXPECT_TRUE(command) << command.error();
        if (!command) return std::unexpected(Refused{});
        auto sent = *command;
        sent.clear_command_id();
        sent.mutable_actor()->set_person(person);
        sent.mutable_actor()->set_organization(organization);
        sent.mutable_actor()->set_role(person.starts_with("coordination") ? v1::Role::coordinator
                                                                          : v1::Role::responder);
        return desk_.decide(case_id_, sent);
    }
    std::string at(int hours) {
        const domain::WallClock clock("America/Toronto");
        const auto wall = clock.at(instant(desk_.now_ms()) + std::chrono::hours(hours));
        return day_text(std::chrono::floor<std::chrono::days>(wall)) + "T" + time_text(wall);
    }
    // Of the health sector: nobody of the police is asked without her word.
    std::string somebody() {
        for (const auto& person : drill_directory()->data().people()) {
            const auto* hers = drill_directory()->organization(person.organization());
            if (hers != nullptr && hers->sector() == v1::Sector::health && !person.ways().empty())
                return person.id();
        }
        return {};
    }
    std::string service() {
        for (const auto& one : drill_directory()->data().organizations())
            if (one.sector() == v1::Sector::legal) return one.id();
        return {};
    }

    DrillDesk desk_;
    std::string case_id_;
};

TEST_F(Ties, OfferEachFormToWhomItIsFor) {
    const auto steering = {"value=\"refer\"", "value=\"plan_escort\"", "name=\"destination\"",
                           "/her-record\""};
    const auto coordinator = shown(acting("coordination-1", true));
    const auto worker = shown(acting("demo-worker"));
    const auto other = shown(acting("somebody-else"));
    for (const auto* form : steering) {
        EXPECT_THAT(coordinator, HasSubstr(form));
        EXPECT_THAT(worker, Not(HasSubstr(form)));
        EXPECT_THAT(other, Not(HasSubstr(form)));
    }
    EXPECT_THAT(coordinator, AllOf(HasSubstr("value=\"merge\""), HasSubstr("value=\"link\"")));
    EXPECT_THAT(worker, AllOf(HasSubstr("value=\"link\""), Not(HasSubstr("value=\"merge\"")),
                              HasSubstr("value=\"share\"")));
    EXPECT_THAT(other, Not(HasSubstr("<form")));
}

TEST_F(Ties, LinkAndPartTwoCases) {
    const std::string other = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22";
    ASSERT_TRUE(send({{"action", "link"}, {"other", other}}));
    auto who = acting("coordination-1", true);
    EXPECT_THAT(shown(who), AllOf(HasSubstr("Un autre dossier lui est lié"), Not(HasSubstr(other)),
                                  Not(HasSubstr("value=\"unlink\""))));
    who.opens.insert(other);
    EXPECT_THAT(shown(who),
                AllOf(HasSubstr("href=\"/cases/" + other), HasSubstr("code-" + other),
                      HasSubstr("value=\"unlink\""), Not(HasSubstr("Un autre dossier"))));
    ASSERT_TRUE(send({{"action", "unlink"}, {"other", other}}));
    EXPECT_THAT(shown(acting("coordination-1", true)), Not(HasSubstr("code-" + other)));
    ASSERT_TRUE(send({{"action", "merge"}, {"other", other}}));
    EXPECT_THAT(shown(acting("coordination-1", true)),
                AllOf(HasSubstr("rien ne s’arrête"), Not(HasSubstr("value=\"merge\""))));
}

TEST_F(Ties, TakeACodeAsItIsTypedWithAThumb) {
    for (const auto* typed : {"TILO-MERA", "tilo-mera", "Tilo mera", "tilomera"}) {
        const http::Fields link{
            {"command", command_id}, {"action", "link"}, {"other", std::string(typed)}};
        EXPECT_EQ(case_command_of(link)->link_case().other(), "TILO-MERA") << typed;
    }
    const std::string other = "7d0a2c7e-6a35-4a0f-9f0c-0d5a3b0a1c22";
    EXPECT_EQ(case_command_of({{"command", command_id}, {"action", "merge"}, {"other", other}})
                  ->merge_case()
                  .into(),
              other);
    auto again = forms();
    again.typed = {{"action", "link"}, {"other", "tila-mera"}};
    EXPECT_THAT(
        tie_forms_view(drill_view(desk_), state(), again, acting("coordination-1", true)),
        AllOf(HasSubstr("<details data-key=\"link\" open>"), HasSubstr("value=\"tila-mera\"")));
}

TEST_F(Ties, ReferToAServiceThatAnswers) {
    const http::Fields refer{{"action", "refer"},
                             {"organization", service()},
                             {"step", "legal_assistance"},
                             {"answer_by", at(20)}};
    auto agreed = refer;
    EXPECT_FALSE(send(refer)) << "without her agreement nothing is told";
    agreed.emplace_back("agreed", "yes");
    ASSERT_TRUE(send(agreed));
    const auto& referral = state().referrals.at(0);
    EXPECT_EQ(to_ms(referral.due), desk_.now_ms() / 60'000 * 60'000 + 20 * 3'600'000);
    EXPECT_THAT(shown(acting("coordination-1", true)), HasSubstr("value=\"revoke_referral\""));
    EXPECT_THAT(shown(acting("anna")), Not(HasSubstr("_referral\"")));
    EXPECT_THAT(
        shown(acting("anna", false, service())),
        AllOf(HasSubstr("value=\"accept_referral\""), HasSubstr("value=\"decline_referral\""),
              Not(HasSubstr("value=\"revoke_referral\""))));
    ASSERT_TRUE(
        send({{"action", "accept_referral"}, {"referral", referral.id}}, "anna", service()));
    EXPECT_THAT(shown(acting("anna", false, service())),
                AllOf(HasSubstr("value=\"complete_referral\""), Not(HasSubstr("value=\"accept_")),
                      HasSubstr("Nous ne pouvons pas continuer")));
    ASSERT_TRUE(
        send({{"action", "complete_referral"}, {"referral", referral.id}}, "anna", service()));
    EXPECT_EQ(state().referrals.at(0).state, v1::Referral::done);
}

TEST_F(Ties, PlanWhoGoesWithHer) {
    const auto her = somebody();
    ASSERT_TRUE(send({{"action", "plan_escort"},
                      {"purpose", "court"},
                      {"from", at(3)},
                      {"until", at(5)},
                      {"person", her}}));
    const auto id = state().escorts.at(0).id;
    EXPECT_THAT(shown(acting(her)), HasSubstr("value=\"accept_escort\""));
    EXPECT_THAT(shown(acting("anna")), Not(HasSubstr("_escort\"")));
    ASSERT_TRUE(send({{"action", "accept_escort"}, {"escort", id}}, her));
    EXPECT_THAT(shown(acting(her)), HasSubstr("value=\"begin_escort\""));
    ASSERT_TRUE(send({{"action", "begin_escort"}, {"escort", id}}, her));
    EXPECT_THAT(shown(acting(her)),
                AllOf(HasSubstr("value=\"end_escort\""), Not(HasSubstr("value=\"drop_escort\""))));
    EXPECT_THAT(shown(acting("coordination-1", true)), HasSubstr("value=\"drop_escort\""));
    ASSERT_TRUE(send({{"action", "end_escort"}, {"escort", id}}, her));
    EXPECT_EQ(state().escorts.at(0).state, v1::Escort::ended);
}

TEST_F(Ties, PlanAMoveByTheClockOfThePlace) {
    const auto told = relocation_of({{"command", command_id},
                                     {"destination", "Moncton"},
                                     {"receiving", somebody()},
                                     {"depart", "2026-11-21T09:00"},
                                     {"arrive", "2026-11-21T19:00"}},
                                    "America/Halifax");
    ASSERT_TRUE(told);
    EXPECT_EQ(told->depart_at().seconds(), 1'795'266'000) << "13:00 UTC";
    EXPECT_FALSE(relocation_of({{"depart", "tomorrow"}}, "America/Halifax"));
    v1::Account coordinator;
    coordinator.set_person("coordination-1");
    coordinator.add_roles(v1::Role::coordinator);
    ASSERT_TRUE(run(desk_.plan_relocation(case_id_, *told, coordinator)));
    EXPECT_THAT(shown(acting(somebody())), HasSubstr("value=\"accept_move\""));
    EXPECT_THAT(shown(acting("coordination-1", true)),
                AllOf(Not(HasSubstr("Moncton")), HasSubstr("value=\"drop_move\"")));
    ASSERT_TRUE(send({{"action", "accept_move"}}, somebody()));
    EXPECT_THAT(shown(acting("coordination-1", true)), Not(HasSubstr("name=\"destination\"")));
    EXPECT_THAT(shown(acting(somebody())), HasSubstr("Je ne peux plus"));
    ASSERT_TRUE(send({{"action", "decline_move"}}, somebody()));
    // Nobody receives her any more: it is said, and somebody else can be asked at once.
    EXPECT_THAT(shown(acting("coordination-1", true)),
                AllOf(HasSubstr("ne peut pas la recevoir"), HasSubstr("name=\"destination\"")));
    ASSERT_TRUE(run(desk_.plan_relocation(case_id_, *told, coordinator)));
    ASSERT_TRUE(send({{"action", "accept_move"}}, somebody()));
    ASSERT_TRUE(send({{"action", "depart"}}));
    EXPECT_THAT(shown(acting(somebody())), HasSubstr("value=\"arrive\""));
    ASSERT_TRUE(send({{"action", "arrive"}}, somebody()));
    EXPECT_EQ(state().relocation->state, v1::Relocation::arrived);
}

TEST_F(Ties, ShareWhatSheAgreesToAndTakeItBack) {
    EXPECT_FALSE(send({{"action", "share"}, {"sector", "police"}, {"field", "health"}}));
    ASSERT_TRUE(
        send({{"action", "share"}, {"sector", "police"}, {"field", "health"}, {"agreed", "yes"}}));
    EXPECT_THAT(shown(acting("demo-worker")), HasSubstr("sa santé"));
    ASSERT_TRUE(send({{"action", "share"}, {"sector", "police"}}));
    EXPECT_THAT(shown(acting("demo-worker")), Not(HasSubstr("<li>Police")));
}

TEST_F(Ties, RefuseWhatMakesNoSense) {
    const auto makes_sense = [](http::Fields fields) {
        fields.emplace_back("command", command_id);
        return case_command_of(fields).has_value();
    };
    EXPECT_FALSE(makes_sense({{"action", "link"}}));
    EXPECT_FALSE(makes_sense({{"action", "refer"}, {"answer_by", "soon"}}));
    EXPECT_FALSE(makes_sense({{"action", "plan_escort"}, {"purpose", "dance"}}));
    EXPECT_FALSE(makes_sense({{"action", "plan_escort"}, {"purpose", "court"}, {"from", "soon"}}));
    EXPECT_FALSE(makes_sense({{"action", "share"}, {"sector", "nobody"}}));
    EXPECT_FALSE(makes_sense({{"action", "share"}, {"sector", "health"}, {"field", "all"}}));
    EXPECT_FALSE(makes_sense({{"action", "decline_referral"}, {"why", "because"}}));
    EXPECT_FALSE(makes_sense({{"action", "start_clock"}, {"clock", "permit"}}));
}

TEST_F(Ties, AreToldInBothLanguagesWithNothingLeftToFill) {
    ASSERT_TRUE(send({{"action", "plan_escort"},
                      {"purpose", "hospital"},
                      {"from", at(1)},
                      {"until", at(2)},
                      {"person", somebody()}}));
    for (const auto language : {words::Language::fr, words::Language::en}) {
        const auto html = shown(acting("coordination-1", true), language);
        EXPECT_THAT(html, AllOf(Not(HasSubstr("{{")), Not(HasSubstr("{who}"))));
    }
    EXPECT_THAT(shown(acting("coordination-1", true), words::Language::en),
                HasSubstr("Someone to go with her"));
}

http::Fields reached(const std::string& kind, const std::string& value) {
    return {{"safe_way_1", kind}, {"safe_value_1", value}, {"safe_way_2", "unknown"}};
}

TEST(HowSheIsReached, NeedsAWayAndWhichOne) {
    EXPECT_TRUE(read_safe_contact({}).empty());
    EXPECT_TRUE(read_safe_contact(reached("unknown", "")).empty());
    EXPECT_EQ(read_safe_contact(reached("telephone", "")).fault(), "safe_value_1");
    EXPECT_EQ(read_safe_contact(reached("unknown", "514")).fault(), "safe_way_1");
    EXPECT_EQ(read_safe_contact({{"safe_hours", "le soir"}}).fault(), "safe_way_1");
    EXPECT_EQ(read_safe_contact(reached("telephone", std::string(201, 'a'))).fault(),
              "safe_value_1");
    EXPECT_EQ(read_safe_contact(reached("telephone", "514")).fault(), "");
}

TEST(HowSheIsReached, LeavesNoMessageUnlessSheSaidSo) {
    const auto told = read_safe_contact(reached("telephone", "514")).told();
    EXPECT_FALSE(told.voicemail());
    EXPECT_EQ(safe_contact_in_words(drill_words(), words::Language::fr, told),
              "Appel\u00a0: 514\nRépondeur\u00a0: ne laisser aucun message");
    EXPECT_THAT(safe_contact_in_words(drill_words(), words::Language::en, told),
                HasSubstr("leave no message"));
}

TEST(HowSheIsReached, KeepsWhatWasTypedAndEscapesIt) {
    const DrillDesk desk;
    auto form = read_safe_contact(reached("somebody", hostile));
    form.word = hostile;
    EXPECT_THAT(safe_contact_fields(drill_view(desk), form),
                AllOf(HasSubstr("value=\"somebody\" selected"), Not(HasSubstr("<script")),
                      HasSubstr("&lt;script&gt;")));
}

TEST(AnAlertForm, AsksForAdviceAndPractises) {
    const auto alert = alert_of(read_alert_form({{"alert_id", drill_alert},
                                                 {"territory", "06"},
                                                 {"advice", "yes"},
                                                 {"drill", "yes"},
                                                 {"safe_way_1", "place"},
                                                 {"safe_value_1", "le parc"}}));
    EXPECT_TRUE(alert.advice());
    EXPECT_TRUE(alert.drill());
    EXPECT_EQ(alert.reached_safely().ways(0).value(), "le parc");
    const DrillDesk desk;
    AlertScreen screen{.form = {}, .faults = {}, .refusal = {}, .csrf = {}, .yours = {}};
    EXPECT_THAT(alert_view(drill_view(desk), screen, *drill_directory()),
                AllOf(HasSubstr("name=\"advice\""), Not(HasSubstr("name=\"drill\""))));
    screen.may_drill = true;
    EXPECT_THAT(alert_view(drill_view(desk), screen, *drill_directory()),
                HasSubstr("name=\"drill\""));
}

TEST(ADrill, IsMarkedWhereverItIsSeen) {
    const DrillDesk desk;
    const auto view = drill_view(desk);
    const auto called = answer_view(
        view, {.page = "p", .person = "x", .code = "tilo", .language = "fr", .drill = true}, "/a/x",
        false);
    EXPECT_LT(called.find("EXERCICE"), called.find("<h1")) << "before she reads anything else";
    v1::CaseSummary summary;
    summary.set_drill(true);
    EXPECT_THAT(board_view(
                    view, {summary}, [](const std::string& id) { return id; }, true),
                HasSubstr("Exercice"));
    summary.set_drill(false);
    EXPECT_THAT(board_view(
                    view, {summary}, [](const std::string& id) { return id; }, true),
                Not(HasSubstr("Exercice")));
}

TEST_F(Ties, BecomeARecordThatNamesNobody) {
    desk_.answer(case_id_, desk_.first_page(case_id_, v1::Need::emergency_shelter),
                 v1::Answer::accept);
    ASSERT_TRUE(
        send({{"action", "share"}, {"sector", "legal"}, {"field", "status"}, {"agreed", "yes"}}));
    v1::Command left;
    left.mutable_settle_need()->set_need(v1::Need::legal_help);
    left.mutable_settle_need()->set_outcome(v1::Outcome::unmet);
    left.mutable_settle_need()->set_why(v1::Outcome::she_left);
    ASSERT_TRUE(desk_.decide(case_id_, left));
    HerReading reading{.state = state(), .events = desk_.reading(case_id_).events, .told = {}};
    reading.told.push_back(
        {v1::SealedField::her_words, {.text = "dormir\n" + hostile, .awaited = false}});
    reading.told.push_back({v1::SealedField::safe_contact, {.text = {}, .awaited = true}});
    for (const auto& [language, hers] :
         {std::pair(words::Language::fr, "votre statut et vos papiers"),
          std::pair(words::Language::en, "your status and papers")}) {
        const RecordMaking making{
            .words = drill_words(),
            .language = language,
            .now = instant(desk_.now_ms()),
            .directory = drill_directory(),
            .name_of = [](const std::string&) { return std::string("Responsable Nommée"); }};
        const auto record = her_record(making, reading);
        EXPECT_EQ(record.needs_size(), 4);
        EXPECT_TRUE(record.told(1).awaited());
        EXPECT_GT(record.agreed_size(), 0);
        const auto html = her_record_view(drill_words(), record, "America/Toronto");
        EXPECT_THAT(
            html, AllOf(HasSubstr("dormir"), HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script")),
                        Not(HasSubstr("<nav")), HasSubstr(hers)));
        for (const auto& person : drill_directory()->data().people())
            EXPECT_THAT(html, Not(HasSubstr(person.id()))) << person.id();
    }
}

// The paper is given to her: nothing on it speaks of her to somebody else.
// "By the person who came" is said of whoever came, and of nobody else.
TEST_F(Ties, TheRecordClaimsNobodyWhoDidNotCome) {
    const auto words = [&] {
        const RecordMaking making{.words = drill_words(),
                                  .language = words::Language::fr,
                                  .now = instant(desk_.now_ms()),
                                  .directory = drill_directory(),
                                  .name_of = [](const std::string&) { return std::string(); }};
        return her_record_view(
            drill_words(),
            her_record(making,
                       {.state = state(), .events = desk_.reading(case_id_).events, .told = {}}),
            "America/Toronto");
    };
    const auto done = [&](v1::Need::Kind need) {
        v1::Command met;
        met.mutable_settle_need()->set_need(need);
        met.mutable_settle_need()->set_outcome(v1::Outcome::met);
        met.mutable_settle_need()->set_why(v1::Outcome::done);
        ASSERT_TRUE(desk_.decide(case_id_, met));
    };
    done(v1::Need::legal_help);
    EXPECT_THAT(words(), Not(HasSubstr("venue vous aider")));
    const auto page = desk_.first_page(case_id_, v1::Need::emergency_shelter);
    desk_.answer(case_id_, page, v1::Answer::accept);
    desk_.answer(case_id_, page, v1::Answer::arrived);
    done(v1::Need::emergency_shelter);
    EXPECT_THAT(words(), HasSubstr("venue vous aider"));
}

TEST_F(Ties, TheRecordSpeaksToHer) {
    const auto plan = [&](v1::Command command) {
        command.mutable_actor()->set_person("coordination-1");
        command.mutable_actor()->set_role(v1::Role::coordinator);
        ASSERT_TRUE(desk_.decide(case_id_, std::move(command)));
    };
    v1::Command escort;
    escort.mutable_plan_escort()->set_purpose(v1::Escort::presence);
    escort.mutable_plan_escort()->set_from_ms(desk_.now_ms() + 7'200'000);
    escort.mutable_plan_escort()->set_until_ms(desk_.now_ms() + 9'000'000);
    plan(escort);
    v1::Command add;
    add.mutable_add_need()->set_need(v1::Need::information);
    plan(add);
    v1::Command later;
    later.mutable_hand_to_pathway()->add_steps()->set_need("assisted_return");
    plan(later);
    const HerReading reading{
        .state = state(), .events = desk_.reading(case_id_).events, .told = {}};
    const auto sheet = [&](words::Language language) {
        const RecordMaking making{
            .words = drill_words(),
            .language = language,
            .now = instant(desk_.now_ms()),
            .directory = drill_directory(),
            .name_of = [](const std::string&) { return std::string("Responsable Nommée"); }};
        return her_record_view(drill_words(), her_record(making, reading), "America/Toronto");
    };
    EXPECT_THAT(sheet(words::Language::fr),
                AllOf(HasSubstr("Information sur vos droits"), HasSubstr("Présence auprès de vous"),
                      HasSubstr("assisté si vous le voulez"), HasSubstr("vous avez dit oui"),
                      Not(HasSubstr("ses droits")), Not(HasSubstr("d’elle")),
                      Not(HasSubstr("si elle")), Not(HasSubstr(" son "))));
    EXPECT_THAT(sheet(words::Language::en),
                AllOf(HasSubstr("Information on your rights"), HasSubstr("Being with you"),
                      HasSubstr("if you wish"), HasSubstr("you said yes"), Not(HasSubstr(" her ")),
                      Not(HasSubstr("she "))));
    // Back to the case from the screen; not on paper.
    EXPECT_THAT(sheet(words::Language::fr),
                HasSubstr("<p class=\"links turning\"><a href=\"/cases/" + state().uuid() + "\">"));
}

TEST(MyCases, SayWhatIsHersAndNothingWhenNothingIs) {
    DrillDesk desk;
    const auto id = desk.open();
    desk.hand_over_all(id);
    const auto page = desk.first_page(id, v1::Need::emergency_shelter);
    const auto her = desk.reading(id).state.need_of_page(page)->pages.at(page).person;
    const auto view = drill_view(desk);
    const NameOf territory = [](const std::string& one) { return "Territoire " + one; };
    MineScreen screen{
        .person = her,
        .organization = {},
        .cases = {},
        .links = {},
        .forms = {.csrf = "token", .notice = {}, .new_uuid = [] { return drill_alert; }}};
    EXPECT_THAT(mine_view(view, screen, territory), HasSubstr("Aucun dossier ne vous attend."));
    screen.cases.push_back(
        {.case_id = id, .code = "tilo-mera", .answer_path = "/a/token", .reading = {}});
    EXPECT_THAT(mine_view(view, screen, territory),
                AllOf(HasSubstr("href=\"/a/token\""), Not(HasSubstr("/cases/")),
                      Not(HasSubstr("Territoire"))));
    desk.answer(id, page, v1::Answer::accept);
    v1::Account account;
    account.set_person(her);
    account.add_roles(v1::Role::responder);
    screen.cases.clear();
    screen.cases.push_back({.case_id = id,
                            .code = "tilo-mera",
                            .answer_path = {},
                            .reading = *run(desk.read_case(id, account))});
    EXPECT_THAT(mine_view(view, screen, territory),
                AllOf(HasSubstr("href=\"/cases/" + id), HasSubstr("Hébergement d’urgence"),
                      HasSubstr("Territoire 06"), Not(HasSubstr("href=\"/a/"))));
}

}  // namespace
}  // namespace relais::gateway::screens
