// Who is calling, against a real Redis.
#include "services/gateway/sessions.hpp"

#include <gmock/gmock.h>

#include "tests/store/run.hpp"
#include "tests/support/redis_server.hpp"

namespace relais::gateway {
namespace {

using test::run;
using ::testing::HasSubstr;
using ::testing::Not;

class FixedClock : public Clock {
public:
    Instant now() const override { return now_; }
    Instant now_ = instant(1'794'985'200'000);
};

class ASession : public ::testing::Test {
protected:
    ASession() {
        server_.start();
        redis::Settings settings;
        settings.unix_socket = server_.socket();
        client_ = std::make_unique<redis::Client>(io_.get_executor(), settings);
        sessions_ = std::make_unique<Sessions>(*client_, secret_, clock_, entropy_,
                                               "https://relais.example",
                                               [this](const v1::Account&) { return member_; });
        account_.set_person("wanda");
        account_.add_roles(v1::Role::worker);
        token_ = run(io_, make_account(*client_, entropy_, account_)).value();
    }
    ~ASession() override { client_->stop(); }

    static http::Request with(std::string name, std::string value) {
        return {.fields = {{std::move(name), std::move(value)}}};
    }
    http::Request by_token(const std::string& token) {
        return with("authorization", "Bearer " + token);
    }
    // "wanda", or the status and code of the refusal.
    std::string who(const http::Request& request) {
        const auto caller = run(io_, sessions_->who(request));
        return caller ? caller->account.person()
                      : std::to_string(caller.error().status) + " " + caller.error().code;
    }
    std::string signed_in() {
        const auto answer = run(io_, sessions_->sign_in(token_));
        EXPECT_TRUE(answer);
        set_cookie_ = answer->set_cookie;
        return set_cookie_.substr(0, set_cookie_.find(';'));
    }
    http::Request form(const std::string& cookie, std::string origin, std::string csrf) {
        return {.method = http::Method::post,
                .fields = {{"cookie", cookie},
                           {"host", "relais.example"},
                           {"origin", std::move(origin)},
                           {"content-type", "application/x-www-form-urlencoded"}},
                .body = "need=legal_help&csrf=" + csrf};
    }

