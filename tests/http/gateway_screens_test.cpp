// Forms of the screens against the real sessions: what is typed outlives a session.
#include "tests/http/gateway_house.hpp"

namespace relais::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AScreen : public GatewayTest {
protected:
    http::Answer form(const std::string& path, const std::string& cookie, const std::string& body) {
        http::Fields fields{{"origin", "http://relais.example"},
                            {"content-type", "application/x-www-form-urlencoded"},
                            {"accept", "text/html"}};
        if (!cookie.empty()) fields.emplace_back("cookie", cookie);
        return ask(http::Method::post, path, "", body, fields);
    }
    http::Answer look(const std::string& path, const std::string& cookie) {
        return ask(http::Method::get, path, "", {}, {{"cookie", cookie}});
    }
    static std::string cookie_in(const http::Answer& answer) {
        const auto set = field_of(answer, "set-cookie");
        return set.substr(0, set.find(';'));
    }
    // "relais=…" of a session that has just begun.
    std::string enter(const std::string& role) {
        const auto answer = form("/sign-in", "", "code=" + tokens_.at(role) + "&next=%2Fon-call");
        EXPECT_EQ(answer.status, 303u) << answer.body;
        return cookie_in(answer);
    }
    std::string csrf(const std::string& cookie) {
        const auto screen = look("/on-call", cookie).body;
        const std::string before = "name=\"csrf\" value=\"";
        const auto at = screen.find(before);
        EXPECT_NE(at, screen.npos) << screen;
        return screen.substr(at + before.size(),
                             screen.find('"', at + before.size()) - at - before.size());
    }
    int cases() {
        const auto list = json_of(get("/v1/cases", "coordinator").body);
        return list.fields().at("cases").list_value().values_size();
    }
    static std::string typed(const std::string& csrf) {
        return "csrf=" + csrf + "&alert_id=" + std::string(test::alert_uuid) +
               "&territory=06&need=immediate_care&her_words=un+lit+calme";
    }
};

TEST_F(AScreen, LosesNothingOfAnAlertWhenTheSessionEndedInTheMiddle) {
    const auto cookie = enter("worker");
    const auto token = csrf(cookie);
    ASSERT_EQ(form("/sign-out", cookie, "csrf=" + token).status, 303u);
    const auto back = form("/alert", cookie, typed(token));
    EXPECT_EQ(back.status, 401u);
    EXPECT_THAT(back.body, AllOf(HasSubstr("un lit calme"), HasSubstr(test::alert_uuid),
                                 HasSubstr("1-800-555-0172"), HasSubstr("sign_in_code")));
    EXPECT_EQ(cases(), 0);
    const auto sent = form("/alert", cookie, typed(token) + "&sign_in_code=" + tokens_["worker"]);
    ASSERT_EQ(sent.status, 303u) << sent.body;
    const auto follow_up = field_of(sent, "location");
    const auto anew = cookie_in(sent);
    EXPECT_NE(anew, cookie);
    EXPECT_EQ(look(follow_up, anew).status, 200u);
    // Sent once more, by a second tap or from the screen before: the same alert.
    const auto twice = form("/alert", anew, typed(csrf(anew)));
    EXPECT_EQ(field_of(twice, "location"), follow_up);
    EXPECT_EQ(cases(), 1);
}

TEST_F(AScreen, OfAnEarlierSessionIsSentAgainAsItIs) {
    const auto old_token = csrf(enter("worker"));
    const auto cookie = enter("worker");
    const auto back = form("/alert", cookie, typed(old_token));
    EXPECT_EQ(back.status, 403u);
    EXPECT_THAT(back.body, AllOf(HasSubstr("un lit calme"), HasSubstr(csrf(cookie)),
                                 Not(HasSubstr("sign_in_code"))));
    EXPECT_EQ(form("/alert", cookie, typed(csrf(cookie))).status, 303u);
}

TEST_F(AScreen, CarriesHowSheMayBeReachedThroughASignIn) {
    const auto id = raise();
    const auto path = "/cases/" + id + "/safe-contact";
    const std::string safe =
        "csrf=old&command=0b6e1a52-0b1d-4c7e-9a51-3d6a1f2e8b01"
        "&safe_way_1=telephone&safe_value_1=514-canary&safe_word=mitaine";
    const auto back = form(path, "", safe);
    EXPECT_EQ(back.status, 401u);
    EXPECT_THAT(back.body, AllOf(HasSubstr("514-canary"), HasSubstr("mitaine")));
    const auto sent = form(path, "", safe + "&sign_in_code=" + tokens_["worker"]);
    EXPECT_EQ(sent.status, 303u) << sent.body;
    EXPECT_EQ(await_event(id, "safe_contact_told").actor().person(), "wanda");
}

}  // namespace
}  // namespace relais::gateway
