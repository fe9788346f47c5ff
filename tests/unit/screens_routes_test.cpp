// The routes: who may see what, what a form becomes, and that looking changes nothing.
#include "tests/unit/screens_routes.hpp"

#include "common/base/ids.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Routes : public RoutesTest {};

TEST_F(Routes, SendWhoeverIsUnknownToSignInAndBack) {
    signed_in_ = false;
    const auto response = get("/board");
    EXPECT_EQ(response.status, 303U);
    EXPECT_EQ(field(response, "Location"), "/sign-in?next=/board");
}

TEST_F(Routes, OpenASessionForAGoodCodeOnly) {
    const auto good = post("/sign-in", "code=+bon%0A&next=%2Fboard");
    EXPECT_EQ(good.status, 303U);
    EXPECT_EQ(field(good, "Location"), "/board");
    EXPECT_EQ(field(good, "Set-Cookie"), "relais=abc; Path=/");
    const auto bad = post("/sign-in", "code=faux&next=%2F%2Fevil.example");
    EXPECT_EQ(bad.status, 401U);
    EXPECT_EQ(field(bad, "Set-Cookie"), "");
    EXPECT_THAT(bad.body, AllOf(HasSubstr("Ce code n’ouvre rien"), Not(HasSubstr("evil"))));
}

TEST_F(Routes, RefuseASignInFromElsewhere) {
    http::Request request;
    request.body = "code=bon";
    request.fields.emplace_back("origin", "http://evil.example");
    EXPECT_EQ(ask(http::Method::post, "/sign-in", request).status, 403U);
}

TEST_F(Routes, LeadEveryRoleToHerOwnScreen) {
    EXPECT_EQ(field(get("/"), "Location"), "/alert");
    coordinate();
    EXPECT_EQ(field(get("/"), "Location"), "/board");
    account_.clear_roles();
    account_.add_roles(v1::Role::responder);
    EXPECT_EQ(field(get("/"), "Location"), "/mine");
    account_.clear_roles();
    account_.add_roles(v1::Role::steward);
    EXPECT_THAT(get("/").body, HasSubstr("un message avec un lien"));
}

TEST_F(Routes, KeepTheBoardForCoordinators) {
    EXPECT_EQ(get("/board").status, 403U);
    EXPECT_EQ(get("/telephones").status, 403U);
    coordinate();
    EXPECT_EQ(get("/board").status, 200U);
    EXPECT_EQ(get("/telephones").status, 200U);
}