    boost::asio::io_context io_;
    test::RedisServer server_;
    Secret secret_{Hash256{1, 2, 3}};
    FixedClock clock_;
    SystemEntropy entropy_;
    std::unique_ptr<redis::Client> client_;
    std::unique_ptr<Sessions> sessions_;
    v1::Account account_;
    std::string token_;
    std::string set_cookie_;
    bool member_ = true;
};

TEST_F(ASession, KnowsABearerTokenAndNothingElse) {
    EXPECT_EQ(who(by_token(token_)), "wanda");
    EXPECT_EQ(who({}), "401 unauthenticated");
    const auto dot = token_.find('.');
    for (const auto& wrong : {token_ + "x", token_.substr(0, token_.size() - 1),
                              token_.substr(0, dot), "0123456789abcdef" + token_.substr(dot),
                              token_.substr(dot), std::string("."), std::string("../../x.y")})
        EXPECT_EQ(who(by_token(wrong)), "401 unauthenticated") << wrong;
    EXPECT_EQ(who(with("authorization", "Basic " + token_)), "401 unauthenticated");
}

TEST_F(ASession, TellsARoleThatIsMissingFromACallerWhoIsUnknown) {
    const auto allowed = run(io_, sessions_->who(by_token(token_), {v1::Role::worker}));
    EXPECT_TRUE(allowed);
    const auto forbidden = run(io_, sessions_->who(by_token(token_), {v1::Role::coordinator}));
    ASSERT_FALSE(forbidden);
    EXPECT_EQ(forbidden.error().status, 403u);
    const auto unknown = run(io_, sessions_->who({}, {v1::Role::coordinator}));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().status, 401u);
}

TEST_F(ASession, EndsWithItsAccount) {
    account_.set_expires_ms(to_ms(clock_.now_) + 1'000);
    const auto token = run(io_, make_account(*client_, entropy_, account_)).value();
    EXPECT_EQ(who(by_token(token)), "wanda");
    clock_.now_ += std::chrono::seconds(1);
    EXPECT_EQ(who(by_token(token)), "401 unauthenticated");
}

TEST_F(ASession, OpensNothingFromTheInstantOnThatItsHolderBelongsNoMore) {
    const auto cookie = signed_in();
    EXPECT_EQ(who(with("cookie", cookie)), "wanda");
    member_ = false;
    EXPECT_EQ(who(with("cookie", cookie)), "403 membership_not_active");
    EXPECT_EQ(who(by_token(token_)), "403 membership_not_active");
    EXPECT_EQ(who(by_token(token_ + "x")), "401 unauthenticated") << "who is unknown stays unknown";
    const auto refused = run(io_, sessions_->sign_in(token_));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "membership_not_active");
    member_ = true;
    EXPECT_EQ(who(with("cookie", cookie)), "wanda") << "nothing is lost by a suspension";
}

TEST_F(ASession, IsKeptAsAHashOnly) {
    const std::string cookie = signed_in();
    const std::string session = cookie.substr(cookie.find('=') + 1);
    const auto secret = token_.substr(token_.find('.') + 1);
    const auto keys = run(io_, client_->call({"KEYS", "*"})).value();
    ASSERT_EQ(keys.elements.size(), 2u);
    for (const auto& key : keys.elements) {
        const auto value = run(io_, client_->call({"GET", key.text})).value().text;
        for (const auto& clear : {session, secret}) {
            EXPECT_THAT(key.text, Not(HasSubstr(clear)));
            EXPECT_THAT(value, Not(HasSubstr(clear)));
        }
    }
}

TEST_F(ASession, HasACookieThatOnlyThisHostGets) {
    const std::string cookie = signed_in();
    EXPECT_TRUE(cookie.starts_with("__Host-relais="));
    for (const auto* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"})
        EXPECT_THAT(set_cookie_, HasSubstr(part));
    EXPECT_EQ(who(with("cookie", cookie)), "wanda");
    EXPECT_EQ(who(with("cookie", cookie + "x")), "401 unauthenticated");
    EXPECT_NE(signed_in(), cookie) << "a new session at every sign-in";
}

TEST_F(ASession, EndsAtSignOut) {
    const std::string cookie = signed_in();
    EXPECT_EQ(who(with("cookie", cookie)), "wanda");
    const auto gone = run(io_, sessions_->sign_out(with("cookie", cookie)));
    ASSERT_TRUE(gone);
    EXPECT_THAT(*gone, HasSubstr("Max-Age=0"));
    EXPECT_EQ(who(with("cookie", cookie)), "401 unauthenticated");
    EXPECT_EQ(who(by_token(token_)), "wanda") << "the account goes on";
}

TEST_F(ASession, ChangesNothingForAForeignPage) {
    const std::string cookie = signed_in();
    const std::string csrf = sessions_->csrf_of(cookie.substr(cookie.find('=') + 1));
    EXPECT_EQ(who(form(cookie, "https://relais.example", csrf)), "wanda");
    EXPECT_EQ(who(form(cookie, "https://relais.example", "")), "403 csrf");
    EXPECT_EQ(who(form(cookie, "https://relais.example", csrf + "0")), "403 csrf");
    EXPECT_EQ(who(form(cookie, "https://evil.example", csrf)), "403 csrf");
    EXPECT_EQ(who(form(cookie, "null", csrf)), "403 csrf");
    EXPECT_EQ(who(form(cookie, "", csrf)), "403 csrf");
    auto fetched = form(cookie, "", csrf);
    fetched.fields.emplace_back("sec-fetch-site", "cross-site");
    EXPECT_EQ(who(fetched), "403 csrf");
    fetched.fields.back().second = "same-origin";
    EXPECT_EQ(who(fetched), "wanda");
}

TEST_F(ASession, TakesJsonFromOurPagesAndNothingThatAFormCouldFake) {
    const std::string cookie = signed_in();
    http::Request request{.method = http::Method::post,
                          .fields = {{"cookie", cookie},
                                     {"origin", "https://relais.example"},
                                     {"content-type", "application/json"}}};
    EXPECT_EQ(who(request), "wanda");
    for (const auto* type : {"text/plain", "multipart/form-data", ""}) {
        request.fields.back().second = type;
        EXPECT_EQ(who(request), "403 csrf") << type;
    }
}

TEST_F(ASession, KnowsAFormThatCarriesAFileByItsTokenAsWell) {
    const std::string cookie = signed_in();
    const std::string csrf = sessions_->csrf_of(cookie.substr(cookie.find('=') + 1));
    const auto sent = [&](const std::string& token, bool as_file = false) {
        http::Request request{.method = http::Method::post,
                              .fields = {{"cookie", cookie},
                                         {"origin", "https://relais.example"},
                                         {"content-type", "multipart/form-data; boundary=b"}}};
        request.body = "--b\r\nContent-Disposition: form-data; name=\"csrf\"" +
                       std::string(as_file ? "; filename=\"a\"" : "") + "\r\n\r\n" + token +
                       "\r\n--b--\r\n";
        return request;
    };
    EXPECT_EQ(who(sent(csrf)), "wanda");
    EXPECT_EQ(who(sent(csrf + "0")), "403 csrf");
    EXPECT_EQ(who(sent(csrf, true)), "403 csrf");
}

TEST_F(ASession, SaysThatTheStoreIsAway) {
    server_.kill_9();
    EXPECT_EQ(who(by_token(token_)), "503 store_away");
}

TEST_F(ASession, NeedsAPersonAndARoleForAnAccount) {
    EXPECT_FALSE(run(io_, make_account(*client_, entropy_, {})));
}

}  // namespace
}  // namespace relais::gateway
