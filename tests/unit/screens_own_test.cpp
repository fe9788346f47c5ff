// Whoever is on her way says so where she looks at the case, and is told kindly when she is not
// needed any more; who keeps the house finds what she keeps.
#include "services/gateway/screens/mine_screen.hpp"
#include "tests/unit/screens_routes.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OwnPart : public RoutesTest {
protected:
    OwnPart() : id_(desk_.open()) {
        desk_.hand_over_all(id_);
        page_ = desk_.first_page(id_, v1::Need::emergency_shelter);
        desk_.answer(id_, page_, v1::Answer::accept, 20);
        const auto& person = desk_.reading(id_).state.need_of_page(page_)->pages.at(page_).person;
        account_.set_person(person);
        account_.clear_roles();
        account_.add_roles(v1::Role::responder);
    }
    http::Response say(const std::string& answer) {
        std::string page;
        for (const char c : page_) page += c == '/' ? std::string("%2F") : std::string(1, c);
        return post("/cases/{id}",
                    "csrf=token&command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01&action=answer&page=" +
                        page + "&answer=" + answer,
                    with("id", id_));
    }
    std::string part() { return get("/cases/{id}", with("id", id_)).body; }
    std::string mine() {
        desk_.own = {{.case_id = id_,
                      .code = "tilo-mera",
                      .answer_path = {},
                      .reading = run(desk_.read_case(id_, account_)).value()}};
        return get("/mine").body;
    }

    std::string id_;
    std::string page_;
};

TEST_F(OwnPart, IsEndedWithThanksWhereSheMayStillBe) {
    account_.set_person("boussole-1");
    v1::Command offer;
    offer.mutable_offer_pivot()->set_person(account_.person());
    ASSERT_TRUE(desk_.decide(id_, offer));
    ASSERT_EQ(get("/cases/{id}", with("id", id_)).status, 200U);
    const auto no = post("/cases/{id}",
                         "csrf=token&command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01"
                         "&action=decline_pivot",
                         with("id", id_));
    EXPECT_EQ(field(no, "Location"), "/mine?done=decline_pivot") << "the case is no longer hers";
    desk_.own = {};
    http::Request back;
    back.query = "done=decline_pivot";
    EXPECT_THAT(get("/mine", back).body, AllOf(HasSubstr("merci d’avoir répondu"),
                                               Not(HasSubstr("Donner une nouvelle alerte"))));
    account_.add_roles(v1::Role::worker);
    EXPECT_THAT(get("/mine").body, HasSubstr("Donner une nouvelle alerte"))
        << "whoever closed the screen finds her way back";
}

TEST_F(OwnPart, IsSaidStepByStep) {
    for (const auto& screen : {part(), mine()})
        EXPECT_THAT(screen, AllOf(HasSubstr("value=\"in_contact\""), HasSubstr("value=\"arrived\""),
                                  HasSubstr("value=\"done\""), HasSubstr("value=\"release\"")));
    EXPECT_THAT(mine(), HasSubstr("Vous venez pour"));
    const auto there = say("arrived");
    EXPECT_EQ(there.status, 303U);
    EXPECT_EQ(field(there, "Location"), "/cases/" + id_ + "?done=answer_arrived");
    EXPECT_EQ(desk_.commands.at(0).answer_page().page(), page_);
    EXPECT_THAT(part(), AllOf(HasSubstr("value=\"done\""), Not(HasSubstr("value=\"arrived\""))));
    EXPECT_EQ(say("done").status, 303U);
    EXPECT_THAT(mine(), AllOf(HasSubstr("C’est fait"), Not(HasSubstr("Vous venez pour")),
                              Not(HasSubstr("value=\"release\""))));
    EXPECT_THAT(part(), HasSubstr("Vous avez dit que c’est fait"));
    EXPECT_EQ(say("accept").status, 422U) << "an acceptance is for her link";
}

TEST_F(OwnPart, SaysWhatItIsForBeforeAndAfterHerYes) {
    account_.set_person("boussole-1");
    const auto tell = [&](const std::string& person, auto fill) {
        v1::Command command;
        command.mutable_actor()->set_person(person);
        command.mutable_actor()->set_role(v1::Role::coordinator);
        fill(command);
        ASSERT_TRUE(desk_.decide(id_, command));
    };
    tell("coordination-1", [&](v1::Command& c) {
        auto& plan = *c.mutable_plan_relocation();
        plan.mutable_destination()->set_box("sealed");
        plan.set_receiving("boussole-1");
        plan.set_depart_ms(desk_.now_ms() + 3'600'000);
        plan.set_arrive_ms(desk_.now_ms() + 36'000'000);
    });
    EXPECT_THAT(part(), HasSubstr("Voici ce qu’il vous faut pour répondre"));
    tell("boussole-1", [](v1::Command& c) { c.mutable_answer_relocation()->set_accept(true); });
    EXPECT_THAT(part(), HasSubstr("Voici ce qu’il vous faut pour la recevoir"));
}