TEST_F(Routes, ForbidEverythingThatIsNotOurs) {
    const auto response = get("/alert");
    EXPECT_THAT(field(response, "Content-Security-Policy"),
                AllOf(HasSubstr("default-src 'none'"), HasSubstr("frame-ancestors 'none'"),
                      Not(HasSubstr("unsafe"))));
    EXPECT_EQ(field(response, "Cache-Control"), "no-store");
    EXPECT_EQ(field(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(field(get("/style.css"), "Cache-Control"), HasSubstr("immutable"));
}

TEST_F(Routes, PresetTheFormForANurse) {
    const auto response = get("/alert");
    EXPECT_THAT(response.body, HasSubstr("value=\"health_worker\" selected"));
    EXPECT_THAT(response.body, HasSubstr("name=\"alert_id\" value=\"" + drill_alert + "\""));
    EXPECT_THAT(response.body, HasSubstr("name=\"csrf\" value=\"token\""));
}

TEST_F(Routes, RememberTheLanguageSheChose) {
    http::Request request;
    request.query = "lang=en";
    const auto english = get("/alert", request);
    EXPECT_THAT(english.body, HasSubstr("Ask for help"));
    EXPECT_THAT(field(english, "Set-Cookie"), HasSubstr("lang=en"));
    request.query = "";
    request.fields.emplace_back("cookie", "a=b; lang=en");
    EXPECT_THAT(get("/alert", request).body, HasSubstr("Ask for help"));
    EXPECT_THAT(get("/alert").body, HasSubstr("Demander de l’aide"));
}

TEST_F(Routes, RaiseAnAlertAndFollowIt) {
    const auto response = post(
        "/alert", "csrf=token&alert_id=" + drill_alert + "&territory=06&need=emergency_shelter");
    EXPECT_EQ(response.status, 303U);
    EXPECT_EQ(field(response, "Location"),
              "/cases/" + case_of_alert(drill_alert).value() + "?raised=1&done=alert");
    ASSERT_EQ(desk_.alerts.size(), 1U);
    EXPECT_EQ(desk_.alerts[0].needs(0).need(), v1::Need::emergency_shelter);
}

TEST_F(Routes, KeepWhatWasTypedWhenSomethingIsMissing) {
    const auto response =
        post("/alert", "alert_id=" + drill_alert + "&need=transport&note=caf%C3%A9");
    EXPECT_EQ(response.status, 422U);
    EXPECT_TRUE(desk_.alerts.empty());
    EXPECT_THAT(response.body, AllOf(HasSubstr("value=\"transport\" checked"), HasSubstr("café"),
                                     HasSubstr(drill_alert)));
}

TEST_F(Routes, SayWhomToCallWhenAnAlertCannotBeKept) {
    desk_.refuse_alerts = Refused{.status = 503, .code = "store_away"};
    const auto response =
        post("/alert", "alert_id=" + drill_alert + "&territory=06&her_words=dormir");
    EXPECT_EQ(response.status, 503U);
    EXPECT_THAT(response.body,
                AllOf(HasSubstr("418 555-0199"), HasSubstr("dormir"), HasSubstr(drill_alert)));
}

TEST_F(Routes, WaitCalmlyForADecisionThatIsStillToCome) {
    auto request = with("id", "c0ffee00-0000-4000-8000-000000000000");
    request.path = "/cases/c0ffee00-0000-4000-8000-000000000000";
    EXPECT_EQ(get("/cases/{id}", request).status, 404U);
    request.query = "raised=1";
    const auto response = get("/cases/{id}", request);
    EXPECT_EQ(response.status, 202U);
    EXPECT_THAT(response.body, HasSubstr("L’alerte est reçue"));
}

TEST_F(Routes, ShowAWorkerHerFollowUpAndACoordinatorTheTimeline) {
    const std::string id = desk_.open();
    EXPECT_THAT(get("/cases/{id}", with("id", id)).body,
                AllOf(HasSubstr("Suivi tilo-mera"), Not(HasSubstr("Nom de"))));
    coordinate();
    EXPECT_THAT(get("/cases/{id}", with("id", id)).body,
                AllOf(HasSubstr("Dossier tilo-mera"), HasSubstr("Nom de"),
                      HasSubstr("data-feed=\"/v1/cases/" + id + "/feed\"")));
}

TEST_F(Routes, TurnAFormOnACaseIntoOneCommand) {
    const std::string id = desk_.open(drill_alert, true);
    const std::string command = "&command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01";
    const auto police = "action=consent&need=police_protection" + command;
    const auto unsure = post("/cases/{id}", police, with("id", id));
    EXPECT_EQ(unsure.status, 422U);
    EXPECT_THAT(unsure.body, HasSubstr("Il manque son accord."));
    EXPECT_TRUE(desk_.commands.empty());
    EXPECT_EQ(post("/cases/{id}", police + "&police_consent=yes", with("id", id)).status, 303U);
    ASSERT_EQ(desk_.commands.size(), 1U);
    EXPECT_EQ(desk_.commands[0].give_consent().basis(), v1::ConsentBasis::verbal);
    EXPECT_TRUE(canonical_uuid(desk_.commands[0].command_id()));
    (void)post("/cases/{id}", police + "&police_consent=yes", with("id", id));
    ASSERT_EQ(desk_.commands.size(), 2U);
    EXPECT_EQ(desk_.commands[1].command_id(), desk_.commands[0].command_id()) << "tapped twice";
    EXPECT_EQ(post("/cases/{id}", "action=refuse&need=legal_help" + command, with("id", id)).status,
              303U);
    EXPECT_NE(desk_.commands.back().command_id(), desk_.commands[0].command_id())
        << "another form of the same screen is another wish";
    EXPECT_EQ(post("/cases/{id}", "action=dance&need=legal_help" + command, with("id", id)).status,
              422U);
    EXPECT_EQ(desk_.commands.size(), 3U);
}

TEST_F(Routes, KeepFreeTextOutOfAReason) {
    const std::string id = desk_.open();
    coordinate();
    const std::string taken =
        "action=take&need=legal_help&command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01&reason=";
    EXPECT_EQ(post("/cases/{id}", taken + "her+name+is", with("id", id)).status, 422U);
    EXPECT_TRUE(desk_.commands.empty());
    EXPECT_EQ(post("/cases/{id}", taken + "already_on_site", with("id", id)).status, 303U);
}

TEST_F(Routes, SayOnTheCaseWhatTheCoreRefused) {
    const std::string id = desk_.open();
    coordinate();
    const auto response = post("/cases/{id}",
                               "action=take&need=spiritual_support&reason=already_on_site&"
                               "command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01",
                               with("id", id));
    EXPECT_EQ(response.status, 409U);
    EXPECT_THAT(response.body, HasSubstr("Ce besoin n’est pas ouvert."));
}

TEST_F(Routes, AnswerByTheLinkAndOnlyByItsForm) {
    signed_in_ = false;
    desk_.pages["jeton"] = {.page = "p",
                            .person = "x",
                            .code = "tilo-mera",
                            .language = "fr",
                            .state = domain::PageState::handed_over,
                            .need_open = true};
    EXPECT_EQ(get("/a/{token}", with("token", "jeton")).status, 200U);
    EXPECT_EQ(desk_.pages["jeton"].state, domain::PageState::handed_over);
    const auto odd = post("/a/{token}", "answer=perhaps", with("token", "jeton"));
    EXPECT_EQ(odd.status, 400U);
    EXPECT_EQ(desk_.pages["jeton"].state, domain::PageState::handed_over);
    const auto yes = post("/a/{token}", "answer=accept&eta=30", with("token", "jeton"));
    EXPECT_EQ(yes.status, 200U);
    EXPECT_THAT(yes.body, HasSubstr("Merci, vous venez"));
    EXPECT_EQ(desk_.pages["jeton"].eta_minutes, 30U);
}

TEST_F(Routes, TellALateAnswerThatItIsTooLate) {
    desk_.pages["jeton"] = {.page = "p",
                            .person = "x",
                            .code = "tilo-mera",
                            .language = "fr",
                            .state = domain::PageState::stood_down};
    const auto response = post("/a/{token}", "answer=accept", with("token", "jeton"));
    EXPECT_EQ(response.status, 200U);
    EXPECT_THAT(response.body, HasSubstr("plus nécessaire"));
}

TEST_F(Routes, SayTheSameOfEveryLinkThatLeadsNowhere) {
    const auto response = get("/a/{token}", with("token", "autre"));
    EXPECT_EQ(response.status, 404U);
    EXPECT_THAT(response.body, HasSubstr("ne mène nulle part"));
    EXPECT_EQ(post("/a/{token}", "answer=accept", with("token", "autre")).status, 404U);
}

TEST_F(Routes, RefuseAnAnswerThatAnotherSiteSends) {
    desk_.pages["jeton"] = {.page = "p",
                            .person = "x",
                            .code = "tilo-mera",
                            .language = "fr",
                            .state = domain::PageState::handed_over,
                            .need_open = true};
    auto request = with("token", "jeton");
    request.body = "answer=decline";
    request.fields.emplace_back("origin", "http://evil.example");
    EXPECT_EQ(ask(http::Method::post, "/a/{token}", request).status, 403U);
    EXPECT_EQ(desk_.pages["jeton"].state, domain::PageState::handed_over);
}

TEST_F(Routes, GiveTheLiveRegionAlone) {
    coordinate();
    http::Request request;
    request.query = "fragment=1";
    EXPECT_THAT(get("/board", request).body, Not(HasSubstr("<html")));
}

}  // namespace
}  // namespace relais::gateway
