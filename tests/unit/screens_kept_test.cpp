// What somebody typed outlives her session: nothing is sent for whoever is not known, and nothing
// is lost.
#include "common/base/ids.hpp"
#include "tests/unit/screens_routes.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string typed = "alert_id=" + drill_alert +
                          "&territory=06&need=emergency_shelter&her_words=dormir+%22ici%22"
                          "&safe_way_1=telephone&safe_value_1=418+555-0123";

class AKeptForm : public RoutesTest {
protected:
    AKeptForm() { stale_ = true; }
    const std::string safe_ =
        "command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01&safe_way_1=telephone"
        "&safe_value_1=%3Cb%3E418&safe_word=mitaine";
};

TEST_F(AKeptForm, IsTheAlertWithAllThatWasTypedAndATelephone) {
    signed_in_ = false;
    const auto back = post("/alert", "csrf=old&" + typed);
    EXPECT_EQ(back.status, 401U);
    EXPECT_THAT(back.body,
                AllOf(HasSubstr("Votre session est terminée"), HasSubstr("dormir &quot;ici&quot;"),
                      HasSubstr("value=\"emergency_shelter\" checked"), HasSubstr("418 555-0123"),
                      HasSubstr("name=\"alert_id\" value=\"" + drill_alert + "\""),
                      HasSubstr("name=\"sign_in_code\""), HasSubstr("418 555-0199")));
    EXPECT_EQ(field(back, "Cache-Control"), "no-store");
    EXPECT_TRUE(desk_.alerts.empty());
}

TEST_F(AKeptForm, IsSentWithTheCodeInOneStep) {
    signed_in_ = false;
    const auto wrong = post("/alert", "csrf=old&sign_in_code=faux&" + typed);
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_THAT(wrong.body, AllOf(HasSubstr("Ce code n’ouvre rien"), HasSubstr("dormir"),
                                  Not(HasSubstr("faux"))));
    EXPECT_TRUE(desk_.alerts.empty());
    const auto sent = post("/alert", "csrf=old&sign_in_code=+bon%0A&" + typed);
    EXPECT_EQ(sent.status, 303U);
    EXPECT_EQ(field(sent, "Set-Cookie"), "relais=abc; Path=/");
    ASSERT_EQ(desk_.alerts.size(), 1U);
    EXPECT_EQ(desk_.alerts[0].alert_id(), drill_alert);
    EXPECT_EQ(desk_.alerts[0].her_words(), "dormir \"ici\"");
}

TEST_F(AKeptForm, OfTheSessionBeforeIsSentAgainWithoutACode) {
    const auto back = post("/alert", "csrf=old&" + typed);
    EXPECT_EQ(back.status, 403U);
    EXPECT_THAT(back.body, AllOf(HasSubstr("name=\"csrf\" value=\"token\""), HasSubstr("dormir"),
                                 Not(HasSubstr("sign_in_code"))));
    EXPECT_TRUE(desk_.alerts.empty());
    EXPECT_EQ(post("/alert", "csrf=token&" + typed).status, 303U);
}

TEST_F(AKeptForm, IsNotShownToAnotherSite) {
    signed_in_ = false;
    http::Request request;
    request.body = "sign_in_code=bon&" + typed;
    request.fields.emplace_back("origin", "http://evil.example");
    const auto refused = ask(http::Method::post, "/alert", request);
    EXPECT_THAT(refused.body, Not(HasSubstr("dormir")));
    EXPECT_EQ(field(refused, "Set-Cookie"), "");
    EXPECT_TRUE(desk_.alerts.empty());
}

TEST_F(AKeptForm, SaysThatARoleRaisesNoAlertAndKeepsIt) {
    account_.clear_roles();
    account_.add_roles(v1::Role::privacy);
    const auto back = post("/alert", "csrf=token&" + typed);
    EXPECT_EQ(back.status, 403U);
    EXPECT_THAT(back.body, AllOf(HasSubstr("Rien n’est envoyé"), HasSubstr("dormir"),
                                 HasSubstr("sign_in_code")));
}

TEST_F(AKeptForm, OfACaseIsCarriedThroughTheSignIn) {
    const std::string id = desk_.open();
    signed_in_ = false;
    auto request = with("id", id);
    request.path = "/cases/" + id + "/safe-contact";
    const auto back = post("/cases/{id}/safe-contact", "csrf=old&" + safe_, request);
    EXPECT_EQ(back.status, 401U);
    EXPECT_THAT(back.body,
                AllOf(HasSubstr("action=\"/cases/" + id + "/safe-contact\""),
                      HasSubstr("name=\"safe_value_1\" value=\"&lt;b&gt;418\""),
                      HasSubstr("mitaine"), HasSubstr("418 555-0199"),
                      Not(HasSubstr("value=\"old\"")), HasSubstr("name=\"sign_in_code\"")));
    EXPECT_TRUE(desk_.commands.empty());
    const auto sent =
        post("/cases/{id}/safe-contact", "csrf=old&sign_in_code=bon&" + safe_, request);
    EXPECT_EQ(sent.status, 303U);
    EXPECT_EQ(field(sent, "Set-Cookie"), "relais=abc; Path=/");
    ASSERT_TRUE(desk_.safe_contact);
    EXPECT_EQ(desk_.safe_contact->ways(0).value(), "<b>418");
    EXPECT_EQ(desk_.safe_contact->safe_word(), "mitaine");
}

TEST_F(AKeptForm, SignsNobodyInForAnotherSite) {
    const std::string id = desk_.open();
    signed_in_ = false;
    auto request = with("id", id);
    request.body = "sign_in_code=bon&" + safe_;
    request.fields.emplace_back("origin", "http://evil.example");
    const auto refused = ask(http::Method::post, "/cases/{id}/safe-contact", request);
    EXPECT_EQ(refused.status, 401U);
    EXPECT_THAT(refused.body, Not(HasSubstr("mitaine")));
    EXPECT_FALSE(desk_.safe_contact);
}

}  // namespace
}  // namespace relais::gateway