TEST_F(OwnPart, SaysWhyInHerOwnWords) {
    EXPECT_THAT(part(), AllOf(HasSubstr("Je ne suis pas disponible"),
                              HasSubstr("Je n’en peux plus"), Not(HasSubstr("n’en peut plus"))));
    EXPECT_EQ(say("release&reason=exhausted").status, 303U);
    EXPECT_EQ(desk_.commands.at(0).answer_page().reason(), v1::DeclineReason::exhausted);
}

TEST_F(OwnPart, TellsInAWordWhatAFormDid) {
    auto request = with("id", id_);
    request.query = "done=answer_arrived";
    EXPECT_THAT(get("/cases/{id}", request).body, HasSubstr("vous êtes sur place."));
    request.query = "done=%3Cb%3E";
    EXPECT_THAT(get("/cases/{id}", request).body, Not(HasSubstr("role=\"status\"")));
}

TEST_F(OwnPart, OfAMergedAlertLeadsToWhereItGoesOn) {
    const auto other = desk_.open("6f1c9a52-0b1d-4c7e-9a51-3d6a1f2e8b06");
    const auto id = desk_.open("6f1c9a52-0b1d-4c7e-9a51-3d6a1f2e8b05");
    const auto tell = [&](auto fill) {
        v1::Command command;
        command.mutable_actor()->set_person("coordination-1");
        command.mutable_actor()->set_role(v1::Role::coordinator);
        fill(command);
        ASSERT_TRUE(desk_.decide(id, command));
    };
    tell([&](v1::Command& c) { c.mutable_merge_case()->set_into(other); });
    tell([&](v1::Command& c) {
        c.mutable_confirm_merge()->set_into(other);
        c.mutable_confirm_merge()->set_ask(desk_.reading(id).state.merging->ask);
    });
    ASSERT_EQ(desk_.reading(id).state.merged_into, other);
    account_.set_person("demo-worker");
    account_.clear_roles();
    account_.add_roles(v1::Role::worker);
    for (const bool coordinator : {false, true}) {
        if (coordinator) coordinate();
        const auto html = get("/cases/{id}", with("id", id)).body;
        EXPECT_THAT(html, HasSubstr("href=\"/cases/" + other + "\""));
        for (const auto* form :
             {"value=\"add\"", "value=\"consent\"", "value=\"refuse\"", "/safe-contact",
              "value=\"share\"", "value=\"take\"", "Prochaine étape"})
            EXPECT_THAT(html, Not(HasSubstr(form))) << form;
    }
}

TEST_F(OwnPart, OfWhoKeepsTheHouseIsOnHerFirstScreen) {
    account_.clear_roles();
    account_.add_roles(v1::Role::privacy);
    EXPECT_THAT(get("/").body, AllOf(HasSubstr("<ul class=\"links\"><li><a href=\"/"),
                                     HasSubstr("<li><a href=\"/access\">"),
                                     Not(HasSubstr("un message avec un lien"))));
}

TEST_F(OwnPart, TheTelephoneRemembersWhereItsLastAlertWas) {
    account_.clear_roles();
    account_.add_roles(v1::Role::worker);
    account_.set_person("demo-worker");
    const auto raised = post("/alert",
                             "csrf=token&alert_id=6f1c9a52-0b1d-4c7e-9a51-3d6a1f2e8b07"
                             "&territory=03&need=transport");
    EXPECT_THAT(field(raised, "Set-Cookie"),
                AllOf(HasSubstr("territory=03"), HasSubstr("HttpOnly"), HasSubstr("Path=/alert")));
    http::Request request;
    request.fields.emplace_back("cookie", "territory=03");
    EXPECT_THAT(get("/alert", request).body, HasSubstr("<option value=\"03\" selected>"));
    request.fields = {{"cookie", "territory=nowhere"}};
    EXPECT_THAT(get("/alert", request).body, Not(HasSubstr("nowhere")));
    EXPECT_THAT(get("/alert").body, HasSubstr("Si rien n’est coché, on prépare ceci"));
}

}  // namespace
}  // namespace relais::gateway
